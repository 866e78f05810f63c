import type { DeserializeOptions } from '../../objects/config-context.js';
import { objectNamespace, type ObjectConfig } from '../../objects/namespace.js';
import { objectOption } from '../../objects/object-option.js';
import { optional, type DefaultedOption } from '../../objects/options/index.js';
import type { SerializedFunction, SerializedObject } from '../../objects/serialization.js';
import type { Tensor } from '../../tensor/index.js';
import { Constraint } from './constraint.js';
import { MaxNorm, MinMaxNorm, NonNeg, UnitNorm } from './norms.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

const classes = { MaxNorm, MinMaxNorm, NonNeg, UnitNorm };

/** The string identifiers, with the classes that they mean. */
const identifiers = {
  max_norm: 'MaxNorm',
  min_max_norm: 'MinMaxNorm',
  non_neg: 'NonNeg',
  unit_norm: 'UnitNorm',
} as const;

/** The names of all constraints. */
export type ConstraintName = keyof typeof classes | keyof typeof identifiers;

/** A function that can be used as a constraint. */
export type ConstraintFunction = (w: Tensor) => Tensor;

/** The forms in which a constraint can be given. */
export type ConstraintIdentifier = ConstraintName | Constraint | ConstraintFunction | ObjectConfig;

/** The namespace of the constraints. */
export const constraintObjects = /* @__PURE__ */ objectNamespace<Constraint, ConstraintFunction>({
  name: 'constraints',
  kind: 'constraint',
  base: Constraint,
  classes,
  aliases: identifiers,
  functions: {},
});

/**
 * The constraint that an identifier means: a new one for a name or a config; constraints and functions are returned unchanged.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.get('non_neg')([1, -3]) // → array([1., 0.], dtype=float32)
 */
export function get(identifier: ConstraintName | ObjectConfig): Constraint;
export function get(identifier: ConstraintIdentifier): Constraint | ConstraintFunction;
export function get(identifier: ConstraintIdentifier): Constraint | ConstraintFunction {
  checkArgumentCount('constraints.get', arguments, 1);
  return constraintObjects.get(identifier);
}

/**
 * The config of a constraint, with its class.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.serialize(constraints.MaxNorm(3)).config // → { max_value: 3, axis: 0 }
 */
export function serialize(constraint: Constraint | ConstraintFunction): SerializedObject | SerializedFunction {
  checkArgumentCount('constraints.serialize', arguments, 1);
  return constraintObjects.serialize(constraint) as SerializedObject | SerializedFunction;
}

/**
 * The constraint that `serialize` described. Constraints of your own are found by registration, in a scope, or in
 * `customObjects`.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.deserialize({ class_name: 'NonNeg', config: {} })([1, -3]) // → array([1., 0.], dtype=float32)
 */
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): Constraint {
  checkArgumentCount('constraints.deserialize', arguments, 2);
  return constraintObjects.deserialize(config, options) as Constraint;
}

/** The option of a layer for a constraint; `null`, the default, means none. */
export const constraintOption = (): DefaultedOption<
  ConstraintIdentifier | null,
  Constraint | ConstraintFunction | null
> => optional(objectOption<ConstraintIdentifier, Constraint, ConstraintFunction>(constraintObjects));
