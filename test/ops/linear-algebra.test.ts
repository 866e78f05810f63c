/** Linear algebra: what the numbers of Keras in `goldens.test.ts` say nothing of. Expected values from exact arithmetic and from NumPy. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { SymbolicTensor, tensor, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { irregular } from './gradient-check.js';

const i32 = (values: number[] | number[][]): Tensor => tensor(values, { dtype: 'int32' });
const symbol = (...shape: (number | null)[]): SymbolicTensor => new SymbolicTensor({ shape });

describe('what is solved is solved', () => {
  const a = ops.add(irregular([2, 5, 5], 3), ops.multiply(ops.eye(5, { dtype: 'float64' }), 2));
  const b = irregular([2, 5, 3], 4);
  const product = (x: Tensor, y: Tensor): Tensor => ops.matmul(x, y);

  test('a · solve(a, b) is b', () => {
    expectClose(product(a, ops.solve(a, b)), b, 1e-12);
    expectClose(product(a, ops.inv(a)), ops.broadcastTo(ops.eye(5, { dtype: 'float64' }), [2, 5, 5]), 1e-12);
    expectClose(product(ops.tril(a), ops.solveTriangular(a, b, true)), b, 1e-11);
    expectClose(product(ops.triu(a), ops.solveTriangular(a, b)), b, 1e-11);
  });

  test('the factors give the matrix again', () => {
    const definite = ops.add(product(a, ops.swapaxes(a, 1, 2)), ops.eye(5, { dtype: 'float64' }));
    const lower = ops.cholesky(definite);
    expectClose(product(lower, ops.swapaxes(lower, 1, 2)), definite, 1e-13);
    expectClose(ops.cholesky(definite, true), ops.swapaxes(lower, 1, 2), 1e-13);
    expectClose(ops.choleskyInverse(lower), ops.inv(definite), 1e-11);
    expectClose(ops.choleskyInverse(ops.swapaxes(lower, 1, 2), { upper: true }), ops.inv(definite), 1e-11);
    const [factors, exchanges] = ops.luFactor(a);
    const unit = ops.add(ops.tril(factors, -1), ops.eye(5, { dtype: 'float64' }));
    const rows = ops.split(product(unit, ops.triu(factors)), 2).map((each, k) => {
      const list = (each.toArray() as number[][][])[0]!;
      const order = [...(ops.split(exchanges, 2)[k]!.data as Int32Array)];
      for (let i = 4; i >= 0; i--) [list[i], list[order[i]!]] = [list[order[i]!]!, list[i]!];
      return list;
    });
    expectClose(tensor(rows, { dtype: 'float64' }), a, 1e-13);
  });

  test('determinants are products of pivots', () => {
    const [sign, logarithm] = ops.slogdet(a);
    expectClose(ops.multiply(sign, ops.exp(logarithm)), ops.det(a), 1e-12);
    expect(ops.det([[2, 1, 0], [0, 3, 1], [1, 0, 1]]).item()).toBe(7); // prettier-ignore
    expect(ops.det(i32([[1, 2], [3, 4]])).toArray()).toBe(-2); // prettier-ignore
    expect(ops.slogdet([[1, 2], [2, 4]]).map((each) => each.item())).toEqual([0, -Infinity]); // prettier-ignore
  });
});

describe('integers, empty stacks, unknown batches', () => {
  test('integers become float32, and triangles stay what they are', () => {
    expect(ops.solve(i32([[2, 0], [0, 4]]), i32([2, 4])).toArray()).toEqual([1, 1]); // prettier-ignore
    expect(ops.tril(i32([[1, 2], [3, 4]])).toArray()).toEqual([[1, 0], [3, 4]]); // prettier-ignore
    expect(ops.norm(i32([3, 4])).item()).toBe(5);
    expect(ops.tri(2, { dtype: 'bool' }).toArray()).toEqual([[true, false], [true, true]]); // prettier-ignore
  });

  test('no matrices at all', () => {
    const none = ops.zeros([0, 2, 2]);
    for (const f of [ops.inv, ops.cholesky, ops.tril, ops.triu]) expect(f(none).shape).toEqual([0, 2, 2]);
    expect(ops.det(none).shape).toEqual([0]);
    expect(ops.det(ops.zeros([0, 0])).item()).toBe(1);
    expect(ops.solve(none, ops.zeros([0, 2, 3])).shape).toEqual([0, 2, 3]);
    expect(ops.norm(ops.zeros([0])).item()).toBe(0);
    expect(ops.luFactor(none).map(({ shape }) => shape)).toEqual([[0, 2, 2], [0, 2]]); // prettier-ignore
  });

  test('shapes are known before anything is computed', () => {
    const x = symbol(null, 3, 3);
    expect(ops.solve(x, symbol(null, 3, 2)).shape).toEqual([null, 3, 2]);
    expect(ops.inv(x).shape).toEqual([null, 3, 3]);
    expect(ops.det(x).shape).toEqual([null]);
    expect(ops.slogdet(x).map(({ shape }) => shape)).toEqual([[null], [null]]);
    expect(ops.cholesky(x, true).shape).toEqual([null, 3, 3]);
    expect(ops.norm(x, { ord: 1, axis: [1, 2] }).shape).toEqual([null]);
    expect(ops.normalize(x).shape).toEqual([null, 3, 3]);
    expect(ops.choleskyInverse(x).shape).toEqual([null, 3, 3]);
  });
});

test('norms of all orders', () => {
  const v = [3, 0, -4];
  const orders: [number, number][] = [[0, 2], [1, 7], [2, 5], [Infinity, 4], [-Infinity, 0], [3, 91 ** (1 / 3)]]; // prettier-ignore
  for (const [ord, expected] of orders) expect(ops.norm(v, ord).item()).toBeCloseTo(expected, 5);
  const m = [[1, -2], [3, 4]]; // prettier-ignore
  expect(([1, -1, Infinity, -Infinity] as const).map((ord) => ops.norm(m, ord).item())).toEqual([6, 4, 7, 3]);
  expect(ops.norm(m, { ord: 'fro', axis: [0, 1], keepdims: true }).toArray()).toEqual([[Math.fround(Math.sqrt(30))]]);
  expect(ops.normalize([0, 0]).toArray()).toEqual([0, 0]);
  // Squares that float16 could not hold.
  expect(ops.norm(tensor([300, 400], { dtype: 'float16' })).item()).toBe(500);
});

describe('wrong arguments', () => {
  test.each<[() => unknown, string]>([
    [() => ops.inv([[1, 2, 3], [4, 5, 6]]), 'ops.inv: expected a square matrix or a stack of them'], // prettier-ignore
    [() => ops.det([1, 2]), 'ops.det: expected a square matrix or a stack of them'],
    [() => ops.solve([[1, 0], [0, 1]], [1, 2, 3]), 'ops.solve: expected as many rows of b as a has'], // prettier-ignore
    [() => ops.solve([[1]], 1), 'ops.solve: expected a vector or matrices'],
    [() => ops.cholesky([[1, 2], [2, 1]]), 'ops.cholesky: expected symmetric matrices whose eigenvalues are positive'], // prettier-ignore
    [() => ops.tril([1, 2]), 'ops.tril: expected a matrix or a stack of them'],
    [() => ops.tril([[1]], { k: 0.5 }), 'ops.tril: expected `k` to be an integer'],
    [() => ops.tri(-1), 'ops.tri: expected integers ≥ 0'],
    [() => ops.norm([[1]], 'nuc' as never), 'ops.norm: expected an `ord` of matrices that needs no singular values'],
    [() => ops.norm([[1]], 'max' as never), 'ops.norm: expected `ord` to be a number, "fro" or "nuc"'],
    [() => ops.norm([1], 'fro'), 'ops.norm: expected a number as `ord` of vectors'],
    [() => ops.norm(ops.ones([1, 1, 1]), 1), 'ops.norm: expected one axis or two where `ord` is given'],
    [() => ops.normalize([1], { order: 0 }), 'ops.normalize: expected `order` to be an integer of at least 1'],
    [() => ops.inv(symbol(null, null)), 'ops.inv: expected matrices of a known size'],
  ])('%s', (mistake, message) => {
    expect(mistake).toThrow(message);
  });
});
