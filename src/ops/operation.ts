/** Defines what an operation is: a record that says how shapes, values and gradients are computed. It is called only through `apply`. */
import type { Expression } from '../formula/expression.js';
import type { Lowering, FormulaRecord } from './lowering.js';
import type { DType, Shape, SymbolicShape, SymbolicTensor, Tensor, TensorData, TensorLike } from '../tensor/index.js';

/** Everything that operations accept as an array. */
export type Operand = TensorLike | SymbolicTensor;

/**
 * The result of an operation on these operands: a symbolic tensor if one of them is symbolic; else a tensor, of strings if the first
 * operand is one of strings.
 */
export type ResultOf<A, B = Tensor, C = Tensor> = A extends SymbolicTensor
  ? SymbolicTensor
  : B extends SymbolicTensor
    ? SymbolicTensor
    : C extends SymbolicTensor
      ? SymbolicTensor
      : A extends Tensor<string[]>
        ? Tensor<string[]>
        : Tensor;

/** The shape and dtype of a tensor, which are known before anything is computed; `null` is an unknown length. */
export interface TensorSpec {
  readonly shape: SymbolicShape;
  readonly dtype: DType;
}

/** A `TensorSpec` in which all lengths are known. */
export interface ConcreteSpec extends TensorSpec {
  readonly shape: Shape;
}

/** The operands of an operation, by their number: tuples for fixed numbers of operands, a list for any number. */
export interface Operands<T> {
  1: readonly [x: T];
  2: readonly [T, T];
  '2 or 3': readonly [T, T, T?];
  3: readonly [T, T, T];
  4: readonly [T, T, T, T];
  any: readonly T[];
}

/** How many operands an operation takes. */
export type Arity = keyof Operands<unknown>;

/** A tuple or list with one entry for each operand of an operation. */
export type ForEachOperand<T, N extends Arity> = Operands<T>[N];

/** The types of an operation's outputs before, during and after computing. */
export interface Outputs {
  one: {
    spec: TensorSpec;
    concrete: ConcreteSpec;
    specs: readonly [ConcreteSpec];
    data: TensorData;
    tensors: readonly [Tensor];
  };
  several: {
    spec: readonly TensorSpec[];
    concrete: readonly ConcreteSpec[];
    specs: readonly ConcreteSpec[];
    data: readonly TensorData[];
    tensors: readonly Tensor[];
  };
}

/** A call that was computed, as its gradient rule sees it. */
export interface Call<
  Attributes extends object = object,
  Count extends keyof Outputs = 'several',
  N extends Arity = 'any',
> {
  readonly inputs: ForEachOperand<Tensor, N>;
  readonly outputs: Outputs[Count]['tensors'];
  readonly attributes: Attributes;
  /** For which inputs a gradient is needed; those of the others need not be computed. */
  readonly wanted: readonly boolean[];
}

/** A gradient for each input; `null` where none is needed or the input has no influence. */
export type InputGradients = readonly (Tensor | null)[];

/**
 * The definition of an operation over arrays. Its attributes are all its arguments except tensors. They are plain data, so that a graph of
 * operations can be saved.
 */
export interface OperationDefinition<
  Attributes extends object,
  Count extends keyof Outputs = 'one',
  N extends Arity = 'any',
> {
  /** The name in `ops`. */
  readonly name: string;
  /** What messages call the operation; by default `ops.` and the name. */
  readonly where?: string | undefined;
  /** Whether the elements may be strings. */
  readonly takesStrings?: boolean;
  /** The shape and dtype of the output. All checks of the inputs are made here, so that they apply to symbolic tensors, too. */
  inferShape(inputs: ForEachOperand<TensorSpec, N>, attributes: Attributes): Outputs[Count]['spec'];
  /** Computes the elements of the output, whose shape and dtype `inferShape` has returned. */
  compute(
    inputs: ForEachOperand<Tensor, N>,
    attributes: Attributes,
    output: Outputs[Count]['concrete'],
  ): Outputs[Count]['data'];
  /** How to compute the operation within the kernel memory, for inputs of these shapes; undefined if only `compute` can do it. */
  lower?(
    inputs: ForEachOperand<ConcreteSpec, N>,
    attributes: Attributes,
    outputs: Outputs[Count]['specs'],
  ): Lowering | undefined;
  /** How to compute the operation and relu in one pass, in programs. */
  readonly withRelu?: WithRelu<Attributes> | undefined;
  /** The formulas that the operation computes, if it is elementwise. */
  readonly formula?: FormulaRecord | undefined;
  /** Computes the gradients of the inputs from those of the outputs, by operations. Without this rule, no gradient reaches the inputs. */
  gradient?(call: Call<Attributes, Count, N>, upstreams: Outputs[Count]['tensors']): InputGradients;
}

/** How an operation of relu(x) is computed from x, where relu(x) is needed for nothing else. */
export interface WithRelu<Attributes extends object> {
  /** The formula of relu's gradient, if the operation computes a gradient, which that follows: then both are computed at once. */
  readonly reluGradient?: (() => Expression) | undefined;
  /** The first input is x. */
  lower(
    inputs: readonly ConcreteSpec[],
    attributes: Attributes,
    outputs: readonly ConcreteSpec[],
  ): Lowering | undefined;
}

/** An operation ready for `apply`. */
export interface Operation<
  Attributes extends object = object,
  Count extends keyof Outputs = keyof Outputs,
  N extends Arity = Arity,
> extends OperationDefinition<Attributes, Count, N> {
  readonly where: string;
  readonly takesStrings: boolean;
}

/** Makes an operation from its definition. */
export function defineOperation<Attributes extends object, Count extends keyof Outputs = 'one', N extends Arity = 1>(
  definition: OperationDefinition<Attributes, Count, N>,
): Operation<Attributes, Count, N> {
  const { name, where = `ops.${name}`, takesStrings = false } = definition;
  return { ...definition, where, takesStrings };
}

/** The attributes of operations that have none. */
export const noAttributes: Readonly<Record<never, never>> = /* @__PURE__ */ Object.freeze({});
