/** Operations made of a formula: one fused kernel, and a gradient that is derived from the formula, one fused kernel again. */
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
 * What becomes of integers: `promoted` to float32, as in an exponential, which is the default; `kept`, as in a sum; `counted`, where truth
 * values, unlike integers, are not kept but count as the int32 0 and 1, as in a square; `compared`, without any rounding, for a truth value.
 */
export type Integers = 'promoted' | 'kept' | 'counted' | 'compared';

/** The dtype in which a formula of operands of this dtype is computed. */
export function computingDTypeOf(integers: Integers, dtype: DType): DType {
  if (isFloating(dtype) || integers === 'kept') return dtype;
  return integers === 'counted' ? (dtype === 'bool' ? 'int32' : dtype) : 'float32';
}

/** An elementwise operation as a formula over `input(0)`, `input(1)`, … and parameters. */
export interface ElementwiseDefinition extends ElementwiseOptions {
  readonly name: string;
  readonly where?: string | undefined;
  readonly expression: Expression;
  /** The derivative by `input(0)`, or those by all inputs, where they are better than the mechanical ones. */
  readonly derivative?: Expression | readonly Expression[] | undefined;
  readonly integers?: Integers | undefined;
  /** The first input only chooses, and has no part in the dtype of the result. */
  readonly isSelection?: boolean;
  /** Needed where inputs may be repeated. An argument, so that nobody bundles reductions for a function of one input. */
  readonly sumTo?: SumTo | undefined;
}

/** The gradient of something of this shape, from that of what it was broadcast to. */
export type SumTo = (gradient: Tensor, shape: Shape) => Tensor;

/** The values of a formula's parameters, by name. */
export type ElementwiseParameters = Readonly<Record<string, number>>;

/** The operation that computes a formula; made once for each formula, it is best kept. */
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
    // Float32 does not hold every int32.
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
        // Compiled kernels take arrays of one kind; the evaluator reads numbers of all kinds.
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
 * The gradient of one input as a formula of what it reads: `sources` are the places of its inputs among all inputs and, behind them, the
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
 * The formula `upstream · derivative`, where a choice stays outermost: what is not chosen cannot spoil the rest (`inf · 0`). Where nothing
 * comes from upstream nothing flows on, whatever the derivative there.
 */
export function timesDerivative(upstream: Expression, derivative: Expression): Expression {
  if (derivative === zero) return zero;
  const { content } = derivative;
  // Parameters are finite, too.
  const isFinite = content.kind === 'parameter' || (content.kind === 'constant' && Number.isFinite(content.value));
  if (isFinite) return multiply(upstream, derivative);
  if (content.kind === 'apply' && content.primitive === 'weighted') {
    // Of a gradient: where nothing came there, nothing flows on either, even if what comes from upstream now is infinite.
    const [weight, factor] = content.operands as readonly [Expression, Expression];
    const whole = weighted(upstream, derivative);
    return select(equal(upstream, 0), whole, weighted(weight, timesDerivative(upstream, factor)));
  }
  if (content.kind !== 'apply' || content.primitive !== 'select') return weighted(upstream, derivative);
  const [condition, chosen, otherwise] = content.operands as readonly [Expression, Expression, Expression];
  // A NaN that is chosen where x is no number needs no product, which would cost float32 lanes.
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

/** Computes a formula of some inputs: the way for whoever does not keep an operation. */
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
