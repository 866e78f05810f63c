import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  type Leading,
  optional,
  type OptionsIn,
  type RequiredOption,
  seed,
} from '../../objects/options/index.js';
import { add, clip, multiply, sqrt, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greaterEqual, less, logicalAnd, where } from '../../ops/comparison.js';
import { arange } from '../../ops/creation.js';
import { split } from '../../ops/joining.js';
import { normalLike } from '../../ops/random-draws.js';
import { reshape } from '../../ops/reshape.js';
import { type Seed, tensor, type Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, fraction, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawDecisions, drawUniform, perImage, type Transformation } from './augmentation.js';

const fill = (): RequiredOption<number | readonly number[]> => ({
  check: (given, where, name) => {
    const isColor = Array.isArray(given) && given.length === 3 && given.every(Number.isFinite);
    if (Number.isFinite(given) || isColor) return given;
    throw new ValueError({ where, expected: `${name} to be a number or three`, received: { [name]: given } });
  },
});

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The probability that a part of an image is erased, or the interval from which this probability is drawn. */
  factor: fraction(1),
  /** The size of the part, as a fraction of the image: the interval from which it is drawn, or its upper end. */
  scale: defaulted(factor(aroundZero(0, 1)), [0.02, 0.33]),
  /** What the part is filled with: a number, three numbers for the channels, or with `null` random numbers. */
  fillValue: optional(fill()),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomErasing`. */
export interface RandomErasingOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomErasingLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor', 'scale'] as Leading<
    [factor?: number | Interval, scale?: number | Interval],
    RandomErasingOptions
  >)
{
  static readonly path = 'keras.layers.RandomErasing';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [height, width] = this.sizeOf(batch);
    const shares = sqrt(drawUniform(batch, seed, this.scale, [null, 2]));
    const [ofWidth, ofHeight] = split(shares, 2, { axis: 1 }) as [Tensor, Tensor];
    const inside = (share: Tensor, length: number, axis: number): Tensor => {
      const part = multiply(share, length);
      const start = multiply(drawUniform(batch, seed, [0, 1], [null, 1]), subtract(length, part));
      const places = reshape(
        arange(length, { dtype: 'float32' }),
        batch.shape.map((_, each) => (each === axis ? length : 1)),
      );
      return logicalAnd(greaterEqual(places, perImage(start)), less(places, perImage(add(start, part))));
    };
    const [rows, columns] = this.sides;
    const batchMasks = logicalAnd(inside(ofWidth, width, columns), inside(ofHeight, height, rows));
    const applyErasing = drawDecisions(batch, seed, this.factor);
    return { applyErasing, batchMasks, fillValue: clip(this.#fill(batch, seed), ...this.valueRange) };
  }

  #fill(batch: Tensor, seed: Seed): Tensor {
    const { fillValue } = this;
    if (fillValue === null) {
      return multiply(normalLike(cast(batch, 'float32'), seed), this.valueRange[1]);
    }
    if (typeof fillValue === 'number') return tensor(fillValue);
    const axis = this.dataFormat === 'channels_first' ? 1 : 3;
    if (batch.shape[axis] === fillValue.length) {
      return reshape(
        tensor(fillValue as number[]),
        [1, 1, 1, 1].map((_, each) => (each === axis ? 3 : 1)),
      );
    }
    throw new ShapeError({
      where: this.label,
      expected: 'images of three channels',
      received: { inputs: batch, fillValue },
    });
  }

  protected override transform(batch: Tensor, { applyErasing, batchMasks, fillValue }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    const isErased = logicalAnd(batchMasks!, perImage(applyErasing!));
    return where(isErased, cast(fillValue!, pixels.dtype), pixels);
  }
}

/**
 * Fills a random rectangle of an image, with a probability drawn from `factor`. Source: Zhong et al., 2017.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const y = layers.RandomErasing([1, 1], [1, 1], { fillValue: 7 })(ops.zeros([2, 2, 1]));
 * ops.mean(y) // → array(7., dtype=float32)
 */
export const RandomErasing = /* @__PURE__ */ callable<typeof RandomErasingLayer, RandomErasing>(RandomErasingLayer);
export interface RandomErasing extends RandomErasingLayer {}
