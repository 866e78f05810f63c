import { ShapeError, unknownNameError, ValueError, type Place } from '../../errors/index.js';
import {
  asTensor,
  castTensor,
  formatShape,
  shapesEqual,
  Tensor,
  type Shape,
  type TensorLike,
} from '../../tensor/index.js';
import {
  fromConfig,
  serializeInstance,
  type ConfigContext,
  type ConfigurableStatics,
  type Entries,
  type SerializedObject,
} from '../../objects/options/index.js';
import { Constant, Identity, Ones, Zeros } from './constants.js';
import { Initializer, type InitializerCallOptions } from './initializer.js';
import { Orthogonal } from './orthogonal.js';
import { RandomNormal, RandomUniform, TruncatedNormal } from './random.js';
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from './variance-scaling.js';

/** The string identifiers, and the classes that they stand for. */
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
  random_uniform: 'RandomUniform',
  truncated_normal: 'TruncatedNormal',
  uniform: 'RandomUniform',
  variance_scaling: 'VarianceScaling',
  zero: 'Zeros',
  zeros: 'Zeros',
} as const;

type ClassName = (typeof identifiers)[keyof typeof identifiers];

/** The initializers by the names of their classes. */
const classes: Readonly<Record<ClassName, ConfigurableStatics & (new () => Initializer)>> = {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
};

/** The names that stand for an initializer with its defaults. */
export type InitializerName = ClassName | keyof typeof identifiers;

/** A function that gives the first value of a weight. */
export type InitializerFunction = (shape: Shape, options: InitializerCallOptions) => TensorLike;

/** How a config describes an initializer. */
export interface InitializerConfig {
  readonly class_name: string;
  readonly config: Entries;
}

/** Everything that `initializers.get` understands. */
export type InitializerIdentifier = InitializerName | Initializer | InitializerFunction | InitializerConfig | Tensor;

/**
 * An initializer of Keras's config: `{ class_name, config }`.
 *
 * @example
 * import { initializers } from 'hillock';
 * const two = initializers.deserialize({ class_name: 'Constant', config: { value: 2 } });
 * two([3]); // → array([2., 2., 2.], dtype=float32)
 */
export function deserialize(config: InitializerConfig, context: ConfigContext = {}): Initializer {
  return deserialized(config, { where: 'initializers.deserialize', argument: 'config', kind: 'initializer' }, context);
}

/** What `deserialize` gives, with errors in the words of the place where the config stands. */
function deserialized(given: unknown, { where, argument, kind }: Place, context: ConfigContext): Initializer {
  const { class_name: name, config } = Object(given) as Partial<InitializerConfig>;
  if (typeof name !== 'string' || typeof config !== 'object' || config === null) {
    throw new ValueError({
      where,
      expected: 'a config of the form { class_name, config }',
      received: { [argument]: given },
    });
  }
  if (!Object.hasOwn(classes, name)) throw unknownNameError(where, kind, name, Object.keys(classes));
  return fromConfig(classes[name as ClassName], config, context);
}

/** How Keras writes a function that somebody has of their own: by its name. */
interface FunctionReference {
  readonly module: 'builtins';
  readonly class_name: 'function';
  readonly config: string;
  readonly registered_name: 'function';
}

/**
 * The config of an initializer, as Keras writes it into the config of a layer.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.serialize(initializers.Constant(2)).config; // → { value: 2 }
 */
export function serialize(initializer: Initializer | InitializerFunction): SerializedObject | FunctionReference {
  if (initializer instanceof Initializer) return serializeInstance(initializer);
  return { module: 'builtins', class_name: 'function', config: initializer.name, registered_name: 'function' };
}

/** An initializer that gives a value that is there already. */
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

/**
 * The initializer that an identifier stands for: a name, a config, a tensor of the weight's shape, or a function or
 * initializer, which is given back.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.get('zeros')([2], { dtype: 'float64' }) // → array([0., 0.])
 */
export function get(identifier: InitializerIdentifier, context: ConfigContext = {}): Initializer | InitializerFunction {
  return initializerOf(identifier, { where: 'initializers.get', argument: 'identifier', kind: 'initializer' }, context);
}

/** What `get` gives, with errors in the words of the place where the identifier was given. */
export function initializerOf(
  identifier: InitializerIdentifier,
  place: Place,
  context: ConfigContext = {},
): Initializer | InitializerFunction {
  const { where, argument, kind } = place;
  if (typeof identifier === 'function') return identifier;
  if (identifier instanceof Tensor) return givingTensor(identifier);
  if (typeof identifier === 'object' && identifier !== null) return deserialized(identifier, place, context);
  if (typeof identifier !== 'string') {
    throw new ValueError({
      where,
      expected: 'a name, a config, a tensor, a function or an initializer',
      received: { [argument]: identifier },
    });
  }
  const name: string = Object.hasOwn(identifiers, identifier)
    ? identifiers[identifier as keyof typeof identifiers]
    : identifier;
  if (!Object.hasOwn(classes, name)) {
    throw unknownNameError(where, kind, identifier, [...Object.keys(identifiers), ...Object.keys(classes)]);
  }
  return new classes[name as ClassName]();
}

/** The first value of a weight, a tensor of the shape and dtype that were asked for. */
export function initialValue(
  where: string,
  initializer: Initializer | InitializerFunction,
  shape: Shape,
  dtype: 'float32' | 'float64',
): Tensor {
  const value = castTensor(where, asTensor(initializer(shape, { dtype }), dtype, where), dtype);
  if (shapesEqual(value.shape, shape)) return value;
  throw new ShapeError({
    where,
    expected: `an initializer that gives the shape ${formatShape(shape)}`,
    received: { 'initializer(shape)': value },
  });
}
