/** Sums and products that run along an axis, differences, and the area under a curve. */
import { ValueError } from '../errors/index.js';
import { allocate, checkDType, isFloating, sizeOf, type DType, type Tensor } from '../tensor/index.js';
import { apply } from './apply.js';
import { add, divide, multiply, subtract } from './arithmetic.js';
import { readArguments, type Scalar } from './arguments.js';
import { resolveAxis, viewAlong } from './axes.js';
import { castTo } from './casting.js';
import { equal, notEqual, where as choose } from './comparison.js';
import { asFloating, asOperand, floatingDTypeOf } from './operand.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import { cumsum as runningSum } from './ordering.js';
import { ravel, reshapeTo } from './reshape.js';
import { sum } from './summation.js';
import { flip } from './transpose.js';
import { take } from './gathering.js';
import { knownLength, placesFrom } from './lengths.js';
import { within } from './naming.js';

/** What running sums and products may be told. */
export interface CumulativeOptions {
  /** The axis to walk along; `null`, the default, for all elements in row-major order. */
  readonly axis?: Scalar | null | undefined;
  /** The dtype to compute in; by default that of x, and int32 for truth values. */
  readonly dtype?: Exclude<DType, 'string'> | null | undefined;
}

interface ReadCumulative {
  readonly axis: number | null;
  readonly dtype: Exclude<DType, 'string'> | null;
}

type Given = [options?: CumulativeOptions | undefined];

function prepared(where: string, x: Operand, given: readonly unknown[]): { values: Tensor; axis: number } {
  const { axis, dtype } = readArguments<ReadCumulative>(where, [], given, { axis: null, dtype: null });
  const operand = asOperand(where, x);
  if (dtype !== null) checkDType(where, dtype);
  const wanted = dtype ?? (operand.dtype === 'bool' ? 'int32' : operand.dtype);
  const values = castTo(operand, wanted);
  return axis === null
    ? { values: ravel(values), axis: 0 }
    : { values, axis: resolveAxis(where, axis, operand.shape.length) };
}

/**
 * The sums of the elements up to each one, along an axis; without an axis, in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cumsum([1, 2, 3]) // → array([1., 3., 6.], dtype=float32)
 */
export function cumsum<X extends Operand>(x: X, ...given: Given): ResultOf<X> {
  return within('ops.cumsum', () => {
    const { values, axis } = prepared('ops.cumsum', x, given);
    return runningSum(values, { axis }) as unknown as ResultOf<X>;
  });
}

const cumprodOperation: Operation<{ readonly axis: number }, 'one'> = /* @__PURE__ */ defineOperation<{
  readonly axis: number;
}>({
  name: 'cumprod',
  inferShape: ([x]) => x,
  compute([x], { axis }, { shape, dtype }) {
    const { outer, length, inner } = viewAlong(shape, axis);
    const products = allocate(dtype as 'float32', sizeOf(shape));
    for (let block = 0; block < outer; block++) {
      for (let i = 0; i < inner; i++) {
        const start = block * length * inner + i;
        let product = 1;
        for (let at = start; at < start + length * inner; at += inner) {
          product = isFloating(dtype) ? product * x.data[at]! : Math.imul(product, x.data[at]!);
          products[at] = product;
        }
      }
    }
    return products;
  },
  gradient({ inputs: [x], outputs: [y], attributes: { axis } }, [dy]) {
    // Σ of dy·y from each place on, divided by its element; around a zero, products without it.
    const back = (each: Tensor): Tensor => flip(runningSum(flip(each, { axis }), { axis }), { axis });
    const isZero = equal(x, 0);
    const safe = choose(isZero, 1, x);
    const plain = divide(back(multiply(dy, y)), safe);
    const zeros = runningSum(castTo(isZero, x.dtype), { axis });
    const others = apply<Tensor, { readonly axis: number }>(cumprodOperation, [safe], { axis });
    // Up to the second zero, what multiplies the first one is the product of the others.
    const beyond = choose(equal(zeros, 1), multiply(dy, others), 0);
    const ofZero = choose(equal(zeros, 1), divide(back(beyond), safe), 0);
    return [choose(isZero, ofZero, plain)];
  },
});

/**
 * The products of the elements up to each one, along an axis; without an axis, in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cumprod([1, 2, 3]) // → array([1., 2., 6.], dtype=float32)
 */
export function cumprod<X extends Operand>(x: X, ...given: Given): ResultOf<X> {
  const { values, axis } = prepared('ops.cumprod', x, given);
  return apply(cumprodOperation, [values], { axis });
}

/** What `diff` may be told. */
export interface DiffOptions {
  /** How often differences are taken; once by default. */
  readonly n?: Scalar | undefined;
  /** The axis to walk along; the last by default. */
  readonly axis?: Scalar | undefined;
}

/** So many elements from a place on. */
const part = (where: string, x: Tensor, start: number, count: number, axis: number): Tensor =>
  take(
    x,
    placesFrom(where, count, (i) => start + i),
    { axis },
  );

/**
 * The differences of neighbours along an axis, n times; of truth values whether they differ.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.diff([1, 4, 9, 16]) // → array([3., 5., 7.], dtype=float32)
 */
export function diff<X extends Operand>(
  a: X,
  ...given:
    [n: Scalar, options?: { readonly axis?: Scalar | undefined } | undefined] | [options?: DiffOptions | undefined]
): ResultOf<X> {
  const where = 'ops.diff';
  return within(where, () => {
    const { n, axis } = readArguments<{ readonly n: number; readonly axis: number }>(where, ['n'], given, {
      n: 1,
      axis: -1,
    });
    if (!Number.isInteger(n) || n < 0)
      throw new ValueError({ where, expected: '`n` to be an integer ≥ 0', received: { n } });
    let x = asOperand(where, a);
    const along = resolveAxis(where, axis, x.shape.length);
    // Nothing is left of as many differences as there are elements, nor of more.
    const steps = Math.min(n, knownLength(where, x, along));
    for (let step = 0; step < steps; step++) {
      const count = Math.max(0, knownLength(where, x, along) - 1);
      const [later, earlier] = [part(where, x, Math.min(1, count), count, along), part(where, x, 0, count, along)];
      x = x.dtype === 'bool' ? notEqual(later, earlier) : subtract(later, earlier);
    }
    return x as unknown as ResultOf<X>;
  });
}

/** What `trapezoid` may be told. */
export interface TrapezoidOptions {
  /** The places of the values; by default they lie `dx` apart. */
  readonly x?: Operand | null | undefined;
  /** How far apart they lie; 1 by default. */
  readonly dx?: Scalar | undefined;
  readonly axis?: Scalar | undefined;
}

interface ReadTrapezoid {
  readonly x: Operand | null;
  readonly dx: number;
  readonly axis: number;
}

/**
 * The area under a curve by trapezoids: the sum of `(y[i] + y[i+1]) / 2 · (x[i+1] - x[i])`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.trapezoid([1, 2, 3]) // → array(4., dtype=float32)
 */
export function trapezoid<Y extends Operand>(y: Y, ...given: [options?: TrapezoidOptions | undefined]): ResultOf<Y> {
  const where = 'ops.trapezoid';
  return within(where, () => {
    const { x, dx, axis } = readArguments<ReadTrapezoid>(where, [], given, { x: null, dx: 1, axis: -1 });
    const values = asFloating(where, y);
    const along = resolveAxis(where, axis, values.shape.length);
    const count = Math.max(0, knownLength(where, values, along) - 1);
    const middles = multiply(
      add(part(where, values, Math.min(1, count), count, along), part(where, values, 0, count, along)),
      0.5,
    );
    if (x === null) return sum(multiply(middles, dx), { axis: along }) as unknown as ResultOf<Y>;
    const places = castTo(asOperand(where, x), floatingDTypeOf(where, y, x));
    const isList = places.shape.length === 1;
    const widths = diff(places, { axis: isList ? 0 : along });
    const spread = isList
      ? reshapeTo(
          widths,
          values.shape.map((_, each) => (each === along ? -1 : 1)),
        )
      : widths;
    return sum(multiply(middles, spread), { axis: along }) as unknown as ResultOf<Y>;
  });
}
