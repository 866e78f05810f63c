/** The dtype of every operation's result for every dtype of its operands, as Keras has it. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { snakeCase } from '../../src/objects/spelling.js';
import { SymbolicTensor, type DType, type Tensor } from '../../src/tensor/index.js';
import {
  activationNames,
  argumentsOf,
  binaryNames,
  call,
  expectRows,
  operationNames,
  reasonsOf,
  unaryNames,
  type OperationName,
} from './operation-table.js';
import file from './goldens/result-dtypes.json' with { type: 'json' };

type Given = DType | 'uint32' | null;

const dtypes = file.dtypes as readonly DType[];
const { unary, binary, withNumber } = file as unknown as {
  readonly unary: Readonly<Record<string, readonly Given[]>>;
  readonly binary: Readonly<Record<string, readonly (readonly Given[])[]>>;
  readonly withNumber: Readonly<Record<string, readonly (readonly Given[])[]>>;
};

/** Those of which Keras gives at least one. */
const rowsIn = (table: Readonly<Record<string, readonly unknown[]>>): OperationName[] =>
  operationNames.filter((name) => (table[snakeCase(name)] ?? []).flat().some((dtype) => dtype !== null));

const [unaryRows, binaryRows] = [rowsIn(unary), rowsIn(binary)];
const rows = [...unaryRows, ...binaryRows];

const notInKeras = 'keras.ops has no such function';
const exempt: Partial<Record<OperationName, string>> = {
  arange: 'has no operand; the dtype follows from the numbers',
  cast: 'says the dtype itself',
  convertToTensor: 'keeps the dtype of a tensor',
  shape: 'gives no tensor',
  einsum: 'as matmul',
  convTranspose: 'as conv',
  depthwiseConv: 'as conv',
  separableConv: 'as conv',
  adaptiveMaxPool: 'as maxPool',
  adaptiveAveragePool: 'as averagePool',
  ...reasonsOf(
    {
      linearAlgebra: 'gives several results, or as inv: see test/ops/linear-algebra.test.ts',
      products: 'needs arrays of other shapes: as matmul',
      comparisons: 'gives truth values or positions',
      moves: 'moves what it is given, as slice',
      sums: 'as segmentSum, or sum',
      statistics: 'as var: see test/ops/numpy.test.ts',
      counts: 'gives counts or positions',
      creation: 'is told the dtype',
      controlFlow: 'as what it computes',
      sequences: 'has tests of its own: see test/ops/ctc.test.ts',
      descriptions: 'gives no tensor, or is told the dtype',
    },
    rows,
  ),
  ...Object.fromEntries(
    (['erfc', 'exponential', 'linear', 'mish', 'hardSwish', 'swish'] as const).map((name) => [name, notInKeras]),
  ),
};

/** Where Hillock decides otherwise, and why. */
const decisions: Readonly<Record<string, readonly [dtypes: readonly DType[], reason: string]>> = {
  relu: [['bool', 'uint8', 'int32', 'float32'], 'what is given stays what it is, since the results are some of it'],
  relu6: [['bool', 'uint8', 'int32', 'float32'], 'as relu'],
  hardTanh: [['bool', 'uint8', 'int32', 'float32'], 'as relu'],
  threshold: [['float32', 'float32', 'float32', 'float32'], 'its two numbers need not be integers'],
  layerNormalization: [
    ['float32', 'float32', 'float32', 'float32'],
    'what has the mean 0 and the variance 1 are no integers',
  ],
  rmsNormalization: [['float32', 'float32', 'float32', 'float32'], 'as layerNormalization'],
  unravelIndex: [['int32', 'int32', 'int32', 'int32'], 'positions are int32'],
};

/** There is no uint32: sums of bytes are int32. */
const ours = (dtype: Given): Given => (dtype === 'uint32' ? 'int32' : dtype);

/** What Keras refuses Hillock may do as it likes. */
const isDecided = (dtype: Given): boolean => dtype !== null;

const operand = (dtype: DType): Tensor => ops.ones([2, 2], { dtype: dtype as 'float32' });
const symbol = (dtype: DType): SymbolicTensor => new SymbolicTensor({ shape: [2, 2], dtype });

const dtypeOf = (result: unknown): unknown =>
  ((Array.isArray(result) ? result[0] : result) as { readonly dtype: unknown }).dtype;

expectRows(rows, exempt);

/** Those that make something of a shape are told the dtype. */
const creations = ['zeros', 'ones', 'eye'];

describe.each(unaryRows)('ops.%s', (name) => {
  const keras = decisions[name]?.[0] ?? unary[snakeCase(name)]!.map(ours);
  const cases = dtypes.map((dtype, i) => [dtype, keras[i]!] as const).filter(([, result]) => isDecided(result));

  test.each(cases)('of %s is %s', (dtype, result) => {
    const more = creations.includes(name) ? [{ dtype }] : [];
    // What is asked for in the table of Keras's results depends on one operand.
    const given = name === 'oneHot' ? [ops.zeros([2], { dtype: 'int32' }), 3] : argumentsOf(name, operand(dtype));
    expect(dtypeOf(call(name, ...given, ...more))).toBe(result);
  });
});

/** Keras's result has the dtype of the kernel, whatever x is; and labels may be of any dtype here, too, if they are integers. */
const isComparable = (name: OperationName, a: DType): boolean =>
  (name !== 'conv' || a === 'float32') && (name !== 'sparseCategoricalCrossentropy' || a === 'int32');

describe.each(binaryRows)('ops.%s', (name) => {
  const cases = dtypes.flatMap((a, i) => dtypes.map((b, j) => [a, b, ours(binary[snakeCase(name)]![i]![j]!)] as const));
  const comparable = cases.filter(
    ([a, b, result]) => isDecided(result) && isComparable(name, a) && (name !== 'conv' || b === 'float32'),
  );

  test.each(comparable)('of %s and %s is %s', (a, b, result) => {
    const [x, y] = [operand(name === 'sparseCategoricalCrossentropy' ? b : a), operand(b)];
    const given = name === 'select' ? [[true], [x], { default: y }] : argumentsOf(name, x, y);
    expect(dtypeOf(call(name, ...given))).toBe(result);
  });
});

describe.each(operationNames.filter((name) => snakeCase(name) in withNumber))('ops.%s beside a number', (name) => {
  const cases = dtypes.flatMap((a, i) =>
    [2, 0.5].map((number, j) => [a, number, ours(withNumber[snakeCase(name)]![i]![j]!)] as const),
  );

  test.each(cases)('of %s and %d is %s', (a, number, result) => {
    const given = name === 'where' ? [true, operand(a), number] : [operand(a), number];
    expect(dtypeOf(call(name, ...given))).toBe(result);
  });
});

describe('of float64 are float64, where they are numbers at all', () => {
  const names = [...unaryNames, ...activationNames, ...binaryNames];

  test.each(names)('ops.%s', (name) => {
    const x = operand('float64');
    const isTruth = dtypeOf(call(name, ...argumentsOf(name, operand('float32')))) === 'bool';
    expect(dtypeOf(call(name, ...argumentsOf(name, x)))).toBe(isTruth ? 'bool' : 'float64');
  });
});

describe('are known before anything is computed', () => {
  test.each([...unaryNames, ...activationNames, ...binaryNames])('ops.%s', (name) => {
    for (const dtype of dtypes) {
      const computed = dtypeOf(call(name, ...argumentsOf(name, operand(dtype))));
      expect(dtypeOf(call(name, ...argumentsOf(name, symbol(dtype) as never)))).toBe(computed);
    }
  });
});
