import { callable } from '../../objects/callable.js';
import { configured, rate, seed, type OptionsIn } from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { normalLike } from '../../ops/random-draws.js';
import type { Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { checkIsBelowOne } from './dropout-options.js';
import { NoiseLayer } from './noise-layer.js';

const options = () => ({
  /** The share that an equally strong dropout would drop, from 0 to below 1. */
  rate: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `GaussianDropout`. */
export interface GaussianDropoutOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GaussianDropoutLayer
  extends /* @__PURE__ */ configured<
    NoiseLayer,
    LayerOptions,
    ReturnType<typeof options>,
    [rate: number],
    GaussianDropoutOptions
  >(NoiseLayer, options, ['rate'])
{
  static readonly path = 'keras.layers.GaussianDropout';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override get strength(): number {
    return this.rate;
  }

  protected override disturb(x: Tensor): Tensor {
    const { rate } = this;
    checkIsBelowOne(this.label, rate);
    return multiply(x, normalLike(x, this.seedGenerator, { mean: 1, stddev: Math.sqrt(rate / (1 - rate)) }));
  }
}

/**
 * In training, multiplies its inputs by random numbers of mean 1 and standard deviation `√(rate / (1 - rate))`, which is that of dropout's
 * noise; otherwise returns them unchanged. Source: Srivastava et al., 2014.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const dropout = layers.GaussianDropout(0.2, { seed: 1 });
 * dropout([1, 2, 3]) // → array([1., 2., 3.], dtype=float32)
 * const y = dropout(ops.ones([10000]), { training: true });
 * Number(ops.std(y).item()).toFixed(1) // → 0.5
 */
export const GaussianDropout = /* @__PURE__ */ callable<typeof GaussianDropoutLayer, GaussianDropout>(
  GaussianDropoutLayer,
);
export interface GaussianDropout extends GaussianDropoutLayer {}
