import type { DeserializeOptions } from '../../objects/config-context.js';
import type { ObjectConfig } from '../../objects/namespace.js';
import type { SerializedObject } from '../../objects/serialization.js';
import { optimizerNamespace, type OptimizerIdentifier } from './named.js';
import type { Optimizer } from './optimizer.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import * as withArguments from './with-arguments.js';

/** The namespace of all optimizers. */
export const optimizerObjects = /* @__PURE__ */ optimizerNamespace(withArguments, []);

/**
 * The optimizer that an identifier means, with Keras's defaults; an optimizer is returned unchanged.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.get('adam').learningRate // → 0.0010000000474974513
 */
export function get(identifier: OptimizerIdentifier): Optimizer {
  checkArgumentCount('optimizers.get', arguments, 1);
  return optimizerObjects.get(identifier);
}

/**
 * The config of an optimizer, with its class.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.serialize(optimizers.SGD(0.5)).class_name // → SGD
 */
export function serialize(optimizer: Optimizer): SerializedObject {
  checkArgumentCount('optimizers.serialize', arguments, 1);
  return optimizerObjects.serialize(optimizer) as SerializedObject;
}

/**
 * The optimizer that `serialize` described, with no steps done. Optimizers of your own are found by registration, in a scope, or in
 * `customObjects`.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.deserialize({ class_name: 'SGD', config: { learning_rate: 0.5 } }).learningRate // → 0.5
 */
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): Optimizer {
  checkArgumentCount('optimizers.deserialize', arguments, 2);
  return optimizerObjects.deserialize(config, options);
}
