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
import { multiply, negative } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { onesLike, zerosLike } from '../../ops/creation.js';
import { affineTransform } from '../../ops/image/warping.js';
import { concatenate, split } from '../../ops/joining.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { betweenPixels, edgeFill, factor, type FactorKind, type Interval, keptFactor } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const shift: FactorKind = {
  bounds: [-1, 1],
  isStrict: true,
  ofNumber: (given) => [-Math.abs(given), Math.abs(given)],
};

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /**
   * How far images are moved down, as a fraction of their height: the ends of an interval within -1 and 1, or one number for the interval
   * around 0.
   */
  heightFactor: keptFactor(shift),
  /** How far images are moved to the right, as a fraction of their width. */
  widthFactor: keptFactor(shift),
  /** How images continue beyond their edges. */
  fillMode: edgeFill(),
  /** How values between pixels are computed. */
  interpolation: betweenPixels(),
  /** The value beyond the edges if `fillMode` is `'constant'`. */
  fillValue: defaulted(finiteNumber(), 0),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomTranslation`. */
export interface RandomTranslationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomTranslationLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['heightFactor', 'widthFactor'] as Leading<
    [heightFactor: number | Interval, widthFactor: number | Interval],
    RandomTranslationOptions
  >)
{
  static readonly path = 'keras.layers.RandomTranslation';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [height, width] = this.sizeOf(batch);
    const ends = (name: 'heightFactor' | 'widthFactor'): Interval => factor(shift).check(this[name], this.label, name);
    const rows = multiply(drawUniform(batch, seed, ends('heightFactor'), [null, 1]), height);
    const columns = multiply(drawUniform(batch, seed, ends('widthFactor'), [null, 1]), width);
    return { translations: concatenate([columns, rows], { axis: 1 }) };
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  protected override transform(
    batch: Tensor,
    { translations }: Transformation,
    interpolation = this.interpolation,
  ): Tensor {
    const [x, y] = split(translations!, 2, { axis: 1 }) as [Tensor, Tensor];
    const [one, none] = [onesLike(x), zerosLike(x)];
    const matrix = concatenate([one, none, negative(x), none, one, negative(y), none, none], { axis: 1 });
    const { fillMode, fillValue, dataFormat } = this;
    const options = { interpolation, fillMode, fillValue, dataFormat };
    return affineTransform(cast(batch, this.computeDtype), matrix, options);
  }
}

/**
 * Moves an image by random fractions of its height and width.
 *
 * @example
 * import { layers } from 'hillock';
 * const layer = layers.RandomTranslation([0, 0], [0.5, 0.5], { fillMode: 'constant' });
 * layer([[[1], [2]]]) // → array([[[0.],
 * //           [1.]]], dtype=float32)
 */
export const RandomTranslation = /* @__PURE__ */ callable<typeof RandomTranslationLayer, RandomTranslation>(
  RandomTranslationLayer,
);
export interface RandomTranslation extends RandomTranslationLayer {}
