import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  finiteNumber,
  type Leading,
  type OptionsIn,
  seed,
} from '../../objects/options/index.js';
import { add, multiply, negative, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { zerosLike } from '../../ops/creation.js';
import { affineTransform } from '../../ops/image/warping.js';
import { stack } from '../../ops/joining.js';
import { cos, sin } from '../../ops/trigonometry.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, betweenPixels, edgeFill, factor, type Interval } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The angle as a fraction of a whole turn: the ends of an interval, or one number for the interval around 0. */
  factor: factor(aroundZero(-1, 1)),
  /** How images continue beyond their edges. */
  fillMode: edgeFill(),
  /** The value beyond the edges if `fillMode` is `'constant'`. */
  fillValue: defaulted(finiteNumber(), 0),
  /** How values between pixels are computed. */
  interpolation: betweenPixels(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomRotation`. */
export interface RandomRotationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomRotationLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomRotationOptions
  >)
{
  static readonly path = 'keras.layers.RandomRotation';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [lower, upper] = this.factor;
    const angle = drawUniform(batch, seed, [lower * 360, upper * 360]);
    const [height, width] = this.sizeOf(batch);
    const radians = multiply(angle, Math.PI / 180);
    const [cosine, sine, none] = [cos(radians), sin(radians), zerosLike(angle)];
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    // This shift keeps the middle of the image in its place.
    const shiftX = add(subtract(x, multiply(cosine, x)), multiply(sine, y));
    const shiftY = subtract(subtract(y, multiply(sine, x)), multiply(cosine, y));
    const rows = [cosine, negative(sine), shiftX, sine, cosine, shiftY, none, none];
    return { angle, rotationMatrix: stack(rows, { axis: 1 }) };
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  protected override transform(
    batch: Tensor,
    { rotationMatrix }: Transformation,
    interpolation = this.interpolation,
  ): Tensor {
    const { fillMode, fillValue, dataFormat } = this;
    const options = { interpolation, fillMode, fillValue, dataFormat };
    return affineTransform(cast(batch, this.computeDtype), rotationMatrix!, options);
  }
}

/**
 * Rotates an image around its middle by a random angle; positive angles are counterclockwise.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RandomRotation([0.5, 0.5], { interpolation: 'nearest' })([[[1], [2], [3]]]) // → array([[[3.],
 * //           [2.],
 * //           [1.]]], dtype=float32)
 */
export const RandomRotation = /* @__PURE__ */ callable<typeof RandomRotationLayer, RandomRotation>(RandomRotationLayer);
export interface RandomRotation extends RandomRotationLayer {}
