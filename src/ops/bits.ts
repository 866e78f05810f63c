/** Integers bit by bit, divisors and multiples of them, and the float next to another. */
import { DTypeError } from '../errors/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import {
  allocate,
  asTensor,
  decodeHalves,
  encodeHalves,
  isFloating,
  isHalf,
  promoteDTypes,
  sizeOf,
  type DType,
  type Tensor,
} from '../tensor/index.js';
import { apply } from './apply.js';
import { readArguments, required } from './arguments.js';
import { broadcastShapes, spreadElements } from './broadcasting.js';
import { castTo } from './casting.js';
import { withWeakNumbers } from './elementwise.js';
import { asOperand, floatingDType, isPlain } from './operand.js';
import { defineOperation, noAttributes, type Operand, type Operation, type ResultOf } from './operation.js';
import { within } from './naming.js';

/** An operation of two integers; that of bytes stays within them, and that of truth values is one of 0 and 1. */
function ofIntegers(name: string, combine: (a: number, b: number) => number): Operation<object, 'one', 2> {
  const where = `ops.${name}`;
  return defineOperation<object, 'one', 2>({
    name,
    inferShape(inputs) {
      for (const x of inputs) {
        if (isFloating(x.dtype))
          throw new DTypeError({ where, expected: 'arrays of integers or truth values', received: { x } });
      }
      const dtype = promoteDTypes(where, inputs[0].dtype, inputs[1].dtype);
      // Truth values have no places to move to.
      const isCounted = dtype === 'bool' && name.endsWith('Shift');
      return { shape: broadcastShapes(where, inputs), dtype: isCounted ? 'int32' : dtype };
    },
    compute([a, b], _, { shape, dtype }) {
      const [left, right] = [spreadElements(a, shape), spreadElements(b, shape)] as [Int32Array, Int32Array];
      const target = allocate(dtype as 'int32', sizeOf(shape));
      for (let i = 0; i < target.length; i++) target[i] = combine(left[i]!, right[i]!);
      return target;
    },
  });
}

/** Plain numbers are integers here: of the dtype of the array beside them where it holds them, else int32. */
function asIntegers(where: string, ...operands: readonly Operand[]): Operand[] {
  return withWeakNumbers(where, operands).map((operand, i) => {
    const given = operands[i]!;
    if (!isPlain(given) || !isFloating(asOperand(where, operand).dtype)) return operand;
    // In float32 large integers would be rounded.
    if (asTensor(given, 'float64', where).data.every((each) => Number.isInteger(each)))
      return asTensor(given, 'int32', where);
    throw new DTypeError({ where, expected: 'arrays of integers or truth values', received: { x: given } });
  });
}

type Second<B> = [y: B, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly y: B }];

function combined(operation: Operation<object, 'one', 2>, x: Operand, given: readonly unknown[]): Tensor {
  const { where } = operation;
  const { y } = readArguments<{ readonly y: Operand }>(where, ['y'], given, { y: required });
  return apply(operation, asIntegers(where, x, y) as [Operand, Operand], noAttributes);
}

const andOperation = /* @__PURE__ */ ofIntegers('bitwiseAnd', (a, b) => a & b);
const orOperation = /* @__PURE__ */ ofIntegers('bitwiseOr', (a, b) => a | b);
const xorOperation = /* @__PURE__ */ ofIntegers('bitwiseXor', (a, b) => a ^ b);
const leftOperation = /* @__PURE__ */ ofIntegers('bitwiseLeftShift', (a, b) => (b < 0 || b > 31 ? 0 : a << b));
const rightOperation = /* @__PURE__ */ ofIntegers('bitwiseRightShift', (a, b) => a >> (b < 0 || b > 31 ? 31 : b));

/**
 * The bits that both have.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseAnd([5, 12], [3, 10]) // → array([1, 8], dtype=int32)
 */
export function bitwiseAnd<A extends Operand, B extends Operand>(x: A, ...given: Second<B>): ResultOf<A, B> {
  return combined(andOperation, x, given) as unknown as ResultOf<A, B>;
}

/**
 * The bits that one of both has.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseOr([5, 12], [3, 10]) // → array([ 7, 14], dtype=int32)
 */
export function bitwiseOr<A extends Operand, B extends Operand>(x: A, ...given: Second<B>): ResultOf<A, B> {
  return combined(orOperation, x, given) as unknown as ResultOf<A, B>;
}

/**
 * The bits that one of both has, and not the other.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseXor([5, 12], [3, 10]) // → array([6, 6], dtype=int32)
 */
export function bitwiseXor<A extends Operand, B extends Operand>(x: A, ...given: Second<B>): ResultOf<A, B> {
  return combined(xorOperation, x, given) as unknown as ResultOf<A, B>;
}

/**
 * The bits moved up by so many places: `x · 2^y`, modulo the range of the dtype.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseLeftShift([1, 5], [2, 3]) // → array([ 4, 40], dtype=int32)
 */
export function bitwiseLeftShift<A extends Operand, B extends Operand>(x: A, ...given: Second<B>): ResultOf<A, B> {
  return combined(leftOperation, x, given) as unknown as ResultOf<A, B>;
}

/**
 * The bits moved down by so many places: `⌊x / 2^y⌋`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseRightShift([16, -16], [2, 3]) // → array([ 4, -2], dtype=int32)
 */
export function bitwiseRightShift<A extends Operand, B extends Operand>(x: A, ...given: Second<B>): ResultOf<A, B> {
  return combined(rightOperation, x, given) as unknown as ResultOf<A, B>;
}

/**
 * The bits moved up by so many places; another name for `ops.bitwiseLeftShift`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.leftShift([1, 5], [2, 3]) // → array([ 4, 40], dtype=int32)
 */
export const leftShift = bitwiseLeftShift;

/**
 * The bits moved down by so many places; another name for `ops.bitwiseRightShift`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.rightShift([16, -16], [2, 3]) // → array([ 4, -2], dtype=int32)
 */
export const rightShift = bitwiseRightShift;

const notOperation: Operation<object, 'one'> = /* @__PURE__ */ defineOperation({
  name: 'bitwiseNot',
  inferShape([x]) {
    if (!isFloating(x.dtype)) return x;
    throw new DTypeError({
      where: 'ops.bitwiseNot',
      expected: 'an array of integers or truth values',
      received: { x },
    });
  },
  compute([x], _, { dtype }) {
    const target = allocate(dtype as 'int32', x.size);
    for (let i = 0; i < target.length; i++) target[i] = dtype === 'bool' ? 1 - x.data[i]! : ~x.data[i]!;
    return target;
  },
});

/**
 * The bits the other way round: `-x - 1`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseNot([5, -1]) // → array([-6,  0], dtype=int32)
 */
export function bitwiseNot<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.bitwiseNot', arguments, 1);
  return apply(notOperation, asIntegers('ops.bitwiseNot', x), noAttributes);
}

/**
 * The bits the other way round; another name for `ops.bitwiseNot`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bitwiseInvert([5, -1]) // → array([-6,  0], dtype=int32)
 */
export const bitwiseInvert = bitwiseNot;

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

const gcdOperation = /* @__PURE__ */ ofIntegers('gcd', greatestDivisor);
const lcmOperation = /* @__PURE__ */ ofIntegers('lcm', (a, b) =>
  a === 0 || b === 0 ? 0 : Math.imul(Math.abs(a) / greatestDivisor(a, b), Math.abs(b)),
);

type SecondOf<B> = [x2: B, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly x2: B }];

function ofDivisors(operation: Operation<object, 'one', 2>, x1: Operand, given: readonly unknown[]): Tensor {
  const { where } = operation;
  const { x2 } = readArguments<{ readonly x2: Operand }>(where, ['x2'], given, { x2: required });
  return apply(operation, asIntegers(where, x1, x2) as [Operand, Operand], noAttributes);
}

/**
 * The greatest integer that divides both.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.gcd([12, 7], 18) // → array([6, 1], dtype=int32)
 */
export function gcd<A extends Operand, B extends Operand>(x1: A, ...given: SecondOf<B>): ResultOf<A, B> {
  return ofDivisors(gcdOperation, x1, given) as unknown as ResultOf<A, B>;
}

/**
 * The least positive integer that both divide; 0 where one of them is 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.lcm([4, 7], 6) // → array([12, 42], dtype=int32)
 */
export function lcm<A extends Operand, B extends Operand>(x1: A, ...given: SecondOf<B>): ResultOf<A, B> {
  return ofDivisors(lcmOperation, x1, given) as unknown as ResultOf<A, B>;
}

const nextOperation: Operation<object, 'one', 2> = /* @__PURE__ */ defineOperation<object, 'one', 2>({
  name: 'nextafter',
  inferShape: (inputs) => ({
    shape: broadcastShapes('ops.nextafter', inputs),
    dtype: promoteDTypes('ops.nextafter', inputs[0].dtype, inputs[1].dtype),
  }),
  compute([a, b], _, { shape, dtype }) {
    const [from, to] = [spreadElements(a, shape), spreadElements(b, shape)] as [Float64Array, Float64Array];
    const target = allocate(dtype as 'float64', sizeOf(shape));
    for (let i = 0; i < target.length; i++) target[i] = neighbour(from[i]!, to[i]!, dtype);
    return target;
  },
  gradient: (_, [dy]) => [dy, null],
});

/** The next number of a dtype on the way. */
function neighbour(from: number, to: number, dtype: DType): number {
  if (Number.isNaN(from) || Number.isNaN(to)) return NaN;
  if (from === to) return to;
  const isAway = from === 0 || to > from === from > 0;
  return Math.sign(from === 0 ? to : from) * magnitudeBeside(Math.abs(from), isAway ? 1 : -1, dtype);
}

/** Numbers above 0 are in the order of their bits, as integers. */
function magnitudeBeside(x: number, distance: 1 | -1, dtype: DType): number {
  if (isHalf(dtype)) {
    const beside = encodeHalves(Float32Array.of(x), dtype).map((bits) => bits + distance);
    return decodeHalves(beside, dtype)[0]!;
  }
  if (dtype === 'float32') return new Float32Array(Int32Array.of(bitsOf(Float32Array.of(x)) + distance).buffer)[0]!;
  const bits = new BigInt64Array(Float64Array.of(x).buffer);
  bits[0]! += BigInt(distance);
  return new Float64Array(bits.buffer)[0]!;
}

const bitsOf = ({ buffer }: Float32Array): number => new Int32Array(buffer)[0]!;

/**
 * The next number of the dtype after the first one on the way to the second.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nextafter([1], [2]) // → array([1.0000001], dtype=float32)
 */
export function nextafter<A extends Operand, B extends Operand>(x1: A, ...given: SecondOf<B>): ResultOf<A, B> {
  const where = 'ops.nextafter';
  return within(where, () => {
    const { x2 } = readArguments<{ readonly x2: Operand }>(where, ['x2'], given, { x2: required });
    const [a, b] = withWeakNumbers(where, [x1, x2]).map((each) => asOperand(where, each)) as [Tensor, Tensor];
    const dtype = floatingDType(promoteDTypes(where, a.dtype, b.dtype));
    return apply(nextOperation, [castTo(a, dtype), castTo(b, dtype)], noAttributes);
  });
}
