/**
 * Operations that are defined by a formula: one fused kernel computes the value, and one for each input its gradient, whose formula is
 * derived.
 */
import { differentiate } from '../formula/derivative.js';
import { constant, input, nodesInOrder, substitute, type Expression } from '../formula/expression.js';
import { equal, multiply, select, weighted } from '../formula/primitives.js';
import { elementwiseProgram, runElementwise, type ElementwiseOptions } from '../kernel/elementwise/elementwise.js';
import {
  allocate,
  castData,
  isFloating,
  promoteDTypes,
  shapesEqual,
  sizeOf,
  type DType,
  type Shape,
  type Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { apply } from './apply.js';
import { broadcastElements, broadcastShapes } from './broadcasting.js';
import { castTo } from './casting.js';
import {
  defineOperation,
  noAttributes,
  type InputGradients,
  type Operand,
  type Operation,
  type TensorSpec,
} from './operation.js';

/**
 * How integers are treated. `promoted`, the default: they become float32, as in an exponential. `kept`: the result has their dtype, as in a
 * sum. `counted`: like `kept`, but truth values become the int32 numbers 0 and 1, as in a square. `compared`: they are not rounded, and the
 * result is a truth value.
 */
export type Integers = 'promoted' | 'kept' | 'counted' | 'compared';

/** The dtype in which a formula is computed, if its operands together have this dtype. */
export function computingDTypeOf(integers: Integers, dtype: DType): DType {
  if (isFloating(dtype) || integers === 'kept') return dtype;
  return integers === 'counted' ? (dtype === 'bool' ? 'int32' : dtype) : 'float32';
}

/** An elementwise operation as a formula over `input(0)`, `input(1)`, … and parameters. */
export interface ElementwiseDefinition extends ElementwiseOptions {
  readonly name: string;
  readonly where?: string | undefined;
  readonly expression: Expression;
  /** The derivative with respect to `input(0)`, or the derivatives for all inputs, where they are more exact than the derived ones. */
  readonly derivative?: Expression | readonly Expression[] | undefined;
  readonly integers?: Integers | undefined;
  /** The first input is the condition of a choice, which does not affect the dtype of the result. */
  readonly isSelection?: boolean;
  /**
   * Sums the gradient of an input that was broadcast. It is passed as an argument so that functions of one input do not bring the
   * reductions into a bundle.
   */
  readonly sumTo?: SumTo | undefined;
}

/** Sums a gradient so that it has this shape again, from which its input was broadcast. */
export type SumTo = (gradient: Tensor, shape: Shape) => Tensor;

/** The values of a formula's parameters, by name. */
export type ElementwiseParameters = Readonly<Record<string, number>>;

/** Makes the operation that computes a formula. Each call makes a new one, so callers should keep it. */
export function elementwiseOperation(definition: ElementwiseDefinition): Operation<ElementwiseParameters, 'one'> {
  const { name, expression, integers = 'promoted', isSelection = false, limits, precision, lanes } = definition;
  const where = definition.where ?? `ops.${name}`;
  const program = elementwiseProgram([expression], {
    limits,
    ...(precision && { precision }),
    ...(lanes && { lanes }),
  });
  const partials: (PartialDerivative | undefined)[] = [];

  /** The dtype in which the formula is computed. */
  function computingDType(inputs: readonly TensorSpec[]): DType {
    const first = isSelection ? 1 : 0;
    let dtype = inputs[first]!.dtype;
    let hasIntegers = dtype === 'int32';
    for (let i = first + 1; i < inputs.length; i++) {
      hasIntegers ||= inputs[i]!.dtype === 'int32';
      dtype = promoteDTypes(where, dtype, inputs[i]!.dtype);
    }
    // Float32 cannot hold every int32.
    return integers === 'compared' && hasIntegers ? 'float64' : computingDTypeOf(integers, dtype);
  }

  return defineOperation<ElementwiseParameters, 'one', 'any'>({
    name,
    where,
    formula: { program, computingDType },
    inferShape: (inputs) => ({
      shape: broadcastShapes(where, inputs),
      dtype: expression.isCondition ? 'bool' : computingDType(inputs),
    }),
    compute(inputs, parameters, { shape, dtype }) {
      const computing = dtype === 'bool' ? computingDType(inputs) : dtype;
      const length = sizeOf(shape);
      const arrays = inputs.map((each) => {
        const elements = broadcastElements(each, shape) as TypedArray;
        // The compiled kernels need all arrays in one dtype; the evaluator reads arrays of different dtypes.
        const isCompiled = isFloating(computing);
        return isCompiled ? castData(where, elements, each.dtype, computing) : elements;
      });
      const target = allocate(computing === 'bool' ? 'int32' : computing, length, where) as TypedArray;
      runElementwise(program, arrays, [target], length, parameters);
      return dtype === 'bool' ? castData(where, target, 'float64', 'bool') : target;
    },
    gradient({ inputs, attributes, wanted }, [dy]): InputGradients {
      return inputs.map((each, index) => {
        if (!wanted[index]) return null;
        const partial = (partials[index] ??= partialDerivative(definition, inputs.length, index));
        const gradient = partial([...inputs, dy], attributes);
        if (gradient === null || shapesEqual(gradient.shape, each.shape))
          return gradient && castTo(gradient, each.dtype);
        return castTo(definition.sumTo!(gradient, each.shape), each.dtype);
      });
    },
  });
}

/** Computes the gradient of one input from all inputs and the upstream gradient; `null` if there is none. */
type PartialDerivative = (inputsAndUpstream: readonly Tensor[], parameters: ElementwiseParameters) => Tensor | null;

function partialDerivative(definition: ElementwiseDefinition, inputCount: number, index: number): PartialDerivative {
  const { name, where = `ops.${name}`, limits, sumTo } = definition;
  const { expression, sources } = gradientFormula(definition, inputCount, index);
  if (expression === zero) return () => null;
  if (expression.content.kind === 'input') return (operands) => operands[sources[0]!]!;
  const operation = elementwiseOperation({
    name: `${name} gradient`,
    where,
    expression,
    precision: 'full',
    limits: limits && 'inline',
    sumTo,
  });
  return (operands, parameters) =>
    apply(
      operation,
      sources.map((source) => operands[source]!),
      parameters,
    );
}

/**
 * The formula of the gradient of one input. `sources` says which arrays its `input(i)` are: indices among all inputs, followed by the
 * upstream gradient.
 */
export function gradientFormula(
  { expression, derivative }: Pick<ElementwiseDefinition, 'expression' | 'derivative'>,
  inputCount: number,
  index: number,
): { readonly expression: Expression; readonly sources: readonly number[] } {
  const known = [derivative].flat()[index];
  const gradient = timesDerivative(input(inputCount), known ?? differentiate(expression, input(index)));
  const sources = nodesInOrder([gradient]).flatMap(({ content }) => (content.kind === 'input' ? [content.index] : []));
  const renumbered = new Map(sources.map((source, position) => [input(source), input(position)]));
  return { expression: substitute(gradient, renumbered), sources };
}

const zero = /* @__PURE__ */ constant(0);

/**
 * The formula `upstream · derivative`. A `select` stays outermost, so that the branch that is not chosen cannot spoil the result (`inf ·
 * 0`). Where the upstream gradient is 0 the product is 0, even if the derivative is infinite or NaN.
 */
export function timesDerivative(upstream: Expression, derivative: Expression): Expression {
  if (derivative === zero) return zero;
  const { content } = derivative;
  // Parameters are finite.
  const isFinite = content.kind === 'parameter' || (content.kind === 'constant' && Number.isFinite(content.value));
  if (isFinite) return multiply(upstream, derivative);
  if (content.kind === 'apply' && content.primitive === 'weighted') {
    // The derivative is itself a gradient, of the form weight · factor. Where its weight is 0 the product stays 0, even if `upstream` is infinite.
    const [weight, factor] = content.operands as readonly [Expression, Expression];
    const whole = weighted(upstream, derivative);
    return select(equal(upstream, 0), whole, weighted(weight, timesDerivative(upstream, factor)));
  }
  if (content.kind !== 'apply' || content.primitive !== 'select') return weighted(upstream, derivative);
  const [condition, chosen, otherwise] = content.operands as readonly [Expression, Expression, Expression];
  // Where x is NaN, the derivative is x itself, which stays NaN without a multiplication. Avoiding the product keeps formulas in float32
  // lanes.
  const isNaNElsewhere = condition === equal(otherwise, otherwise);
  return select(
    condition,
    timesDerivative(upstream, chosen),
    isNaNElsewhere ? select(equal(upstream, 0), 0, otherwise) : timesDerivative(upstream, otherwise),
  );
}

const operations = /* @__PURE__ */ new Map<Expression, KeptOperation[]>();

interface KeptOperation {
  readonly lanes: ElementwiseOptions['lanes'];
  readonly operation: Operation<ElementwiseParameters, 'one'>;
}

/** Computes a formula of some inputs; the operation for the formula is made once and kept here. */
export function applyElementwise<Result>(
  definition: ElementwiseDefinition & { readonly parameters?: ElementwiseParameters },
  inputs: readonly Operand[],
): Result {
  const { name, where = `ops.${name}`, lanes } = definition;
  let known = operations.get(definition.expression);
  if (known === undefined) operations.set(definition.expression, (known = []));
  let kept = known.find(
    (each) => each.operation.name === name && each.operation.where === where && each.lanes === lanes,
  );
  if (kept === undefined) known.push((kept = { lanes, operation: elementwiseOperation(definition) }));
  return apply(kept.operation, inputs, definition.parameters ?? noAttributes);
}
