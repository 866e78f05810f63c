import { ValueError } from '../errors/index.js';

/** Where Node's `console.log` asks an object how it wants to be printed. */
export const inspectSymbol: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/**
 * What `Symbol.toPrimitive` does for tensors of all kinds: text where text is wanted, an error where JavaScript's
 * own operators would turn the object into a meaningless number without a word.
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
