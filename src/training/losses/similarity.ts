/** Losses that compare directions. */
import { defaulted, forgotten, integer } from '../../objects/options/index.js';
import { divide, maximum, multiply, negative, sqrt, square } from '../../ops/arithmetic.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';

/** Vectors scaled to length 1; those of length 0 are not changed. */
function normalized(x: Tensor, axis: number): Tensor {
  return divide(x, maximum(sqrt(sum(square(x), { axis, keepdims: true })), 1e-12));
}

/** The cosine of the angle between labels and predictions. */
export const cosine = (yTrue: Tensor, yPred: Tensor, axis: number): Tensor =>
  sum(multiply(normalized(yTrue, axis), normalized(yPred, axis)), { axis });

const similarity = /* @__PURE__ */ defineLoss({
  name: 'cosineSimilarity',
  className: 'CosineSimilarity',
  options: () => ({
    /** The axis of the vectors. */
    axis: forgotten(defaulted(integer(), -1)),
  }),
  values: (yTrue, yPred, { axis }) => negative(cosine(yTrue, yPred, axis)),
});

/**
 * The negative cosine of the angle between labels and predictions: -1 if they have the same direction.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.cosineSimilarity([[3, 0], [0, 1]], [[1, 0], [1, 0]]) // → array([-1., -0.], dtype=float32)
 */
export const cosineSimilarity = similarity.compute;

/**
 * The negative cosine of the angle between labels and predictions, from -1 to 1.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CosineSimilarity()([[3, 0], [0, 1]], [[1, 0], [1, 0]]).item() // → -0.5
 */
export const CosineSimilarity = similarity.Loss;
export type CosineSimilarity = InstanceType<typeof CosineSimilarity>;
