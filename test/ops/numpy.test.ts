/** Operations of NumPy's kind: what the numbers of Keras in `goldens.test.ts` say nothing of. Expected values from NumPy. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { SymbolicTensor, tensor, type Tensor } from '../../src/tensor/index.js';

const i32 = (values: readonly number[]): Tensor => tensor([...values], { dtype: 'int32' });
const symbol = (...shape: (number | null)[]): SymbolicTensor => new SymbolicTensor({ shape });
const square = [[1, 2], [3, 4]]; // prettier-ignore
const none = ops.zeros([0]);

describe('integers and truth values', () => {
  test('stay what they are where elements only move', () => {
    const x = i32([3, 1, 2]);
    expect(ops.roll(x, -1)).toEqual(i32([1, 2, 3]));
    expect(ops.append(x, x).dtype).toBe('int32');
    expect(ops.diag(x).toArray()).toEqual([[3, 0, 0], [0, 1, 0], [0, 0, 2]]); // prettier-ignore
    expect(ops.topK(x, 2).map((each) => each.toArray())).toEqual([[3, 2], [0, 2]]); // prettier-ignore
    expect(ops.sliceUpdate(x, [1], i32([7, 8]))).toEqual(i32([3, 7, 8]));
    expect(ops.sliceUpdate([true, true], [0], [false]).toArray()).toEqual([false, true]);
    expect(ops.scatter([[2], [2]], i32([1, 2]), [3])).toEqual(i32([0, 0, 3]));
    expect(ops.vander(i32([2, 3])).toArray()).toEqual([[2, 1], [3, 1]]); // prettier-ignore
  });

  test('are exact', () => {
    expect(ops.topK(i32([2147483646, 2147483647]), 1)[1].toArray()).toEqual([1]);
    expect(ops.cumprod(i32([65536, 65536, 3])).toArray()).toEqual([65536, 0, 0]);
    expect(ops.segmentMax(i32([5, -7]), [0, 2], { numSegments: 3 }).toArray()).toEqual([5, -2147483648, -7]);
    expect(ops.segmentProd(i32([5, -7]), [1, 1]).toArray()).toEqual([1, -35]);
    expect(ops.unique(i32([3, -1, 3])).toString()).toBe('array([-1,  3], dtype=int32)');
    expect(ops.diff([true, false, false]).toArray()).toEqual([true, false]);
  });
});

describe('no elements', () => {
  test('give none, or what sums of nothing are', () => {
    expect(ops.cumprod(none).shape).toEqual([0]);
    expect(ops.diff(none).shape).toEqual([0]);
    expect(ops.diff([1]).shape).toEqual([0]);
    expect(ops.roll(none, 2).shape).toEqual([0]);
    expect(ops.trapezoid([1]).item()).toBe(0);
    expect(ops.segmentSum(none, tensor([], { dtype: 'int32' }), { numSegments: 2 }).toArray()).toEqual([0, 0]);
    expect(ops.segmentSum(none, tensor([], { dtype: 'int32' })).shape).toEqual([0]);
    expect(ops.bincount(tensor([], { dtype: 'int32' }), { minlength: 2 }).toArray()).toEqual([0, 0]);
    expect(ops.unique(none)).toEqual(none);
    expect(ops.nonzero(none)).toEqual([i32([])]);
    expect(ops.histogram(none, { bins: 2 })[0].toArray()).toEqual([0, 0]);
    expect(ops.topK(none, 0)[0].shape).toEqual([0]);
    expect(ops.diag(none).shape).toEqual([0, 0]);
    expect(ops.nansum(none).item()).toBe(0);
    expect(ops.searchsorted(none, [1]).toArray()).toEqual([0]);
    expect(() => ops.median(none)).toThrow('ops.median: expected one element or more to choose from');
    expect(() => ops.nanmax(none)).toThrow('ops.nanmax (ops.max): expected one element or more to choose from');
  });
});

describe('NaN', () => {
  test('makes a quantile one, and is left out by others', () => {
    expect(ops.median([1, NaN, 3]).item()).toBeNaN();
    expect(ops.nanmax([[NaN, NaN], [1, 2]], { axis: 1 }).toArray()).toEqual([NaN, 2]); // prettier-ignore
    expect(ops.nanargmax([[NaN, NaN], [1, 2]], { axis: 1 }).toArray()).toEqual([-1, 1]); // prettier-ignore
    expect(ops.nanmean([NaN]).item()).toBeNaN();
    expect(ops.nancumsum([1, NaN, 2]).toArray()).toEqual([1, 1, 3]);
    expect(ops.unique([NaN, 1, NaN], { returnCounts: true }).toString()).toContain('array([1, 2]');
    expect(ops.searchsorted([1, NaN], [NaN], { side: 'right' }).toArray()).toEqual([2]);
    const predictions = [[NaN, 1], [1, NaN], [NaN, -Infinity]]; // prettier-ignore
    expect(ops.inTopK(i32([0, 0, 0]), predictions, 1).toArray()).toEqual([false, true, true]);
  });
});

describe('more forms', () => {
  test('of searching', () => {
    const parts = ops.unique([[1, 2], [0, 1], [1, 2]], { axis: 0, returnIndex: true, returnInverse: true }); // prettier-ignore
    expect(parts.map((each) => each.toArray())).toEqual([[[0, 1], [1, 2]], [1, 0], [1, 0, 1]]); // prettier-ignore
    expect(ops.unique([3, 1, 3], { size: 4, fillValue: -1 })).toEqual(tensor([1, 3, -1, -1]));
    expect(ops.bincount(tensor([[0, 1], [1, 1]], { dtype: 'int32' })).toArray()).toEqual([[1, 1], [0, 2]]); // prettier-ignore
    expect(ops.unravelIndex(i32([5, -1]), [2, 3]).map((each) => each.toArray())).toEqual([[1, 1], [2, 2]]); // prettier-ignore
    expect(ops.isin(square, [1, 4], { invert: true }).toArray()).toEqual([[false, true], [true, false]]); // prettier-ignore
    expect(ops.histogram([1, 2, 5], { bins: 2, range: [0, 4] })[0].toArray()).toEqual([1, 1]);
    expect(ops.argpartition([3, 1, 2], { kth: 1, axis: null }).toArray()).toEqual([1, 2, 0]);
  });

  test('of segments and places', () => {
    expect(ops.segmentSum([1, 2, 3], [0, 5, -1], { numSegments: 2 }).toArray()).toEqual([1, 0]);
    expect(ops.scatterUpdate([1, 2, 3], [[1], [1]], [8, 9]).toArray()).toEqual([1, 9, 3]);
    expect(ops.scatterUpdate(square, [[1, -1]], [9]).toArray()).toEqual([[1, 2], [3, 9]]); // prettier-ignore
  });

  test('of joining and parting', () => {
    expect(ops.hsplit(square, [1]).map(({ shape }) => shape)).toEqual([[2, 1], [2, 1]]); // prettier-ignore
    expect(ops.arraySplit([1, 2, 3, 4, 5], 3).map((each) => each.size)).toEqual([2, 2, 1]);
    expect(ops.meshgrid([1, 2], [3], { indexing: 'ij' }).map(({ shape }) => shape)).toEqual([[2, 1], [2, 1]]); // prettier-ignore
    expect(ops.dstack([[1, 2], [3, 4]]).shape).toEqual([1, 2, 2]); // prettier-ignore
    expect(ops.unstack(square, { axis: 1, num: 2 })[1]!.toArray()).toEqual([2, 4]);
    const image = ops.reshape(ops.arange(16), [1, 2, 2, 4]);
    expect(ops.spaceToDepth(ops.depthToSpace(image, 2), 2)).toEqual(image);
    const first = ops.transpose(image, [0, 3, 1, 2]);
    expect(ops.spaceToDepth(ops.depthToSpace(first, 2, { dataFormat: 'channels_first' }), 2, { dataFormat: 'channels_first' })).toEqual(first); // prettier-ignore
    expect(ops.depthToSpace(first, 2, { dataFormat: 'channels_first' }).toArray()).toEqual([[[[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]]]); // prettier-ignore
  });

  test('of statistics', () => {
    expect(ops.quantile(square, [0, 1], { axis: 0, keepdims: true }).shape).toEqual([2, 1, 2]);
    expect(ops.average(square, { axis: 0, weights: [3, 1] }).toArray()).toEqual([1.5, 2.5]);
    expect(ops.cumsum([1, 2], { dtype: 'int32' }).dtype).toBe('int32');
    expect(ops.trapezoid([1, 3], { dx: 2 }).item()).toBe(4);
    expect(ops.corrcoef([1, 2, 4]).item()).toBe(1);
  });
});

test('shapes are known before anything is computed', () => {
  const x = symbol(null, 3);
  expect(ops.median(x, { axis: 1 }).shape).toEqual([null]);
  expect(ops.topK(x, 2).map(({ shape }) => shape)).toEqual([[null, 2], [null, 2]]); // prettier-ignore
  expect(ops.diff(x).shape).toEqual([null, 2]);
  expect(ops.roll(x, 1, { axis: 1 }).shape).toEqual([null, 3]);
  expect(ops.nanmean(x, { axis: 1 }).shape).toEqual([null]);
  expect(ops.hstack([x, x]).shape).toEqual([null, 6]);
  expect(ops.cumprod(x, { axis: 1 }).shape).toEqual([null, 3]);
  expect(ops.searchsorted([1, 2], x).shape).toEqual([null, 3]);
  expect(ops.moveaxis(symbol(null, 3, 4), 1, -1).shape).toEqual([null, 4, 3]);
  expect(ops.diagonal(symbol(null, 3, 4), { axis1: 1, axis2: 2 }).shape).toEqual([null, 3]);
});

describe('wrong arguments', () => {
  test.each<[() => unknown, string]>([
    [() => ops.topK([1, 2], 3), 'ops.topK: expected `k` to be an integer from 0 to 2'],
    [() => ops.quantile([1], 0.5, { method: 'best' as never }), 'ops.quantile: unknown method "best"'],
    [() => ops.roll([1, 2], [1, 2]), 'ops.roll: expected one shift where no axis is given'],
    [() => ops.rot90([1, 2]), 'ops.rot90: expected an axis'],
    [() => ops.moveaxis(square, [0, 0], [0, 1]), 'ops.moveaxis: expected as many places as axes, each once'],
    [() => ops.segmentSum([1, 2], [0]), 'ops.segmentSum: expected a segment id for each slice'],
    [() => ops.segmentSum([1], tensor([0.5])), 'ops.segmentSum: expected segment ids, a list of integers'],
    [() => ops.scatterUpdate([1], [[0]], [1], { reduction: 'mean' as never }), 'ops.scatterUpdate: unknown reduction "mean"'], // prettier-ignore
    [() => ops.sliceUpdate([1], [1], [2]), 'ops.sliceUpdate: expected a part that lies within the inputs'],
    [() => ops.searchsorted(square, [1]), 'ops.searchsorted: expected a sorted list of one axis'],
    [() => ops.searchsorted([1], [1], { side: 'top' as never }), 'ops.searchsorted: expected `side` to be "left" or "right"'], // prettier-ignore
    [() => ops.bincount([0.5]), 'ops.bincount: expected a list or a matrix of integers'],
    [() => ops.bincount(i32([-1])), 'ops.bincount: expected integers from 0 on'],
    [() => ops.unique(symbol(3)), 'ops.unique: expected a tensor whose values are known'],
    [() => ops.diag(ops.ones([1, 1, 1])), 'ops.diag: expected a vector or a matrix'],
    [() => ops.diff([1], -1), 'ops.diff: expected `n` to be an integer ≥ 0'],
    [() => ops.hstack([]), 'ops.hstack: expected a list of one array or more'],
    [() => ops.meshgrid(square), 'ops.meshgrid: expected vectors'],
    [() => ops.vander(square), 'ops.vander: expected a vector'],
    [() => ops.depthToSpace(ops.ones([1, 1, 1, 3]), 2), 'ops.depthToSpace: expected lengths that the block size divides'], // prettier-ignore
    [() => ops.unravelIndex(i32([6]), [2, 3]), 'ops.unravelIndex: expected places from -6 to 5'],
    [() => ops.histogram([1], { bins: 0 }), 'ops.histogram: expected `bins` to be an integer from 1 on'],
  ])('%s', (mistake, message) => {
    expect(mistake).toThrow(message);
  });
});
