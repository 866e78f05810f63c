/**
 * How operations are computed within the kernel memory, which is what programs consist of. There every value is a row of float32 numbers,
 * truth values are 0 and 1, and nothing is copied in or out.
 */
import type { ElementwiseProgram } from '../kernel/elementwise/elementwise-program.js';
import type { Plan } from '../kernel/plan.js';
import type { DType, Shape, SymbolicShape } from '../tensor/index.js';
import type { Layout } from './strided-copy.js';

/** A kernel to run. Its values are numbered: first the operation's inputs, then its outputs, then temporaries. */
export interface KernelRun {
  readonly plan: Plan;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Numbers that the kernel takes; an object stands for a value with one element, which is read when the kernel runs. */
  readonly numbers?: readonly (number | { readonly scalar: number })[] | undefined;
}

/** The numbers that a kernel takes when it runs: known ones, and values. */
export const numbersOf = <Each>({ numbers = [] }: KernelRun, inputs: readonly Each[]): (number | Each)[] =>
  numbers.map((each) => (typeof each === 'number' ? each : inputs[each.scalar]!));

/** Elements to be copied; one layout says where they are, another where they go. */
export interface CopyRun {
  readonly from: number;
  readonly to: number;
  readonly source: Layout;
  readonly target: Layout;
  readonly shape: Shape;
  /** What the target is filled with before the copy; undefined if the copy writes all of it. */
  readonly fill?: number | undefined;
}

/** How an operation is computed. */
export type Lowering =
  /** By nothing: the output has the same elements as an input. */
  | { readonly kind: 'same'; readonly input: number }
  /** By nothing: all elements of the output are always this number. */
  | { readonly kind: 'filled'; readonly value: number }
  | {
      readonly kind: 'runs';
      readonly runs: readonly (KernelRun | CopyRun)[];
      /** The sizes of values that are needed only during the operation. */
      readonly temporaries?: readonly number[] | undefined;
    };

/** The formulas of an elementwise operation, for programs. */
export interface FormulaRecord {
  readonly program: ElementwiseProgram;
  /** The dtype in which it is computed for these inputs. */
  computingDType(inputs: readonly { readonly shape: SymbolicShape; readonly dtype: DType }[]): DType;
  /** How many inputs are arrays; they come first. By default, all. */
  readonly arrayCount?: number | undefined;
  /** The parameters whose values the inputs after the arrays are, in order. */
  readonly scalars?: readonly string[] | undefined;
}

/** A single kernel run from the inputs to the only output. */
export const oneRun = (plan: Plan, inputCount: number): Lowering => ({
  kind: 'runs',
  runs: [{ plan, inputs: Array.from({ length: inputCount }, (_, index) => index), outputs: [inputCount] }],
});

/** For operations whose output has the elements of the first input. */
export const sameElements: Lowering = { kind: 'same', input: 0 };

/** A single copy from the first input to the only output. */
export const oneCopy = (source: Layout, target: Layout, shape: Shape, fill?: number): Lowering => ({
  kind: 'runs',
  runs: [{ from: 0, to: 1, source, target, shape, fill }],
});
