/** Plans of elementwise programs. Each input is as long as the result, a single number, or a row that repeats. */
import { elementBytes } from '../arrays.js';
import { type Addresses, type Plan, type Range, roundUp } from '../plan.js';
import { clearBytes, copyBytes } from '../wasm/bytes.js';
import { kernelMemory, pageBytes } from '../wasm/memory.js';
import { evaluateElements } from './elementwise-evaluator.js';
import {
  type CompiledProgram,
  compiledProgram,
  type ElementwiseProgram,
  type ElementwiseShape,
  evaluatorOf,
} from './elementwise-program.js';

/**
 * The bytes of an array that are worked on at a time: few enough for the processor's first caches, but so many that the cost of a call does
 * not count.
 */
const windowBytes = 65536;

/** The plan of a program for arrays of these lengths. Equal lengths give the same plan object. */
export function planElementwise(program: ElementwiseProgram, shape: ElementwiseShape): Plan {
  const { length, inputLengths, elements } = shape;
  const { latest } = program;
  if (latest !== undefined && isSameShape(latest.shape, shape)) return latest.plan;
  const key = `${elements} ${length} ${inputLengths.join()}`;
  let plan = program.plans.get(key);
  if (plan === undefined) {
    if (program.plans.size >= mostPlans) program.plans.clear();
    program.plans.set(key, (plan = makePlan(program, shape)));
  }
  program.latest = { shape, plan };
  return plan;
}

/** How many plans of one program are kept. They are small, and quickly made again. */
const mostPlans = 256;

const isSameShape = (a: ElementwiseShape, b: ElementwiseShape): boolean =>
  a.length === b.length &&
  a.elements === b.elements &&
  a.inputLengths.length === b.inputLengths.length &&
  a.inputLengths.every((length, i) => length === b.inputLengths[i]);

/** `whole`: as long as the result; `single`: one number; `repeated`: a row, which the plan repeats until it is long enough. */
type InputKind = 'whole' | 'single' | 'repeated';

function makePlan(program: ElementwiseProgram, { length, inputLengths, elements }: ElementwiseShape): Plan {
  const kinds = inputLengths.map((each): InputKind => (each >= length ? 'whole' : each === 1 ? 'single' : 'repeated'));
  const singles = kinds.flatMap((kind, index) => (kind === 'single' ? [index] : []));
  const compiled = compiledProgram(program, elements, singles);
  const { elementsPerTurn, left } = compiled;
  const bytes = elementBytes[elements];
  // A window consists of whole pages, so that the pieces of an array all have the same alignment, see `memory.ts`.
  const pages = leastCommonMultiple(pageBytes / bytes, elementsPerTurn);
  const usual = Math.floor(windowBytes / bytes / pages) * pages;
  const periods = inputLengths.filter((_, index) => kinds[index] === 'repeated');
  // If a window consists of whole rows, then each row has to be repeated only once, for all windows.
  const rows = periods.reduce(leastCommonMultiple, elementsPerTurn);
  const isPrepared = rows <= usual;
  const window = isPrepared ? Math.floor(usual / rows) * rows : usual;
  const repeats = periods.length > 0;
  const spread = repeats ? Math.min(window, roundUp(length, elementsPerTurn)) : 0;
  const spreadBytes = spread * bytes * periods.length;

  const whole = roundUp(length, elementsPerTurn) * bytes;
  const mayOverwrite = program.roots.length === 1 && left === 'none' && kinds.includes('whole');
  const run = runnerOf(program, compiled, { length, inputLengths, kinds, bytes, window, spread, isPrepared, repeats });
  return {
    inputBytes: kinds.map((kind, index) => (kind === 'whole' ? whole : inputLengths[index]! * bytes)),
    outputBytes: program.roots.map(() => whole),
    scratchBytes: isPrepared ? 0 : spreadBytes,
    sharedBytes: isPrepared ? spreadBytes : 0,
    tables: [],
    units: length,
    grain: repeats ? window : elementsPerTurn,
    // A single result is written over the first whole input, so that the work touches less memory and stays in the first cache.
    overwrites: mayOverwrite ? kinds.indexOf('whole') : undefined,
    inPlace: left === 'none' ? kinds.flatMap((kind, index) => (kind === 'whole' ? [index] : [])) : [],
    pieces: {
      units: window,
      inputSteps: kinds.map((kind) => (kind === 'whole' ? bytes : 0)),
      outputSteps: program.roots.map(() => bytes),
    },
    ...(repeats &&
      isPrepared && {
        prepare: (at: Addresses) => {
          let target = at.shared;
          kinds.forEach((kind, index) => {
            if (kind !== 'repeated') return;
            repeatRow(at.inputs[index]!, inputLengths[index]! * bytes, 0, target, spread * bytes);
            target += spread * bytes;
          });
        },
      }),
    run,
  };
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Fills `bytes` bytes at `target` by repeating a row of `period` bytes, beginning at byte `phase` of the row. */
function repeatRow(row: number, period: number, phase: number, target: number, bytes: number): void {
  const end = target + bytes;
  let at = target;
  const append = (from: number, count: number): void => {
    copyBytes(at, from, Math.min(count, end - at));
    at = Math.min(at + count, end);
  };
  // First the rest of the row that `phase` lies in, then one whole row. From there on, the part that is already written is copied, twice as
  // much each time.
  append(row + phase, period - phase);
  const begin = at;
  append(row, period);
  while (at < end) append(begin, at - begin);
}

/** If the kernel meets an element that it cannot compute, the work is halved until at most this many turns are left for the evaluator. */
const fewTurns = 4;

interface Layout {
  readonly length: number;
  readonly inputLengths: readonly number[];
  readonly kinds: readonly InputKind[];
  readonly bytes: number;
  readonly window: number;
  readonly spread: number;
  readonly isPrepared: boolean;
  readonly repeats: boolean;
}

function runnerOf(
  program: ElementwiseProgram,
  { kernels, elementsPerTurn, left }: CompiledProgram,
  { length, inputLengths, kinds, bytes, window, spread, isPrepared, repeats }: Layout,
): Plan['run'] {
  const inputCount = kinds.length;
  const outputCount = program.roots.length;
  const pointerCount = inputCount + outputCount;
  const values: number[] = new Array<number>(pointerCount + 1 + program.options.parameterNames.length).fill(0);
  const everything: Range = { from: 0, to: length };

  /** Computes `count` elements at the addresses in `values`: by the kernel, or by the evaluator where the kernel cannot. */
  const compute = (values: number[], numbers: readonly number[], count: number): void => {
    const { run } = kernels();
    const turns = Math.ceil(count / elementsPerTurn);
    values[pointerCount] = turns;
    if (run(...values) === 0) return;
    if (left === 'any' && turns > fewTurns) {
      // The element that the kernel cannot compute may be in one half only; the kernel computes the other half.
      const half = (turns >> 1) * elementsPerTurn;
      compute([...values], numbers, half);
      const rest = values.map((value, i) => (i < pointerCount && kinds[i] !== 'single' ? value + half * bytes : value));
      compute(rest, numbers, count - half);
      return;
    }
    const view = bytes === 4 ? kernelMemory().float32 : kernelMemory().float64;
    const arrays = values.slice(0, pointerCount).map((address, i) => {
      const index = address / bytes;
      return view.subarray(index, index + (kinds[i] === 'single' ? 1 : count));
    });
    evaluateElements(
      evaluatorOf(program, numbers),
      arrays.slice(0, inputCount),
      arrays.slice(inputCount),
      { from: 0, to: 0, count, onlyInfinite: left === 'infinite' },
      program.options.limits !== undefined,
    );
  };

  return (at, { from, to } = everything) => {
    const { inputs, outputs, numbers } = at;
    for (let i = 0; i < numbers.length; i += 1) values[pointerCount + 1 + i] = numbers[i]!;
    // If no row has to be repeated, a single call computes everything.
    const most = repeats ? window : to - from;
    for (let start = from; start < to; start += most) {
      const count = Math.min(most, to - start);
      let row = isPrepared ? at.shared : at.scratch;
      for (let i = 0; i < inputCount; i += 1) {
        if (kinds[i] === 'whole') values[i] = inputs[i]! + start * bytes;
        else if (kinds[i] === 'single') values[i] = inputs[i]!;
        else {
          const period = inputLengths[i]! * bytes;
          if (!isPrepared) repeatRow(inputs[i]!, period, (start * bytes) % period, row, count * bytes);
          values[i] = row;
          row += spread * bytes;
        }
      }
      for (let i = 0; i < outputCount; i += 1) values[inputCount + i] = outputs[i]! + start * bytes;
      // The last turn reads beyond the elements, where numbers of earlier work lie. These are cleared, so that they cannot be taken for
      // elements that the evaluator has to compute.
      if (left !== 'none') {
        for (let i = 0; i < inputCount; i += 1) {
          if (kinds[i] === 'whole' || (kinds[i] === 'repeated' && !isPrepared))
            clearBytes(values[i]! + count * bytes, values[i]! + roundUp(count, elementsPerTurn) * bytes);
        }
      }
      compute(values, numbers, count);
    }
  };
}
