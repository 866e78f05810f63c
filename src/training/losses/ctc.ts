import { ShapeError } from '../../errors/index.js';
import { add, multiply, negative, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { equal, notEqual } from '../../ops/comparison.js';
import { full, zeros } from '../../ops/creation.js';
import { logaddexp } from '../../ops/exponentials.js';
import { oneHot, takeAlongAxis } from '../../ops/gathering.js';
import { concatenate } from '../../ops/joining.js';
import { reshape } from '../../ops/reshape.js';
import { pad, slice } from '../../ops/slicing.js';
import { logSoftmax } from '../../ops/softmax.js';
import { broadcastTo, sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';

/** The logarithm of a probability that counts as 0. */
const impossible = -1e5;

const column = (x: Tensor, from: number, count: number): Tensor => slice(x, [0, from], [x.shape[0]!, count]);

/** Adds probabilities, given as logarithms, to those of all states but the first. */
function joined(states: Tensor, added: Tensor): Tensor {
  const count = states.shape[1]! - 1;
  const others: Tensor = logaddexp(column(states, 1, count), added);
  return concatenate([column(states, 0, 1), others], { axis: -1 });
}

/**
 * Minus the logarithm of the probability of all paths through the time steps that spell the labels: `blank` contains the probabilities that
 * the path has spelt n labels and is at a blank, `emitted` those that it is at the n-th label.
 */
function pathLoss(labels: Tensor, logits: Tensor): Tensor {
  const [batch, steps] = logits.shape as [number, number, number];
  const length = labels.shape[1]!;
  const logProbabilities: Tensor = logSoftmax(logits);
  const positions = broadcastTo(reshape(labels, [batch, 1, length]), [batch, steps, length]);
  const ofLabels: Tensor = takeAlongAxis(logProbabilities, positions, { axis: 2 });
  const ofBlank: Tensor = slice(logProbabilities, [0, 0, 0], [batch, steps, 1]);
  const isRepeated: Tensor = pad(
    cast(equal(column(labels, 0, length - 1), column(labels, 1, length - 1)), logits.dtype),
    [[0, 0], [0, 1]], // prettier-ignore
  );
  const [unlessRepeated, ifRepeated]: [Tensor, Tensor] = [
    multiply(impossible, isRepeated),
    multiply(impossible, subtract(1, isRepeated)),
  ];
  let blank = concatenate([zeros([batch, 1]), full([batch, length], impossible)], { axis: -1 });
  let emitted = full([batch, length], impossible);
  for (let step = 0; step < steps; step++) {
    const label = reshape(slice(ofLabels, [0, step, 0], [batch, 1, length]), [batch, length]);
    const none = reshape(slice(ofBlank, [0, step, 0], [batch, 1, 1]), [batch, 1]);
    // A path may go from a label to the next without a blank between them, unless the two labels are the same.
    const before = joined(blank, add(emitted, unlessRepeated));
    const next: Tensor = logaddexp(add(column(before, 0, length), label), add(emitted, label));
    blank = joined(add(before, none), add(add(emitted, none), ifRepeated));
    emitted = next;
  }
  const spelt: Tensor = sum(cast(notEqual(labels, 0), 'int32'), { axis: -1 });
  const atEnd = multiply(joined(blank, emitted), cast(oneHot(spelt, length + 1), logits.dtype));
  return negative(sum(atEnd, { axis: -1 }));
}

const ctcLoss = /* @__PURE__ */ defineLoss({
  name: 'ctc',
  className: 'CTC',
  options: (): Record<never, never> => ({}),
  labels: 'classes',
  values(yTrue, yPred, _options, where) {
    if (yTrue.rank !== 2 || yPred.rank !== 3 || yTrue.shape[0] !== yPred.shape[0]) {
      const expected = 'labels of shape [batch, length] and logits of shape [batch, steps, classes]';
      throw new ShapeError({ where, expected, received: { yTrue, yPred } });
    }
    return pathLoss(cast(yTrue, 'int32'), yPred);
  },
});

/**
 * Minus the logarithm of the probability that logits for each time step spell a sequence of labels, which are integers from 1; 0 is the
 * blank, and pads shorter sequences.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.ctc([[1]], [[[0, 0]]]) // → array([0.6931472], dtype=float32)
 */
export const ctc = ctcLoss.compute;

/**
 * Connectionist temporal classification: a loss for sequences of labels whose positions in time are not known, for logits of shape `[batch,
 * steps, classes]`. Source: Graves et al., 2006.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CTC()([[1]], [[[0, 0]]]).item() // → 0.6931471824645996
 */
export const CTC = ctcLoss.Loss;
export type CTC = InstanceType<typeof CTC>;
