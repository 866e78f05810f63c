/** The computations of the dropout layers, in one pass: noise from [0, 1) decides which elements are dropped. */
import { input, parameter } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Tensor } from '../tensor/index.js';
import { apply } from './apply.js';
import { elementwiseOperation } from './elementwise-operation.js';

/** `x / kept` where the noise is below the share that is kept, else 0. */
const dropping = /* @__PURE__ */ once(() =>
  elementwiseOperation({
    name: 'dropout',
    expression: formula.select(
      formula.less(input(1), parameter('kept')),
      formula.divide(input(0), parameter('kept')),
      0,
    ),
  }),
);

/** x with the share `rate` of its elements set to 0, and the others divided by the share that is kept. */
export const dropElements = (x: Tensor, noise: Tensor, rate: number): Tensor =>
  apply(dropping(), [x, noise], { kept: 1 - rate });

/** The limit of selu(x) for x → -∞, `-alpha·scale`. Klambauer et al., 2017. */
const saturation = -1.6732632423543772 * 1.0507009873554805;

/** `a·x + b` where the noise is at least the rate, else a constant. */
const saturating = /* @__PURE__ */ once(() =>
  elementwiseOperation({
    name: 'alpha_dropout',
    expression: formula.select(
      formula.greaterEqual(input(1), parameter('rate')),
      formula.add(formula.multiply(parameter('a'), input(0)), parameter('b')),
      parameter('dropped'),
    ),
  }),
);

/** x with the share `rate` of its elements at the limit of selu, then scaled and shifted so that mean 0 and variance 1 are preserved. */
export function saturateElements(x: Tensor, noise: Tensor, rate: number): Tensor {
  const a = 1 / Math.sqrt((1 - rate) * (1 + rate * saturation * saturation));
  const b = -a * saturation * rate;
  return apply(saturating(), [x, noise], { rate, a, b, dropped: a * saturation + b });
}

/** A function that computes its result in its first call and keeps it, so that importing this module does no work. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
