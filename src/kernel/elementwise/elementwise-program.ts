/** Formulas prepared to run over arrays: with their options, compiled modules, evaluators and plans. */
import { type Arithmetic, Evaluator } from '../../formula/evaluation.js';
import { type Expression, nodesInOrder } from '../../formula/expression.js';
import type { ElementType } from '../arrays.js';
import type { Plan } from '../plan.js';
import { haveFloat64Rules } from '../lowering/lower.js';
import { linked } from '../wasm/linking.js';
import { machineLanes } from './elementwise-lanes.js';
import { type ElementwiseModule, elementwiseModule, type ElementwiseModuleOptions } from './elementwise-module.js';

/**
 * How exact the polynomials in the kernel are: enough for a float32 result (`value`), or for the whole precision of float64 (`full`), which
 * formulas need in which numbers cancel.
 */
export type Precision = 'value' | 'full';

export interface ElementwiseOptions {
  /**
   * Asks for the formula's limits at infinite inputs, where IEEE arithmetic may give NaN (`-∞ · 0`). `inline`: the kernel puts a very large
   * number in the place of infinity, which the library's own formulas are known to bear. `apart`: the evaluator finds the limits, which
   * works for any formula.
   */
  readonly limits?: 'inline' | 'apart' | undefined;
  readonly precision?: Precision;
  /** The arithmetic inside the kernel. By default it is float64, unless float32 gives the same bits. */
  readonly lanes?: 'float32' | 'float64' | undefined;
}

export interface CompiledProgram {
  readonly kernels: () => { readonly run: (...values: readonly number[]) => number };
  readonly elementsPerTurn: number;
  readonly left: ElementwiseModule['left'];
}

/** The lengths of the arrays that a program runs on. */
export interface ElementwiseShape {
  readonly length: number;
  /** The length of each input. An input shorter than `length` repeats: a single number, or a row that stands for every so many elements. */
  readonly inputLengths: readonly number[];
  readonly elements: ElementType;
}

export interface ElementwiseProgram {
  readonly roots: readonly Expression[];
  readonly options: ElementwiseModuleOptions;
  /** The compiled modules, by those properties of the shape that a module depends on. */
  readonly compiled: Map<string, CompiledProgram>;
  readonly plans: Map<string, Plan>;
  /** The latest plan, because most programs run on the same shape again and again. */
  latest: { readonly shape: ElementwiseShape; readonly plan: Plan } | undefined;
  /** One evaluator for each arithmetic. */
  readonly evaluators: Partial<Record<Arithmetic, Evaluator>>;
  isForFloat64: boolean;
}

const programs = /* @__PURE__ */ new Map<string, ElementwiseProgram>();

/** The program for some formulas. The same formulas and options give the same program, which is compiled when it first runs. */
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

/** The compiled form of a program for inputs of which some are single numbers. */
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
    compiled.set(key, (made = { kernels: linked(() => module), elementsPerTurn, left }));
  }
  return made;
}

/**
 * For float64 arrays no number is beyond the range of the inputs and could stand for infinity, so that limits are always found by the
 * evaluator.
 */
const float64Options = ({ limits }: ElementwiseModuleOptions): Partial<ElementwiseModuleOptions> => ({
  lanes: 'f64x2',
  precision: 'full',
  limits: limits && 'apart',
});

/** Whether a program can be compiled for float64 arrays. */
export const isForFloat64 = (program: ElementwiseProgram): boolean =>
  (program.isForFloat64 ||= haveFloat64Rules(program.roots));

/** The evaluator of a program, with values for its parameters. */
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
