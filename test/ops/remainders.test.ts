/** Divisions with a remainder, bit by bit as NumPy computes them (tools/goldens/remainders.py). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { jit } from '../../src/ops/program/jit.js';
import { tensor, type DType, type Tensor } from '../../src/tensor/index.js';

const names = ['floorDivide', 'mod', 'fmod'] as const;
type Table = Readonly<Record<'a' | 'b' | (typeof names)[number], readonly string[]>>;

const file = new URL('goldens/remainders.json', import.meta.url);
const goldens = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Table>>;

const cases = Object.entries(goldens).flatMap(([dtype, table]) => names.map((name) => ({ name, dtype, table })));

test.each(cases)('$name of $dtype', ({ name, dtype, table }) => {
  const [a, b] = [table.a, table.b].map((texts) => tensor(texts.map(Number), { dtype: dtype as DType })) as [
    Tensor,
    Tensor,
  ];
  const isInteger = !dtype.startsWith('float');
  // Integers have no -0.
  const wanted = table[name].map((text) => (isInteger ? Number(text) + 0 : Number(text)));
  const misses = (result: Tensor): unknown[] =>
    [...result.data].flatMap((value, i) =>
      Object.is(value, wanted[i]) ? [] : [{ a: table.a[i], b: table.b[i], value, wanted: wanted[i] }],
    );
  const result = ops[name](a, b);
  expect(result.dtype).toBe(dtype);
  expect(misses(result)).toEqual([]);
  // In a program, too, between operations that could be joined with it.
  const replayed = jit((x: Tensor, y: Tensor) => ops.negative(ops.negative(ops[name](x, y))));
  for (let i = 0; i < 3; i++) expect(misses(replayed(a, b))).toEqual([]);
});

test('broadcast, and round float16 and bfloat16 once', () => {
  const rows = tensor([[1], [-1]]);
  expect(ops.mod(rows, [0.75, -0.75]).toArray()).toEqual([
    [0.25, -0.5],
    [0.5, -0.25],
  ]);
  expect(ops.floorDivide([7, -7], 2).toArray()).toEqual([3, -4]);
  for (const dtype of ['float16', 'bfloat16'] as const) {
    const result = ops.floorDivide(tensor([1, 5, -5], { dtype }), tensor([0.1, Infinity, Infinity], { dtype }));
    expect(result.dtype).toBe(dtype);
    // A tenth is less than 0.1 in float16, and more in bfloat16.
    expect(result.toArray()).toEqual([dtype === 'float16' ? 10 : 9, 0, -1]);
  }
  expect(ops.mod(tensor([true, false]), tensor([true, true])).dtype).toBe('int32');
});

test('pass gradients on to what is divided, and by the whole quotient to what divides', () => {
  const [x, y] = [tensor([7.5, -7.5, 1, 5]), tensor([2, 2, 0.1, Infinity])];
  const gradients = (name: (typeof names)[number]): unknown[][] =>
    grad((a: Tensor, b: Tensor) => ops.sum(ops[name](a, b)), { argument: [0, 1] })(x, y).map((each) =>
      Array.from(each.data, (value) => value + 0),
    );
  expect(gradients('mod')).toEqual([
    [1, 1, 1, 1],
    [-3, 4, -9, 0],
  ]);
  expect(gradients('fmod')).toEqual([
    [1, 1, 1, 1],
    [-3, 3, -9, 0],
  ]);
  expect(gradients('floorDivide')).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
  const byRow = grad((b: Tensor) => ops.sum(ops.mod([[7.5], [-7.5]], b)))(tensor([2, 4]));
  expect(byRow.toArray()).toEqual([1, 1]);
});
