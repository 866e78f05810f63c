/**
 * Softmax of float64 numbers, and log-softmax and both gradients for float32 and float64. All use float64 lanes: numbers cancel in them,
 * for which float32 is not exact enough.
 */
import { f32x4, f64x2, get, type Instruction, type Local, op, set, shuffle32 } from '../wasm/assembler.js';
import { lowerExp } from '../lowering/exponential.js';
import { lowerExp as lowerExpOfPair } from '../lowering/float64.js';
import { lowerLog1p } from '../lowering/logarithm.js';
import type { Machine, MachineNode } from '../lowering/machine.js';
import { range } from '../lattice.js';
import { emitFormula, type Mask, type RowFunction, type RowWork, vectorsPerTurn } from './row-passes.js';
import { findGreatest, promote, swapped, total } from './softmax-greatest.js';

/** exp of a smaller number counts as 0, because it changes no float32 result. */
const leastExponent = -700;
/** exp of a smaller number counts as 0 for float64 results. */
const leastFloat64Exponent = -746;

const plus = (a: Instruction, b: Instruction): Instruction => op('f64x2.add', a, b);
const minus = (a: Instruction, b: Instruction): Instruction => op('f64x2.sub', a, b);
const times = (a: Instruction, b: Instruction): Instruction => op('f64x2.mul', a, b);
const over = (a: Instruction, b: Instruction): Instruction => op('f64x2.div', a, b);

/** A sum in two lanes that is built up pass by pass. */
interface Sum {
  readonly clear: readonly Instruction[];
  readonly add: (value: Instruction) => readonly Instruction[];
  /** The sum of both lanes, in each of the two. */
  readonly total: Instruction;
}

/** For float64 results, the rounding errors of all additions are added at the end. Source: D. Knuth, The Art of Computer Programming, 4.2.2. */
function sumOf(row: RowFunction): Sum {
  const { sum, lost, value, next, part } = row.locals('sum', 'lost', 'value', 'next', 'part');
  if (row.elements === 'float32') {
    return { clear: [set(sum, f64x2(0))], add: (term) => [set(sum, plus(get(sum), term))], total: total(sum) };
  }
  return {
    clear: [sum, lost].map((each) => set(each, f64x2(0))),
    add: (term) => [
      set(value, term),
      set(next, plus(get(sum), get(value))),
      set(part, minus(get(next), get(sum))),
      set(lost, plus(get(lost), plus(minus(get(sum), minus(get(next), get(part))), minus(get(value), get(part))))),
      set(sum, get(next)),
    ],
    total: plus(total(sum), total(lost)),
  };
}

/** Two neighbouring elements of a row. */
interface Pair {
  /** These two elements of an array, by its number; 0 beyond the row. */
  readonly elements: (array: number) => Instruction;
  /** Their exponentials, relative to the greatest element. */
  readonly exponentials: Instruction;
  /** A mask of where the exponential is 1, which is at the greatest element. */
  readonly isTop: Instruction;
}

/** The passes that the functions consist of. x is array 0; other arrays follow. */
interface Passes {
  readonly flag: Local;
  readonly greatest: Instruction;
  readonly one: Instruction;
  /** Finds the greatest element, and stores the exponentials relative to it for the other passes. */
  readonly exponentials: readonly Instruction[];
  readonly each: (use: (pair: Pair) => readonly Instruction[]) => readonly Instruction[];
  readonly write: (array: number, formula: (pair: Pair) => Instruction) => readonly Instruction[];
}

/** `exp(x - greatest)` for x ≤ greatest. */
function exponentialBelow(machine: Machine, x: MachineNode, greatest: MachineNode): MachineNode {
  const difference = machine.subtract(x, greatest);
  const vanishes = (least: number): MachineNode => machine.compare('lt', difference, machine.number(least));
  if (!machine.isFloat64) return machine.raw('v128.andnot', lowerExp(machine, difference), vanishes(leastExponent));
  const subtracted = machine.subtract(difference, x);
  const lost = machine.subtract(
    machine.subtract(x, machine.subtract(difference, subtracted)),
    machine.add(greatest, subtracted),
  );
  return machine.raw('v128.andnot', lowerExpOfPair(machine, difference, lost), vanishes(leastFloat64Exponent));
}

function passesOf(row: RowFunction, precision: 'value' | 'full'): Passes {
  const isFloat64 = row.elements === 'float64';
  const widen = isFloat64 ? (value: Instruction): Instruction => value : promote;
  const { single, greatest, flag } = row.locals('single', 'greatest', 'flag');
  const one = row.constant(f64x2(1));
  const zero = row.constant(f32x4(0));
  const lowest = row.constant(isFloat64 ? f64x2(-Infinity) : f32x4(-Infinity));
  const formula = emitFormula(
    row,
    row.halves.length * vectorsPerTurn,
    isFloat64 ? 'full' : precision,
    exponentialBelow,
    get(greatest),
  );
  const pairOf = (vector: number, half: number, masked: Mask): Pair => {
    const exponentials = row.loadScratch(vector, half);
    return {
      elements: (array) => widen(masked(row.load(array, vector), zero), half),
      exponentials,
      isTop: op('f64x2.eq', exponentials, one),
    };
  };
  return {
    flag,
    greatest: get(greatest),
    one,
    exponentials: [
      ...findGreatest(row, single, flag),
      set(greatest, widen(get(single), 0)),
      ...row.pass((vectors, masked) => {
        const pairs = vectors.flatMap((vector) => row.halves.map((half) => ({ vector, half })));
        return [
          ...pairs.map(({ vector, half }, i) =>
            set(formula.arguments[i]!, widen(masked(row.load(0, vector), lowest), half)),
          ),
          ...formula.steps(pairs.length),
          ...pairs.map(({ vector, half }, i) => row.storeScratch(vector, half, formula.values[i]!)),
        ];
      }),
    ],
    each: (use) =>
      row.pass((vectors, masked) =>
        vectors.flatMap((vector) => row.halves.flatMap((half) => use(pairOf(vector, half, masked)))),
      ),
    write: (array, formulaOf) =>
      row.pass((vectors, masked) =>
        vectors.map((vector) => {
          const [low, high] = row.halves.map((half) => formulaOf(pairOf(vector, half, masked)));
          if (high === undefined) return row.store(array, vector, low!);
          const demoted = [low!, high].map((half) => op('f32x4.demote_f64x2_zero', half));
          return row.store(array, vector, shuffle32([0, 1, 4, 5], demoted[0]!, demoted[1]!));
        }),
      ),
  };
}

const clear = (...sums: readonly Sum[]): readonly Instruction[] => sums.flatMap((sum) => sum.clear);

/**
 * Sets the flag if a sum is NaN, so that the evaluator computes the row: it gives the gradient 0 where the upstream gradient is 0, even in a
 * row of NaN.
 */
const leaveNaN = (flag: Local, sum: Instruction): Instruction =>
  set(flag, op('v128.or', get(flag), op('f64x2.ne', sum, sum)));

/**
 * Adds a value to one sum if it stands at the greatest element, else to another: beside the greatest one's, the others could be too small to
 * be noticed.
 */
const addApart = (top: Sum, rest: Sum, value: Instruction, { isTop }: Pair): readonly Instruction[] => [
  ...top.add(op('v128.and', value, isTop)),
  ...rest.add(op('v128.andnot', value, isTop)),
];

/** `exp(x - max) / Σ exp(x - max)`, from array 0 to array 1. */
export function softmaxInFloat64(row: RowFunction): RowWork {
  const { flag, one, exponentials, each, write } = passesOf(row, 'full');
  const sum = sumOf(row);
  const { inverse } = row.locals('inverse');
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(sum),
      ...each((pair) => sum.add(pair.exponentials)),
      set(inverse, over(one, sum.total)),
      ...write(1, (pair) => times(pair.exponentials, get(inverse))),
    ],
  };
}

/** `x - max - log Σ exp(x - max)`, from array 0 to array 1. */
export function logSoftmax(row: RowFunction): RowWork {
  const { flag, greatest, one, exponentials, each, write } = passesOf(row, 'value');
  const [tops, others] = [sumOf(row), sumOf(row)];
  const logarithm = emitFormula(row, 1, 'full', lowerLog1p);
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(tops, others),
      ...each((pair) => addApart(tops, others, pair.exponentials, pair)),
      set(logarithm.arguments[0]!, plus(others.total, minus(tops.total, one))),
      ...logarithm.steps(1),
      ...write(1, ({ elements }) => minus(minus(elements(0), greatest), logarithm.values[0]!)),
    ],
  };
}

/**
 * `p·(dy - Σ p·dy)` with p = softmax(x), from x and dy in arrays 0 and 1 to array 2. dy at the greatest x is first subtracted from every
 * dy. That does not change the result, but where p is almost 1, this dy would drown the others in rounding. After that no sum cancels, so
 * short polynomials are exact enough.
 */
export function softmaxGradient(row: RowFunction): RowWork {
  const { flag, one, exponentials, each, write } = passesOf(row, 'value');
  const [sumOfAll, meanSum] = [sumOf(row), sumOf(row)];
  const { inverse, pivot, mean } = row.locals('inverse', 'pivot', 'mean');
  const nothing = row.constant(f64x2(NaN));
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(sumOfAll, meanSum),
      set(pivot, nothing),
      ...each((pair) => [
        ...sumOfAll.add(pair.exponentials),
        set(pivot, op('v128.bitselect', pair.elements(1), get(pivot), pair.isTop)),
      ]),
      set(pivot, op('v128.bitselect', get(pivot), swapped(pivot), op('f64x2.eq', get(pivot), get(pivot)))),
      set(pivot, shuffle32([0, 1, 0, 1], get(pivot), get(pivot))),
      ...each((pair) => meanSum.add(times(pair.exponentials, minus(pair.elements(1), get(pivot))))),
      leaveNaN(flag, sumOfAll.total),
      set(mean, over(meanSum.total, sumOfAll.total)),
      set(inverse, over(one, sumOfAll.total)),
      ...write(2, (pair) =>
        times(times(pair.exponentials, get(inverse)), minus(minus(pair.elements(1), get(pivot)), get(mean))),
      ),
    ],
  };
}

/**
 * `dy - p·Σ dy` with p = softmax(x), from x and dy in arrays 0 and 1 to array 2. At the greatest x, where p may be almost 1, it is computed
 * as `(1 - p)·dy - p·(the sum of the other dy)`.
 */
export function logSoftmaxGradient(row: RowFunction): RowWork {
  const { flag, one, exponentials, each, write } = passesOf(row, 'full');
  const sums = range(4).map(() => sumOf(row)) as [Sum, Sum, Sum, Sum];
  const [topWeights, otherWeights, topDy, otherDy] = sums;
  const { tops, others, topSum, otherSum, factor, inverse } = row.locals(
    ...(['tops', 'others', 'topSum', 'otherSum', 'factor', 'inverse'] as const),
  );
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(...sums),
      ...each((pair) => [
        ...addApart(topWeights, otherWeights, pair.exponentials, pair),
        ...addApart(topDy, otherDy, pair.elements(1), pair),
      ]),
      ...[tops, others, topSum, otherSum].map((local, i) => set(local, sums[i]!.total)),
      leaveNaN(flag, get(others)),
      set(inverse, over(one, plus(get(tops), get(others)))),
      set(factor, times(plus(get(topSum), get(otherSum)), get(inverse))),
      // From here on, `others` is the sum of all exponentials but that of one greatest element: other elements that are as great count in.
      set(others, plus(get(others), minus(get(tops), one))),
      ...write(2, ({ elements, exponentials: e, isTop }) => {
        const dy = elements(1);
        const lessOtherDy = minus(minus(dy, get(topSum)), get(otherSum));
        const atTop = times(plus(lessOtherDy, times(dy, get(others))), get(inverse));
        return op('v128.bitselect', atTop, minus(dy, times(e, get(factor))), isTop);
      }),
    ],
  };
}
