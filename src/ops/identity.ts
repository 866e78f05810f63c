import type { Tensor } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply } from './apply.js';
import { sameElements } from './lowering.js';
import { defineOperation, noAttributes, type Operand, type ResultOf } from './operation.js';
import { within } from './naming.js';

const identityOperation = /* @__PURE__ */ defineOperation({
  name: 'identity',
  takesStrings: true,
  inferShape: ([x]) => x,
  compute: ([x]) => x.data,
  lower: () => sameElements,
  gradient: (_, [dy]) => [dy],
});

/** The same values as a new tensor, which a tape can distinguish from x. */
export function identity<X extends Operand>(x: X): ResultOf<X> {
  return within('ops.identity', () => apply(identityOperation, [x], noAttributes));
}

const stopGradientOperation = /* @__PURE__ */ defineOperation({
  name: 'stop_gradient',
  where: 'ops.stopGradient',
  takesStrings: true,
  inferShape: ([x]) => x,
  compute: ([x]) => x.data,
  lower: () => sameElements,
});

/**
 * The same values; gradients treat them as constants.
 *
 * @example
 * import { grad, ops } from 'hillock';
 * grad((x) => ops.multiply(ops.stopGradient(x), x))(3) // → array(3., dtype=float32)
 */
export function stopGradient<X extends Operand>(x: X): ResultOf<X> {
  if (arguments.length > 1) checkArgumentCount('ops.stopGradient', arguments, 1);
  return apply(stopGradientOperation, [x], noAttributes);
}

const straightThroughOperation = /* @__PURE__ */ defineOperation<object, 'one', 2>({
  name: 'straight_through',
  inferShape: ([x]) => x,
  compute: ([, value]) => value.data,
  gradient: (_, [dy]) => [dy, null],
});

/** The values of `value`, which has the shape and dtype of x. The gradient goes to x unchanged, as if the values were those of x. */
export function straightThrough(x: Tensor, value: Tensor): Tensor {
  return apply(straightThroughOperation, [x, value], noAttributes);
}
