/** Numbers of which each is a multiple of the one before. */
import { fittingData, type DType, type Tensor } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { readArguments, required, type Scalar } from './arguments.js';
import { multiply } from './arithmetic.js';
import { resolveAxis } from './axes.js';
import { castTo } from './casting.js';
import { equal, less, logicalAnd, where as choose } from './comparison.js';
import { arange, type CreationOptions, linspace } from './creation.js';
import { log10, power } from './exponentials.js';
import { floatingDTypeOf, inFullPrecision } from './operand.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import { expandDims, reshape } from './reshape.js';
import { within } from './naming.js';

/** What `logspace` may be told. */
export interface LogspaceOptions extends CreationOptions {
  readonly num?: Scalar | undefined;
  readonly endpoint?: boolean | undefined;
  readonly base?: Scalar | undefined;
  readonly axis?: Scalar | undefined;
}

type Ends<A, B, O> =
  | [start: A, stop: B, num?: Scalar, options?: Omit<O, 'num'> | undefined]
  | [start: A, stop: B, options: O]
  | [start: A, options: O & { readonly stop: B }]
  | [options: O & { readonly start: A; readonly stop: B }];

interface ReadLogspace {
  readonly start: Operand;
  readonly stop: Operand;
  readonly num: number;
  readonly endpoint: boolean;
  readonly base: number;
  readonly axis: number;
  readonly dtype: CreationOptions['dtype'];
}

const placed = ['start', 'stop', 'num'];

/** In float64, so that the ends of float32 numbers are exact. */
const wide = (where: string, x: Operand): Tensor => castTo(inFullPrecision(where, x), 'float64') as Tensor;

interface FittingAttributes {
  readonly where: string;
  readonly dtype: DType;
}

/** A cast to an integer dtype, of numbers that it must be able to hold. */
const fittingOperation: Operation<FittingAttributes, 'one', 1> = /* @__PURE__ */ defineOperation<
  FittingAttributes,
  'one',
  1
>({
  name: 'cast that fits',
  inferShape: ([{ shape }], { dtype }) => ({ shape, dtype }),
  compute: ([x], { where }, { dtype }) => fittingData(where, x.data, x.dtype, dtype),
});

const inDType = (where: string, x: Operand, dtype: DType): Operand =>
  dtype === 'int32' || dtype === 'uint8'
    ? apply<Tensor, FittingAttributes>(fittingOperation, [x], { where, dtype })
    : castTo(x, dtype);

/** An end beside the numbers of `rank` axes that start from it, which have one more axis than it: this one. */
function alongNewAxis(where: string, end: Operand, axis: number, rank: number): Operand {
  const place = specOf(end, where).shape.length - (rank - 1 - axis);
  return place < 0 ? end : expandDims(end, place);
}

/**
 * `num` (50) powers of `base` (10) whose exponents lie at equal distances from `start` to `stop`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logspace(0, 2, 3) // → array([  1.,  10., 100.], dtype=float32)
 */
export function logspace<A extends Operand, B extends Operand>(...given: Ends<A, B, LogspaceOptions>): ResultOf<A, B> {
  const where = 'ops.logspace';
  return within(where, () => {
    const { start, stop, num, endpoint, base, axis, dtype } = readArguments<ReadLogspace>(where, placed, given, {
      ...{ start: required, stop: required, num: 50, endpoint: true, base: 10, axis: 0, dtype: undefined },
    });
    const exponents = linspace<Operand, Operand>(wide(where, start), wide(where, stop), { num, endpoint, axis });
    const powers = power<Operand, Operand>(base, exponents);
    return inDType(where, powers, dtype ?? floatingDTypeOf(where, start, stop)) as unknown as ResultOf<A, B>;
  });
}

/**
 * `num` (50) numbers of which each is the same multiple of the one before, from `start` to `stop`, both positive or both negative.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.geomspace(1, 8, 4) // → array([1., 2., 4., 8.], dtype=float32)
 */
export function geomspace<A extends Operand, B extends Operand>(
  ...given: Ends<A, B, Omit<LogspaceOptions, 'base'>>
): ResultOf<A, B> {
  const where = 'ops.geomspace';
  return within(where, () => {
    type Read = Omit<ReadLogspace, 'base'>;
    const { start, stop, num, endpoint, axis, dtype } = readArguments<Read>(where, placed, given, {
      ...{ start: required, stop: required, num: 50, endpoint: true, axis: 0, dtype: undefined },
    });
    const [first, last] = [wide(where, start), wide(where, stop)];
    // Where both are negative, so are the numbers between them.
    const sign = choose<Operand, Operand, Operand>(logicalAnd(less(first, 0), less(last, 0)), -1, 1);
    const [from, to] = [first, last].map((end) => log10<Operand>(multiply(sign, end)));
    const powers = power<Operand, Operand>(10, linspace<Operand, Operand>(from!, to!, { num, endpoint, axis }));
    const rank = specOf(powers, where).shape.length;
    const along = resolveAxis(where, axis, rank);
    const [begin, end, signs] = [first, last, sign].map((each) => alongNewAxis(where, each, along, rank));
    const places = arange(num);
    // The ends themselves, which a power of a logarithm can miss.
    const isAt = (at: number): Tensor => reshape(equal(places, at), [num, ...Array<number>(rank - 1 - along).fill(1)]);
    const isLast = endpoint ? isAt(Math.max(1, num - 1)) : false;
    const numbers = choose<Operand, Operand, Operand>(
      isAt(0),
      begin!,
      choose<Operand, Operand, Operand>(isLast, end!, multiply(signs!, powers)),
    );
    return inDType(where, numbers, dtype ?? floatingDTypeOf(where, start, stop)) as unknown as ResultOf<A, B>;
  });
}
