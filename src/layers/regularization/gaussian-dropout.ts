import { callable } from '../../objects/callable.js';
import { rate, seed, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { normalLike } from '../../ops/random-draws.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import { outsideOfModels } from '../call-context.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { checkIsBelowOne } from './dropout-options.js';

const options = () => ({
  /** The share that an equally strong dropout would drop, from 0 to below 1. */
  rate: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `GaussianDropout`. */
export interface GaussianDropoutOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GaussianDropoutLayer
  extends /* @__PURE__ */ layerWith(options, ['rate'] as Leading<[rate: number], GaussianDropoutOptions>)
{
  static readonly path = 'keras.layers.GaussianDropout';
  override supportsMasking = true;
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  override call(x: Tensor, { training }: CallContext = outsideOfModels): Tensor {
    const { rate } = this;
    if (!training || rate === 0) return cast(x, this.computeDtype);
    checkIsBelowOne(this.label, rate);
    return multiply(x, normalLike(x, this.seedGenerator, { mean: 1, stddev: Math.sqrt(rate / (1 - rate)) }));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
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
