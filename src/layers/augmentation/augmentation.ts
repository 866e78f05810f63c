/** What layers have in common that change images at random in training. */
import { ShapeError } from '../../errors/index.js';
import { checkOptionsObject, type DataFormat } from '../../objects/options/index.js';
import { add, divide, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { less } from '../../ops/comparison.js';
import { drawFrom, uniformDraw } from '../../ops/random-draws.js';
import { expandDims, reshape, squeeze } from '../../ops/reshape.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import type { Seed, SymbolicShape, Tensor } from '../../tensor/index.js';
import type { SeedGenerator } from '../../tensor/seed-generator.js';
import type { Interval } from './augmentation-options.js';
import { ImageLayer, type DrawOptions, type Transformation, type TransformOptions } from './image-layer.js';

export type { Transformation } from './image-layer.js';

/**
 * A layer that changes images at random, alone or in a batch: `getRandomTransformation` draws the changes, and `transformImages` makes
 * them. Unless a call says otherwise, images are changed in calls outside of models, as in Keras, and in models only during training.
 */
export abstract class Augmentation extends ImageLayer {
  declare readonly dataFormat: DataFormat;
  declare readonly seed: number | null;
  abstract readonly seedGenerator: SeedGenerator;

  override getRandomTransformation(images: Tensor, options: DrawOptions = {}): Transformation | null {
    this.#checkOptions('getRandomTransformation', arguments, 1, ['training', 'seed']);
    const { training = true, seed } = options;
    if (!training) return null;
    return this.draw(this.batchOf(images), seed ?? this.seedGenerator);
  }

  override transformImages(
    images: Tensor,
    transformation: Transformation | null,
    options: TransformOptions = {},
  ): Tensor {
    this.#checkOptions('transformImages', arguments, 2, ['training']);
    const { training = true } = options;
    const isSingle = images.rank === 3;
    const batch = this.batchOf(images);
    if (!training || transformation === null) return this.unchanged(images);
    const changed = this.transform(batch, transformation);
    return isSingle ? squeeze(changed, { axis: 0 }) : changed;
  }

  override transformSegmentationMasks(
    masks: Tensor,
    transformation: Transformation | null,
    options: TransformOptions = {},
  ): Tensor {
    this.#checkOptions('transformSegmentationMasks', arguments, 2, ['training']);
    if (this.castsMasks) return super.transformSegmentationMasks(masks, transformation, options);
    const { training = true } = options;
    if (!this.movesMasks || !training || transformation === null) return masks;
    const moved: Tensor = cast(this.transform(this.batchOf(masks), transformation, 'nearest'), masks.dtype);
    return masks.rank === 3 ? squeeze(moved, { axis: 0 }) : moved;
  }

  /** Refuses options that a method does not have, and what stands behind them. */
  #checkOptions(method: string, given: ArrayLike<unknown>, place: number, names: readonly string[]): void {
    const where = `${this.label}.${method}`;
    checkArgumentCount(where, given, place + 1);
    checkOptionsObject(where, given[place] ?? {}, names);
  }

  /** Draws the changes for a batch. */
  protected abstract draw(batch: Tensor, seed: Seed): Transformation;

  /** Makes the changes on a batch of any dtype; `interpolation` says how values between pixels are computed, if not as the layer's option says. */
  protected abstract transform(batch: Tensor, transformation: Transformation, interpolation?: 'nearest'): Tensor;

  /** The result if nothing is to be changed. */
  protected unchanged(images: Tensor): Tensor {
    return cast(images, this.computeDtype);
  }

  protected override get trainsUnlessTold(): boolean {
    return true;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    this.checkImages(inputShape);
    return inputShape;
  }

  /** The images as a batch; a single image becomes a batch of one. */
  protected batchOf(images: Tensor): Tensor {
    this.checkImages(images.shape);
    return images.rank === 3 ? expandDims(images, 0) : images;
  }

  protected checkImages(shape: SymbolicShape): void {
    if (shape.length === 3 || shape.length === 4) return;
    const expected = 'an image of three axes, or a batch of images of four';
    throw new ShapeError({ where: this.label, expected, received: { inputs: shape } });
  }

  /** The axes of height and width in a batch. */
  protected get sides(): readonly [height: 1 | 2, width: 2 | 3] {
    return this.dataFormat === 'channels_first' ? [2, 3] : [1, 2];
  }

  /** The height and width of the images in a batch. */
  protected sizeOf(batch: Tensor): readonly [height: number, width: number] {
    const [rows, columns] = this.sides;
    const [height, width] = [batch.shape[rows] as number | null, batch.shape[columns] as number | null];
    if (height !== null && width !== null) return [height, width];
    const expected = 'images of which height and width are known';
    throw new ShapeError({ where: this.label, expected, received: { inputs: batch } });
  }
}

/** Random numbers from an interval for each image of a batch; `null` in the shape is the number of images. */
export function drawUniform(
  batch: Tensor,
  seed: Seed,
  [minval, maxval]: Interval,
  shape: SymbolicShape = [null],
): Tensor {
  return drawFrom(uniformDraw, seed, { shape, dtype: 'float32', minval, maxval }, batch);
}

/** For each image, whether it is changed. The probability of that is itself drawn from an interval. */
export const drawDecisions = (batch: Tensor, seed: Seed, probability: Interval): Tensor => {
  const probabilities = drawUniform(batch, seed, probability);
  return less(drawUniform(batch, seed, [0, 1]), probabilities);
};

/** A number for each image, in a shape that broadcasts with a batch. */
export const perImage = (numbers: Tensor): Tensor => reshape(numbers, [-1, 1, 1, 1]);

/** Pixels converted from one range of values to another. */
export function rescaled(images: Tensor, from: Interval, to: Interval): Tensor {
  if (from[0] === to[0] && from[1] === to[1]) return images;
  const parts = divide(subtract(images, from[0]), from[1] - from[0]);
  return add(multiply(parts, to[1] - to[0]), to[0]);
}
