/** The elements of an array that differ. */
import { Tensor } from '../tensor/index.js';
import { readArguments, type Scalar } from './arguments.js';
import { resolveAxis, viewAlong } from './axes.js';
import { castTo } from './casting.js';
import { notEqual, where as choose } from './comparison.js';
import { take } from './gathering.js';
import { placesFrom } from './lengths.js';
import { known } from './operand.js';
import type { Operand } from './operation.js';
import { ravel, reshapeTo } from './reshape.js';

/** What `unique` may be told. */
export interface UniqueOptions {
  /** Whether the elements come in ascending order, as they do here in any case. */
  readonly sorted?: boolean | undefined;
  /** Whether the place of the first of each is given, too. */
  readonly returnIndex?: boolean | undefined;
  /** Whether it is told which of them each element is. */
  readonly returnInverse?: boolean | undefined;
  /** Whether it is told how often each occurs. */
  readonly returnCounts?: boolean | undefined;
  /** The axis along which slices are compared; by default single elements are. */
  readonly axis?: Scalar | null | undefined;
  /** How many are given: the first ones, or with `fillValue` (the least) behind them. */
  readonly size?: Scalar | null | undefined;
  /** What fills the result up to `size`. */
  readonly fillValue?: Scalar | null | undefined;
}

interface ReadUnique {
  readonly sorted: boolean;
  readonly returnIndex: boolean;
  readonly returnInverse: boolean;
  readonly returnCounts: boolean;
  readonly axis: number | null;
  readonly size: number | null;
  readonly fillValue: number | null;
}

/**
 * The elements that differ, in ascending order, or along an axis the slices; where it is asked for with the places of the first of each, which of them each
 * element is, and how often each occurs.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.unique([3, 1, 3]) // → array([1., 3.], dtype=float32)
 * ops.unique([3, 1, 3], { returnCounts: true }) // → [ array([1., 3.], dtype=float32), array([1, 2], dtype=int32) ]
 */
export function unique(
  x: Operand,
  options: UniqueOptions &
    ({ readonly returnIndex: true } | { readonly returnInverse: true } | { readonly returnCounts: true }),
): Tensor[];
export function unique(x: Operand, options?: UniqueOptions): Tensor;
export function unique(x: Operand, ...given: [options?: UniqueOptions | undefined]): Tensor | Tensor[] {
  const where = 'ops.unique';
  const read = readArguments<ReadUnique>(where, [], given, {
    ...{ sorted: true, returnIndex: false, returnInverse: false, returnCounts: false },
    ...{ axis: null, size: null, fillValue: null },
  });
  const values = known(where, x);
  const flat = read.axis === null ? ravel(values) : values;
  const axis = resolveAxis(where, read.axis ?? 0, flat.shape.length);
  const { outer, length, inner } = viewAlong(flat.shape, axis);
  const compare = (a: number, b: number): number => {
    for (let block = 0; block < outer; block++) {
      for (let i = 0; i < inner; i++) {
        const at = (place: number): number => flat.data[(block * length + place) * inner + i]!;
        const [left, right] = [at(a), at(b)];
        if (left < right) return -1;
        if (left > right) return 1;
        if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
      }
    }
    return 0;
  };
  const order = Array.from({ length }, (_, place) => place).sort((a, b) => compare(a, b) || a - b);
  const firsts: number[] = [];
  const counts: number[] = [];
  const inverse = new Int32Array(length);
  for (const place of order) {
    if (firsts.length === 0 || compare(firsts[firsts.length - 1]!, place) !== 0) {
      firsts.push(place);
      counts.push(0);
    }
    counts[counts.length - 1]! += 1;
    inverse[place] = firsts.length - 1;
  }
  const size = read.size ?? firsts.length;
  const list = (numbers: readonly number[]): Tensor => placesFrom(where, size, (i) => numbers[i] ?? 0);
  const found = take(
    flat,
    placesFrom(where, size, (i) => firsts[i] ?? firsts[0] ?? 0),
    { axis },
  );
  const isFill = reshapeTo(
    placesFrom(where, size, (i) => Number(i >= firsts.length)),
    flat.shape.map((_, each) => (each === axis ? size : 1)),
  );
  const whole =
    read.fillValue === null || size <= firsts.length
      ? found
      : choose(notEqual(isFill, 0), castTo(read.fillValue, found.dtype), found);
  const parts = [
    whole,
    ...(read.returnIndex ? [list(firsts)] : []),
    ...(read.returnInverse ? [new Tensor(inverse, read.axis === null ? values.shape : [length], 'int32')] : []),
    ...(read.returnCounts ? [list(counts)] : []),
  ];
  return parts.length === 1 ? parts[0]! : parts;
}
