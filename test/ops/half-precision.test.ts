import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import {
  castTensor,
  decodeStorage,
  roundToHalf,
  Tensor,
  tensor,
  type DType,
  type HalfDType,
  type NestedTensorLike,
} from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { replay, traceCall } from '../../src/ops/trace.js';
import { callOf, type Case } from './golden-calls.js';
import { array, readCases } from './goldens.js';

interface Results {
  readonly outputs: readonly NestedTensorLike[];
  readonly dtypes: readonly DType[];
}

interface HalfCase extends Results {
  readonly name: string;
  readonly given: HalfDType;
  readonly gradients?: readonly (NestedTensorLike | null)[];
}

interface Pair extends Results {
  readonly op: string;
  readonly 'dtypes of operands': readonly [HalfDType, DType | 'int' | 'float'];
}

interface Goldens {
  readonly operands: Readonly<Record<'A' | 'B' | 'INTEGERS' | 'LARGE', readonly (readonly number[])[]>>;
  readonly cases: readonly HalfCase[];
  readonly pairs: readonly Pair[];
  readonly reductions: readonly (Results & { readonly op: 'sum' | 'prod'; readonly given: HalfDType })[];
}

const goldens = JSON.parse(readFileSync(new URL('goldens/half-precision.json', import.meta.url), 'utf8')) as Goldens;

const caseOf = new Map(readCases<Case>('ops').map((golden) => [golden.name, golden]));

/** Half of the distance between 1 and the next number: what a result may be off that is rounded once. */
const unit: Readonly<Record<HalfDType, number>> = { float16: 2 ** -11, bfloat16: 2 ** -8 };

/** Keras rounds in the middle of what is one operation here, and JAX sometimes not. */
const tolerance = 3;

/** Below its smallest normal number, all numbers of float16 are 2^-24 apart: three of them for Keras here too. */
const smallest: Readonly<Record<HalfDType, number>> = { float16: 2 ** -13, bfloat16: 0 };

function expectAgreement(actual: Tensor, expected: NestedTensorLike, given: HalfDType): void {
  expectClose(actual, array(expected, actual.dtype), tolerance * unit[given], smallest[given]);
}

function expectResults(result: Tensor | readonly Tensor[], { outputs, dtypes }: Results, given: HalfDType): void {
  const results = 'dtype' in result ? [result] : result;
  expect(results.map(({ dtype }) => dtype)).toEqual(dtypes);
  results.forEach((each, i) => expectAgreement(each, outputs[i]!, given));
}

/** Keras on JAX multiplies by a one-hot tensor of float32; on other backends the result has the dtype of the logits, as here. */
const hasDTypeOfJAX = 'sparse_categorical_crossentropy';

describe('agrees with keras.ops', () => {
  test.each(goldens.cases)('$given $name', ({ name, given, gradients, ...results }) => {
    const golden = caseOf.get(name)!;
    const { inputs, call } = callOf(golden, given);
    expectResults(call(), golden.op === hasDTypeOfJAX ? { ...results, dtypes: [given] } : results, given);
    if (gradients === undefined) return;
    const places = inputs.flatMap((_, i) => (gradients[i] === null ? [] : [i]));
    const found = variableGradients(
      () => {
        const result = [call()].flat()[0]!;
        return ops.sum(ops.multiply(result, array(golden.upstream!, 'float32')));
      },
      places.map((place) => inputs[place]!),
    );
    found.gradients.forEach((gradient, i) => {
      expect(gradient.dtype).toBe(given);
      expectAgreement(gradient, gradients[places[i]!]!, given);
    });
  });
});

const pairOperations: Readonly<Record<string, (a: Tensor, b: Tensor | number) => Tensor>> = {
  add: ops.add,
  subtract: ops.subtract,
  multiply: ops.multiply,
  divide: ops.divide,
  maximum: ops.maximum,
  minimum: ops.minimum,
  power: ops.power,
  greater: ops.greater,
  equal: ops.equal,
  less_equal: ops.lessEqual,
  where: (a, b) => ops.where([[true, false, true], [false, false, true]], a, b), // prettier-ignore
  concatenate: (a, b) => ops.concatenate([a, b], { axis: 0 }),
  stack: (a, b) => ops.stack([a, b], { axis: 0 }),
  matmul: (a, b) => ops.matmul(a, ops.transpose(b as Tensor)),
};

describe('promotes as keras.ops', () => {
  const { A, B, INTEGERS } = goldens.operands;
  const other = (dtype: Pair['dtypes of operands'][1]): Tensor | number => {
    if (dtype === 'int') return 2049;
    if (dtype === 'float') return 0.1;
    const isInteger = dtype === 'int32' || dtype === 'uint8';
    const values = dtype === 'uint8' ? INTEGERS.map((row) => row.map((x) => x % 256)) : isInteger ? INTEGERS : B;
    return tensor(values, { dtype });
  };
  test.each(goldens.pairs.map((pair) => ({ ...pair, dtypes: pair['dtypes of operands'], results: pair })))(
    '$op of $dtypes',
    ({ op, dtypes: [dtype, second], results }) => {
      expectResults(pairOperations[op]!(tensor(A, { dtype }), other(second)), results, dtype);
    },
  );
});

test.each(goldens.reductions)(
  '$op of large $given numbers overflows only where Keras does',
  ({ op, given, ...results }) => {
    expectResults(ops[op](tensor(goldens.operands.LARGE, { dtype: given }), { axis: 1 }), results, given);
  },
);

describe.each(['float16', 'bfloat16'] as const)('%s', (dtype) => {
  /** Numbers of all magnitudes: every seventh pair of bytes, beside every eleventh. */
  const strided = (step: number, length: number): Tensor => {
    const bits = Uint16Array.from({ length }, (_, i) => (i * step) % 65536);
    const { data } = decodeStorage('test', new Uint8Array(bits.buffer), dtype);
    return new Tensor(data, [length], dtype);
  };
  const [a, b] = [strided(7, 9000), strided(11 * 7919, 9000)];

  test.each<[string, (a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number]>([
    ['add', ops.add, (x, y) => x + y],
    ['subtract', ops.subtract, (x, y) => x - y],
    ['multiply', ops.multiply, (x, y) => x * y],
    ['divide', ops.divide, (x, y) => x / y],
    ['maximum', ops.maximum, (x, y) => Math.max(x, y)],
    ['sqrt', (x) => ops.sqrt(x), Math.sqrt],
  ])('%s is the exact result, rounded: float32 on the way does no harm', (_, operation, exact) => {
    const expected = a.data.map((x, i) => roundToHalf(exact(x, b.data[i]!), dtype));
    expect(operation(a, b).data).toEqual(expected);
  });

  test('a long sum does not stop growing where its terms are too small for it', () => {
    const x = tensor(new Float32Array(10000).fill(1), { dtype });
    expect(ops.sum(x).item()).toBe(roundToHalf(10000, dtype));
    expect(ops.mean(ops.multiply(x, 3)).item()).toBe(3);
  });

  test('a product of matrices is rounded once', () => {
    const numbers = (length: number): Float32Array =>
      Float32Array.from({ length }, (_, i) => roundToHalf(Math.sin(i * i), dtype));
    const [left, right] = [new Tensor(numbers(600), [2, 300], dtype), new Tensor(numbers(900), [300, 3], dtype)];
    const single = ops.matmul(new Tensor(left.data, [2, 300], 'float32'), new Tensor(right.data, [300, 3], 'float32'));
    const product = ops.matmul(left, right);
    expect(product).toEqual(castTensor('test', single, dtype));
    expect(product.dtype).toBe(dtype);
  });

  test('the gradient of the mean of more numbers than float16 can count is not 0', () => {
    const x = new Tensor(new Float32Array(70000).fill(1), [70000], dtype);
    const upstream = tensor(2 ** 12, { dtype });
    const gradient = grad((each: Tensor) => ops.mean(each), { upstream })(x);
    expect(gradient.data[69999]).toBe(roundToHalf(2 ** 12 / 70000, dtype));
  });

  test('creation gives numbers of the dtype', () => {
    const rounded = (x: number): number => roundToHalf(x, dtype);
    expect(ops.full([2], 0.1, { dtype }).data).toEqual(new Float32Array(2).fill(rounded(0.1)));
    expect(ops.fullLike(tensor([1, 2], { dtype }), 0.1).data).toEqual(new Float32Array(2).fill(rounded(0.1)));
    expect(ops.arange(0, 1, 0.1, { dtype }).data).toEqual(
      Float32Array.from({ length: 10 }, (_, i) => rounded(i * 0.1)),
    );
    expect(ops.linspace(0, 1, 4, { dtype }).data).toEqual(Float32Array.of(0, rounded(1 / 3), rounded(2 / 3), 1));
    for (const made of [ops.zeros([2], { dtype }), ops.ones([2], { dtype }), ops.eye(2, 2, { dtype })]) {
      expect(made.dtype).toBe(dtype);
    }
  });

  test('random numbers are numbers of the dtype, and keep to their interval', () => {
    const isRounded = (x: number): boolean => x === roundToHalf(x, dtype);
    const uniform = random.uniform([20000], { dtype, seed: 1 });
    expect(uniform.dtype).toBe(dtype);
    expect(uniform.data.every((x) => isRounded(x) && x >= 0 && x < 1)).toBe(true);
    expect(random.normal([1000], { dtype, seed: 1 }).data.every(isRounded)).toBe(true);
    expect(random.truncatedNormal([1000], { dtype, seed: 1 }).data.every(isRounded)).toBe(true);
    expect(random.randint([1000], 0, 5000, { dtype, seed: 1 }).data.every(isRounded)).toBe(true);
  });

  test('a trace gives the bits of the eager call, gradients included', () => {
    const f = grad((x: Tensor) => ops.sum(ops.multiply(ops.cast(ops.softmax(ops.tanh(x)), 'float32'), [[1, 2, 3]])));
    const trace = traceCall(f, [{ shape: [2, 3], dtype }]);
    const x = tensor(goldens.operands.A, { dtype });
    expect(replay(trace, [x])).toEqual(f(x));
    expect(f(x).dtype).toBe(dtype);
  });

  test('numbers are not copied to become float32', () => {
    const x = tensor([1, 2], { dtype });
    expect(ops.cast(x, 'float32').data).toBe(x.data);
  });
});
