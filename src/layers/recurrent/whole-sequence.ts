/** Goes through a whole sequence with one operation, where the cell and the arrays allow it. */
import type { ActivationFormula } from '../../formula/activation.js';
import { constant, input, parameter, substitute, type Expression } from '../../formula/expression.js';
import { multiply as times, subtract, square } from '../../formula/primitives.js';
import { currentEngine } from '../../kernel/engine.js';
import type { ElementwiseActivation } from '../../ops/activation-function.js';
import { specOf } from '../../ops/apply.js';
import { cast } from '../../ops/casting.js';
import { zerosLike } from '../../ops/creation.js';
import type { Operand } from '../../ops/operation.js';
import { flip, transpose } from '../../ops/transpose.js';
import { isCompiledWhole, recurrenceOf, type CellFormulas, type StepActivation } from '../../ops/recurrence.js';
import { expandDims, squeeze } from '../../ops/reshape.js';
import { sequence, type SequenceInputs } from '../../ops/sequence.js';
import { slice } from '../../ops/slicing.js';
import { broadcastTo } from '../../ops/summation.js';
import { isRecordingTwice } from '../../ops/tape.js';
import { sizeOf, type Shape, type Tensor, type Variable } from '../../tensor/index.js';
import type { ActivationFunction } from '../activation-option.js';
import {
  drop,
  inputMask,
  stateMask,
  type ProjectingCell,
  type SequenceOptions,
  type States,
  type WholeSequence,
} from './cell.js';

/** A cell whose weights are one kernel for the inputs, one for the state, and a bias. */
interface SequenceCell extends ProjectingCell {
  readonly kernel: Variable;
  readonly recurrentKernel: Variable;
  readonly bias: Variable | null;
  readonly activation: ActivationFunction | null;
  readonly recurrentActivation?: ActivationFunction | null;
}

/** Whether a cell computes its steps as the class does, and not by methods of a class that extends it. */
export const hasStepOf = (
  { project, step }: SequenceCell,
  { prototype }: { readonly prototype: Pick<SequenceCell, 'project' | 'step'> },
): boolean => project === prototype.project && step === prototype.step;

/**
 * The whole sequence by the cell's formulas; undefined where it has to be computed step by step: in other dtypes than float32, with
 * activations that are no formulas, and where gradients of gradients are taken.
 */
export function wholeSequence(
  cell: SequenceCell,
  formulas: CellFormulas,
  x: Tensor,
  states: States,
  options: SequenceOptions,
): WholeSequence | undefined {
  const { mask, training, goBackwards, zeroOutputForMask, returnSequences } = options;
  const { kernel, recurrentKernel } = cell;
  const bias = cell.bias ?? undefined;
  const begin = states as readonly Tensor[];
  const activation = stepActivation(cell.activation);
  const gateActivation = stepActivation(cell.recurrentActivation ?? null);
  const operands: Operand[] = [x, kernel, recurrentKernel, ...begin, ...(bias === undefined ? [] : [bias])];
  if (activation === undefined || gateActivation === undefined || isRecordingTwice()) return undefined;
  if (operands.some((operand) => specOf(operand, 'a sequence').dtype !== 'float32')) return undefined;
  const dropsState = training && cell.recurrentDropout > 0;
  const masking = mask === undefined ? undefined : zeroOutputForMask ? 'zeros' : 'repeat';
  const recurrence = recurrenceOf(formulas, { activation, gateActivation, masking, dropsState });
  const [batch, steps] = x.shape as readonly [number, number];
  const units = begin[0]!.shape[1]!;
  const floats = sizeOf(x.shape) + batch * steps * units * (recurrence.slotCount + recurrence.keptCount);
  if (sizeOf(x.shape) === 0 || floats > mostFloats) return undefined;
  if (currentEngine() === 'wasm' && !isCompiledWhole(recurrence)) return undefined;

  const dropped = training && cell.dropout > 0 ? inputMask(cell, firstStep(x), training) : undefined;
  const stateDropped = stateMask(cell, begin[0]!, training);
  const inputs: SequenceInputs = {
    x: dropped === undefined ? x : drop(x, expandDims(dropped, 1)),
    kernel,
    recurrentKernel,
    bias,
    states: [
      ...begin,
      ...(mask === undefined ? [] : [zerosLike(begin[0]!)]),
      ...(stateDropped === undefined ? [] : [drop(begin[0]!, stateDropped)]),
    ],
    extras: [
      ...(mask === undefined ? [] : [spreadMask(mask, [steps, batch, units], goBackwards)]),
      ...(stateDropped === undefined ? [] : [stateDropped]),
    ],
  };
  const result = sequence(recurrence, inputs, { goBackwards, returnsSequence: returnSequences });
  return {
    output: result.outputs ?? result.states[recurrence.output]!,
    states: result.states.slice(0, formulas.stateCount),
  };
}

/** A sequence that takes more memory than this many floats, 256 MiB, is computed step by step. */
const mostFloats = 1 << 26;

function firstStep(x: Tensor): Tensor {
  const [batch, , ...step] = x.shape;
  return squeeze(slice(x, [0, 0, ...step.map(() => 0)], [batch!, 1, ...step]), { axis: 1 });
}

/** A mask `[batch, steps]` as numbers for all elements of all states, in the order of the steps. */
function spreadMask(mask: Tensor, shape: Shape, goBackwards: boolean): Tensor {
  const bySteps = transpose(cast(cast(mask, 'bool'), 'float32'));
  const inOrder = goBackwards ? flip(bySteps, { axis: 0 }) : bySteps;
  return broadcastTo(expandDims(inOrder, 2), shape);
}

const [x, value] = [/* @__PURE__ */ input(0), /* @__PURE__ */ input(1)];

const identity = (): StepActivation => ({ expression: x, derivative: constant(1), precision: 'value' });

/** Derivatives in terms of the activation's value. They do not need to compute anything like an exponential again. */
const derivativesByValue: Readonly<Record<string, () => Expression>> = {
  sigmoid: () => times(value, subtract(1, value)),
  tanh: () => subtract(1, square(value)),
};

/** An activation as formulas; undefined if it is a function that only tensors can be given to. */
function stepActivation(activation: ActivationFunction | null): StepActivation | undefined {
  if (activation === null) return identity();
  const {
    resolve,
    config,
    precision = 'value',
  } = activation as Partial<ElementwiseActivation<string, object>> & {
    readonly config?: Readonly<Record<string, unknown>>;
  };
  if (resolve === undefined) return undefined;
  const { formula, parameters } = resolve(config ?? {});
  const numbers = new Map<Expression, Expression>();
  for (const [name, number] of Object.entries(parameters)) {
    if (typeof number !== 'number') return undefined;
    numbers.set(parameter(name), constant(formula.numerics.hasExactParameters === true ? number : Math.fround(number)));
  }
  const expression = substitute(formula.expression, numbers);
  return { expression, derivative: derivativeOf(formula, numbers), precision };
}

const derivativeOf = (formula: ActivationFormula, numbers: ReadonlyMap<Expression, Expression>): Expression =>
  derivativesByValue[formula.name]?.() ?? substitute(formula.derivative, numbers);
