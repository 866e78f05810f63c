/** Sums of products by an equation, beside the operations that compute the same. */
import { describe, expect, test } from 'vitest';
import { grad, ops, tensor, ValueError, type Tensor } from 'hillock';
import { expectClose } from './closeness.js';
import { irregular } from './gradient-check.js';

const [a, b] = [irregular([2, 3]), irregular([3, 4], 2)];
const [batchA, batchB] = [irregular([2, 3, 4]), irregular([2, 4, 5], 2)];

describe('einsum', () => {
  test.each<[string, readonly Tensor[], () => Tensor]>([
    ['ij,jk->ik', [a, b], () => ops.matmul(a, b)],
    ['ij,jk', [a, b], () => ops.matmul(a, b)],
    ['ij->ji', [a], () => ops.transpose(a)],
    ['ij->j', [a], () => ops.sum(a, { axis: 0 })],
    ['ij->', [a], () => ops.sum(a)],
    ['bij,bjk->bik', [batchA, batchB], () => ops.matmul(batchA, batchB)],
    ['...ij,...jk->...ik', [batchA, batchB], () => ops.matmul(batchA, batchB)],
    ['ij,ij->ij', [a, a], () => ops.square(a)],
    [
      'i,j->ij',
      [irregular([2]), irregular([3])],
      () => ops.matmul(ops.reshape(irregular([2]), [2, 1]), ops.reshape(irregular([3]), [1, 3])),
    ],
    ['ij,jk,kl->il', [a, b, irregular([4, 2], 3)], () => ops.matmul(ops.matmul(a, b), irregular([4, 2], 3))],
    ['bij,jk->bik', [batchA, irregular([4, 2], 3)], () => ops.matmul(batchA, irregular([4, 2], 3))],
  ])('%s', (equation, operands, other) => {
    expectClose(ops.einsum(equation, ...operands), other(), 1e-6);
  });

  test('takes axes of no length', () => {
    expect(ops.einsum('ij,jk->ik', ops.zeros([2, 0]), ops.zeros([0, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(ops.einsum('ij,jk->ik', ops.zeros([0, 2]), ops.zeros([2, 3])).shape).toEqual([0, 3]);
  });

  test('passes gradients on', () => {
    const byEinsum = grad((x: Tensor) => ops.sum(ops.square(ops.einsum('ij,jk->ik', x, b))))(a);
    const byMatmul = grad((x: Tensor) => ops.sum(ops.square(ops.matmul(x, b))))(a);
    expectClose(byEinsum, byMatmul, 1e-6);
  });

  test.each<[string, string, readonly Tensor[]]>([
    ['too few operands', 'ij,jk->ik', [a]],
    ['another rank', 'ijk->i', [a]],
    ['a letter of nobody', 'ij->k', [a]],
    ['a letter twice for axes of other lengths', 'ii->i', [irregular([2, 3])]],
    ['other lengths', 'ij,jk->ik', [a, a]],
    ['no letters', 'i1->i', [a]],
  ])('refuses %s', (_, equation, operands) => {
    expect(() => ops.einsum(equation, ...operands)).toThrow(ValueError);
  });

  test('takes a letter twice for a diagonal', () => {
    const x = [[1, 2], [3, 4]]; // prettier-ignore
    expect(ops.einsum('ii->i', x).toArray()).toEqual([1, 4]);
    expect(ops.einsum('ii', x).item()).toBe(5);
    const cube = ops.reshape(ops.arange(8, { dtype: 'float32' }), [2, 2, 2]);
    expect(ops.einsum('iij,ij->j', cube, x).toArray()).toEqual([18, 30]);
  });

  test('refuses what is no equation', () => {
    expect(() => ops.einsum(tensor([1]) as never)).toThrow('ops.einsum: expected an equation, and then its operands');
  });
});
