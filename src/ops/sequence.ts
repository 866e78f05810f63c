/**
 * A recurrence over a sequence as one operation: all products with the inputs at once, then one product and one kernel for each step. Its
 * gradients are one operation, too.
 */
import type { Recurrence, SequenceSizes } from '../kernel/sequence/recurrence.js';
import { pitchOf } from '../kernel/sequence/recurrence.js';
import { planSequenceGradient } from '../kernel/sequence/sequence-gradient-plan.js';
import { planSequence } from '../kernel/sequence/sequence-plan.js';
import { runSequence, runSequenceGradient } from '../kernel/sequence/sequence.js';
import { allocate, sizeOf, type Shape, type Tensor } from '../tensor/index.js';
import { apply } from './apply.js';
import type { Lowering } from './lowering.js';
import { defineOperation, type ConcreteSpec, type Operand, type TensorSpec } from './operation.js';
import { reshapeTo } from './reshape.js';
import { slice } from './slicing.js';
import { isRecording } from './tape.js';
import { transpose } from './transpose.js';

/** What a sequence is computed from. */
export interface SequenceInputs {
  /** `[batch, steps, features]` */
  readonly x: Operand;
  /** `[features, blocks · units]` */
  readonly kernel: Operand;
  /** `[units, blocks · units]` */
  readonly recurrentKernel: Operand;
  /** One element for each column of the kernel, or first these and then one for each column of the recurrent kernel. */
  readonly bias?: Operand | undefined;
  /** `[batch, units]` each. */
  readonly states: readonly Operand[];
  /** `[steps, batch, units]` or `[batch, units]`, as the recurrence says. */
  readonly extras: readonly Operand[];
}

interface SequenceAttributes {
  readonly recurrence: Recurrence;
  readonly goBackwards: boolean;
  /** Whether the outputs of all steps are used, and not only the last. */
  readonly returnsSequence: boolean;
  /** Whether what the gradients need is kept. */
  readonly keepsValues: boolean;
}

type Specs = readonly TensorSpec[];

const sizesOf = (inputs: Specs, { recurrence, goBackwards }: SequenceAttributes): SequenceSizes => {
  const [batch, steps, features] = inputs[0]!.shape as Shape as [number, number, number];
  const bias = inputs[3 + recurrence.stateCount + recurrence.extras.length];
  const units = inputs[2]!.shape[0]!;
  const biasLength = bias === undefined ? 0 : sizeOf(bias.shape as Shape);
  return { recurrence, batch, steps, features, units, goBackwards, biasLength };
};

/**
 * The outputs: the final states; the states of all steps, from the initial ones on, of the output or, where values are kept, of all; the
 * kept values. The inputs are x, kernel, recurrent kernel, initial states, extra arrays and, if there is one, the bias.
 */
const sequenceOperation = /* @__PURE__ */ defineOperation<SequenceAttributes, 'several', 'any'>({
  name: 'sequence',
  inferShape(inputs, attributes) {
    const { recurrence, keepsValues } = attributes;
    const { batch, steps, units, ...sizes } = sizesOf(inputs, attributes);
    const dtype = inputs[0]!.dtype;
    const state = { shape: [batch, units], dtype };
    const history = { shape: [steps + 1, batch, units], dtype };
    const finals = Array<TensorSpec>(recurrence.stateCount).fill(state);
    if (!keepsValues) return [...finals, history];
    const kept = [steps, recurrence.keptCount, pitchOf({ ...sizes, batch, units })];
    return [...finals, ...finals.map(() => history), { shape: kept, dtype }];
  },
  compute(inputs, attributes, specs) {
    const outputs = specs.map(({ shape, dtype }) => allocate(dtype as 'float32', sizeOf(shape)));
    const shape = { ...sizesOf(inputs, attributes), keepsValues: attributes.keepsValues };
    runSequence(shape, dataOf(inputs), outputs);
    return outputs;
  },
  lower: (inputs, attributes, outputs) =>
    oneRunOf(inputs, outputs, () =>
      planSequence({ ...sizesOf(inputs, attributes), keepsValues: attributes.keepsValues }),
    ),
  gradient({ inputs, outputs, attributes, wanted }, upstreams) {
    const { recurrence, goBackwards, returnsSequence } = attributes;
    const { stateCount, extras, output } = recurrence;
    const firstExtra = 3 + stateCount;
    const hasBias = inputs.length > firstExtra + extras.length;
    const given = [
      ...inputs.slice(0, 3),
      ...inputs.slice(firstExtra, firstExtra + extras.length),
      ...outputs.slice(stateCount),
      ...upstreams.slice(0, stateCount),
      ...(returnsSequence ? [upstreams[stateCount + output]!] : []),
    ];
    const bias = hasBias ? inputs[inputs.length - 1]!.shape : undefined;
    const gradients = apply<readonly Tensor[], GradientAttributes>(gradientOperation, given, {
      recurrence,
      goBackwards,
      returnsSequence,
      bias,
      wantsInput: wanted[0]!,
    });
    return [
      wanted[0] ? gradients[gradients.length - 1]! : null,
      ...gradients.slice(0, 2 + stateCount),
      ...extras.map(() => null),
      ...(hasBias ? [gradients[2 + stateCount]!] : []),
    ];
  },
});

interface GradientAttributes extends Omit<SequenceAttributes, 'keepsValues'> {
  /** The shape of the bias. */
  readonly bias: Shape | undefined;
  readonly wantsInput: boolean;
}

const gradientShape = (inputs: Specs, attributes: GradientAttributes): Parameters<typeof planSequenceGradient>[0] => {
  const { bias, returnsSequence, wantsInput } = attributes;
  const biasLength = bias === undefined ? 0 : sizeOf(bias);
  const sizes = sizesOf(inputs.slice(0, 3), { ...attributes, keepsValues: true });
  return { ...sizes, biasLength, hasOutputGradient: returnsSequence, wantsInput };
};

/** The gradients of kernel, recurrent kernel, initial states, bias and x. It has none itself: see `canGoThrough`. */
const gradientOperation = /* @__PURE__ */ defineOperation<GradientAttributes, 'several', 'any'>({
  name: 'sequence gradient',
  where: 'ops.sequence',
  inferShape(inputs, { recurrence, bias, wantsInput }) {
    const [x, kernel, recurrentKernel] = inputs as readonly [TensorSpec, TensorSpec, TensorSpec];
    const dtype = x.dtype;
    const state = { shape: [x.shape[0]!, recurrentKernel.shape[0]!], dtype };
    return [
      kernel,
      recurrentKernel,
      ...Array<TensorSpec>(recurrence.stateCount).fill(state),
      ...(bias === undefined ? [] : [{ shape: bias, dtype }]),
      ...(wantsInput ? [x] : []),
    ].map(({ shape }) => ({ shape, dtype }));
  },
  compute(inputs, attributes, specs) {
    const outputs = specs.map(({ shape, dtype }) => allocate(dtype as 'float32', sizeOf(shape)));
    runSequenceGradient(gradientShape(inputs, attributes), dataOf(inputs), outputs);
    return outputs;
  },
  lower: (inputs, attributes, outputs) =>
    oneRunOf(inputs, outputs, () => planSequenceGradient(gradientShape(inputs, attributes))),
});

const dataOf = (tensors: readonly Tensor[]): readonly Float32Array[] => tensors.map(({ data }) => data as Float32Array);

function oneRunOf(
  inputs: readonly ConcreteSpec[],
  outputs: readonly ConcreteSpec[],
  planOf: () => ReturnType<typeof planSequence>,
): Lowering | undefined {
  if ([...inputs, ...outputs].some(({ dtype }) => dtype !== 'float32')) return undefined;
  const numbers = [...Array(inputs.length + outputs.length).keys()];
  const run = { plan: planOf(), inputs: numbers.slice(0, inputs.length), outputs: numbers.slice(inputs.length) };
  return { kind: 'runs', runs: [run] };
}

/** The result of `sequence`. */
export interface SequenceResult {
  /** The outputs of all steps, `[batch, steps, units]`, in the order in which they were computed; undefined if they were not asked for. */
  readonly outputs: Tensor | undefined;
  /** The states after the last step. */
  readonly states: readonly Tensor[];
}

/** Goes through a sequence. All arrays have one float dtype, and no axis is empty. */
export function sequence(
  recurrence: Recurrence,
  { x, kernel, recurrentKernel, states, extras, bias }: SequenceInputs,
  { goBackwards, returnsSequence }: { readonly goBackwards: boolean; readonly returnsSequence: boolean },
): SequenceResult {
  const keepsValues = isRecording();
  const operands = [x, kernel, recurrentKernel, ...states, ...extras, ...(bias === undefined ? [] : [bias])];
  const results = apply<readonly Tensor[], SequenceAttributes>(sequenceOperation, operands, {
    recurrence,
    goBackwards,
    returnsSequence,
    keepsValues,
  });
  const { stateCount, output } = recurrence;
  const history = results[stateCount + (keepsValues ? output : 0)]!;
  return {
    outputs: returnsSequence ? outputsOf(history) : undefined,
    states: results.slice(0, stateCount),
  };
}

/** The states of the steps, with the batch first. */
function outputsOf(history: Tensor): Tensor {
  const [count, batch, units] = history.shape as readonly [number, number, number];
  const steps = slice(history, [1, 0, 0], [count - 1, batch, units]);
  return batch === 1 ? reshapeTo(steps, [1, count - 1, units]) : transpose(steps, { axes: [1, 0, 2] });
}
