import type { DeserializeOptions } from '../../objects/config-context.js';
import { objectNamespace, type ObjectConfig } from '../../objects/namespace.js';
import { objectOption } from '../../objects/object-option.js';
import { optional, type DefaultedOption } from '../../objects/options/index.js';
import type { SerializedFunction, SerializedObject } from '../../objects/serialization.js';
import type { Tensor } from '../../tensor/index.js';
import { Regularizer } from './regularizer.js';
import { L1, L1L2, L2 } from './norms.js';
import { OrthogonalRegularizer } from './orthogonal.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

const classes = { L1, L2, L1L2, OrthogonalRegularizer };

/** The string identifiers, with the classes that they mean. */
const identifiers = {
  l1: 'L1',
  l2: 'L2',
  l1l2: 'L1L2',
  orthogonal_regularizer: 'OrthogonalRegularizer',
} as const;

/** The names of all regularizers. */
export type RegularizerName = keyof typeof classes | keyof typeof identifiers;

/** A function that can be used as a regularizer. */
export type RegularizerFunction = (x: Tensor) => Tensor;

/** The forms in which a regularizer can be given. */
export type RegularizerIdentifier = RegularizerName | Regularizer | RegularizerFunction | ObjectConfig;

/** The namespace of the regularizers. */
export const regularizerObjects = /* @__PURE__ */ objectNamespace<Regularizer, RegularizerFunction>({
  name: 'regularizers',
  kind: 'regularizer',
  base: Regularizer,
  classes,
  aliases: identifiers,
  functions: {},
});

/**
 * The regularizer that an identifier means: a new one for a name or a config; regularizers and functions are returned unchanged.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.get('l2')([1, -3]).item() // → 0.09999999403953552
 */
export function get(identifier: RegularizerName | ObjectConfig): Regularizer;
export function get(identifier: RegularizerIdentifier): Regularizer | RegularizerFunction;
export function get(identifier: RegularizerIdentifier): Regularizer | RegularizerFunction {
  checkArgumentCount('regularizers.get', arguments, 1);
  return regularizerObjects.get(identifier);
}

/**
 * The config of a regularizer, with its class.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.serialize(regularizers.L2(0.5)).config // → { l2: 0.5 }
 */
export function serialize(regularizer: Regularizer | RegularizerFunction): SerializedObject | SerializedFunction {
  checkArgumentCount('regularizers.serialize', arguments, 1);
  return regularizerObjects.serialize(regularizer) as SerializedObject | SerializedFunction;
}

/**
 * The regularizer that `serialize` described. Regularizers of your own are found by registration, in a scope, or in
 * `customObjects`.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.deserialize({ class_name: 'L2', config: { l2: 0.5 } })([1, -3]).item() // → 5
 */
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): Regularizer {
  checkArgumentCount('regularizers.deserialize', arguments, 2);
  return regularizerObjects.deserialize(config, options) as Regularizer;
}

/** The option of a layer for a regularizer; `null`, the default, means none. */
export const regularizerOption = (): DefaultedOption<
  RegularizerIdentifier | null,
  Regularizer | RegularizerFunction | null
> => optional(objectOption<RegularizerIdentifier, Regularizer, RegularizerFunction>(regularizerObjects));
