import { callable } from '../../objects/callable.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import {
  binaryValues,
  categoricalValues,
  crossentropyOptions,
  maskOf,
  sparseCrossentropyOptions,
  sparseValues,
} from './crossentropy.js';
import { checkClasses } from './labels.js';
import { lossWith } from './loss.js';

class BinaryCrossentropyLoss extends /* @__PURE__ */ lossWith(crossentropyOptions) {
  static readonly path: string = 'keras.losses.BinaryCrossentropy';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryValues(this.name, yTrue, yPred, this);
  }
}

class CategoricalCrossentropyLoss extends /* @__PURE__ */ lossWith(crossentropyOptions) {
  static readonly path: string = 'keras.losses.CategoricalCrossentropy';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalValues(this.name, yTrue, yPred, this);
  }
}

class SparseCategoricalCrossentropyLoss extends /* @__PURE__ */ lossWith(sparseCrossentropyOptions) {
  static readonly path: string = 'keras.losses.SparseCategoricalCrossentropy';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseValues(this.name, yTrue, yPred, this);
  }

  override mask(yTrue: Tensor): Tensor | undefined {
    return this.ignoreClass === null ? undefined : maskOf(yTrue, this.ignoreClass);
  }

  override checkLabels(yTrue: Tensor, shape: SymbolicShape): void {
    const classes = shape.at(this.axis) ?? null;
    if (classes !== null) checkClasses(this.name, yTrue, classes, this.ignoreClass);
  }
}

/**
 * The crossentropy of labels that are 0 or 1 and predictions that are each a probability for itself: the last layer has one unit, or one
 * for each independent question, and a sigmoid (or none, with `fromLogits`).
 *
 * @example
 * import { losses } from 'hillock';
 * losses.BinaryCrossentropy()([[0], [1]], [[0.5], [0.5]]).item() // → 0.6931471824645996
 */
export const BinaryCrossentropy = /* @__PURE__ */ callable(BinaryCrossentropyLoss);
export type BinaryCrossentropy = BinaryCrossentropyLoss;

/**
 * The crossentropy of one-hot labels and the probabilities of several classes.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CategoricalCrossentropy()([[0, 1], [1, 0]], [[0.5, 0.5], [1, 0]]).item() // → 0.3465736508369446
 */
export const CategoricalCrossentropy = /* @__PURE__ */ callable(CategoricalCrossentropyLoss);
export type CategoricalCrossentropy = CategoricalCrossentropyLoss;

/**
 * The crossentropy of labels that are the integers of their classes and the probabilities of several classes.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.SparseCategoricalCrossentropy({ fromLogits: true })([1, 0], [[0, 0], [3, 3]]).item() // → 0.6931471824645996
 */
export const SparseCategoricalCrossentropy = /* @__PURE__ */ callable(SparseCategoricalCrossentropyLoss);
export type SparseCategoricalCrossentropy = SparseCategoricalCrossentropyLoss;
