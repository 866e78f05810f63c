/** The loss of connectionist temporal classification. Source: Graves et al., 2006. */
import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import { isFloating, isHalf, type SymbolicShape, type Tensor } from '../tensor/index.js';
import { numberOf, readArguments, required, type Scalar } from './arguments.js';
import { add, multiply, negative, subtract } from './arithmetic.js';
import { castTo } from './casting.js';
import { equal, lessEqual, where as choose } from './comparison.js';
import { fullLike, zerosLike } from './creation.js';
import { logaddexp } from './exponentials.js';
import { take, takeAlongAxis } from './gathering.js';
import { concatenate } from './joining.js';
import { asFloating, asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { expandDims, squeeze } from './reshape.js';
import { logSoftmax } from './softmax.js';

/** The logarithm of a probability that counts as 0. */
const impossible = -1e5;

/** Some of the places along the last axis. */
const columns = (x: Tensor, from: number, to: number): Tensor =>
  take(
    x,
    Array.from({ length: to - from }, (_, i) => from + i),
    { axis: -1 },
  );

/** Adds probabilities, given as logarithms, to those of all states but the first. */
function joined(states: Tensor, added: Tensor): Tensor {
  const others: Tensor = logaddexp(columns(states, 1, states.shape[1]!), added);
  return concatenate([columns(states, 0, 1), others], { axis: -1 });
}

/** What a batch of sequences is made of. */
export interface Sequences {
  /** The labels, of shape `[batch, labels]`. */
  readonly labels: Tensor;
  /** The logits, of shape `[batch, steps, classes]`. */
  readonly logits: Tensor;
  /** How many of the labels, and of the steps, belong to each sequence; all steps if `null`. */
  readonly labelLengths: Tensor;
  readonly stepLengths: Tensor | null;
  /** The class that stands for no label. */
  readonly maskIndex: number;
}

/**
 * Minus the logarithm of the probability of all paths through the time steps that spell the labels: `blank` contains the probabilities that
 * the path has spelt n labels and is at a blank, `emitted` those that it is at the n-th label.
 */
export function pathLoss({ labels, logits, labelLengths, stepLengths, maskIndex }: Sequences): Tensor {
  const [, steps] = logits.shape as [number, number, number];
  const length = labels.shape[1]!;
  const logProbabilities: Tensor = logSoftmax(logits);
  const ofLabels: Tensor = takeAlongAxis(logProbabilities, expandDims(labels, 1), { axis: 2 });
  const ofBlank: Tensor = take(logProbabilities, [maskIndex], { axis: 2 });
  const repeats = castTo(equal(columns(labels, 0, length - 1), columns(labels, 1, length)), logits.dtype);
  const zeros: Tensor = zerosLike(castTo(labels, logits.dtype));
  // The last label has none behind it.
  const isRepeated: Tensor = length === 0 ? zeros : concatenate([repeats, columns(zeros, 0, 1)], { axis: -1 });
  const [unlessRepeated, ifRepeated]: [Tensor, Tensor] = [
    multiply(impossible, isRepeated),
    multiply(impossible, subtract(1, isRepeated)),
  ];
  let emitted: Tensor = fullLike(isRepeated, impossible);
  let blank: Tensor = concatenate([zerosLike(expandDims(castTo(labelLengths, logits.dtype), -1)), emitted], {
    axis: -1,
  });
  for (let step = 0; step < steps; step++) {
    const [label, none]: [Tensor, Tensor] = [take(ofLabels, step, { axis: 1 }), take(ofBlank, step, { axis: 1 })];
    // A path may go from a label to the next without a blank between them, unless the two labels are the same.
    const before = joined(blank, add(emitted, unlessRepeated));
    const nextEmitted: Tensor = logaddexp(add(columns(before, 0, length), label), add(emitted, label));
    const nextBlank = joined(add(before, none), add(add(emitted, none), ifRepeated));
    if (stepLengths === null) {
      [blank, emitted] = [nextBlank, nextEmitted];
      continue;
    }
    const isOver: Tensor = expandDims(lessEqual(stepLengths, step), -1);
    [blank, emitted] = [choose(isOver, blank, nextBlank), choose(isOver, emitted, nextEmitted)];
  }
  const atEnd: Tensor = takeAlongAxis(joined(blank, emitted), expandDims(labelLengths, -1), { axis: 1 });
  return negative(squeeze(atEnd, { axis: 1 }));
}

/** What `ctcLoss` may be told. */
export interface CtcLossOptions {
  /** The class that stands for no label, 0 by default. */
  readonly maskIndex?: Scalar | undefined;
}

type Lengths = Operand;

interface ReadCtcLoss {
  readonly targetLength: Lengths;
  readonly outputLength: Lengths;
  readonly maskIndex: Scalar;
}

/** Lengths as whole numbers, one for each sequence. */
function lengthsOf(where: string, name: string, given: Lengths, batch: number | null): Tensor {
  const lengths = castTo(asOperand(where, given), 'int32');
  const fits = lengths.shape.length === 1 && (batch === null || [batch, null].includes(lengths.shape[0] as number));
  if (fits) return lengths;
  throw new ShapeError({
    where,
    expected: `\`${name}\` of shape [batch], one length for each sequence`,
    received: { [name]: lengths },
  });
}

/**
 * Minus the logarithm of the probability that logits for each time step spell a sequence of labels, for each sequence of a batch. `target` contains the labels, of shape `[batch,
 * labels]`, `output` the logits, of shape `[batch, steps, classes]`; `targetLength` and `outputLength` say how many labels and steps belong to each sequence.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const target = tensor([[1, 2]], { dtype: 'int32' });
 * ops.ctcLoss(target, ops.zeros([1, 3, 3]), [2], [3]) // → array([1.686399], dtype=float32)
 */
export function ctcLoss<Y extends Operand, X extends Operand>(
  target: Y,
  output: X,
  ...given:
    | [targetLength: Lengths, outputLength: Lengths, options?: CtcLossOptions | undefined]
    | [targetLength: Lengths, options: CtcLossOptions & { readonly outputLength: Lengths }]
    | [options: CtcLossOptions & { readonly targetLength: Lengths; readonly outputLength: Lengths }]
): ResultOf<X> {
  const where = 'ops.ctcLoss';
  const read = readArguments<ReadCtcLoss>(where, ['targetLength', 'outputLength'], given, {
    targetLength: required,
    outputLength: required,
    maskIndex: 0,
  });
  const labels = asOperand(where, target);
  const floating = asFloating(where, output);
  const logits = isHalf(floating.dtype) ? castTo(floating, 'float32') : floating;
  checkSequences(where, labels, logits);
  const [batch, , classes] = logits.shape as SymbolicShape;
  const maskIndex = numberOf(where, 'maskIndex', read.maskIndex);
  if (!(Number.isInteger(maskIndex) && maskIndex >= 0 && maskIndex < classes!)) {
    throw new ValueError({
      where,
      expected: `\`maskIndex\` to be a class, from 0 to ${classes! - 1}`,
      received: { maskIndex },
    });
  }
  return pathLoss({
    labels: castTo(labels, 'int32'),
    logits,
    labelLengths: lengthsOf(where, 'targetLength', read.targetLength, batch!),
    stepLengths: lengthsOf(where, 'outputLength', read.outputLength, batch!),
    maskIndex,
  }) as unknown as ResultOf<X>;
}

/** Refuses labels and logits that do not belong together. */
export function checkSequences(
  where: string,
  labels: Tensor,
  logits: Tensor,
  names: readonly [string, string] = ['target', 'output'],
): void {
  const [ofLabels, ofLogits] = [labels.shape, logits.shape] as readonly SymbolicShape[];
  const fits =
    ofLabels!.length === 2 &&
    ofLogits!.length === 3 &&
    ![ofLabels![1], ofLogits![1], ofLogits![2]].includes(null) &&
    (ofLabels![0] === ofLogits![0] || ofLabels![0] === null || ofLogits![0] === null);
  if (fits && labels.dtype !== 'string') return;
  const expected = 'labels of shape [batch, length] and logits of shape [batch, steps, classes]';
  const received = { [names[0]]: labels, [names[1]]: logits };
  throw isFloating(logits.dtype) && labels.dtype !== 'string'
    ? new ShapeError({ where, expected, received })
    : new DTypeError({ where, expected: 'labels and logits to be numbers', received });
}
