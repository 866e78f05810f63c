/** Computes several formulas over the same arrays as one operation: one kernel computes all of them in one pass. */
import { Expression, input, nodesInOrder, parameter, type PrimitiveName } from '../formula/expression.js';
import { elementwiseProgram, runElementwise } from '../kernel/elementwise/elementwise.js';
import {
  allocate,
  isFloating,
  promoteDTypes,
  sizeOf,
  type DType,
  type Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { broadcastElements, broadcastShapes } from './broadcasting.js';
import { applyElementwise } from './elementwise-operation.js';
import { sumTo } from './summation.js';
import { defineOperation, type Operand, type Operation, type TensorSpec } from './operation.js';

/** The expressions that formulas are built from; each stands for an operand of the operation. */
export interface FormulaOperands {
  readonly arrays: readonly Expression[];
  readonly scalars: Readonly<Record<string, Expression>>;
}

/** Formulas over arrays and over scalars that are the same for all elements. */
export interface FusedDefinition {
  readonly name: string;
  readonly where?: string | undefined;
  /** The number of arrays; they are the first operands of the operation. */
  readonly arrayCount: number;
  /** The names of the scalars, which are the other operands. The kernel takes them as numbers, not as arrays. */
  readonly scalars: readonly string[];
  /** The formulas, built from `formulaOperands`. */
  readonly roots: readonly Expression[];
  /**
   * Whether float32 numbers are rounded after each operation, as the backends of Keras do; possible if the formulas contain arithmetic
   * alone.
   */
  readonly roundsEach?: boolean | undefined;
}

/** Whose memory the outputs may reuse. */
export interface FusedAttributes {
  /** For each output, the index of an array that nobody reads any more and whose memory the output may take; -1 for memory of its own. */
  readonly overwritten?: readonly number[] | undefined;
}

/** The expressions for the operands of a fused operation, in their order. */
export function formulaOperands(arrayCount: number, scalars: readonly string[]): FormulaOperands {
  return {
    arrays: Array.from({ length: arrayCount }, (_, index) => input(index)),
    scalars: Object.fromEntries(scalars.map((name) => [name, parameter(name)])),
  };
}

/** Whether a value is a formula. */
export const isFormula = (value: unknown): value is Expression => value instanceof Expression;

/** The primitives that single-precision instructions compute. */
const arithmetic: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  ...(['add', 'subtract', 'multiply', 'divide', 'square', 'sqrt', 'negative', 'abs', 'sign', 'maximum'] as const),
  ...(['minimum', 'select', 'greater', 'greaterEqual', 'less', 'lessEqual', 'equal', 'notEqual', 'weighted'] as const),
]);

/** Whether formulas contain arithmetic alone, which single precision rounds after each operation. */
export const isArithmetic = (roots: readonly Expression[]): boolean =>
  nodesInOrder(roots).every(({ content }) => content.kind !== 'apply' || arithmetic.has(content.primitive));

const fusedOperations = /* @__PURE__ */ new Map<string, Operation<FusedAttributes, 'several'>>();

/** The operation that computes several formulas. The same formulas give the same operation. */
export function fusedOperation(definition: FusedDefinition): Operation<FusedAttributes, 'several'> {
  const { name, where = `ops.${name}`, roots, scalars, arrayCount, roundsEach = false } = definition;
  const key = [name, where, arrayCount, roundsEach, ...scalars, ...roots.map(({ id }) => id)].join(' ');
  let operation = fusedOperations.get(key);
  if (operation === undefined) fusedOperations.set(key, (operation = makeOperation(where, definition)));
  return operation;
}

function makeOperation(
  where: string,
  { name, arrayCount, scalars, roots, roundsEach = false }: FusedDefinition,
): Operation<FusedAttributes, 'several'> {
  const program = elementwiseProgram(roots, roundsEach && isArithmetic(roots) ? { lanes: 'float32' } : {});
  const read = nodesInOrder(roots).flatMap(({ content }) => (content.kind === 'parameter' ? [content.name] : []));
  const computingDType = (arrays: readonly TensorSpec[]): DType => {
    const dtype = arrays.map((each) => each.dtype).reduce((a, b) => promoteDTypes(where, a, b));
    return isFloating(dtype) ? dtype : 'float32';
  };
  return defineOperation<FusedAttributes, 'several', 'any'>({
    name,
    where,
    formula: { program, computingDType, arrayCount, scalars },
    inferShape(inputs) {
      const arrays = inputs.slice(0, arrayCount);
      const dtype = computingDType(arrays);
      const shape = broadcastShapes(where, arrays);
      return roots.map(() => ({ shape, dtype }));
    },
    compute(inputs, { overwritten }, specs) {
      const { shape, dtype } = specs[0]!;
      const length = sizeOf(shape);
      const arrays = inputs.slice(0, arrayCount).map((each) => broadcastElements(each, shape) as TypedArray);
      const outputs = roots.map((_, index) => {
        const reused = arrays[overwritten?.[index] ?? -1];
        return reused?.length === length ? reused : (allocate(dtype, length) as TypedArray);
      });
      const parameters: Record<string, number> = {};
      for (const each of read) parameters[each] = inputs[arrayCount + scalars.indexOf(each)]!.data[0] as number;
      runElementwise(program, arrays, outputs, length, parameters);
      return outputs;
    },
  });
}

/**
 * Computes a formula of some arrays that broadcast together, in one kernel and with one kernel for each gradient. `build` computes it with
 * the operations of `ops`, as if its arguments were tensors.
 */
export function fused(where: string, operands: readonly Operand[], build: (...xs: Tensor[]) => Tensor): Tensor {
  const { arrays } = formulaOperands(operands.length, []);
  const expression: unknown = build(...(arrays as readonly unknown[] as Tensor[]));
  return applyElementwise({ name: where, where, expression: expression as Expression, sumTo }, operands);
}
