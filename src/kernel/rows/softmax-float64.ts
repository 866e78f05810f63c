/** Log-softmax and both gradients in float64 lanes: they cancel, so that float32 would not do. */
import { f32x4, f64x2, get, type Instruction, type Local, op, set, shuffle32 } from '../wasm/assembler.js';
import { lowerExp } from '../lowering/exponential.js';
import { lowerLog1p } from '../lowering/logarithm.js';
import { emitFormula, type Mask, type RowFunction, type RowWork, vectorsPerTurn } from './row-passes.js';
import { findGreatest, promote, swapped, total } from './softmax-greatest.js';

/** Exponentials of less than this are 0: they count for no float32 result. */
const leastExponent = -700;

const plus = (a: Instruction, b: Instruction): Instruction => op('f64x2.add', a, b);
const minus = (a: Instruction, b: Instruction): Instruction => op('f64x2.sub', a, b);
const times = (a: Instruction, b: Instruction): Instruction => op('f64x2.mul', a, b);
const over = (a: Instruction, b: Instruction): Instruction => op('f64x2.div', a, b);
const accumulate = (sum: Local, value: Instruction): Instruction => set(sum, plus(get(sum), value));

/** Two numbers of a row. */
interface Pair {
  /** Elements of an array, by its number; 0 beyond the row. */
  readonly elements: (array: number) => Instruction;
  /** Their exponentials, relative to the greatest element. */
  readonly exponentials: Instruction;
  /** Where the exponential is 1: at the greatest element. */
  readonly isTop: Instruction;
}

/** The passes that the functions are made of, over x in array 0 and others beside it. */
interface Passes {
  readonly flag: Local;
  readonly greatest: Instruction;
  readonly one: Instruction;
  /** Finds the greatest element, then leaves the exponentials relative to it to the other passes. */
  readonly exponentials: readonly Instruction[];
  readonly each: (use: (pair: Pair) => readonly Instruction[]) => readonly Instruction[];
  readonly write: (array: number, formula: (pair: Pair) => Instruction) => readonly Instruction[];
}

function passesOf(row: RowFunction, precision: 'value' | 'full'): Passes {
  const { single, greatest, flag } = row.locals('single', 'greatest', 'flag');
  const one = row.constant(f64x2(1));
  const zero = row.constant(f32x4(0));
  const lowest = row.constant(f32x4(-Infinity));
  const formula = emitFormula(row, 2 * vectorsPerTurn, precision, (machine, x) =>
    machine.raw('v128.andnot', lowerExp(machine, x), machine.compare('lt', x, machine.number(leastExponent))),
  );
  const pairOf = (vector: number, half: number, masked: Mask): Pair => {
    const exponentials = row.loadScratch(vector, half);
    return {
      elements: (array) => promote(masked(row.load(array, vector), zero), half),
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
      set(greatest, promote(get(single), 0)),
      ...row.pass((vectors, masked) => {
        const pairs = vectors.flatMap((vector) => [0, 1].map((half) => ({ vector, half })));
        return [
          ...pairs.map(({ vector, half }, i) =>
            set(formula.arguments[i]!, minus(promote(masked(row.load(0, vector), lowest), half), get(greatest))),
          ),
          ...formula.steps(pairs.length),
          ...pairs.map(({ vector, half }, i) => row.storeScratch(vector, half, formula.values[i]!)),
        ];
      }),
    ],
    each: (use) =>
      row.pass((vectors, masked) =>
        vectors.flatMap((vector) => [0, 1].flatMap((half) => use(pairOf(vector, half, masked)))),
      ),
    write: (array, formulaOf) =>
      row.pass((vectors, masked) =>
        vectors.map((vector) => {
          const [low, high] = [0, 1].map((half) =>
            op('f32x4.demote_f64x2_zero', formulaOf(pairOf(vector, half, masked))),
          );
          return row.store(array, vector, shuffle32([0, 1, 4, 5], low!, high!));
        }),
      ),
  };
}

const clear = (...sums: readonly Local[]): readonly Instruction[] => sums.map((sum) => set(sum, f64x2(0)));

/** Adds what stands at the greatest element to one sum and the rest to another, since it may be too small to be seen beside it. */
const accumulateApart = (top: Local, rest: Local, value: Instruction, { isTop }: Pair): readonly Instruction[] => [
  accumulate(top, op('v128.and', value, isTop)),
  accumulate(rest, op('v128.andnot', value, isTop)),
];

/** `x - max - log Σ exp(x - max)`, from array 0 to array 1. */
export function logSoftmax(row: RowFunction): RowWork {
  const { flag, greatest, one, exponentials, each, write } = passesOf(row, 'value');
  const { tops, others } = row.locals('tops', 'others');
  const logarithm = emitFormula(row, 1, 'full', lowerLog1p);
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(tops, others),
      ...each((pair) => accumulateApart(tops, others, pair.exponentials, pair)),
      set(logarithm.arguments[0]!, plus(total(others), minus(total(tops), one))),
      ...logarithm.steps(1),
      ...write(1, ({ elements }) => minus(minus(elements(0), greatest), logarithm.values[0]!)),
    ],
  };
}

/**
 * `p·(dy - Σ p·dy)` with p = softmax(x), from x and dy in arrays 0 and 1 to array 2. What dy is at the greatest x is first subtracted from
 * every dy: that changes nothing, but where p is nearly 1 it would drown the rest. After it no sum cancels, so that short polynomials do.
 */
export function softmaxGradient(row: RowFunction): RowWork {
  const { flag, one, exponentials, each, write } = passesOf(row, 'value');
  const { sum, pivot, mean } = row.locals('sum', 'pivot', 'mean');
  const nothing = row.constant(f64x2(NaN));
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(sum, mean),
      set(pivot, nothing),
      ...each((pair) => [
        accumulate(sum, pair.exponentials),
        set(pivot, op('v128.bitselect', pair.elements(1), get(pivot), pair.isTop)),
      ]),
      set(sum, total(sum)),
      set(pivot, op('v128.bitselect', get(pivot), swapped(pivot), op('f64x2.eq', get(pivot), get(pivot)))),
      set(pivot, shuffle32([0, 1, 0, 1], get(pivot), get(pivot))),
      ...each((pair) => [accumulate(mean, times(pair.exponentials, minus(pair.elements(1), get(pivot))))]),
      set(mean, over(total(mean), get(sum))),
      set(sum, over(one, get(sum))),
      ...write(2, (pair) =>
        times(times(pair.exponentials, get(sum)), minus(minus(pair.elements(1), get(pivot)), get(mean))),
      ),
    ],
  };
}

/**
 * `dy - p·Σ dy` with p = softmax(x), from x and dy in arrays 0 and 1 to array 2. At the greatest x, where p may be nearly 1, as
 * `((1 - p)·dy - p·Σ others' dy)`.
 */
export function logSoftmaxGradient(row: RowFunction): RowWork {
  const { flag, one, exponentials, each, write } = passesOf(row, 'full');
  const { tops, others, topSum, otherSum, factor, inverse } = row.locals(
    ...(['tops', 'others', 'topSum', 'otherSum', 'factor', 'inverse'] as const),
  );
  return {
    flag,
    work: [
      ...exponentials,
      ...clear(tops, others, topSum, otherSum),
      ...each((pair) => [
        ...accumulateApart(tops, others, pair.exponentials, pair),
        ...accumulateApart(topSum, otherSum, pair.elements(1), pair),
      ]),
      ...[tops, others, topSum, otherSum].map((sum) => set(sum, total(sum))),
      set(inverse, over(one, plus(get(tops), get(others)))),
      set(factor, times(plus(get(topSum), get(otherSum)), get(inverse))),
      // From here on what is beside one of the greatest elements: the others that are as great, and the rest.
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
