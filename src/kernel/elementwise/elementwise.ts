/** Runs formulas over arrays: compiled to WebAssembly for float32, by the evaluator for everything else, in integers where the result is. */
import { type Arithmetic, Evaluator } from '../../formula/evaluation.js';
import { type Expression, nodesInOrder } from '../../formula/expression.js';
import { isForWasm, type NumericArray } from '../arrays.js';
import { evaluateElements, type Span } from './elementwise-evaluator.js';
import { machineLanes } from './elementwise-lanes.js';
import {
  type ElementwiseModule,
  elementwiseModule,
  type ElementwiseModuleOptions,
  lowerForModule,
} from './elementwise-module.js';
import { listing } from '../lowering/listing.js';
import { instantiate, kernelMemory } from '../wasm/memory.js';

/** How exact the polynomials inside are: enough for a float32 result, or all of float64, for formulas that cancel. */
export type Precision = 'value' | 'full';

export interface ElementwiseOptions {
  /**
   * Infinite inputs give the formula's limits, where IEEE arithmetic may give NaN (`-∞ · 0`): found `inline` in the kernel, by a stand-in
   * that the library's own formulas are known to bear, or `apart` from it by the evaluator, for any formula.
   */
  readonly limits?: 'inline' | 'apart' | undefined;
  readonly precision?: Precision;
  /** Arithmetic inside the kernel; by default float64 unless no bit of the result depends on it. */
  readonly lanes?: 'float32' | 'float64' | undefined;
}

type Run = (...values: readonly number[]) => number;

interface CompiledProgram {
  readonly run: Run;
  readonly elementsPerTurn: number;
  readonly left: ElementwiseModule['left'];
}

/** Formulas made ready to run over arrays. */
export interface ElementwiseProgram {
  readonly roots: readonly Expression[];
  readonly options: ElementwiseModuleOptions;
  compiled: CompiledProgram | undefined;
  /** One for each arithmetic. */
  readonly evaluators: Partial<Record<Arithmetic, Evaluator>>;
}

const programs = /* @__PURE__ */ new Map<string, ElementwiseProgram>();

/** The program of some formulas; the same formulas and options give the same program, compiled at its first run. */
export function elementwiseProgram(
  roots: readonly Expression[],
  { limits, precision = 'full', lanes }: ElementwiseOptions = {},
): ElementwiseProgram {
  const key = `${roots.map((root) => root.id).join(' ')} ${limits} ${precision} ${lanes}`;
  let program = programs.get(key);
  if (program === undefined) {
    const contents = nodesInOrder(roots).map((node) => node.content);
    const inputs = contents.flatMap((content) => (content.kind === 'input' ? [content.index] : []));
    program = {
      roots,
      options: {
        inputCount: Math.max(-1, ...inputs) + 1,
        parameterNames: contents.flatMap((content) => (content.kind === 'parameter' ? [content.name] : [])),
        lanes: machineLanes(roots, lanes, limits === 'inline'),
        precision,
        limits,
      },
      compiled: undefined,
      evaluators: {},
    };
    programs.set(key, program);
  }
  return program;
}

/** Elements that a window holds: small enough for the first caches, large enough that the call costs nothing beside the work. */
const windowLength = 16384;

/**
 * Computes all roots for `length` elements. An input shorter than `length` repeats: a scalar has length 1, a row of n stands for
 * every n elements. An output may be an input.
 */
export function runElementwise(
  program: ElementwiseProgram,
  inputs: readonly NumericArray[],
  outputs: readonly NumericArray[],
  length: number,
  parameters: Readonly<Record<string, number>> = {},
): void {
  if (length === 0) return;
  // A formula need not read all of them.
  const read = inputs.slice(0, program.options.inputCount);
  const copied = copiedInput(program, read);
  if (copied?.length === length) outputs[0]!.set(copied);
  else if (isForWasm(...read, ...outputs)) runCompiled(program, read, outputs, length, parameters);
  else runEvaluated(program, read, outputs, { from: 0, to: 0, count: length }, parameters);
}

/** The input that a program is the identity of. */
function copiedInput({ roots }: ElementwiseProgram, inputs: readonly NumericArray[]): NumericArray | undefined {
  const { content } = roots[0]!;
  return roots.length === 1 && content.kind === 'input' ? inputs[content.index] : undefined;
}

function compile(program: ElementwiseProgram): CompiledProgram {
  const { module, elementsPerTurn, left } = elementwiseModule(program.roots, program.options);
  return { run: instantiate<{ run: Run }>(module.encode()).run, elementsPerTurn, left };
}

function runCompiled(
  program: ElementwiseProgram,
  inputs: readonly NumericArray[],
  outputs: readonly NumericArray[],
  length: number,
  parameters: Readonly<Record<string, number>>,
): void {
  const { run, elementsPerTurn, left } = (program.compiled ??= compile(program));
  const window = windowFor(inputs, length);
  const memory = kernelMemory();
  const bytes = 4 * Math.ceil(window / elementsPerTurn) * elementsPerTurn;
  // A single result is written over the first whole input, which keeps the work inside the first cache.
  const overwritten =
    outputs.length === 1 && left === 'none' ? inputs.findIndex((input) => input.length >= length) : -1;
  const ownWindows = overwritten >= 0 ? inputs.length : inputs.length + outputs.length;
  const addresses = memory.windows(...Array.from({ length: ownWindows }, () => bytes));
  if (overwritten >= 0) addresses.push(addresses[overwritten]!);
  const view = memory.float32;
  const results = outputs.map((_, i) => {
    const index = addresses[inputs.length + i]! >> 2;
    return view.subarray(index, index + window);
  });
  const { parameterNames } = program.options;
  const values = [...addresses, 0, ...parameterNames.map((name) => parameters[name] ?? NaN)];
  for (let start = 0; start < length; start += window) {
    const count = Math.min(window, length - start);
    for (let i = 0; i < inputs.length; i += 1) {
      const input = inputs[i]!;
      const isFilled = start > 0 && input.length < length && window % input.length === 0;
      if (!isFilled) fillWindow(view, addresses[i]! >> 2, input, start, count);
    }
    const turns = Math.ceil(count / elementsPerTurn);
    // What lies behind the elements, of earlier work, must not look like an element that is left to the evaluator.
    if (left !== 'none') {
      for (const address of addresses.slice(0, inputs.length)) {
        view.fill(0, (address >> 2) + count, (address >> 2) + turns * elementsPerTurn);
      }
    }
    values[addresses.length] = turns;
    const isOutOfRange = run(...values) !== 0;
    for (let i = 0; i < outputs.length; i += 1) {
      outputs[i]!.set(count === window ? results[i]! : results[i]!.subarray(0, count), start);
    }
    if (isOutOfRange) {
      // From the windows, because an output may have overwritten an input.
      const windows = inputs.map((_, i) => view.subarray(addresses[i]! >> 2, (addresses[i]! >> 2) + count));
      const span = { from: 0, to: start, count, onlyInfinite: left === 'infinite' };
      runEvaluated(program, windows, outputs, span, parameters);
    }
  }
}

/** A window that holds whole rows of every repeating input, so that a short row is copied in once and serves all windows. */
function windowFor(inputs: readonly NumericArray[], length: number): number {
  let rows = 1;
  for (const input of inputs) {
    if (input.length < length && input.length <= windowLength) rows = leastCommonMultiple(rows, input.length);
  }
  return Math.min(length, rows <= windowLength ? windowLength - (windowLength % rows) : windowLength);
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Copies `count` elements from `start` on, of an array that repeats if it is too short. */
function fillWindow(view: Float32Array, address: number, input: NumericArray, start: number, count: number): void {
  const period = input.length;
  if (start + count <= period) {
    view.set(start === 0 && count === period ? input : input.subarray(start, start + count), address);
    return;
  }
  if (period === 1) {
    view.fill(input[0]!, address, address + count);
    return;
  }
  let filled = 0;
  while (filled < count) {
    const from = (start + filled) % period;
    const piece = Math.min(period - from, count - filled);
    view.set(input.subarray(from, from + piece), address + filled);
    filled += piece;
  }
}

function runEvaluated(
  program: ElementwiseProgram,
  inputs: readonly NumericArray[],
  outputs: readonly NumericArray[],
  span: Span,
  parameters: Readonly<Record<string, number>>,
): void {
  const arithmetic = outputs[0] instanceof Int32Array || outputs[0] instanceof Uint8Array ? 'int32' : 'float64';
  const evaluator = (program.evaluators[arithmetic] ??= new Evaluator(program.roots, arithmetic));
  evaluator.setParameters(parameters);
  evaluateElements(evaluator, inputs, outputs, span, program.options.limits !== undefined);
}

/** The instructions that compute one vector of a program, before they become WebAssembly. */
export function elementwiseListing(program: ElementwiseProgram): string {
  return listing(lowerForModule(program.roots, program.options).results);
}

/** The WebAssembly text of a program, for people who want to look inside. */
export function elementwiseText(program: ElementwiseProgram): string {
  return elementwiseModule(program.roots, program.options).module.text();
}

/** The bytes that run. */
export function elementwiseBytes(program: ElementwiseProgram): Uint8Array<ArrayBuffer> {
  return elementwiseModule(program.roots, program.options).module.encode();
}
