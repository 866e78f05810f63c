/** Reads values in configs that JSON cannot express and that Keras writes as objects. */
import { ValueError } from '../../errors/index.js';
import { isDType, tensor, type DType, type TensorLike } from '../../tensor/index.js';
import { isPlainObject } from '../../tensor/options.js';
import { placeIn, within, type ConfigContext } from '../config-context.js';

type Entries = Readonly<Record<string, unknown>>;

/** The computing dtypes that hold values of the dtypes in which Keras may store them. */
const computingDTypes: Readonly<Record<string, DType>> = {
  int8: 'int32',
  int16: 'int32',
  uint16: 'int32',
  uint32: 'int32',
  int64: 'int32',
  uint64: 'int32',
};

const isList = Array.isArray as (value: unknown) => value is readonly unknown[];

function tensorOf({ config }: Entries, context: ConfigContext): unknown {
  const { value, dtype } = Object(config) as Entries;
  const computing = typeof dtype === 'string' && Object.hasOwn(computingDTypes, dtype) ? computingDTypes[dtype] : dtype;
  if (isDType(computing) && (isList(value) || typeof value === 'number' || typeof value === 'boolean')) {
    return tensor(value as TensorLike, { dtype: computing });
  }
  const expected = 'a tensor as { value, dtype }';
  throw new ValueError({ where: placeIn(context), expected, received: { config } });
}

const itemsOf = ({ items, config }: Entries, context: ConfigContext): unknown => {
  const list = items ?? config;
  if (isList(list)) return plainEntry(list, within(context, 'items'));
  throw new ValueError({ where: placeIn(context), expected: 'a list of items', received: { items: list } });
};

function noCode(_entry: Entries, context: ConfigContext): never {
  throw new ValueError({
    where: placeIn(context),
    expected: 'no code of Python, which a config is not allowed to bring along',
    hint: 'write the function in JavaScript and give it in customObjects',
  });
}

const readers: Readonly<Record<string, (entry: Entries, context: ConfigContext) => unknown>> = {
  __tensor__: tensorOf,
  __numpy__: tensorOf,
  __tuple__: itemsOf,
  TensorShape: itemsOf,
  __lambda__: noCode,
};

/**
 * The value of an entry: tensors and tuples, which Keras writes as objects, are converted. Numbers, texts, lists and descriptions of other
 * objects stay what they are; the option reads them.
 */
export function plainEntry(entry: unknown, context: ConfigContext): unknown {
  if (isList(entry)) {
    return entry.map((each, index) => (isSimple(each) ? each : plainEntry(each, within(context, index))));
  }
  if (isSimple(entry) || !isPlainObject(entry)) return entry;
  const name = entry['class_name'];
  return typeof name === 'string' && Object.hasOwn(readers, name) ? readers[name]!(entry, context) : entry;
}

const isSimple = (value: unknown): boolean => typeof value !== 'object' || value === null;
