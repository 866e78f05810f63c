/** Calls that were drawn at random, and what Keras gives for them (tools/goldens/drawn_calls.py). */
import * as activations from '../../src/activations/index.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { Tensor, tensor, type DType } from '../../src/tensor/index.js';

/** A number; a text is one that JSON has no word for. */
type Element = number | string;

interface GivenArray {
  readonly d: string;
  readonly s: readonly number[];
  readonly v: readonly Element[];
}

type Given = unknown;
type Result = GivenArray | readonly Result[] | { readonly error: unknown } | Element | null;

export type DrawnCall = readonly [
  name: string,
  given: readonly Given[],
  options: Readonly<Record<string, Given>>,
  result: Result,
];

/** What is not as Keras has it: of which kind, and both. */
export interface Difference {
  readonly kind: 'throws' | 'accepts' | 'dtype' | 'shape' | 'value';
  readonly ours: unknown;
  readonly keras: unknown;
}

const isArray = (value: unknown): value is GivenArray => typeof value === 'object' && value !== null && 'v' in value;

const camelCase = (name: string): string => name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

const toTensor = ({ d, s, v }: GivenArray): Tensor =>
  ops.reshape(tensor(v.map(Number), { dtype: d as DType }) as Tensor, s) as Tensor;

function toArgument(value: Given): unknown {
  if (isArray(value)) return toTensor(value);
  if (Array.isArray(value)) return value.map(toArgument);
  if (typeof value !== 'object' || value === null) return value;
  if ('number' in value) return Number(value.number);
  return 'slices' in value ? value.slices : value;
}

const namespaces: Readonly<Record<string, object>> = { ops, random, activations, image: ops.image };

/** The public function that Keras calls so: of `ops`, if no namespace stands before it. */
export function functionOf(name: string): (...given: unknown[]) => unknown {
  const [namespace, own] = name.includes('.') ? (name.split('.') as [string, string]) : ['ops', name];
  return (namespaces[namespace] as Record<string, (...given: unknown[]) => unknown>)[camelCase(own)]!;
}

export function compute([name, given, options]: DrawnCall): unknown {
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), toArgument(value)]));
  return functionOf(name)(...given.map(toArgument), ...(Object.keys(options).length > 0 ? [named] : []));
}

/** What a result may be off, relative to it: that of JAX is off by several units in the last place, in dtypes of 16 bits by some. */
const tolerances: Readonly<Record<string, number>> = { float16: 4e-3, bfloat16: 3e-2, float32: 2e-5, float64: 1e-10 };

/** There is no dtype of so many bits here. */
const dtypesHere: Readonly<Record<string, string>> = {
  uint32: 'int32',
  int64: 'int32',
  uint16: 'int32',
  int16: 'int32',
};

export function isClose(a: number, b: number, tolerance: number, scale: number): boolean {
  if (Object.is(a, b) || (a === b && a !== 0)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), scale);
}

/** Whether only shapes and dtypes are compared. */
const isRandom = (name: string): boolean => name.startsWith('random.') || /empty|elastic/.test(name);

export function differences(call: DrawnCall): Difference[] {
  const [name, , , keras] = call;
  const fails = typeof keras === 'object' && keras !== null && 'error' in keras;
  let ours: unknown;
  try {
    ours = compute(call);
  } catch (error) {
    return fails ? [] : [{ kind: 'throws', ours: String(error), keras }];
  }
  return fails ? [{ kind: 'accepts', ours, keras: keras.error }] : compare(name, ours, keras);
}

function compare(name: string, ours: unknown, keras: Result): Difference[] {
  if (Array.isArray(keras)) {
    const parts: unknown = name === 'shape' ? ours : ours;
    if (!Array.isArray(parts) || parts.length !== keras.length) return [{ kind: 'shape', ours, keras }];
    return keras.flatMap((each, i) => compare(name, parts[i], each as Result));
  }
  if (!isArray(keras)) {
    const value = ours instanceof Tensor ? ours.item() : ours;
    const same =
      typeof value === 'boolean'
        ? value === Boolean(keras)
        : typeof value === 'number'
          ? isClose(value, Number(keras), 1e-5, 0)
          : value === keras;
    return same ? [] : [{ kind: 'value', ours, keras }];
  }
  const expectedDType = dtypesHere[keras.d] ?? keras.d;
  const result = ours instanceof Tensor ? (ours as Tensor) : undefined;
  if (result === undefined) {
    // What Keras gives as an array of one element may be a plain number or truth value.
    const isSame = keras.s.length === 0 && isClose(Number(ours), Number(keras.v[0]), 1e-5, 0);
    return isSame ? [] : [{ kind: 'dtype', ours, keras }];
  }
  const found: Difference[] = [];
  if (String(result.shape) !== String(keras.s)) return [{ kind: 'shape', ours: result.shape, keras: keras.s }];
  if (result.dtype !== expectedDType) found.push({ kind: 'dtype', ours: result.dtype, keras: expectedDType });
  if (isRandom(name)) return found;
  const [values, wanted] = [Array.from(result.data as ArrayLike<number>, Number), keras.v.map(Number)];
  const isFloat = result.dtype.includes('float');
  const tolerance = isFloat ? tolerances[result.dtype]! : 0;
  const scale = isFloat ? 1e-3 : 0;
  const at = values.findIndex(
    (value, i) => !(isFloat ? isClose(value, wanted[i]!, tolerance, scale) : value === wanted[i]),
  );
  return at < 0 ? found : [...found, { kind: 'value', ours: { at, value: values[at] }, keras: wanted[at] }];
}
