/** The arguments of a call as a config has them. */
import { tensor, type DType, type SymbolicTensor, type TensorLike } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';

/** Which output of which call of which layer a tensor is. */
export type TensorReference = readonly [layer: string, call: number, output: number];

interface Described {
  readonly class_name?: unknown;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The reference that a tensor of the model stands as; anything in the place of one, so that it is refused where it is looked up. */
function historyOf(value: Described): TensorReference | undefined {
  if (value.class_name !== '__keras_tensor__') return undefined;
  return value.config?.['keras_history'] as TensorReference;
}

/** The tensors of the model among arguments. */
export function referencesIn(value: unknown): TensorReference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isPlainObject(value)) return [];
  const history = historyOf(value);
  return history === undefined ? Object.values(value).flatMap(referencesIn) : [history];
}

/** A part of a sequence, as Python's `slice`. */
export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** Stands for as many whole axes as are left. */
export const ellipsis = /* @__PURE__ */ Symbol('ellipsis');

/** An argument with its tensors, constants and slices in their places. */
export function valueOfArgument(value: unknown, find: (reference: TensorReference) => SymbolicTensor): unknown {
  if (Array.isArray(value)) return value.map((each) => valueOfArgument(each, find));
  if (!isPlainObject(value)) return value;
  const history = historyOf(value);
  if (history !== undefined) return find(history);
  const { class_name: className, config = {} } = value as Described;
  if (className === '__tensor__' || className === '__numpy__') {
    return tensor(config['value'] as TensorLike, { dtype: config['dtype'] as DType });
  }
  if (className === '__slice__') return config;
  if (className === '__ellipsis__') return ellipsis;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, valueOfArgument(each, find)]));
}
