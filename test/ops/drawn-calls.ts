/** Calls that were drawn at random, and what Keras gives for them (tools/goldens/drawn_calls.py). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
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

interface Failure {
  readonly error: unknown;
}

type Result = GivenArray | readonly Result[] | Failure | Element | boolean | null;

export type DrawnCall = readonly [
  name: string,
  given: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  result: Result,
];

/** What is not as Keras has it: Keras throws no error or Hillock none, or the results differ. */
export interface Difference {
  readonly kind: 'throws' | 'accepts' | 'dtype' | 'shape' | 'value';
  readonly ours: unknown;
  readonly keras: unknown;
}

export function readCalls(): readonly DrawnCall[] {
  const packed = readFileSync(new URL('goldens/drawn-calls.json.gz', import.meta.url));
  return (JSON.parse(gunzipSync(packed).toString()) as { readonly calls: readonly DrawnCall[] }).calls;
}

const isArray = (value: unknown): value is GivenArray => typeof value === 'object' && value !== null && 'v' in value;
const isFailure = (value: unknown): value is Failure => typeof value === 'object' && value !== null && 'error' in value;

const camelCase = (name: string): string => name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

const toTensor = ({ d, s, v }: GivenArray): Tensor => tensor<DType>(v.map(Number), { dtype: d as DType, shape: s });

function toArgument(value: unknown): unknown {
  if (isArray(value)) return toTensor(value);
  if (Array.isArray(value)) return value.map(toArgument);
  if (typeof value !== 'object' || value === null) return value;
  if ('number' in value) return Number(value.number);
  return 'slices' in value ? value.slices : value;
}

const namespaces: Readonly<Record<string, object>> = { ops, random, activations, image: ops.image };

/** The name here of what Keras calls so: of `ops`, if no namespace stands before it. */
export const nameHere = (name: string): string => name.split('.').map(camelCase).join('.');

function compute([name, given, options]: DrawnCall): unknown {
  const [namespace, own] = name.includes('.')
    ? (nameHere(name).split('.') as [string, string])
    : ['ops', nameHere(name)];
  const f = (namespaces[namespace] as Record<string, (...given: unknown[]) => unknown>)[own]!;
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), toArgument(value)]));
  return f(...given.map(toArgument), ...(Object.keys(options).length > 0 ? [named] : []));
}

/** What a result may be off, in parts of its largest element: JAX is off by several units in the last place itself, and rounds in between. */
const tolerances: Readonly<Record<string, number>> = {
  float16: 2 ** -8,
  bfloat16: 2 ** -5,
  float32: 1e-5,
  float64: 1e-10,
};

/** There are no dtypes of so many bits here. */
const dtypesHere: Readonly<Record<string, string>> = { uint32: 'int32', int64: 'int32' };

/** Whether numbers are the same: -0 is not 0, NaN is NaN. */
function isClose(a: number, b: number, tolerance: number, scale: number): boolean {
  if (Object.is(a, b) || (a === b && a !== 0)) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= tolerance * scale;
}

export function differences(call: DrawnCall): readonly Difference[] {
  const keras = call[3];
  let ours: unknown;
  try {
    ours = compute(call);
  } catch (error) {
    return isFailure(keras) ? [] : [{ kind: 'throws', ours: String(error), keras }];
  }
  return isFailure(keras) ? [{ kind: 'accepts', ours, keras: keras.error }] : compare(ours, keras);
}

function compare(ours: unknown, keras: Result): readonly Difference[] {
  if (Array.isArray(keras)) {
    if (!Array.isArray(ours) || ours.length !== keras.length) return [{ kind: 'shape', ours, keras }];
    return (keras as readonly Result[]).flatMap((each, i) => compare(ours[i], each));
  }
  if (isArray(keras)) return ours instanceof Tensor ? compareArrays(ours as Tensor, keras) : compare(ours, keras.v[0]!);
  const isSame = typeof ours === 'number' ? isClose(ours, Number(keras), 1e-5, Math.abs(ours)) : Number(ours) === Number(keras); // prettier-ignore
  return isSame || ours === keras ? [] : [{ kind: 'value', ours, keras }];
}

function compareArrays(ours: Tensor, { d, s, v }: GivenArray): readonly Difference[] {
  if (ours.shape.join() !== s.join()) return [{ kind: 'shape', ours: ours.shape, keras: s }];
  const dtype = dtypesHere[d] ?? d;
  const found: Difference[] = ours.dtype === dtype ? [] : [{ kind: 'dtype', ours: ours.dtype, keras: dtype }];
  const [values, wanted] = [Array.from(ours.data, Number), v.map(Number)];
  // Of what is drawn at random no elements are known.
  if (wanted.length === 0) return found;
  const tolerance = Math.max(tolerances[ours.dtype] ?? 0, tolerances[dtype] ?? 0);
  const scale = wanted.reduce((most, each) => Math.max(most, Number.isFinite(each) ? Math.abs(each) : 0), 0);
  const at = values.findIndex((value, i) => !isClose(value, wanted[i]!, tolerance, scale));
  return at < 0 ? found : [...found, { kind: 'value', ours: values[at], keras: wanted[at] }];
}
