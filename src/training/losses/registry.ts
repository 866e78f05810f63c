import type { Place } from '../../errors/index.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { objectNamespace, type ObjectConfig } from '../../objects/namespace.js';
import { type SerializedFunction, type SerializedObject } from '../../objects/serialization.js';
import { snakeCase, type SnakeCase } from '../../objects/spelling.js';
import { classesIn, functionsIn } from '../../objects/entries.js';
import { abbreviations } from './abbreviations.js';
import { lossIdentity } from './definition.js';
import * as entries from './entries.js';
import { FunctionLoss, Loss, type LossFunction } from './loss.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** The abbreviations with the functions that they mean. */
const functionNames = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(abbreviations).map(([name, className]) => [name, snakeCase(className)])),
  kld: 'kl_divergence',
  KLD: 'kl_divergence',
});

type Entries = typeof entries;
type ClassName = { [Name in keyof Entries]: Name extends Capitalize<Name> ? Name : never }[keyof Entries];
type FunctionName = SnakeCase<Exclude<keyof Entries, ClassName>>;

/** The names of all losses. */
export type LossName = ClassName | FunctionName | keyof typeof abbreviations | 'kld' | 'KLD';

/** The forms in which a loss can be given. */
export type LossIdentifier = LossName | Loss | LossFunction | ObjectConfig;

/** The namespace of the losses. */
export const lossObjects = /* @__PURE__ */ objectNamespace<Loss, LossFunction>({
  name: 'losses',
  kind: 'loss',
  base: Loss,
  classes: /* @__PURE__ */ classesIn<Loss>(entries),
  functions: /* @__PURE__ */ functionsIn<LossFunction>(entries, /* @__PURE__ */ functionNames()),
});

/**
 * The loss that an identifier means: a function for the name of a function, a new loss for the name of a class; losses and functions are
 * returned unchanged.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.get('mse') === losses.meanSquaredError // → true
 * losses.get('MeanSquaredError').name // → mean_squared_error
 */
export function get(identifier: LossIdentifier): Loss | LossFunction {
  checkArgumentCount('losses.get', arguments, 1);
  return lossObjects.get(identifier);
}

/** The loss that an identifier means; a function is wrapped in a loss that applies weights and the reduction. */
export function asLoss(identifier: LossIdentifier, place: Place): Loss {
  const found = lossObjects.get(identifier, place);
  if (found instanceof Loss) return found;
  const identity = lossIdentity(found);
  return identity === undefined ? new FunctionLoss(found) : new identity.loss({} as never);
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
  checkArgumentCount('losses.serialize', arguments, 1);
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
  checkArgumentCount('losses.deserialize', arguments, 2);
  return lossObjects.deserialize(config, options);
}
