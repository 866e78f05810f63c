import type { DeserializeOptions } from '../../objects/config-context.js';
import { objectNamespace, type ObjectConfig } from '../../objects/namespace.js';
import type { SerializedFunction, SerializedObject } from '../../objects/serialization.js';
import { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } from './crossentropy-classes.js';
import { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from './crossentropy.js';
import { FunctionLoss, Loss, type LossFunction, type LossOptions } from './loss.js';
import { meanAbsoluteError, MeanAbsoluteError, meanSquaredError, MeanSquaredError } from './regression.js';

const classes = {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  MeanAbsoluteError,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
};

/** By Keras's identifiers, with its abbreviations. */
const functions = {
  binary_crossentropy: binaryCrossentropy,
  bce: binaryCrossentropy,
  BCE: binaryCrossentropy,
  categorical_crossentropy: categoricalCrossentropy,
  mean_absolute_error: meanAbsoluteError,
  mae: meanAbsoluteError,
  MAE: meanAbsoluteError,
  mean_squared_error: meanSquaredError,
  mse: meanSquaredError,
  MSE: meanSquaredError,
  sparse_categorical_crossentropy: sparseCategoricalCrossentropy,
};

/** The names of all losses. */
export type LossName = keyof typeof classes | keyof typeof functions;

/** What can stand for a loss. */
export type LossIdentifier = LossName | Loss | LossFunction | ObjectConfig;

/** The losses by their names. */
export const lossObjects = /* @__PURE__ */ objectNamespace<Loss, LossFunction>({
  name: 'losses',
  kind: 'loss',
  base: Loss,
  classes,
  functions,
});

/**
 * The loss that an identifier names: a function for the name of a function, a new loss for the name of a class; losses and functions
 * as they are.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.get('mse') === losses.meanSquaredError // → true
 * losses.get('MeanSquaredError').name // → mean_squared_error
 */
export function get(identifier: LossIdentifier): Loss | LossFunction {
  return lossObjects.get(identifier);
}

/** The classes of the functions, which know more than the function: how to weigh, to reduce and to check labels. */
const classOf = /* @__PURE__ */ new Map<LossFunction, new (options: LossOptions) => Loss>([
  [binaryCrossentropy, BinaryCrossentropy],
  [categoricalCrossentropy, CategoricalCrossentropy],
  [meanAbsoluteError, MeanAbsoluteError],
  [meanSquaredError, MeanSquaredError],
  [sparseCategoricalCrossentropy, SparseCategoricalCrossentropy],
]);

/** The loss that an identifier names, with weights and reduction where it names a function. */
export function asLoss(identifier: LossIdentifier): Loss {
  const found = get(identifier);
  if (found instanceof Loss) return found;
  const constructor = classOf.get(found);
  return constructor === undefined ? new FunctionLoss(found) : new constructor({});
}

/**
 * The config of a loss, with its class; the name of a function. A function of your own is written as Keras does, by its registered name.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.serialize(losses.MeanSquaredError()).config // → { name: 'mean_squared_error', reduction: 'sum_over_batch_size' }
 * losses.serialize(losses.meanSquaredError) // → mean_squared_error
 */
export function serialize(loss: Loss): SerializedObject;
export function serialize(loss: LossFunction): SerializedFunction | string;
export function serialize(loss: Loss | LossFunction): SerializedObject | SerializedFunction | string {
  return lossObjects.serialize(loss);
}

/**
 * The loss that `serialize` described. Losses of your own are found by registration, in a scope, or in `customObjects`.
 *
 * @example
 * import { losses } from 'hillock';
 * const loss = losses.deserialize({ class_name: 'BinaryCrossentropy', config: { from_logits: true } });
 * loss([[1]], [[0]]).item() // → 0.6931471824645996
 */
export function deserialize(config: SerializedFunction | string, options?: DeserializeOptions): Loss | LossFunction;
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): Loss;
export function deserialize(config: ObjectConfig | string, options?: DeserializeOptions): Loss | LossFunction {
  return lossObjects.deserialize(config, options);
}
