import { ValueError } from '../errors/index.js';

/** The method by which Node's `console.log` asks an object for its printed form. */
export const inspectSymbol: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/**
 * `Symbol.toPrimitive` for tensors of all kinds: their text where a string is wanted, and an error for arithmetic, because JavaScript's own
 * operators would silently turn the object into a meaningless number.
 */
export function refuseArithmetic(value: { toString(): string }, kind: string, hint: string): string {
  if (hint === 'string') return value.toString();
  throw new ValueError({
    where: `${kind} in a JavaScript expression`,
    expected: 'a call such as ops.add(a, b): JavaScript operators do not work on tensors',
    received: { operand: value },
    hint: 'Use ops.add, ops.subtract, ops.multiply, ops.divide, ops.greater …, x.item() for the number in a scalar, or String(x) for text',
  });
}
