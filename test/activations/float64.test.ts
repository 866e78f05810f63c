/**
 * float64 tensors are computed in float64: every elementwise activation, its derivative and those by its parameters against correctly
 * rounded numbers, which tools/coefficients/activation_goldens.py writes.
 */
import { describe, expect, test } from 'vitest';
import { activations, grad, ops, tensor, type Tensor } from '../../src/index.js';
import file from './goldens/float64.json' with { type: 'json' };

type GoldenNumber = number | string;

interface GoldenCase {
  readonly name: string;
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly value: readonly GoldenNumber[];
  readonly derivative: readonly GoldenNumber[];
  readonly parameters: Readonly<Record<string, readonly GoldenNumber[]>>;
}

const { points, cases } = file as unknown as { points: readonly number[]; cases: readonly GoldenCase[] };

type Activation = ((x: Tensor, options: object) => Tensor) & {
  readonly identifier?: string;
  readonly resolve?: object;
};

const functions = activations as unknown as Readonly<Record<string, Activation>>;

const float64 = (values: readonly number[]): Tensor => tensor(values, { dtype: 'float64' });
const x = float64(points);

/** What a factor below the normal numbers loses, times an x of up to 745: a normal product of the two has lost it too. */
const lostBySubnormals = 745 * Number.MIN_VALUE;

/** Zeros between two terms as large as 1, whose own rounding is what remains where they cancel. */
const interiorZeros: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  derivative: { gelu: [-0.752], silu: [-1.278], mish: [-1.192], hardSilu: [-1.5] },
  value: { hardSigmoid: [-2.5, -3] },
};
const besideZero = 0.1;

function expectColumn(what: string, name: string, results: ArrayLike<number>, truths: readonly GoldenNumber[]): void {
  const zeros = interiorZeros[what]?.[name] ?? [];
  const misses = points.flatMap((at, i) => {
    const [result, truth] = [results[i]!, Number(truths[i])];
    if (Object.is(result, truth)) return [];
    const rounding = zeros.some((zero) => Math.abs(at - zero) < besideZero) ? 2 ** -52 : 0;
    const allowed = 1e-14 * Math.abs(truth) + rounding + lostBySubnormals;
    return Math.abs(result - truth) <= allowed ? [] : [{ at, result, truth, error: Math.abs(result / truth - 1) }];
  });
  expect(misses, what).toEqual([]);
}

const data = (y: Tensor): Float64Array => {
  expect(y.dtype).toBe('float64');
  return y.data as Float64Array;
};

describe.each(cases.map((each) => [`${each.name} ${JSON.stringify(each.options)}`, each] as const))(
  '%s',
  (_, { name, options, value, derivative, parameters }) => {
    const call = (at: Tensor, more: object = {}): Tensor => functions[name]!(at, { ...options, ...more });

    test('has its value', () => {
      expectColumn('value', name, data(call(x)), value);
    });

    test('has its derivative', () => {
      expectColumn('derivative', name, data(grad((at: Tensor) => ops.sum(call(at)))(x)), derivative);
    });

    test.each(Object.entries(parameters))('has its derivative by %s', (parameter, truths) => {
      const numbers = float64(points.map(() => options[parameter] as number));
      const gradient = grad((at: Tensor) => ops.sum(call(x, { [parameter]: at })))(numbers);
      expectColumn(`derivative by ${parameter}`, name, data(gradient), truths);
    });
  },
);

test('every elementwise activation of Keras is among them', () => {
  const elementwise = Object.values(functions).filter(({ identifier, resolve }) => identifier && resolve);
  const isOfKeras = ({ identifier }: { identifier?: string }) => activations.facts(identifier as 'relu').since;
  const identifiers = elementwise.filter(isOfKeras).map(({ identifier }) => identifier);
  expect(new Set(cases.map(({ name }) => functions[name]!.identifier))).toEqual(new Set(identifiers));
});
