/** Closeness, products, bits, windows and the others of Keras's small operations. Expected values from NumPy and Keras on JAX. */
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { irregular } from './gradient-check.js';

const i32 = (values: readonly number[]): Tensor => tensor([...values], { dtype: 'int32' });
const bytes = (values: readonly number[]): Tensor => tensor([...values], { dtype: 'uint8' });

test('bits and divisors of integers of all kinds', () => {
  expect(ops.bitwiseLeftShift(bytes([200, 1]), bytes([1, 7])).toArray()).toEqual([144, 128]);
  expect(ops.bitwiseNot(bytes([1])).toArray()).toEqual([254]);
  expect(ops.bitwiseNot([true, false]).toArray()).toEqual([false, true]);
  expect(ops.bitwiseXor([true, true], [true, false]).toArray()).toEqual([false, true]);
  expect(ops.rightShift(i32([-1, 8]), 40).toArray()).toEqual([-1, 0]);
  expect(ops.gcd(i32([0, -12]), i32([5, 18])).toArray()).toEqual([5, 6]);
  expect(ops.lcm(i32([0, -4]), 6).toArray()).toEqual([0, 12]);
  expect(() => ops.bitwiseAnd(tensor([0.5]), 1)).toThrow('ops.bitwiseAnd: expected arrays of integers or truth values');
});

test('bits and divisors of bytes beside numbers are bytes, and of fractions there are none', () => {
  for (const [found, values] of [
    [ops.leftShift(bytes([255]), 1), [254]],
    [ops.rightShift(bytes([255]), 1), [127]],
    [ops.bitwiseAnd(bytes([255]), 3), [3]],
    [ops.bitwiseOr(3, bytes([252])), [255]],
    [ops.bitwiseXor(bytes([255]), [1]), [254]],
    [ops.gcd(bytes([12]), 18), [6]],
    [ops.lcm(bytes([12]), 18), [36]],
  ] as const) {
    expect(found.dtype).toBe('uint8');
    expect(found.toArray()).toEqual(values);
  }
  expect(ops.bitwiseAnd(bytes([255]), 256)).toEqual(i32([0]));
  expect(ops.bitwiseAnd(tensor([true]), 3)).toEqual(i32([1]));
  expect(ops.bitwiseOr([16777217], 0)).toEqual(i32([16777217]));
  for (const name of ['gcd', 'lcm', 'bitwiseAnd', 'bitwiseLeftShift'] as const) {
    for (const [a, b] of [[1.5, 2], [2, [1.5]], [bytes([2]), 1.5]] as const) expect(() => ops[name](a, b)).toThrow(`ops.${name}: expected arrays of integers`); // prettier-ignore
  }
  expect(() => ops.bitwiseNot(1.5)).toThrow('ops.bitwiseNot: expected arrays of integers');
});

test('the logarithm of a sum of exponentials of integers', () => {
  expect(ops.logsumexp(bytes([1, 2, 3])).item()).toBeCloseTo(3.4076059644443806, 6);
  expect(ops.logsumexp(i32([-2147483648, 2147483647])).item()).toBe(2147483648);
});

test('quantiles lie within the array', () => {
  const mistakes: readonly (readonly [name: 'quantile' | 'percentile' | 'nanquantile' | 'nanpercentile', q: number | number[], most: number])[] = [
    ['quantile', -0.9, 1],
    ['quantile', [0, 1.5], 1],
    ['percentile', -3, 100],
    ['nanquantile', -0.5, 1],
    ['nanpercentile', 101, 100],
  ]; // prettier-ignore
  for (const [name, q, most] of mistakes) expect(() => ops[name]([1, 100], q)).toThrow(`ops.${name}: expected \`q\` to be from 0 to ${most}`); // prettier-ignore
  for (const name of ['quantile', 'nanquantile'] as const) {
    expect(ops[name]([1, 100], NaN).item()).toBeNaN();
    expect(ops[name]([1, 100], [0, NaN, 1]).toArray()).toEqual([1, NaN, 100]);
  }
});

test('places and axes that there are not', () => {
  for (const kth of [3, 7, -4]) expect(() => ops.argpartition([1, 2, 3], kth)).toThrow('ops.argpartition: expected `kth` to be an integer from -3 to 2'); // prettier-ignore
  expect(ops.argpartition([3, 2, 1], -1).toArray()).toEqual([2, 1, 0]);
  expect(() => ops.squeeze(ops.zeros([1, 2, 1]), { axis: [0, -3] })).toThrow('ops.squeeze: expected each axis once');
  expect(ops.unstack(ops.zeros([0]))).toEqual([]);
});

test.each(['uint8', 'int32', 'float16', 'bfloat16', 'float32'] as const)('products with numbers stay %s', (dtype) => {
  const x = ops.cast([1, 3], dtype);
  for (const name of ['outer', 'kron', 'inner', 'append'] as const) {
    expect([name, ops[name](x, 2).dtype]).toEqual([name, dtype]);
    expect([name, ops[name](2, x).dtype]).toEqual([name, dtype]);
    expect([name, ops[name](ops.cast([1, 0], 'bool'), 2).dtype]).toEqual([name, 'int32']);
  }
});

test.each(['float16', 'bfloat16'] as const)('correlations of integers with %s', (dtype) => {
  for (const other of ['bool', 'uint8', 'int32'] as const)
    expect(ops.correlate(ops.cast([1, 3], dtype), ops.cast([1], other)).dtype).toBe(dtype);
});

test('the next number', () => {
  const next = (from: number, to: number): number => ops.nextafter(tensor(from, { dtype: 'float64' }), tensor(to, { dtype: 'float64' })).item(); // prettier-ignore
  expect([next(0, 1), next(0, -1), next(1, 0), next(-1, -2), next(2, 2)]).toEqual([5e-324, -5e-324, 1 - 2 ** -53, -1 - 2 ** -52, 2]); // prettier-ignore
  expect(ops.nextafter([NaN, Infinity], [1, 0]).toArray()).toEqual([NaN, (2 - 2 ** -23) * 2 ** 127]);
});

test.each([
  ['float16', 2 ** -24, 2 ** -10, 2 ** -14 - 2 ** -24, 65504],
  ['bfloat16', 2 ** -133, 2 ** -7, 2 ** -14 - 2 ** -22, (2 - 2 ** -7) * 2 ** 127],
] as const)('the next number of %s', (dtype, least, afterOne, belowNormal, most) => {
  const next = (from: number, to: number): number => ops.nextafter(ops.cast([from], dtype), ops.cast([to], dtype)).data[0]!; // prettier-ignore
  expect([next(0, 1), next(-0, -1), next(1, 2), next(-1, -2), next(3, 3)]).toEqual([least, -least, 1 + afterOne, -1 - afterOne, 3]); // prettier-ignore
  expect([next(2 ** -14, 0), next(Infinity, 0), next(most, Infinity), next(-least, 1)]).toEqual([belowNormal, most, Infinity, -0]); // prettier-ignore
  expect(ops.nextafter(ops.cast([1], dtype), tensor([2], { dtype: 'int32' })).dtype).toBe(dtype);
});

test('numbers beside arrays of integers take their dtype in products', () => {
  const x = tensor([1, 2, 3], { dtype: 'int32' });
  expect(ops.vdot(tensor([2], { dtype: 'int32' }), 3).dtype).toBe('int32');
  expect(ops.tensordot(x, 2, 0).dtype).toBe('int32');
  expect(ops.cross(x, [1, 0, 2]).dtype).toBe('int32');
  expect(ops.select([tensor([true, false, true])], [x], { default: 7 }).dtype).toBe('int32');
});

test('numbers that are not chosen leave no trace', () => {
  expect(ops.sliceUpdate([NaN, 1], [0], [2]).toArray()).toEqual([2, 1]);
  expect(ops.diag([Infinity, NaN]).toArray()).toEqual([[Infinity, 0], [0, NaN]]); // prettier-ignore
  expect(ops.diagflat([Infinity, 1], { k: 1 }).toArray()).toEqual([[0, Infinity, 0], [0, 0, 1], [0, 0, 0]]); // prettier-ignore
  expect(ops.correlate([Infinity, 1, 2], [1, 2], { mode: 'full' }).toArray()).toEqual([Infinity, Infinity, 5, 2]);
});

test('casts hold numbers within what both dtypes hold', () => {
  expect(ops.saturateCast([Infinity, -1e6, 1e6, 2], 'float16').toArray()).toEqual([65504, -65504, 65504, 2]);
  expect(ops.saturateCast([-2, 0, 0.5], 'bool').toArray()).toEqual([false, false, true]);
  expect(ops.saturateCast([-Infinity], 'float64').toArray()).toEqual([-(2 - 2 ** -23) * 2 ** 127]);
  expect(ops.saturateCast(ops.cast([Infinity], 'bfloat16'), 'int32').toArray()).toEqual([2 ** 31 - 1]);
});

test('bits that move by more places than there are are gone, in either direction', () => {
  const places = tensor([31, 32, -1, 2 ** 31 - 1], { dtype: 'int32' });
  expect(ops.rightShift(tensor([9], { dtype: 'int32' }), places).toArray()).toEqual([0, 0, 0, 0]);
  expect(ops.bitwiseRightShift(tensor([-9], { dtype: 'int32' }), places).toArray()).toEqual([-1, -1, -1, -1]);
  expect(ops.leftShift(tensor([9], { dtype: 'int32' }), places).toArray()).toEqual([-(2 ** 31), 0, 0, 0]);
});

test('what takes part in an extreme is of its dtype', () => {
  const bytes = tensor([2], { dtype: 'uint8' });
  expect(() => ops.min(bytes, { initial: -3 })).toThrow('expected numbers that uint8 can hold, from 0 to 255');
  expect(ops.max(tensor([false]), { initial: 3 }).item()).toBe(true);
});

test('averages are of all dtypes of values and weights together', () => {
  const [x, weights] = [tensor([1, 2], { dtype: 'int32' }), ops.cast([1, 3], 'float16')];
  expect(ops.average(x, { weights }).dtype).toBe('float16');
  expect(ops.average(tensor([-4, -2.6875, 3]), { weights: ops.cast([3.5, 21920, 4], 'float16') }).item()).toBeCloseTo((-14 - 2.6875 * 21920 + 12) / 21927.5, 5); // prettier-ignore
  expect(ops.corrcoef(ops.cast([[300, 600, 900], [900, 600, 300]], 'float16')).toArray()).toEqual([[1, -1], [-1, 1]]); // prettier-ignore
});

test('sums of truth values that stay what they are hold 0 and 1', () => {
  const [x, ids] = [tensor([true, true, false]), tensor([0, 0, 1], { dtype: 'int32' })];
  expect([...ops.segmentSum(x, ids, { numSegments: 2 }).data]).toEqual([1, 0]);
  expect([...ops.scatter([[0], [0], [1]], x, [2]).data]).toEqual([1, 0]);
});

test.each([-1, 2.5, NaN, Infinity, null])('counts of a least length of %s are refused', (minlength) => {
  const counted = (): unknown => ops.bincount(tensor([1], { dtype: 'int32' }), { minlength: minlength as number });
  expect(counted).toThrow('ops.bincount: expected `minlength` to be an integer ≥ 0');
});

test('what images are filled up with is a number of their dtype', () => {
  const image = ops.cast([[[1], [2]]], 'uint8');
  const away = tensor([1, 0, 5, 0, 1, 0, 0, 0]);
  const calls = [
    (fillValue: number) => ops.image.affineTransform(image, away, { fillValue }),
    (fillValue: number) => ops.image.mapCoordinates(image, tensor([[5], [0], [0]]), 1, { fillValue }),
    (fillValue: number) => ops.image.resize(image, [4, 2], { padToAspectRatio: true, fillValue }),
  ];
  for (const call of calls) {
    for (const fillValue of [300, -1])
      expect(() => call(fillValue)).toThrow('expected numbers that uint8 can hold, from 0 to 255');
    expect(Math.max(...(call(7.5).data as Uint8Array))).toBe(7);
  }
});

test('products of bytes and truth values stay what they are', () => {
  const [bytes, truth] = [ops.cast([0, 3, 2], 'uint8'), tensor([true, false, true])];
  expect(ops.cross(bytes, tensor([false, true])).toArray()).toEqual([254, 0, 0]);
  expect(ops.einsum('i->', ops.cast([255, 3], 'uint8')).toString()).toBe('array(2, dtype=uint8)');
  expect([ops.einsum('i->', truth), ops.einsum('i,i->', truth, truth)].map(String)).toEqual(['array(True)', 'array(True)']); // prettier-ignore
});

test('integers that meet fractions are cut at the end', () => {
  const x = tensor([16777217, 4], { dtype: 'int32' });
  expect(ops.scatterUpdate(x, [[1], [1]], tensor([1.5, 1.5]), { reduction: 'mul' }).toArray()).toEqual([16777217, 9]);
  expect(ops.scatterUpdate(x, [[1]], tensor([2.75])).toArray()).toEqual([16777217, 2]);
  expect(ops.scatterUpdate(x, [[1]], [2], { reduction: 'add' }).toArray()).toEqual([16777217, 6]);
});

test('between an infinity and a number lies an infinity', () => {
  expect(ops.median([-Infinity, 4]).item()).toBe(-Infinity);
  expect(ops.quantile([1, Infinity], [0, 0.5]).toArray()).toEqual([1, Infinity]);
  expect(ops.nanmedian([-Infinity, NaN, Infinity]).item()).toBeNaN();
  const most = (2 - 2 ** -23) * 2 ** 127;
  expect(ops.median([-most, most]).item()).toBe(0);
});

test('convolutions of integers are integers, modulo their range', () => {
  const [x, kernel] = [tensor([[[2 ** 30], [3]]], { dtype: 'int32' }), tensor([[[4]], [[5]]], { dtype: 'int32' })]; // prettier-ignore
  expect(ops.conv(x, kernel).toArray()).toEqual([[[15]]]);
  expect(ops.convTranspose(x, kernel).toArray()).toEqual([[[0], [(5 * 2 ** 30 + 12) | 0], [15]]]);
  const [large, larger] = [123456789, 987654321].map((each) =>
    ops.reshape(tensor([each, each], { dtype: 'int32' }), [1, 2, 1]),
  );
  expect(ops.conv(large!, ops.reshape(larger!, [2, 1, 1])).toArray()).toEqual([[[2 * -67153019]]]);
  expect(ops.convTranspose(large!, ops.reshape(larger!, [2, 1, 1])).toArray()).toEqual([
    [[-67153019], [2 * -67153019], [-67153019]],
  ]);
  expect(ops.conv(ops.cast(x, 'uint8'), ops.cast(kernel, 'uint8')).dtype).toBe('uint8');
});

test('products of all shapes', () => {
  const [a, b] = [irregular([2, 3, 4], 1), irregular([4, 3, 2], 2)];
  expectClose(ops.tensordot(a, b, [[1, 2], [1, 0]]), ops.einsum('ijk,kjl->il', a, b), 1e-12); // prettier-ignore
  expectClose(ops.inner(a, irregular([5, 4], 3)), ops.einsum('ijk,lk->ijl', a, irregular([5, 4], 3)), 1e-12);
  expect(ops.kron([[1, 2]], [[1], [3]]).toArray()).toEqual([[1, 2], [3, 6]]); // prettier-ignore
  expect(ops.cross([1, 2], [3, 4]).item()).toBe(-2);
  expect(ops.cross([1, 2], [3, 4, 5]).toArray()).toEqual([10, -5, -2]);
  expect(ops.correlate([1, 2], [1, 2, 3], { mode: 'full' }).toArray()).toEqual([3, 8, 5, 2]);
  expect(ops.correlate([1, 2], [1, 2, 3], { mode: 'valid' }).toArray()).toEqual([8, 5]);
  expect(ops.correlate([1, 2], [1, 2, 3], { mode: 'same' }).toArray()).toEqual([8, 5, 2]);
  expect(() => ops.tensordot([1, 2], [1, 2, 3], 1)).toThrow('ops.tensordot: expected axes of one length');
  expect(() => ops.cross([1], [1])).toThrow('ops.cross: expected vectors of two or three numbers');
});

test('parts by keys', () => {
  const x = ops.reshape(ops.arange(24), [2, 3, 4]);
  expect(ops.getItem(x, [1, '...', -1]).toArray()).toEqual([15, 19, 23]);
  expect(ops.getItem(x, [null, [0, 2], 'newaxis', [null, null, 2]]).shape).toEqual([2, 2, 1, 2]);
  expect(ops.getItem(x, [0, i32([2, 0])]).toArray()).toEqual([[8, 9, 10, 11], [0, 1, 2, 3]]); // prettier-ignore
  expect(() => ops.getItem([1], [0, 0])).toThrow('ops.getItem: expected at most 1 keys');
});

test('numbers of all kinds', () => {
  expect(ops.isclose([Infinity, Infinity, NaN], [Infinity, -Infinity, NaN]).toArray()).toEqual([true, false, false]);
  expect(ops.nanToNum([-Infinity]).item()).toBe(-(2 - 2 ** -23) * 2 ** 127);
  expect(ops.nanToNum(i32([3])).dtype).toBe('int32');
  expect(ops.saturateCast([-1.5, 3e9], 'int32').toArray()).toEqual([-1, 2147483647]);
  expect(ops.saturateCast(i32([-5, 300]), 'uint8').toArray()).toEqual([0, 255]);
  expect([ops.size([[1, 2]]), ops.ndim([[1, 2]]), ops.dtype(i32([1]))]).toEqual([2, 2, 'int32']);
  const original = tensor([1, 2]);
  expect(ops.copy(original).data).not.toBe(original.data);
  expect(ops.max([], { initial: 3 }).item()).toBe(3);
  expect(ops.min(i32([5, 7]), { initial: 6 }).toArray()).toBe(5);
  expect(ops.prod([2, 3], { dtype: 'int32' }).dtype).toBe('int32');
  expect(() => ops.select([[true]], [])).toThrow('ops.select: expected as many choices as conditions');
});

describe('windows are those of NumPy', () => {
  const rounded = (x: Tensor): number[] => Array.from(x.data as Float32Array, (each) => Math.round(each * 1e6) / 1e6);

  test('at five points', () => {
    expect(rounded(ops.hamming(5))).toEqual([0.08, 0.54, 1, 0.54, 0.08]);
    expect(rounded(ops.blackman(5))).toEqual([0, 0.34, 1, 0.34, 0]);
    expect(rounded(ops.kaiser(5, 4))).toEqual([0.088481, 0.633432, 1, 0.633432, 0.088481]);
  });

  test('at one and none, and for no length at all', () => {
    expect([ops.hanning(1), ops.kaiser(1, 4)].map((each) => each.toArray())).toEqual([[1], [1]]);
    expect(ops.bartlett(0).shape).toEqual([0]);
    expect(() => ops.hanning(-1)).toThrow('ops.hanning: expected a length, an integer ≥ 0');
  });
});

describe('normalization and attention', () => {
  test('of 16 bits are computed in float32', () => {
    expect(ops.rmsNormalization(tensor([300, 400], { dtype: 'float16' })).toArray().map((each) => Math.round(Number(each) * 100))).toEqual([85, 113]); // prettier-ignore
    expect(ops.layerNormalization(tensor([[300, 500]], { dtype: 'float16' })).dtype).toBe('float16');
  });

  test('hide what a mask hides, and share heads', () => {
    const [q, k, v] = [irregular([1, 2, 4, 3], 1), irregular([1, 5, 2, 3], 2), irregular([1, 5, 2, 3], 3)];
    const mask = [[true, false, false, false, false], [false, true, false, false, false]]; // prettier-ignore
    const seen = ops.dotProductAttention(q, k, v, { mask });
    expectClose(ops.getItem(seen, [0, 0, [0, 2]]), ops.repeat(ops.getItem(v, [0, 0, [0, 1]]), 2, { axis: 0 }), 1e-12);
    expect(() => ops.dotProductAttention(q, k, v, { flashAttention: true as never })).toThrow('ops.dotProductAttention: expected no `flashAttention`'); // prettier-ignore
  });

  test('blocks added up give each pixel as often as it is covered', () => {
    const x = irregular([2, 3, 4, 5], 1);
    const options = { padding: 1, stride: 2 };
    const counts = ops.fold(ops.unfold(ops.onesLike(x), 2, options), [4, 5], 2, options);
    expectClose(ops.fold(ops.unfold(x, 2, options), [4, 5], 2, options), ops.multiply(x, counts), 1e-12);
  });
});

describe('spaces of powers', () => {
  const f64 = { dtype: 'float64' } as const;

  test('begin and end exactly where they should', () => {
    for (const [start, stop] of [
      [1, 1000],
      [3, 7e5],
      [0.1, 1e30],
      [-2, -77],
      [1e-40, 1e38],
    ] as const) {
      for (const num of [2, 3, 7, 50]) {
        const numbers = ops.geomspace(start, stop, num);
        expect([numbers.data[0], numbers.data[num - 1]]).toEqual([Math.fround(start), Math.fround(stop)]);
        const doubles = ops.geomspace(start, stop, num, f64);
        expect([doubles.data[0], doubles.data[num - 1]]).toEqual([start, stop]);
        const open = ops.geomspace(start, stop, num, { endpoint: false });
        expect(open.data[0]).toBe(Math.fround(start));
        expect(Math.abs(open.data[num - 1]!)).not.toBe(Math.abs(Math.fround(stop)));
      }
    }
    expect(ops.geomspace(3, 7, 1).toArray()).toEqual([3]);
    expect(ops.geomspace(3, 7, 0).shape).toEqual([0]);
  });

  // From NumPy.
  test('are as of NumPy', () => {
    expect(ops.geomspace(-1, -1000, 4).toArray()).toEqual([-1, -10, -100, -1000]);
    expect(ops.geomspace(1, 1000, 4, { dtype: 'int32' }).toArray()).toEqual([1, 10, 100, 1000]);
    expect(ops.geomspace(3, 1000, 5, { dtype: 'int32' }).toArray()).toEqual([3, 12, 54, 234, 1000]);
    expect(ops.logspace(0, 9, 10, { dtype: 'int32' }).data.at(-1)).toBe(1e9);
    expect(ops.logspace(0.1, 0.7, 3).toArray()).toEqual([1.2589254, 2.5118864, 5.0118723].map(Math.fround));
    expect(ops.logspace(0, 15, 16, f64).toArray()).toEqual(Array.from({ length: 16 }, (_, i) => Number(`1e${i}`)));
  });

  test('of arrays lie along the axis that is asked for', () => {
    const columns = [
      [1, 1],
      [10, 100],
      [100, 10000],
    ];
    expect(ops.geomspace(1, [100, 10000], 3).toArray()).toEqual(columns);
    expect(ops.geomspace([1, 1], [100, 10000], 3, { axis: -1 }).toArray()).toEqual([
      [1, 10, 100],
      [1, 100, 10000],
    ]);
    expect(ops.geomspace([[1], [-1]], [[100], [-10000]], 3, { axis: 1 }).toArray()).toEqual([
      [[1], [10], [100]],
      [[-1], [-100], [-10000]],
    ]);
    expect(ops.geomspace(tensor([1], f64), 8, 4).dtype).toBe('float64');
    expect(ops.geomspace(tensor([1], { dtype: 'float16' }), 8, 4).dtype).toBe('float16');
    expect(ops.geomspace(i32([1]), i32([8]), 4).toArray()).toEqual([[1], [2], [4], [8]]);
  });

  test('pass gradients on to their ends', () => {
    const both = grad((a: Tensor, b: Tensor) => ops.sum(ops.geomspace(a, b, 3)), { argument: [0, 1] });
    // a + √(ab) + b.
    expectClose(ops.stack(both(4, 9)), tensor([1.75, 4 / 3]), 1e-6);
    const ofLog = grad((a: Tensor) => ops.sum(ops.logspace(a, 2, 2)));
    expectClose(ofLog(1), tensor(10 * Math.LN10), 1e-6);
  });
});

test('an array is a copy', () => {
  const x = tensor([1, 2]);
  for (const copied of [ops.array(x), ops.copy(x)]) {
    copied.data[0] = 5;
    expect(x.toArray()).toEqual([1, 2]);
  }
  const data = Float32Array.of(1, 2);
  ops.array(data).data[0] = 5;
  expect([...data]).toEqual([1, 2]);
  expect(ops.convertToTensor(x)).toBe(x);
});
