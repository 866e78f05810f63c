/** Runs formulas over arrays: compiled to WebAssembly for float32, by the evaluator for everything else. */
import { Evaluator } from '../formula/evaluation.js';
import { type Expression, nodesInOrder, type PrimitiveName } from '../formula/expression.js';
import { isForWasm, type NumericArray } from './arrays.js';
import {
  type ElementwiseModule,
  elementwiseModule,
  type ElementwiseModuleOptions,
  lowerForModule,
} from './elementwise-module.js';
import { listing } from './lowering/listing.js';
import type { Lanes } from './lowering/machine.js';
import { isScale, limitStandIn } from './lowering/lower.js';
import { instantiate, kernelMemory } from './memory.js';

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
  evaluator: Evaluator | undefined;
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
      evaluator: undefined,
    };
    programs.set(key, program);
  }
  return program;
}

/** Primitives that float32 lanes compute without any rounding. */
const exact: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'negative',
  'abs',
  'sign',
  'floor',
  'round',
  'maximum',
  'minimum',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
  'logicalAnd',
  'logicalOr',
  'logicalNot',
  'select',
]);

/** Primitives that float32 lanes round correctly: alone, they give what float64 lanes give. */
const rounded: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'add',
  'subtract',
  'multiply',
  'divide',
  'square',
  'sqrt',
]);

type Application = Extract<Expression['content'], { kind: 'apply' }>;

/** A sum with a finite number, which a parameter is taken for: at infinities IEEE arithmetic gives its limit. */
const isShift = ({ primitive, operands }: Application): boolean =>
  (primitive === 'add' || primitive === 'subtract') &&
  operands.some(
    ({ content }) => content.kind === 'parameter' || (content.kind === 'constant' && Number.isFinite(content.value)),
  );

/** Float32 lanes where no bit of the result depends on it: constants are float32 numbers and nothing rounds twice. */
function machineLanes(
  roots: readonly Expression[],
  asked: 'float32' | 'float64' | undefined,
  isInline: boolean,
): Lanes {
  if (asked !== undefined) return asked === 'float32' ? 'f32x4' : 'f64x2';
  const roundings = new Map<Expression, number>();
  for (const node of nodesInOrder(roots)) {
    const { content } = node;
    if (content.kind === 'constant' && !Object.is(Math.fround(content.value), content.value)) return 'f64x2';
    if (content.kind !== 'apply') {
      roundings.set(node, 0);
      continue;
    }
    const ofOperands = Math.max(...content.operands.map((operand) => roundings.get(operand)!));
    if (exact.has(content.primitive)) roundings.set(node, ofOperands);
    else if (
      rounded.has(content.primitive) &&
      (!isInline || isShift(content) || (content.primitive === 'multiply' && isScale(content.operands)))
    )
      roundings.set(node, ofOperands + 1);
    else return 'f64x2';
    if (roundings.get(node)! > 1) return 'f64x2';
  }
  return 'f32x4';
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
      runEvaluated(program, windows, outputs, { from: 0, to: start, count }, parameters, left === 'infinite');
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
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
  parameters: Readonly<Record<string, number>>,
  isForInfinite = false,
): void {
  const evaluator = (program.evaluator ??= new Evaluator(program.roots));
  evaluator.setParameters(parameters);
  const hasLimits = program.options.limits !== undefined;
  const element = new Float64Array(inputs.length);
  for (let i = 0; i < count; i += 1) {
    let isInfinite = false;
    for (let k = 0; k < inputs.length; k += 1) {
      const input = inputs[k]!;
      const value = input[(from + i) % input.length]!;
      isInfinite ||= value === Infinity || value === -Infinity;
      element[k] = value;
    }
    if (isForInfinite && !isInfinite) continue;
    evaluator.run(element);
    for (let k = 0; k < outputs.length; k += 1) outputs[k]![to + i] = evaluator.result(k);
    if (!isInfinite || !hasLimits) continue;
    for (let k = 0; k < outputs.length; k += 1) {
      if (Number.isNaN(outputs[k]![to + i])) outputs[k]![to + i] = limitAt(evaluator, element, k);
    }
  }
}

/** Where infinite inputs stand in for, one after the other, when the limit is looked for. */
const farPlaces = [limitStandIn, limitStandIn * 2 ** -9];

/** Values closer than this, relative, are taken for one. */
const closeness = 1e-9;

/** What a formula that is NaN at an infinite input goes to there; NaN where it goes nowhere. */
function limitAt(evaluator: Evaluator, element: Float64Array, root: number): number {
  const [far, near] = farPlaces.map((place) => {
    evaluator.run(element.map((value) => Math.max(-place, Math.min(value, place))));
    return limitOf(evaluator.result(root));
  }) as [number, number];
  return far === near || Math.abs(far - near) <= closeness * Math.abs(far) ? far : NaN;
}

/** What the value at the stand-in for infinity tells about the limit: beyond every float32 it grows without bound, below every one it vanishes. */
function limitOf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= 2 ** 128) return value * Infinity;
  return magnitude < 2 ** -149 ? value * 0 : value;
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
