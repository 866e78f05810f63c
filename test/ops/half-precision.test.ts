import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type DType, type HalfDType, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
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
