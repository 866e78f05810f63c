import { HillockError, inTheNameOf, ShapeError } from '../../errors/index.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { classesIn } from '../../objects/entries.js';
import { objectNamespace } from '../../objects/namespace.js';
import type { Entries } from '../../objects/options/index.js';
import type { SerializedFunction, SerializedObject } from '../../objects/serialization.js';
import {
  asTensor,
  castTensor,
  formatShape,
  shapesEqual,
  Tensor,
  type Shape,
  type TensorLike,
} from '../../tensor/index.js';
import * as entries from './entries.js';
import { Initializer, type InitializerCallOptions, type WeightDType } from './initializer.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** The string identifiers in addition to the names of the classes. */
const identifiers = {
  constant: 'Constant',
  glorot_normal: 'GlorotNormal',
  glorot_uniform: 'GlorotUniform',
  he_normal: 'HeNormal',
  he_uniform: 'HeUniform',
  identity: 'Identity',
  IdentityInitializer: 'Identity',
  lecun_normal: 'LecunNormal',
  lecun_uniform: 'LecunUniform',
  normal: 'RandomNormal',
  one: 'Ones',
  ones: 'Ones',
  orthogonal: 'Orthogonal',
  OrthogonalInitializer: 'Orthogonal',
  random_normal: 'RandomNormal',
  stft: 'STFT',
  STFTInitializer: 'STFT',
  random_uniform: 'RandomUniform',
  truncated_normal: 'TruncatedNormal',
  uniform: 'RandomUniform',
  variance_scaling: 'VarianceScaling',
  zero: 'Zeros',
  zeros: 'Zeros',
} as const;

/** The names that mean an initializer with its defaults. */
export type InitializerName = keyof typeof entries | keyof typeof identifiers;

/** A function that returns the first value of a weight. */
export type InitializerFunction = (shape: Shape, options: InitializerCallOptions) => TensorLike;

/** The config of an initializer together with its class. */
export interface InitializerConfig {
  readonly class_name: string;
  readonly config: Entries;
}

/** Everything that `initializers.get` understands. */
export type InitializerIdentifier = InitializerName | Initializer | InitializerFunction | InitializerConfig | Tensor;

/** An initializer function that returns an existing value. */
function givingTensor(value: Tensor): InitializerFunction {
  return (shape, { dtype = 'float32' }) => {
    if (shapesEqual(shape, value.shape)) return castTensor('initializers.get', value, dtype);
    throw new ShapeError({
      where: 'initializers.get',
      expected: `a tensor of the weight's shape ${formatShape(shape)}`,
      received: { initializer: value },
    });
  };
}

/** The namespace of the initializers. */
export const initializerObjects = /* @__PURE__ */ objectNamespace<Initializer, InitializerFunction>({
  name: 'initializers',
  kind: 'initializer',
  base: Initializer,
  classes: /* @__PURE__ */ classesIn<Initializer>(entries),
  aliases: identifiers,
  functions: {},
  interpret: (identifier) => (identifier instanceof Tensor ? givingTensor(identifier as Tensor) : undefined),
  accepts: 'a name, a config, a tensor, a function or an initializer',
});

/**
 * The initializer that an identifier means: a name, a config, a tensor of the weight's shape, or a function or initializer, which is
 * returned unchanged.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.get('zeros')([2], { dtype: 'float64' }) // → array([0., 0.])
 */
export function get(identifier: InitializerIdentifier): Initializer | InitializerFunction {
  checkArgumentCount('initializers.get', arguments, 1);
  return initializerObjects.get(identifier);
}

/**
 * The config of an initializer, as Keras writes it into the config of a layer.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.serialize(initializers.Constant(2)).config; // → { value: 2 }
 */
export function serialize(initializer: Initializer | InitializerFunction): SerializedObject | SerializedFunction {
  checkArgumentCount('initializers.serialize', arguments, 1);
  return initializerObjects.serialize(initializer) as SerializedObject | SerializedFunction;
}

/**
 * The initializer that Keras's config `{ class_name, config }` describes. Initializers of your own are found by registration, in a scope,
 * or in `customObjects`.
 *
 * @example
 * import { initializers } from 'hillock';
 * const two = initializers.deserialize({ class_name: 'Constant', config: { value: 2 } });
 * two([3]); // → array([2., 2., 2.], dtype=float32)
 */
export function deserialize(config: InitializerConfig, options?: DeserializeOptions): Initializer {
  checkArgumentCount('initializers.deserialize', arguments, 2);
  return initializerObjects.deserialize(config, options) as Initializer;
}

/** What an initializer gives. Errors of operations within one of ours are told in the name of the weight, for which they are only the means. */
function valueIn(
  where: string,
  initializer: Initializer | InitializerFunction,
  shape: Shape,
  dtype: WeightDType,
): ReturnType<InitializerFunction> {
  try {
    return initializer(shape, { dtype });
  } catch (error) {
    const isMeans =
      initializer instanceof Initializer && error instanceof HillockError && /^(ops|random|tensor)\b/.test(error.where);
    throw isMeans ? inTheNameOf(where, error) : error;
  }
}

/** The first value of a weight, a tensor of the shape and dtype that were asked for. */
export function initialValue(
  where: string,
  initializer: Initializer | InitializerFunction,
  shape: Shape,
  dtype: WeightDType,
): Tensor {
  const value = castTensor(where, asTensor(valueIn(where, initializer, shape, dtype), dtype, where), dtype);
  if (shapesEqual(value.shape, shape)) return value;
  throw new ShapeError({
    where,
    expected: `an initializer that gives the shape ${formatShape(shape)}`,
    received: { 'initializer(shape)': value },
  });
}
