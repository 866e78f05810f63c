import { callable } from '../../objects/callable.js';
import { configured, rate, seed, type OptionsIn } from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { normalLike } from '../../ops/random-draws.js';
import type { Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { NoiseLayer } from './noise-layer.js';

const options = () => ({
  /** The standard deviation of the noise, which Keras limits to the interval from 0 to 1. */
  stddev: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `GaussianNoise`. */
export interface GaussianNoiseOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GaussianNoiseLayer
  extends /* @__PURE__ */ configured<
    NoiseLayer,
    LayerOptions,
    ReturnType<typeof options>,
    [stddev: number],
    GaussianNoiseOptions
  >(NoiseLayer, options, ['stddev'])
{
  static readonly path = 'keras.layers.GaussianNoise';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override get strength(): number {
    return this.stddev;
  }

  protected override disturb(x: Tensor): Tensor {
    return add(x, normalLike(x, this.seedGenerator, { stddev: this.stddev }));
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
