import { cast } from '../../ops/casting.js';
import { notEqual } from '../../ops/comparison.js';
import { checkSequences, pathLoss } from '../../ops/ctc-loss.js';
import { sum } from '../../ops/summation.js';
import { defineLoss } from './definition.js';

const ctcLoss = /* @__PURE__ */ defineLoss({
  name: 'ctc',
  className: 'CTC',
  options: (): Record<never, never> => ({}),
  labels: 'classes',
  values(yTrue, yPred, _options, where) {
    checkSequences(where, yTrue, yPred, ['yTrue', 'yPred']);
    const labelLengths = sum(cast(notEqual(yTrue, 0), 'int32'), { axis: -1 });
    return pathLoss({ labels: cast(yTrue, 'int32'), logits: yPred, labelLengths, stepLengths: null, maskIndex: 0 });
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
