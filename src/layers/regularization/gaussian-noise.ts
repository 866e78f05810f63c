import { callable } from '../../objects/callable.js';
import { rate, seed, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { normalLike } from '../../ops/random-draws.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import { outsideOfModels } from '../call-context.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';

const options = () => ({
  /** The standard deviation of the noise, which Keras limits to the interval from 0 to 1. */
  stddev: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `GaussianNoise`. */
export interface GaussianNoiseOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GaussianNoiseLayer
  extends /* @__PURE__ */ layerWith(options, ['stddev'] as Leading<[stddev: number], GaussianNoiseOptions>)
{
  static readonly path = 'keras.layers.GaussianNoise';
  override supportsMasking = true;
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  override call(x: Tensor, { training }: CallContext = outsideOfModels): Tensor {
    const { stddev } = this;
    if (!training || stddev === 0) return cast(x, this.computeDtype);
    return add(x, normalLike(x, this.seedGenerator, { stddev }));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/**
 * In training, adds random numbers of the normal distribution with mean 0 and standard deviation `stddev`; otherwise returns its inputs
 * unchanged. Source: Bishop, 1995.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const noise = layers.GaussianNoise(0.5, { seed: 1 });
 * noise([1, 2, 3]) // → array([1., 2., 3.], dtype=float32)
 * Number(ops.std(noise(ops.ones([10000]), { training: true })).item()).toFixed(1) // → 0.5
 */
export const GaussianNoise = /* @__PURE__ */ callable<typeof GaussianNoiseLayer, GaussianNoise>(GaussianNoiseLayer);
export interface GaussianNoise extends GaussianNoiseLayer {}
