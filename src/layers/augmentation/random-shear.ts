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
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, where } from '../../ops/comparison.js';
import { onesLike, zerosLike } from '../../ops/creation.js';
import { affineTransform } from '../../ops/image/warping.js';
import { concatenate, split } from '../../ops/joining.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { betweenPixels, edgeFill, factor, type FactorKind, type Interval } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const slant: FactorKind = {
  bounds: [-1, 1],
  isStrict: true,
  ofNumber: (given) => [-Math.abs(given), Math.abs(given)],
};

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /**
   * How far each row is shifted relative to the one above it: the ends of an interval within -1 and 1, or one number for the interval
   * around 0.
   */
  xFactor: defaulted(factor(slant), 0),
  /** How far each column is shifted relative to the one beside it. */
  yFactor: defaulted(factor(slant), 0),
  /** How images continue beyond their edges. */
  fillMode: edgeFill(),
  /** How values between pixels are computed. */
  interpolation: betweenPixels(),
  /** The value beyond the edges if `fillMode` is `'constant'`. */
  fillValue: defaulted(finiteNumber(), 0),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomShear`. */
export interface RandomShearOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomShearLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['xFactor', 'yFactor'] as Leading<
    [xFactor?: number | Interval, yFactor?: number | Interval],
    RandomShearOptions
  >)
{
  static readonly path = 'keras.layers.RandomShear';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const direction = cast(where(greater(drawUniform(batch, seed, [0, 1], [null, 1]), 0.5), -1, 1), 'float32');
    const y = drawUniform(batch, seed, this.yFactor, [null, 1]);
    const x = drawUniform(batch, seed, this.xFactor, [null, 1]);
    return { shearFactor: multiply(concatenate([x, y], { axis: 1 }), direction) };
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  protected override transform(
    batch: Tensor,
    { shearFactor }: Transformation,
    interpolation = this.interpolation,
  ): Tensor {
    const [x, y] = split(shearFactor!, 2, { axis: 1 }) as [Tensor, Tensor];
    const [one, none] = [onesLike(x), zerosLike(x)];
    const matrix = concatenate([one, x, none, y, one, none, none, none], { axis: 1 });
    const { fillMode, fillValue, dataFormat } = this;
    const options = { interpolation, fillMode, fillValue, dataFormat };
    return affineTransform(cast(batch, this.computeDtype), matrix, options);
  }
}

/**
 * Slants an image by a random amount, in either direction.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomShear(0.3, 0.1, { seed: 1 })(ops.ones([4, 4, 3])).shape // → [ 4, 4, 3 ]
 */
export const RandomShear = /* @__PURE__ */ callable<typeof RandomShearLayer, RandomShear>(RandomShearLayer);
export interface RandomShear extends RandomShearLayer {}
