/** What an operation is: a record of how shapes, values and gradients come about. It is called only through `apply`. */
import type { Lowering, FormulaRecord } from './lowering.js';
import type { DType, Shape, SymbolicShape, SymbolicTensor, Tensor, TensorData, TensorLike } from '../tensor/index.js';

/** Whatever an operation takes for an array. */
export type Operand = TensorLike | SymbolicTensor;

/** What an operation on these operands gives: a symbolic tensor where one of them is symbolic, else a tensor, of strings if the first is. */
export type ResultOf<A, B = Tensor, C = Tensor> = A extends SymbolicTensor
  ? SymbolicTensor
  : B extends SymbolicTensor
    ? SymbolicTensor
    : C extends SymbolicTensor
      ? SymbolicTensor
      : A extends Tensor<string[]>
        ? Tensor<string[]>
        : Tensor;

/** What is known of a tensor before anything is computed; an unknown length is `null`. */
export interface TensorSpec {
  readonly shape: SymbolicShape;
  readonly dtype: DType;
}

/** The same with every length known. */
export interface ConcreteSpec extends TensorSpec {
  readonly shape: Shape;
}

/** The operands of an operation that takes so many of them; of one that takes any number, a list. */
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

/** As many of something as an operation has operands. */
export type ForEachOperand<T, N extends Arity> = Operands<T>[N];

/** The forms that the outputs of an operation take, before, at and after computing. */
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
  /** For which inputs a gradient is asked; the others need not be computed. */
  readonly wanted: readonly boolean[];
}

/** One gradient per input; `null` where none is wanted or nothing flows back. */
export type InputGradients = readonly (Tensor | null)[];

/**
 * An operation over arrays. Its attributes are its arguments besides tensors: plain data, so that a graph of operations can be
 * saved.
 */
export interface OperationDefinition<
  Attributes extends object,
  Count extends keyof Outputs = 'one',
  N extends Arity = 'any',
> {
  /** The name in `ops`. */
  readonly name: string;
  /** The user's word for the operation in messages; by default `ops.` and the name. */
  readonly where?: string | undefined;
  /** Whether the elements may be strings. */
  readonly takesStrings?: boolean;
  /** Shape and dtype of the output. All checks of the inputs stand here, so they hold for symbolic tensors too. */
  inferShape(inputs: ForEachOperand<TensorSpec, N>, attributes: Attributes): Outputs[Count]['spec'];
  /** The elements of the output, whose shape and dtype `inferShape` has found. */
  compute(
    inputs: ForEachOperand<Tensor, N>,
    attributes: Attributes,
    output: Outputs[Count]['concrete'],
  ): Outputs[Count]['data'];
  /** How the operation is computed within the kernel memory, for inputs of these shapes; undefined where `compute` has to do it. */
  lower?(
    inputs: ForEachOperand<ConcreteSpec, N>,
    attributes: Attributes,
    outputs: Outputs[Count]['specs'],
  ): Lowering | undefined;
  /** The formulas that an elementwise operation computes. */
  readonly formula?: FormulaRecord | undefined;
  /** The gradients of the inputs from those of the outputs, in terms of operations. Without a rule, nothing flows back. */
  gradient?(call: Call<Attributes, Count, N>, upstreams: Outputs[Count]['tensors']): InputGradients;
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

/** Makes an operation of its definition. */
export function defineOperation<Attributes extends object, Count extends keyof Outputs = 'one', N extends Arity = 1>(
  definition: OperationDefinition<Attributes, Count, N>,
): Operation<Attributes, Count, N> {
  const { name, where = `ops.${name}`, takesStrings = false } = definition;
  return { ...definition, where, takesStrings };
}

/** The attributes of an operation that has none. */
export const noAttributes: Readonly<Record<never, never>> = /* @__PURE__ */ Object.freeze({});
