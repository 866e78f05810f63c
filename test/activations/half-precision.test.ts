import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { activations, grad } from '../../src/index.js';
import {
  castTensor,
  decodeStorage,
  roundToHalf,
  Tensor,
  tensor,
  type HalfDType,
  type NestedTensorLike,
} from '../../src/tensor/index.js';

interface Case {
  readonly name: string;
  readonly given: HalfDType;
  readonly arguments: readonly number[];
  readonly dtype: HalfDType;
  readonly output: NestedTensorLike;
  readonly gradient: NestedTensorLike;
}

const goldens = JSON.parse(readFileSync(new URL('goldens/half-precision.json', import.meta.url), 'utf8')) as {
  readonly x: readonly (readonly number[])[];
  readonly cases: readonly Case[];
};

const halves = ['float16', 'bfloat16'] as const;

/** Half of the distance between 1 and the next number: what a result may be off that is rounded once. */
const unit: Readonly<Record<HalfDType, number>> = { float16: 2 ** -11, bfloat16: 2 ** -8 };

/** Keras rounds several times within a function. */
const tolerance = 4;

const magnitudes = goldens.x.flat().map(Math.abs);

const flat = (values: NestedTensorLike): number[] => [values].flat(9).map(Number);

function expectAgreement(actual: Tensor, expected: NestedTensorLike, dtype: HalfDType): void {
  const wanted = flat(expected);
  expect(actual.dtype).toBe(dtype);
  const wrong = [...actual.data].flatMap((value, i) => {
    const other = wanted[i]!;
    const isClose =
      value === other ||
      Math.abs(value - other) <= tolerance * unit[dtype] * Math.max(1, magnitudes[i] ?? 0, Math.abs(other));
    return isClose ? [] : [`${value} for ${other} at ${i}`];
  });
  expect(wrong).toEqual([]);
}

describe('agrees with keras.activations', () => {
  test.each(goldens.cases)('$name of $given', ({ name, given, arguments: rest, dtype, output, gradient }) => {
    const x = tensor(goldens.x, { dtype: given });
    const [threshold = 0, defaultValue = 0] = rest;
    const f = (each: Tensor): Tensor =>
      name === 'threshold'
        ? activations.threshold(each, { threshold, defaultValue })
        : activations.get(name as 'relu')(each);
    expectAgreement(f(x), output, dtype);
    const upstream = new Tensor(new Float32Array(flat(output).length).fill(1), f(x).shape, dtype);
    expectAgreement(grad(f, { upstream })(x), gradient, dtype);
  });
});

describe.each(halves)('of every %s', (dtype) => {
  const every = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
  const data = decodeStorage('test', new Uint8Array(every.buffer), dtype).data as Float32Array;
  const [x, single] = [dtype, 'float32' as const].map((each) => new Tensor(data, [data.length], each));
  const withoutParameters = [
    ...['relu', 'relu6', 'sigmoid', 'tanh', 'softplus', 'softsign', 'silu', 'mish', 'exponential', 'gelu'],
    ...['logSigmoid', 'hardSilu', 'hardTanh', 'tanhShrink', 'sparsePlus', 'sparseSigmoid', 'linear', 'squareplus'],
  ] as const;
  test.each(withoutParameters)('%s is computed in float32 and rounded once', (name) => {
    const f = activations[name as 'relu'];
    expect(f(x!).data).toEqual(castTensor('test', f(single!), dtype).data);
  });

  test('a parameter is a number of the dtype too', () => {
    const rounded = activations.leakyRelu(single!, { negativeSlope: roundToHalf(0.1, dtype) });
    const expected = castTensor('test', rounded, dtype).data;
    expect(activations.leakyRelu(x!, { negativeSlope: 0.1 }).data).toEqual(expected);
  });

  test('out takes the rounded result', () => {
    const out = new Float32Array(data.length);
    const y = activations.gelu(x!, { out });
    expect(y.dtype).toBe(dtype);
    expect(y.data).toBe(out);
    expect(out).toEqual(activations.gelu(x!).data);
    const rows = tensor(goldens.x, { dtype });
    const target = new Tensor(new Float32Array(16), [4, 4], dtype);
    expect(activations.softmax(rows, { out: target }).data).toEqual(activations.softmax(rows).data);
    expect(target.data).toEqual(activations.softmax(rows).data);
  });

  test('out of another dtype is refused', () => {
    const out = new Tensor(new Float32Array(1), [1], 'float32');
    expect(() => activations.tanh(tensor([1], { dtype }), { out })).toThrow(
      `activations.tanh: expected \`out\` to be an array of 1 elements of the result's type, ${dtype} in a Float32Array. Received: x=Tensor(shape=[1], dtype=${dtype}), out=Tensor(shape=[1], dtype=float32).`,
    );
    const half = new Tensor(new Float32Array(1), [1], dtype);
    expect(() => activations.tanh(tensor([1]), { out: half })).toThrow("of the result's type, float32.");
  });
});
