import { ValueError } from '../errors/index.js';
import { input, parameter } from '../formula/expression.js';
import { add, greaterEqual, multiply, select } from '../formula/primitives.js';
import { apply } from '../ops/apply.js';
import { callable } from '../objects/callable.js';
import { elementwiseOperation } from '../ops/elementwise-operation.js';
import { cast } from '../ops/casting.js';
import type { SymbolicShape, Tensor } from '../tensor/index.js';
import { SeedGenerator } from '../tensor/seed-generator.js';
import { drawNoise, DropoutBase } from './dropout-noise.js';
import type { CallContext } from './layer.js';

/** What selu tends to for x → -∞: `-alpha·scale` of selu. Klambauer et al., 2017. */
const saturation = -1.6732632423543772 * 1.0507009873554805;

/** `a·x + b` where the noise reaches the rate, else a constant. */
const dropping = () =>
  elementwiseOperation({
    name: 'alpha_dropout',
    expression: select(
      greaterEqual(input(1), parameter('rate')),
      add(multiply(parameter('a'), input(0)), parameter('b')),
      parameter('dropped'),
    ),
  });

let operation: ReturnType<typeof dropping> | undefined;

export class AlphaDropoutLayer extends DropoutBase {
  static readonly path = 'keras.layers.AlphaDropout';
  override supportsMasking = true;
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  override call(x: Tensor, { training }: CallContext): Tensor {
    const { rate } = this;
    if (!training || rate === 0) return cast(x, this.computeDtype);
    if (rate === 1)
      throw new ValueError({ where: this.label, expected: 'a rate below 1 in training', received: { rate } });
    const noise = drawNoise(this.label, x, this.noiseShape, this.seedGenerator);
    const a = 1 / Math.sqrt((1 - rate) * (1 + rate * saturation * saturation));
    const b = -a * saturation * rate;
    return apply((operation ??= dropping()), [x, noise], { rate, a, b, dropped: a * saturation + b });
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/**
 * Dropout for networks of selu: in training, sets a random part `rate` of its inputs to what selu saturates at, and then scales and
 * shifts everything so that mean 0 and variance 1 stay what they are. Source: Klambauer et al., 2017.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const dropout = layers.AlphaDropout(0.5, { seed: 1 });
 * dropout([1, 2, 3]) // → array([1., 2., 3.], dtype=float32)
 * new Set<unknown>(dropout(ops.zeros([100]), { training: true }).data).size // → 2
 */
export const AlphaDropout = /* @__PURE__ */ callable<typeof AlphaDropoutLayer, AlphaDropout>(AlphaDropoutLayer);
export interface AlphaDropout extends AlphaDropoutLayer {}
