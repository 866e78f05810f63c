import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Tensor, allocate, formatArray, sizeOf, tensor, type DType } from '../../src/tensor/index.js';

interface Printed {
  readonly dtype: DType;
  readonly shape: number[];
  readonly repr: string;
  readonly str: string;
}
interface Listed extends Printed {
  readonly kind: string;
  readonly data: (number | string)[];
}
interface Ruled extends Printed {
  readonly rule: keyof typeof rules;
}

const read = <Case>(name: string): Case[] =>
  (JSON.parse(readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8')) as { cases: Case[] }).cases;

const rules = {
  arange: (i: number) => i,
  alternating: (i: number) => ((i % 7) - 3) / 2,
  inverse: (i: number) => 1 / (1 + i),
};

const specials: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity, '-0.0': -0 };

function listed({ data, shape, dtype }: Listed): Tensor {
  const target = allocate(dtype, data.length);
  data.forEach((x, i) => (target[i] = dtype === 'string' || typeof x === 'number' ? x : specials[x]!));
  return new Tensor(target as Float32Array, shape, dtype);
}

function ruled({ rule, shape, dtype }: Ruled): Tensor {
  const target = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < target.length; i++) target[i] = rules[rule](i);
  return new Tensor(target as Float32Array, shape, dtype);
}

const cases = read<Listed>('printing');

describe.each([...new Set(cases.map(({ kind }) => kind))])('prints as NumPy does: %s', (kind) => {
  test.each(cases.filter((printed) => printed.kind === kind).map((printed, i) => ({ i, printed })))(
    '$i',
    ({ printed }) => {
      const x = listed(printed);
      expect(String(x)).toBe(printed.repr);
      expect(formatArray(x.data, x.shape, x.dtype)).toBe(printed.str);
    },
  );
});

test.each(read<Ruled>('printing-summaries').map((printed) => ({ ...printed, printed })))(
  'shortens as NumPy does: $rule $dtype $shape',
  ({ printed }) => {
    const x = ruled(printed);
    expect(String(x)).toBe(printed.repr);
    expect(formatArray(x.data, x.shape, x.dtype)).toBe(printed.str);
  },
);

test.each([
  [[0, 0, 0, 5, 10], 'array([ 0.,  0.,  0.,  5., 10.], dtype=float32)'],
  [[-5, -2.5, 0, 5, 10], 'array([-5. , -2.5,  0. ,  5. , 10. ], dtype=float32)'],
  [[0, 0, 0, 5, 5], 'array([0., 0., 0., 5., 5.], dtype=float32)'],
  [[-0, -0, 0, 0, 10], 'array([-0., -0.,  0.,  0., 10.], dtype=float32)'],
  [[-0.5, 0, 0.5], 'array([-0.5,  0. ,  0.5], dtype=float32)'],
  [
    [2.0611537e-9, 0.26894143, 0.5, 0.7310586, 1],
    'array([2.0611537e-09, 2.6894143e-01, 5.0000000e-01, 7.3105860e-01,\n       1.0000000e+00], dtype=float32)',
  ],
])('prints the arrays of the documentation of Keras: %j', (values, printed) => {
  expect(String(tensor(values))).toBe(printed);
});

// From NumPy: a number between two shorter ones is printed as the even one.
test.each([
  [316801.125, '316801.12'],
  [316801.375, '316801.38'],
  [16777.0625, '16777.062'],
  [1048576.125, '1.0485761e+06'],
  [8388609.5, '8.38861e+06'],
])('prints ties as NumPy does: %d', (value, printed) => {
  expect(String(tensor([value]))).toBe(`array([${printed}], dtype=float32)`);
  expect(String(tensor([-value]))).toBe(`array([-${printed}], dtype=float32)`);
});

test('console.log, templates and String give the same text', () => {
  const x = tensor([1, 2]);
  expect(inspect(x)).toBe('array([1., 2.], dtype=float32)');
  expect(`${x}`).toBe(inspect(x));
  expect(inspect({ x })).toBe('{ x: array([1., 2.], dtype=float32) }');
});
