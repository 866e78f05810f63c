/** What real Keras computed and what is true, and how a case of it is called here. */
import { readFileSync } from 'node:fs';
import * as activations from '../../src/activations/index.js';
import { layers } from '../../src/models/index.js';
import { camelCase } from '../../src/objects/spelling.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';

type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';

interface GoldenArray {
  readonly shape: readonly number[];
  readonly values: readonly GoldenNumber[];
}

interface Results {
  readonly value: readonly GoldenNumber[];
  /** Of an elementwise function. */
  readonly derivative?: readonly GoldenNumber[];
  /** Of a function of rows: the vector-Jacobian product with the input's upstream. */
  readonly gradient?: readonly GoldenNumber[];
  readonly alphaGradient?: readonly GoldenNumber[];
}

/** A function with arguments at some inputs: the truth, and what Keras gives. */
export interface GoldenCase extends Results {
  readonly id: string;
  readonly kind: 'activation' | 'layer';
  readonly generation: 2 | 3;
  readonly arguments: Readonly<Record<string, number | boolean | readonly number[]>>;
  readonly input: string;
  readonly mask?: { readonly shape: readonly number[]; readonly values: readonly (0 | 1)[] };
  readonly alpha?: GoldenArray;
  readonly keras: Results;
}

interface Goldens {
  readonly elementwise: readonly GoldenNumber[];
  readonly tensors: Readonly<Record<string, GoldenArray & { readonly upstream: readonly GoldenNumber[] }>>;
  readonly cases: readonly GoldenCase[];
}

const goldens = JSON.parse(readFileSync(new URL('goldens/activations.json', import.meta.url), 'utf8')) as Goldens;

export const float32 = (values: readonly GoldenNumber[]): Float32Array => Float32Array.from(values, Number);

const goldenTensor = ({ shape, values }: GoldenArray): Tensor => tensor(float32(values), { shape });

/** The inputs of all elementwise cases. */
export const elementwiseInputs = float32(goldens.elementwise);
export const elementwiseCases = goldens.cases.filter(({ input }) => input === 'elementwise');
export const rowCases = goldens.cases.filter(({ input }) => input !== 'elementwise');

/** `relu, Keras 3, {"threshold":1}, rank2` */
export function titleOf({ id, generation, arguments: given, input }: GoldenCase): string {
  const parts = [Object.keys(given).length > 0 ? JSON.stringify(given) : '', input === 'elementwise' ? '' : input];
  return [id, `Keras ${String(generation)}`, ...parts.filter((part) => part !== '')].join(', ');
}

/** The input of a case of rows, and the upstream gradient by which the golden one is taken. */
export function rowsOf({ input }: GoldenCase): { x: Tensor; upstream: Float32Array } {
  const golden = goldens.tensors[input]!;
  return { x: goldenTensor(golden), upstream: float32(golden.upstream) };
}

type OfOne = (x: Tensor) => Tensor;
type Callable = (x: Tensor, options: object) => Tensor;
type LayerConstructor = (options: object) => (x: Tensor, options?: object) => Tensor;

/** Arguments of Keras 2 that are called otherwise in Keras 3. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = { LeakyReLU: { alpha: 'negative_slope' } };

function optionsOf({ id, generation, arguments: given }: GoldenCase): Record<string, unknown> {
  const names = generation === 2 ? (renamed[id] ?? {}) : {};
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(names[name] ?? name), value]));
}

/** Aliases are identifiers, not functions. */
const canonical: Readonly<Record<string, string>> = { swish: 'silu', hard_swish: 'hard_silu' };

/** The function of a case. */
export function functionOf(golden: GoldenCase): OfOne {
  const { id, kind, generation, mask } = golden;
  const options = optionsOf(golden);
  if (kind === 'layer') {
    const layer = (layers as unknown as Record<string, LayerConstructor>)[id]!(options);
    if (mask === undefined) return layer;
    const keep = tensor(Uint8Array.from(mask.values), { shape: mask.shape, dtype: 'bool' });
    return (x) => layer(x, { mask: keep });
  }
  if (id === 'hard_sigmoid' && generation === 3) options['slope'] = 1 / 6;
  // A vector has to say that it is one row.
  if (id === 'softmax') options['axis'] ??= -1;
  const activation = (activations as unknown as Record<string, Callable>)[camelCase(canonical[id] ?? id)]!;
  return (x) => activation(x, options);
}

/** The PReLU layer of a case, with its slopes. */
export function preluOf(golden: GoldenCase): layers.PReLU {
  const layer = layers.PReLU(optionsOf(golden));
  layer.build(rowsOf(golden).x.shape);
  layer.setWeights([goldenTensor(golden.alpha!)]);
  return layer;
}
