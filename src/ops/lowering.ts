/**
 * How an operation is computed within the kernel memory: what a program is made of. There every value is a row of float32 numbers, truth
 * values are 0 and 1, and nothing is copied in or out.
 */
import type { ElementwiseProgram } from '../kernel/elementwise/elementwise-program.js';
import type { Plan } from '../kernel/plan.js';
import type { DType, Shape, SymbolicShape } from '../tensor/index.js';
import type { Layout } from './strided-copy.js';

/** A kernel that runs. Values are counted: inputs first, then outputs, then temporaries. */
export interface KernelRun {
  readonly plan: Plan;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Numbers that the kernel takes; an object names a value of one element that is read when the kernel runs. */
  readonly numbers?: readonly (number | { readonly scalar: number })[] | undefined;
}

/** Elements that are copied from where one layout says to where another says. */
export interface CopyRun {
  readonly from: number;
  readonly to: number;
  readonly source: Layout;
  readonly target: Layout;
  readonly shape: Shape;
  /** What the target is filled with before; nothing where the copies reach all of it. */
  readonly fill?: number | undefined;
}

/** What is done for an operation. */
export type Lowering =
  /** Nothing: the output has the elements of an input. */
  | { readonly kind: 'same'; readonly input: number }
  /** Nothing: the output is always this number. */
  | { readonly kind: 'filled'; readonly value: number }
  | {
      readonly kind: 'runs';
      readonly runs: readonly (KernelRun | CopyRun)[];
      /** Elements of values that nobody needs afterwards. */
      readonly temporaries?: readonly number[] | undefined;
    };

/** What an elementwise operation computes. */
export interface FormulaRecord {
  readonly program: ElementwiseProgram;
  /** In which dtype, for these inputs. */
  computingDType(inputs: readonly { readonly shape: SymbolicShape; readonly dtype: DType }[]): DType;
  /** The inputs that are arrays, the first ones; all by default. */
  readonly arrayCount?: number | undefined;
  /** The parameters that further inputs give, in the order of these. */
  readonly scalars?: readonly string[] | undefined;
}

/** One kernel from the inputs to the only output. */
export const oneRun = (plan: Plan, inputCount: number): Lowering => ({
  kind: 'runs',
  runs: [{ plan, inputs: Array.from({ length: inputCount }, (_, index) => index), outputs: [inputCount] }],
});

/** The output has the elements of the first input. */
export const sameElements: Lowering = { kind: 'same', input: 0 };

/** One copy from the first input to the only output. */
export const oneCopy = (source: Layout, target: Layout, shape: Shape, fill?: number): Lowering => ({
  kind: 'runs',
  runs: [{ from: 0, to: 1, source, target, shape, fill }],
});
