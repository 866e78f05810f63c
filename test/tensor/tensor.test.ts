import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NestedArray, Tensor } from '../../src/tensor/index.js';
import {
  asTensor,
  castData,
  decodeStorage,
  leastDType,
  nextDraw,
  promoteDTypes,
  SymbolicTensor,
  tensor,
  Variable,
  weakDType,
  type DType,
  type TensorLike,
  type TensorOptions,
} from '../../src/tensor/index.js';

/** `tensor` as plain JavaScript sees it, which no type keeps from nonsense. */
const looseTensor = tensor as (data: unknown, options?: object) => Tensor;

/** One number in so many arrays. */
function nestedIn(depth: number): NestedArray {
  let data: NestedArray = 1;
  for (let i = 0; i < depth; i++) data = [data];
  return data;
}

describe('tensor', () => {
  test.each([
    [{ dtyp: 'int32' }, 'tensor: unknown option "dtyp". Did you mean "dtype"?'],
    ['int32', 'tensor: expected an object of options as last argument. Received: options="int32".'],
    [[2, 2], 'tensor: expected an object of options as last argument. Received: options=[2, 2].'],
  ])('refuses %j for its options', (options, message) => {
    expect(() => looseTensor([1, 2, 3, 4], options as object)).toThrow(message);
  });

  test.each<[TensorLike, DType, number[], number[] | string[]]>([
    [3, 'float32', [], [3]],
    [true, 'bool', [], [1]],
    ['relu', 'string', [], ['relu']],
    [[1, 2, 3], 'float32', [3], [1, 2, 3]],
    [
      [
        [true, false],
        [false, true],
      ],
      'bool',
      [2, 2],
      [1, 0, 0, 1],
    ],
    [['a', 'b'], 'string', [2], ['a', 'b']],
    [[true, 2], 'float32', [2], [1, 2]],
    [[], 'float32', [0], []],
    [[[], []], 'float32', [2, 0], []],
    [new Float64Array([0.1]), 'float64', [1], [0.1]],
    [new Int8Array([-1, 2]), 'int32', [2], [-1, 2]],
    [new Int16Array([-1, 2]), 'int32', [2], [-1, 2]],
    [new Uint16Array([65535]), 'int32', [1], [65535]],
    [new Uint32Array([2 ** 31 - 1]), 'int32', [1], [2 ** 31 - 1]],
    [new Uint8ClampedArray([255]), 'uint8', [1], [255]],
    [new BigInt64Array([-5n]), 'int32', [1], [-5]],
    [new BigUint64Array([5n]), 'int32', [1], [5]],
    [Buffer.from([1, 2]), 'uint8', [2], [1, 2]],
    [[new Float64Array([1, 2]), [3, 4]], 'float64', [2, 2], [1, 2, 3, 4]],
    [[tensor([1, 2]), new Int32Array([3, 4])], 'float32', [2, 2], [1, 2, 3, 4]],
    [[new Int32Array([1]), [2]], 'int32', [2, 1], [1, 2]],
    [[new Int32Array([1]), [2.5]], 'float32', [2, 1], [1, 2.5]],
    [
      [
        [tensor(1), 2],
        [new Variable(3), 4],
      ],
      'float32',
      [2, 2],
      [1, 2, 3, 4],
    ],
  ])('%o becomes %s of shape %j', (data, dtype, shape, elements) => {
    const x = tensor(data);
    expect(x.dtype).toBe(dtype);
    expect(x.shape).toEqual(shape);
    expect(Array.from<number | string>(x.data)).toEqual(elements);
    expect([x.size, x.rank]).toEqual([elements.length, shape.length]);
  });

  test.each<[TensorLike, TensorOptions, number[] | string[]]>([
    [[1.9, -1.9, 0], { dtype: 'int32' }, [1, -1, 0]],
    [[0, 0.5, NaN], { dtype: 'bool' }, [0, 1, 1]],
    [[true, false], { dtype: 'float64' }, [1, 0]],
    [[0.1], { dtype: 'float64' }, [0.1]],
    [new Float32Array([300, -1, NaN, 7.9]), { dtype: 'uint8' }, [255, 0, 0, 7]],
    [new Float64Array([1e300, -1e300]), { dtype: 'int32' }, [2 ** 31 - 1, -(2 ** 31)]],
    [new Int32Array([257, -1]), { dtype: 'uint8' }, [1, 255]],
    [new Uint8Array([0, 7]), { dtype: 'bool' }, [0, 1]],
    [new Int32Array([1, 2, 3, 4]), { shape: [2, 2] }, [1, 2, 3, 4]],
    [[1, 2], { shape: [2, 1, 1], dtype: 'int32' }, [1, 2]],
    [7, { shape: [1] }, [7]],
  ])('%o as %j', (data, options, elements) => {
    const x = tensor(data, options);
    expect(Array.from<number | string>(x.data)).toEqual(elements);
    if (options.dtype !== undefined) expect(x.dtype).toBe(options.dtype);
    if (options.shape !== undefined) expect(x.shape).toEqual(options.shape);
  });

  test('is a view of a typed array that it computes in', () => {
    const array = new Float32Array([1, 2]);
    expect(tensor(array).data).toBe(array);
    const clamped = new Uint8ClampedArray([1, 2]);
    expect((tensor(clamped).data as Uint8Array).buffer).toBe(clamped.buffer);
  });

  test('shares the elements of a tensor of another shape', () => {
    const x = tensor([1, 2, 3, 4]);
    expect(tensor(x)).toBe(x);
    expect(tensor(x, { shape: [2, 2] }).data).toBe(x.data);
  });

  test('takes half-precision arrays where the engine has them', () => {
    const array = { length: 2, 0: 0.5, 1: -2, [Symbol.toStringTag]: 'Float16Array' };
    const isView = ArrayBuffer.isView;
    ArrayBuffer.isView = (value): value is DataView => value === array || isView(value);
    try {
      const x = looseTensor(array);
      expect(x.dtype).toBe('float16');
      expect(x.data).toEqual(new Float32Array([0.5, -2]));
    } finally {
      ArrayBuffer.isView = isView;
    }
  });

  test('toArray gives back what went in', () => {
    const nested = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).chain(([a, b, c]) =>
      fc.array(fc.array(fc.array(fc.float(), { minLength: c, maxLength: c }), { minLength: b, maxLength: b }), {
        minLength: a,
        maxLength: a,
      }),
    );
    fc.assert(
      fc.property(nested, (data) => {
        expect(tensor(data).toArray()).toEqual(data);
      }),
    );
  });

  test('gives plain JavaScript values', () => {
    expect(tensor([[true], [false]]).toArray()).toEqual([[true], [false]]);
    expect(tensor(2.5).toArray()).toBe(2.5);
    expect(tensor([[7]]).item()).toBe(7);
    expect(tensor([true]).item()).toBe(true);
    expect(JSON.stringify({ x: tensor([[1, 2]]) })).toBe('{"x":[[1,2]]}');
  });

  test.each(
    Object.entries({
      'tensor: expected nested arrays of equal lengths, shape [2, 2] by their first elements. Received: data[1]=[3].':
        () => tensor([[1, 2], [3]]),
      'tensor: expected nested arrays of equal lengths, shape [2, 1, 2] by their first elements. Received: data[1][0]=[3, 4, 5].':
        () => tensor([[[1, 2]], [[3, 4, 5]]]),
      'tensor: expected nested arrays of equal lengths, shape [2] by their first elements. Received: data[1]=[2].':
        () => tensor([1, [2]]),
      'tensor: expected nested arrays of equal lengths, shape [2, 1] by their first elements. Received: data[1]=2.':
        () => tensor([[1], 2]),
      'tensor: expected nested arrays of equal lengths, shape [2, 2] by their first elements. Received: data[1]=Float32Array of length 3.':
        () => tensor([[1, 2], new Float32Array(3)]),
      'tensor: expected 4 elements for shape [2, 2]. Received: elements=3, shape=[2, 2].': () =>
        tensor([1, 2, 3], { shape: [2, 2] }),
      'tensor: expected a shape, an array of integers that are not negative. Received: shape=[-1, 2].': () =>
        tensor([1, 2], { shape: [-1, 2] }),
      'tensor: expected numbers only, or strings only. Received: dtypes=["float32", "string"].': () => tensor([1, 'a']),
      'tensor: expected values that can be int32. Received: value="a".': () => tensor(['a'], { dtype: 'int32' }),
      'tensor: expected values that can be string. Received: value=1.': () => tensor([1], { dtype: 'string' }),
      'tensor: expected a conversion between numbers. Received: from="float32", to="string".': () =>
        tensor(new Float32Array(1), { dtype: 'string' }),
      'tensor: expected one of the dtypes float16, bfloat16, float32, float64, int32, uint8, bool, string. Received: dtype="float8".':
        () => looseTensor([1], { dtype: 'float8' }),
      'tensor: expected numbers, booleans, typed arrays or tensors. Received: data=null.': () => looseTensor(null),
      'tensor: expected arrays nested at most 64 deep. Received: data=[[array of length 1]].': () =>
        tensor(nestedIn(20_000)),
      'tensor: expected numbers, booleans, typed arrays or tensors. Received: data=undefined.': () =>
        looseTensor(undefined),
      'tensor: expected numbers, booleans, typed arrays or tensors. Received: data[1]={ a: 1 }.': () =>
        looseTensor([1, { a: 1 }]),
      'tensor: expected numbers that uint8 can hold, from 0 to 255. Received: value=256.': () =>
        tensor([1, 256], { dtype: 'uint8' }),
      'tensor: expected numbers that int32 can hold, from -2147483648 to 2147483647. Received: value=NaN.': () =>
        tensor([NaN], { dtype: 'int32' }),
      "tensor: expected integers that int32 can hold, from -2147483648 to 2147483647. Received: element 1=2147483648n. Hint: pass { dtype: 'float64' } to tensor, or convert to Float64Array first, if numbers this large are meant.":
        () => tensor(new BigInt64Array([0n, 2n ** 31n])),
      'Tensor.item: expected a tensor with exactly one element. Received: tensor=Tensor(shape=[2], dtype=float32).':
        () => tensor([1, 2]).item(),
    }),
  )('%s', (message, call) => expect(call).toThrow(message));
});

describe('integers beyond int32', () => {
  test.each([Uint32Array.of(2 ** 32 - 1), BigInt64Array.of(2n ** 32n - 1n), BigUint64Array.of(2n ** 32n - 1n)])(
    'of a %o become floats where these are asked for',
    (array) => {
      expect(tensor(array, { dtype: 'float64' })).toEqual(tensor([2 ** 32 - 1], { dtype: 'float64' }));
      expect(tensor(array, { dtype: 'float32' }).data).toEqual(Float32Array.of(2 ** 32));
      expect(tensor([array, array], { dtype: 'float64' }).toArray()).toEqual([[2 ** 32 - 1], [2 ** 32 - 1]]);
      expect(() => tensor(array, { dtype: 'int32' })).toThrow('expected integers that int32 can hold');
      expect(() => tensor(array)).toThrow("Hint: pass { dtype: 'float64' } to tensor");
    },
  );
});

describe('going through a tensor', () => {
  test.each([
    tensor([1, 2.5]),
    tensor([[1, 2], [3, 4]]), // prettier-ignore
    tensor([true, false]),
    tensor(['a', 'b']),
    tensor([], { shape: [0, 3] }),
    new Variable([[1, 2]]),
  ])('%o gives what toArray gives', (x) => {
    const values = x instanceof Variable ? x.value.toArray() : x.toArray();
    expect(Array.from<unknown>(x)).toEqual(values);
    expect([...x]).toEqual(values);
  });

  test('a scalar gives its one element', () => {
    expect(Array.from(tensor(3))).toEqual([3]);
  });

  test('equality still heeds shape and dtype', () => {
    expect(tensor([1, 2])).not.toEqual(tensor([1, 2], { dtype: 'float64' }));
    expect(tensor([1, 2])).not.toEqual(tensor([1, 3]));
    expect(tensor([[1, 2]])).not.toEqual(tensor([1, 2]));
  });

  test('a symbolic tensor has no elements, and says so', () => {
    const x = new SymbolicTensor({ shape: [null, 2] });
    expect(() => Array.from(x as unknown as ArrayLike<number>)).toThrow(
      'SymbolicTensor.length: expected a tensor with values: this one stands for values that are not known yet. ' +
        'Received: tensor=SymbolicTensor(shape=[null, 2], dtype=float32). ' +
        'Hint: Compute with ops instead of JavaScript numbers; ops.where chooses, ops.shape tells lengths.',
    );
    expect(() => [...(x as unknown as number[])]).toThrow(TypeError);
  });
});

describe('asTensor', () => {
  test.each<[TensorLike, DType | undefined, DType]>([
    [1, undefined, 'float32'],
    [1, 'float64', 'float64'],
    [1, 'int32', 'int32'],
    [1.5, 'int32', 'float32'],
    [7, 'uint8', 'uint8'],
    [-7, 'uint8', 'int32'],
    [1, 'bool', 'int32'],
    [true, 'float64', 'bool'],
    [[1, 2.5], 'int32', 'float32'],
    [new Float32Array(1), 'float64', 'float32'],
    [tensor(1, { dtype: 'int32' }), 'float32', 'int32'],
    [new Variable([1, 2]), 'float64', 'float32'],
  ])('%o beside %s is %s', (value, beside, dtype) => expect(asTensor(value, beside).dtype).toBe(dtype));

  test('gives a tensor back as it is', () => {
    const x = tensor([1]);
    expect(asTensor(x)).toBe(x);
    const variable = new Variable(x);
    expect(asTensor(variable)).toBe(variable.value);
  });
});

describe('dtypes', () => {
  test.each<[DType, DType, DType]>([
    ['bool', 'bool', 'bool'],
    ['bool', 'uint8', 'uint8'],
    ['uint8', 'int32', 'int32'],
    ['int32', 'float32', 'float32'],
    ['int32', 'float16', 'float16'],
    ['bool', 'bfloat16', 'bfloat16'],
    ['float16', 'bfloat16', 'float32'],
    ['bfloat16', 'float32', 'float32'],
    ['float16', 'float64', 'float64'],
    ['float64', 'float32', 'float64'],
    ['string', 'string', 'string'],
  ])('%s with %s is %s', (a, b, both) => {
    expect(promoteDTypes('ops.add', a, b)).toBe(both);
    expect(promoteDTypes('ops.add', b, a)).toBe(both);
  });

  test('a number is weak', () => {
    expect(weakDType('ops.add', leastDType(0.1), 'float64')).toBe('float64');
    expect(weakDType('ops.add', leastDType(0.1), 'float16')).toBe('float16');
    expect(weakDType('ops.add', leastDType(3), 'int32')).toBe('int32');
    expect(weakDType('ops.add', leastDType(3), 'bool')).toBe('int32');
    expect(weakDType('ops.add', leastDType(Infinity), 'int32')).toBe('float32');
  });

  test('casting to the same dtype copies nothing', () => {
    const data = new Float32Array(2);
    expect(castData('ops.cast', data, 'float32', 'float32')).toBe(data);
  });
});

describe('storage dtypes', () => {
  const bytesOf = (array: ArrayBufferView): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

  test('float16, every kind of number', () => {
    const bits = new Uint16Array([
      0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x03ff, 0x7c00, 0xfc00, 0x3555,
    ]);
    // The values from the definition of binary16 in IEEE 754-2008.
    const values = [
      0,
      -0,
      1,
      -2,
      65504,
      2 ** -14,
      2 ** -24,
      (1023 / 1024) * 2 ** -14,
      Infinity,
      -Infinity,
      0.333251953125,
    ];
    expect([...decodeStorage('.npy file', bytesOf(bits), 'float16').data]).toEqual(values);
    expect(decodeStorage('.npy file', bytesOf(new Uint16Array([0x7e00])), 'float16').data[0]).toBeNaN();
  });

  test('bfloat16 is half of a float32', () => {
    const bits = new Uint16Array([0x3f80, 0xc040, 0x7f80, 0x0001]);
    expect([...decodeStorage('.npy file', bytesOf(bits), 'bfloat16').data]).toEqual([1, -3, Infinity, 2 ** -133]);
  });

  test('integers, checked', () => {
    expect([...decodeStorage('.npy file', bytesOf(new Int8Array([-128])), 'int8').data]).toEqual([-128]);
    expect([...decodeStorage('.npy file', bytesOf(new Int16Array([-300])), 'int16').data]).toEqual([-300]);
    expect([...decodeStorage('.npy file', bytesOf(new Uint16Array([65535])), 'uint16').data]).toEqual([65535]);
    expect([...decodeStorage('.npy file', bytesOf(new BigInt64Array([-9n])), 'int64').data]).toEqual([-9]);
    expect([...decodeStorage('.npy file', bytesOf(new BigUint64Array([9n])), 'uint64').data]).toEqual([9]);
    expect(() => decodeStorage('.npy file', bytesOf(new Uint32Array([2 ** 31])), 'uint32')).toThrow(
      '.npy file: expected integers that int32 can hold, from -2147483648 to 2147483647. Received: element 0=2147483648.',
    );
  });

  test('from any place in a file', () => {
    const file = new Uint8Array([9, ...bytesOf(new Uint32Array([1, 2]))]);
    expect([...decodeStorage('.npy file', file.subarray(1), 'uint32').data]).toEqual([1, 2]);
  });
});

describe('Variable', () => {
  test('exchanges its value', () => {
    const weight = new Variable([1, 2], { name: 'kernel' });
    const before = weight.value;
    weight.assign([3, 4]);
    expect(before.toArray()).toEqual([1, 2]);
    expect(weight.value.toArray()).toEqual([3, 4]);
    expect([weight.name, weight.path, weight.trainable, weight.shape, weight.dtype, weight.size, weight.rank]).toEqual([
      ...['kernel', 'kernel', true],
      ...[[2], 'float32', 2, 1],
    ]);
  });

  test.each<[string, (numbers: Float32Array) => TensorLike]>([
    ['a typed array', (numbers) => numbers],
    ['a tensor', (numbers) => tensor(numbers)],
    ['a variable', (numbers) => new Variable(tensor(numbers))],
  ])('keeps its value when %s that was given changes', (_, given) => {
    const [first, second] = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    const [one, two] = [given(first), given(second)];
    const weight = new Variable(one);
    (one as { data?: Float32Array }).data?.fill(9);
    first.fill(9);
    expect(weight.value.toArray()).toEqual([1, 2]);
    weight.assign(two);
    second.fill(9);
    expect(weight.value.toArray()).toEqual([3, 4]);
  });

  test('keeps its dtype', () => {
    const count = new Variable(0, { dtype: 'int32', trainable: false });
    count.assign(tensor(2.9));
    expect(String(count.value)).toBe('array(2, dtype=int32)');
    expect(new Variable(new Float64Array(2), { dtype: 'float32' }).dtype).toBe('float32');
  });

  test('prints as in Keras', () => {
    const weight = new Variable([[1, 2]], { name: 'kernel', path: 'dense/kernel' });
    expect(String(weight)).toBe('<Variable path=dense/kernel, shape=(1, 2), dtype=float32, value=[[1. 2.]]>');
    expect(inspect(weight)).toBe(String(weight));
  });

  test('keeps its shape and its value when another does not fit', () => {
    const weight = new Variable([1, 2], { name: 'bias', path: 'dense/bias' });
    expect(() => weight.assign([1, 2, 3])).toThrow(
      `Variable "dense/bias".assign: expected a value of the variable's shape [2]. Received: value=Tensor(shape=[3], dtype=float32).`,
    );
    expect(weight.value.toArray()).toEqual([1, 2]);
  });
});

describe('SymbolicTensor', () => {
  test('has a shape, a dtype and a name', () => {
    const x = new SymbolicTensor({ shape: [null, 64], name: 'pixels' });
    expect([x.shape, x.dtype, x.rank, x.history]).toEqual([[null, 64], 'float32', 2, undefined]);
    expect(String(x)).toBe('<SymbolicTensor shape=(None, 64), dtype=float32, name=pixels>');
    expect(inspect(x)).toBe(String(x));
  });
});

describe('JavaScript operators', () => {
  test.each([
    ['Tensor', tensor([1]), 'Tensor(shape=[1], dtype=float32)'],
    ['Variable', new Variable([1]), 'Variable(shape=[1], dtype=float32)'],
    ['SymbolicTensor', new SymbolicTensor({ shape: [null] }), 'SymbolicTensor(shape=[null], dtype=float32)'],
  ])('are refused by a %s', (kind, value, described) => {
    const number = value as unknown as number;
    const message =
      `${kind} in a JavaScript expression: expected a call such as ops.add(a, b): JavaScript operators do not work on tensors. ` +
      `Received: operand=${described}. Hint: Use ops.add, ops.subtract, ops.multiply, ops.divide, ops.greater …, ` +
      'x.item() for the number in a scalar, or String(x) for text.';
    for (const expression of [() => 2 * number, () => number + 1, () => -number, () => number < 1]) {
      expect(expression).toThrow(message);
    }
  });
});

test('a seed may be absent in every way', () => {
  expect(nextDraw('random.normal', null)).toHaveLength(2);
  expect(nextDraw('random.normal', undefined)).toHaveLength(2);
});
