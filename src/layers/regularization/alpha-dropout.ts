import { callable } from '../../objects/callable.js';
import { saturateElements } from '../../ops/dropping.js';
import type { Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import { noiseLike } from '../../ops/random-draws.js';
import { checkIsBelowOne, DropoutBase } from './dropout-options.js';

export class AlphaDropoutLayer extends DropoutBase {
  static readonly path = 'keras.layers.AlphaDropout';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override get strength(): number {
    return this.rate;
  }

  protected override disturb(x: Tensor): Tensor {
    checkIsBelowOne(this.label, this.rate);
    return saturateElements(x, noiseLike(this.label, x, this.noiseShape, this.seedGenerator), this.rate);
  }
}

/**
 * Dropout for networks with selu. In training, sets a random share `rate` of its inputs to the limit of selu(x) for x → -∞, and then scales
 * and shifts everything so that mean 0 and variance 1 are preserved. Source: Klambauer et al., 2017.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const dropout = layers.AlphaDropout(0.5, { seed: 1 });
 * dropout([1, 2, 3]) // → array([1., 2., 3.], dtype=float32)
 * new Set<unknown>(dropout(ops.zeros([100]), { training: true }).data).size // → 2
 */
export const AlphaDropout = /* @__PURE__ */ callable<typeof AlphaDropoutLayer, AlphaDropout>(AlphaDropoutLayer);
export interface AlphaDropout extends AlphaDropoutLayer {}
