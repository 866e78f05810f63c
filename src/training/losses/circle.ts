import {
  defaulted,
  finiteNumber,
  flag,
  optional,
  type OptionsOf,
  type RequiredOption,
} from '../../objects/options/index.js';
import { softplus } from '../../ops/activations.js';
import { add, maximum, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { equal, greater, logicalAnd, logicalNot, where } from '../../ops/comparison.js';
import { eye } from '../../ops/creation.js';
import { matmul } from '../../ops/matmul.js';
import { logsumexp } from '../../ops/reductions.js';
import { reshape } from '../../ops/reshape.js';
import { transpose } from '../../ops/transpose.js';
import { asTensor, sizeOf, withMask, type Tensor, type TensorLike } from '../../tensor/index.js';
import { defineLoss } from './definition.js';

const arrays = (): RequiredOption<TensorLike> => ({ check: (given) => given });

/** What samples may be compared with instead of each other. */
export interface CircleReferences {
  /** The classes of these, by default those of the samples. */
  readonly refLabels?: TensorLike | null | undefined;
  /** Their embeddings, by default those of the samples. */
  readonly refEmbeddings?: TensorLike | null | undefined;
}

const options = () => ({
  /** The scale of the similarities: the larger it is, the more the hardest pairs dominate. */
  gamma: defaulted(finiteNumber(), 80),
  /** By how much pairs of the same class have to be more similar than others. */
  margin: defaulted(finiteNumber(), 0.4),
  /** Whether a sample paired with itself is left out. */
  removeDiagonal: flag(true),
});

/** The options of the circle loss. */
export type CircleTable = ReturnType<typeof options>;

const circleLoss = /* @__PURE__ */ defineLoss({
  name: 'circle',
  className: 'Circle',
  options,
  functionOptions: () => ({ refLabels: optional(arrays()), refEmbeddings: optional(arrays()) }),
  labels: 'classes',
  values(yTrue, yPred, options, named) {
    const { gamma, margin, removeDiagonal } = options;
    const { refLabels, refEmbeddings } = options as CircleReferences;
    const references: Tensor = asTensor(refEmbeddings ?? yPred, undefined, named);
    const ofReferences: Tensor = cast(asTensor(refLabels ?? yTrue, undefined, named), 'int32');
    const [count, others] = [sizeOf(yTrue.shape), sizeOf(ofReferences.shape)];
    const alike: Tensor = equal(reshape(cast(yTrue, 'int32'), [count, 1]), reshape(ofReferences, [1, others]));
    const positive = removeDiagonal ? logicalAnd(alike, equal(eye(count, others), 0)) : alike;
    const distances: Tensor = maximum(subtract(1, matmul(yPred, transpose(references))), 0);
    const closeness = (pairs: Tensor, weight: Tensor, distance: Tensor, sign: number): Tensor =>
      logsumexp(where(pairs, multiply(multiply(sign * gamma, maximum(weight, 0)), distance), -Infinity), { axis: 1 });
    const ofPositive = closeness(positive, add(margin, distances), subtract(margin, distances), -1);
    const ofNegative = closeness(
      logicalNot(alike),
      subtract(1 + margin, distances),
      subtract(1 - margin, distances),
      1,
    );
    const exponents: Tensor = add(ofPositive, ofNegative);
    const values: Tensor = softplus(exponents);
    const counts: Tensor = greater(values, 0);
    return withMask(values, counts);
  },
});

/**
 * The circle loss of embeddings of length 1 and the classes of their samples: `softplus` of the sum of the `logsumexp` over all pairs of
 * one class and the one over all pairs of two.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.circle([0, 0, 1], [[1, 0], [1, 0], [0, 1]]).shape // → [ 3 ]
 */
export const circle = circleLoss.compute as (
  yTrue: TensorLike,
  yPred: TensorLike,
  options?: OptionsOf<CircleTable> & CircleReferences,
) => Tensor;

/**
 * Pulls embeddings of one class together and pushes others apart, each pair as strongly as it needs. The embeddings have to have length
 * 1. Source: Sun et al., 2020.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.Circle().margin // → 0.4
 */
export const Circle = circleLoss.Loss;
export type Circle = InstanceType<typeof Circle>;
