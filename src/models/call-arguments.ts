/** The arguments of a call, as a config contains them. */
import { tensor, type DType, type SymbolicTensor, type TensorLike } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';

/** Identifies a tensor: a layer, the number of its call, and the number of that call's output. */
export type TensorReference = readonly [layer: string, call: number, output: number];

interface Described {
  readonly class_name?: unknown;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The reference in a description of a tensor. It may be anything in a damaged file; the look-up refuses it. */
function historyOf(value: Described): TensorReference | undefined {
  if (value.class_name !== '__keras_tensor__') return undefined;
  return value.config?.['keras_history'] as TensorReference;
}

/** The references to the model's tensors among arguments. */
export function referencesIn(value: unknown): TensorReference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isPlainObject(value)) return [];
  const history = historyOf(value);
  return history === undefined ? Object.values(value).flatMap(referencesIn) : [history];
}

/** A part of a key in `x[…]` that is no number, as a config describes it. */
export class KeyPart {
  readonly description: Described;

  constructor(description: Described) {
    this.description = description;
  }
}

/** A slice of a sequence, as in Python. */
export class Slice extends KeyPart {
  get places(): readonly [start: number | null, stop: number | null, step: number | null] {
    const { start = null, stop = null, step = null } = this.description.config ?? {};
    return [start, stop, step] as [number | null, number | null, number | null];
  }
}

/** The ellipsis in `x[...]`, which stands for all axes that are not mentioned. */
export class Ellipsis extends KeyPart {}

/** An argument with the actual tensors, constants and slices in their places. */
export function valueOfArgument(value: unknown, find: (reference: TensorReference) => SymbolicTensor): unknown {
  if (Array.isArray(value)) return value.map((each) => valueOfArgument(each, find));
  if (!isPlainObject(value)) return value;
  const history = historyOf(value);
  if (history !== undefined) return find(history);
  const { class_name: className, config = {} } = value as Described;
  if (className === '__tensor__' || className === '__numpy__') {
    // As in arrays of files, other integers become int32, in which tensor() refuses those that are too large.
    const dtype = String(config['dtype']).replace(/^(int(8|16|64)|uint(16|32|64))$/, 'int32');
    return tensor(config['value'] as TensorLike, { dtype: dtype as DType });
  }
  if (className === '__slice__') return new Slice(value);
  if (className === '__ellipsis__') return new Ellipsis(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, valueOfArgument(each, find)]));
}
