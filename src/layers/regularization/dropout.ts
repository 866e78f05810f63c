import { callable } from '../../objects/callable.js';
import { dropElements } from '../../ops/dropping.js';
import type { Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import { noiseLike } from '../../ops/random-draws.js';
import { DropoutBase } from './dropout-options.js';

export class DropoutLayer extends DropoutBase {
  static readonly path = 'keras.layers.Dropout';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override get strength(): number {
    return this.rate;
  }

  protected override disturb(x: Tensor): Tensor {
    return dropElements(x, noiseLike(this.label, x, this.noiseShape, this.seedGenerator), this.rate);
  }
}

/**
 * In training, sets a random share `rate` of its inputs to 0 and divides the others by `1 - rate`, so that sums keep their size on average;
 * otherwise returns its inputs unchanged. Source: Srivastava et al., 2014.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const dropout = layers.Dropout(0.5, { seed: 1 });
 * dropout([1, 2, 3]) // → array([1., 2., 3.], dtype=float32)
 * const y = dropout(ops.ones([100]), { training: true });
 * [...new Set<unknown>(y.data)].sort() // → [ 0, 2 ]
 */
export const Dropout = /* @__PURE__ */ callable<typeof DropoutLayer, Dropout>(DropoutLayer);
export interface Dropout extends DropoutLayer {}
