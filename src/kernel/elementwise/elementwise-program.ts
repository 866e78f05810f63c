/** Formulas made ready to run over arrays: their options, the modules compiled of them, their evaluator, their plans. */
import { type Arithmetic, Evaluator } from '../../formula/evaluation.js';
import { type Expression, nodesInOrder } from '../../formula/expression.js';
import type { ElementType } from '../arrays.js';
import type { Plan } from '../plan.js';
import { haveFloat64Rules } from '../lowering/lower.js';
import { instantiate } from '../wasm/memory.js';
import { machineLanes } from './elementwise-lanes.js';
import { type ElementwiseModule, elementwiseModule, type ElementwiseModuleOptions } from './elementwise-module.js';

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

export interface CompiledProgram {
  readonly run: (...values: readonly number[]) => number;
  readonly elementsPerTurn: number;
  readonly left: ElementwiseModule['left'];
}

/** How many elements a program is run on. */
export interface ElementwiseShape {
  readonly length: number;
  /** An input shorter than `length` repeats: a single number, or a row that stands for every so many elements. */
  readonly inputLengths: readonly number[];
  readonly elements: ElementType;
}

export interface ElementwiseProgram {
  readonly roots: readonly Expression[];
  readonly options: ElementwiseModuleOptions;
  /** By what of the shape a module depends on. */
  readonly compiled: Map<string, CompiledProgram>;
  readonly plans: Map<string, Plan>;
  /** The last plan again: most programs run on one shape. */
  latest: { readonly shape: ElementwiseShape; readonly plan: Plan } | undefined;
  /** One for each arithmetic. */
  readonly evaluators: Partial<Record<Arithmetic, Evaluator>>;
  isForFloat64: boolean;
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
      compiled: new Map(),
      plans: new Map(),
      latest: undefined,
      evaluators: {},
      isForFloat64: false,
    };
    programs.set(key, program);
  }
  return program;
}

/** The compiled form for inputs of which some are single numbers. */
export function compiledProgram(
  { roots, options, compiled }: ElementwiseProgram,
  elements: ElementType,
  singles: readonly number[],
): CompiledProgram {
  const key = `${elements} ${singles.join()}`;
  let made = compiled.get(key);
  if (made === undefined) {
    const wide = elements === 'float64' ? float64Options(options) : {};
    const { module, elementsPerTurn, left } = elementwiseModule(roots, { ...options, ...wide, elements, singles });
    const { run } = instantiate<Pick<CompiledProgram, 'run'>>(module.encode());
    compiled.set(key, (made = { run, elementsPerTurn, left }));
  }
  return made;
}

/** In all of float64 there is no room for an infinity's stand-in: its limit is found apart. */
const float64Options = ({ limits }: ElementwiseModuleOptions): Partial<ElementwiseModuleOptions> => ({
  lanes: 'f64x2',
  precision: 'full',
  limits: limits && 'apart',
});

/** Whether a program can be compiled for arrays of float64. */
export const isForFloat64 = (program: ElementwiseProgram): boolean =>
  (program.isForFloat64 ||= haveFloat64Rules(program.roots));

/** The evaluator of a program, with numbers for its parameters. */
export function evaluatorOf(
  program: ElementwiseProgram,
  numbers: readonly number[],
  arithmetic: Arithmetic = 'float64',
): Evaluator {
  const evaluator = (program.evaluators[arithmetic] ??= new Evaluator(program.roots, arithmetic));
  evaluator.setParameters(
    Object.fromEntries(program.options.parameterNames.map((name, index) => [name, numbers[index]!])),
  );
  return evaluator;
}
