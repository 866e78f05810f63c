import { unknownNameError } from '../../errors/index.js';
import type { SerializedObject } from '../../objects/options/index.js';
import {
  deserializeObject,
  getObject,
  serializeObject,
  type ConfigurableClass,
  type ObjectConfig,
  type ObjectTable,
} from '../../objects/object-table.js';
import { Adam, AdamW } from './adam.js';
import { Optimizer } from './optimizer.js';
import { RMSprop } from './rmsprop.js';
import { SGD } from './sgd.js';

type ClassName = 'Adam' | 'AdamW' | 'RMSprop' | 'SGD';

/** The names of all optimizers, as the class is written or in lower case. */
export type OptimizerName = ClassName | Lowercase<ClassName>;

const classes: Readonly<Record<ClassName, ConfigurableClass<Optimizer>>> = { Adam, AdamW, RMSprop, SGD };

/** What can stand for an optimizer. */
export type OptimizerIdentifier = OptimizerName | Optimizer | ObjectConfig;

const table: ObjectTable<Optimizer, never> = {
  namespace: 'optimizers',
  kind: 'optimizer',
  classes,
  functions: {},
  isInstance: (value) => value instanceof Optimizer,
};

/** Names of optimizers may be written in any case. */
function classNameIn(where: string, name: string): string {
  const names = Object.keys(classes);
  const found = names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw unknownNameError(
    where,
    'optimizer',
    name,
    names.map((each) => each.toLowerCase()),
  );
}

/**
 * The optimizer that an identifier names, with Keras's defaults; an optimizer as it is.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.get('adam').learningRate // → 0.0010000000474974513
 */
export function get(identifier: OptimizerIdentifier): Optimizer {
  return getObject(table, typeof identifier === 'string' ? classNameIn('optimizers.get', identifier) : identifier);
}

/**
 * The config of an optimizer, with its class.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.serialize(optimizers.SGD(0.5)).class_name // → SGD
 */
export function serialize(optimizer: Optimizer): SerializedObject {
  return serializeObject(table, optimizer) as SerializedObject;
}

/**
 * The optimizer that `serialize` described, before its first step.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.deserialize({ class_name: 'SGD', config: { learning_rate: 0.5 } }).learningRate // → 0.5
 */
export function deserialize(config: ObjectConfig): Optimizer {
  return deserializeObject(table, { ...config, class_name: classNameIn('optimizers.deserialize', config.class_name) });
}
