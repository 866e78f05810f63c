/** Every argument by position and by name, tensors where numbers may stand, and what is refused. Values from Keras 3.15 on JAX. */
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { jit } from '../../src/ops/program/jit.js';
import { SymbolicTensor, tensor, Variable, type DType, type Tensor } from '../../src/tensor/index.js';
import {
  activationNames,
  argumentsOf,
  binaryNames,
  call,
  expectRows,
  furtherArgumentNames,
  furtherReductions,
  furtherUnary,
  reasonsOf,
  reductionNames,
  unaryNames,
  type OperationName,
} from './operation-table.js';

const x = ops.reshape(ops.arange(6, { dtype: 'float32' }), [2, 3]);
const line = ops.reshape(ops.arange(4, { dtype: 'float32' }), [1, 4, 1]);
const i32 = (values: number | number[]): Tensor => tensor(values, { dtype: 'int32' });

type Placed = readonly [
  name: OperationName,
  arrays: readonly unknown[],
  names: readonly string[],
  given: readonly unknown[],
  options?: object,
];

const square = tensor([
  [4, 1],
  [1, 2],
]);

/** Operations with arguments besides their arrays: a call by position, and the names of what stands there. */
const placed: readonly Placed[] = [
  ['zeros', [], ['shape'], [[2, 3]], { dtype: 'int32' }],
  ['ones', [], ['shape'], [[2, 3]], { dtype: 'int32' }],
  ['full', [], ['shape', 'fillValue'], [[2, 3], 7], { dtype: 'int32' }],
  ['fullLike', [x], ['fillValue'], [7], { dtype: 'int32' }],
  ['arange', [], ['start', 'stop', 'step'], [2, 10, 3], { dtype: 'float32' }],
  ['linspace', [], ['start', 'stop', 'num'], [0, 10, 4], { endpoint: false, dtype: 'int32' }],
  ['eye', [], ['N', 'M', 'k'], [3, 4, 1], { dtype: 'int32' }],
  ['cast', [x], ['dtype'], ['int32']],
  ['clip', [x], ['xMin', 'xMax'], [1, 3]],
  ['round', [x], ['decimals'], [1]],
  ['where', [[true, false, true]], ['x1', 'x2'], [[1, 2, 3], 0]],
  ['reshape', [x], ['newshape'], [[3, 2]]],
  ['expandDims', [x], ['axis'], [1]],
  ['transpose', [x], ['axes'], [[1, 0]]],
  ['swapaxes', [x], ['axis1', 'axis2'], [0, 1]],
  ['broadcastTo', [x], ['shape'], [[2, 2, 3]]],
  [
    'slice',
    [x],
    ['startIndices', 'shape'],
    [
      [0, 1],
      [2, 2],
    ],
  ],
  [
    'pad',
    [x],
    ['padWidth'],
    [
      [
        [1, 0],
        [0, 2],
      ],
    ],
    { constantValues: 5 },
  ],
  ['split', [x], ['indicesOrSections'], [[1, 2]], { axis: 1 }],
  ['tile', [x], ['repeats'], [[2, 1]]],
  ['repeat', [x], ['repeats'], [[1, 2]], { axis: 0 }],
  ['take', [x], ['indices'], [[1, 0]], { axis: 1 }],
  ['takeAlongAxis', [x], ['indices'], [[[1], [0]]], { axis: 1 }],
  ['oneHot', [[1, 0]], ['numClasses'], [3], { axis: 0, dtype: 'int32' }],
  ...binaryNames.map((name): Placed => [name, [x], ['x2'], [ops.full([2, 3], 2)]]),
  ['matmul', [x], ['x2'], [ops.ones([3, 2])]],
  ['dot', [x], ['x2'], [ops.ones([3])]],
  ['conv', [line], ['kernel'], [ops.ones([2, 1, 1])], { strides: 2 }],
  ['convTranspose', [line], ['kernel'], [ops.ones([2, 1, 1])], { strides: 2 }],
  ['depthwiseConv', [line], ['kernel'], [ops.ones([2, 1, 1])], { strides: 2 }],
  ['separableConv', [line], ['depthwiseKernel', 'pointwiseKernel'], [ops.ones([2, 1, 1]), ops.ones([1, 1, 2])]],
  ['binaryCrossentropy', [[0, 1]], ['output'], [[0.5, 2]], { fromLogits: true }],
  ['categoricalCrossentropy', [[[0, 1]]], ['output'], [[[0.5, 2]]], { fromLogits: true }],
  ['sparseCategoricalCrossentropy', [[1]], ['output'], [[[0.5, 2]]], { fromLogits: true }],
  ['adaptiveMaxPool', [line], ['outputSize'], [2], { dataFormat: 'channels_last' }],
  ['adaptiveAveragePool', [line], ['outputSize'], [2], { dataFormat: 'channels_last' }],
  ['maxPool', [line], ['poolSize'], [2], { strides: 1 }],
  ['averagePool', [line], ['poolSize'], [2], { strides: 1 }],
  ...Object.entries(furtherArgumentNames).map(([name, names]): Placed => {
    const given = argumentsOf(name as OperationName, square, ops.add(square, 1));
    return [name as OperationName, given.slice(0, -names.length), names, given.slice(-names.length)];
  }),
];

const onlyArrays = 'takes arrays only, and options by name';
const known = placed.map(([name]) => name);
expectRows(known, {
  ...Object.fromEntries(
    [
      ...unaryNames,
      ...activationNames,
      ...reductionNames,
      ...(['ravel', 'flip', 'squeeze', 'sort', 'argsort', 'cumsum', 'stopGradient', 'softmax', 'logSoftmax'] as const),
      ...(['sparsemax', 'glu', 'zerosLike', 'onesLike', 'convertToTensor', 'shape'] as const),
      ...(['einsum', 'concatenate', 'stack'] as const),
    ]
      .filter((name) => !known.includes(name))
      .map((name) => [name, onlyArrays]),
  ),
  threshold: 'tested in test/activations',
  ...Object.fromEntries(
    [...furtherUnary, ...furtherReductions].filter((name) => !known.includes(name)).map((name) => [name, onlyArrays]),
  ),
  ...reasonsOf(
    {
      parts: onlyArrays,
      linearAlgebra: 'takes one matrix, and options by name',
      bits: onlyArrays,
      moves: onlyArrays,
      sums: onlyArrays,
      statistics: onlyArrays,
      counts: onlyArrays,
      creation: 'takes one number or shape: see test/arguments',
      controlFlow: 'takes functions: see test/ops/control-flow.test.ts',
      sequences: 'has tests of its own: see test/ops/ctc.test.ts',
      descriptions: onlyArrays,
    },
    known,
  ),
});

/** Other names of functions, which their errors do not have. */
const sameAs: Readonly<Partial<Record<OperationName, OperationName>>> = {
  trueDivide: 'divide',
  leftShift: 'bitwiseLeftShift',
  rightShift: 'bitwiseRightShift',
};

describe.each(placed.map((row) => [row[0], row] as const))('ops.%s', (_, row) => {
  const [name, arrays, names, given, options] = row;
  const expected = call(name, ...arrays, ...given, ...(options ? [options] : []));

  test('takes its arguments by name, whatever stands before them', () => {
    // The first few by position, the rest by name.
    for (let count = 0; count <= given.length; count++) {
      const named = Object.fromEntries(names.slice(count).map((each, index) => [each, given[count + index]]));
      const rest = { ...named, ...options };
      const last = Object.keys(rest).length > 0 ? [rest] : [];
      expect(call(name, ...arrays, ...given.slice(0, count), ...last)).toEqual(expected);
    }
  });

  test('takes each argument once', () => {
    const named = Object.fromEntries(names.map((each, index) => [each, given[index]]));
    expect(() => call(name, ...arrays, ...given, named)).toThrow(/^(ops|expected)/);
  });

  test('misses what has no default', () => {
    const optional = [
      'round',
      'where',
      'transpose',
      'diag',
      'diagflat',
      'diff',
      'rot90',
      'tril',
      'triu',
      'tri',
      'norm',
    ];
    if (optional.includes(name)) return;
    expect(() => call(name, ...arrays)).toThrow(`ops.${sameAs[name] ?? name}: expected`);
  });
});

describe('the examples', () => {
  test('of what may stand in the options', () => {
    expect(ops.eye(3, { k: 1 })).toEqual(ops.eye(3, 3, 1));
    expect(ops.eye(3, { k: 1 }).toArray()).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    expect(ops.arange(3, { dtype: 'float32' })).toEqual(tensor([0, 1, 2]));
    expect(ops.arange(2, 10, { dtype: 'float32' })).toEqual(tensor([2, 3, 4, 5, 6, 7, 8, 9]));
    expect(ops.linspace(0, 10, { num: 1 })).toEqual(tensor([0]));
    expect(ops.ones(2)).toEqual(tensor([1, 1]));
  });
});

describe('tensors where numbers may stand', () => {
  test('as values', () => {
    expect(ops.fullLike([[1, 2]], [[3, 4]])).toEqual(tensor([[3, 4]]));
    expect(ops.fullLike(ops.zeros([2, 2]), [3, 4]).toArray()).toEqual([
      [3, 4],
      [3, 4],
    ]);
    expect(ops.full([2], i32(7))).toEqual(tensor([7, 7]));
    expect(ops.full([2, 2], i32([7, 8]), { dtype: 'int32' }).toArray()).toEqual([
      [7, 8],
      [7, 8],
    ]);
    expect(ops.pad([1, 2], 1, { constantValues: tensor(3) })).toEqual(tensor([3, 1, 2, 3]));
    expect(ops.clip([1, 2, 3], tensor([2, 2, 2]), 2.5)).toEqual(tensor([2, 2, 2.5]));
    expect(ops.fullLike([1, 2], new Variable(5))).toEqual(tensor([5, 5]));
  });

  test('as indices, counts and lengths', () => {
    const parts = [tensor([1]), tensor([2]), tensor([3])];
    expect(ops.split([1, 2, 3], tensor([1, 2]))).toEqual(parts);
    expect(ops.split([1, 2, 3], i32([1, 2]))).toEqual(parts);
    expect(ops.split([1, 2, 3], Int32Array.of(1, 2))).toEqual(parts);
    expect(ops.split([1, 2, 3], i32(3))).toEqual(parts);
    expect(ops.slice(x, i32([0, 1]), i32([2, 2]))).toEqual(ops.slice(x, [0, 1], [2, 2]));
    expect(ops.tile([1, 2], i32(2))).toEqual(tensor([1, 2, 1, 2]));
    expect(ops.repeat([1, 2], i32([1, 2]))).toEqual(tensor([1, 2, 2]));
    expect(ops.zeros(i32([2, 3])).shape).toEqual([2, 3]);
    expect(ops.reshape(x, i32([3, -1])).shape).toEqual([3, 2]);
    expect(ops.broadcastTo([1], i32([2, 2])).shape).toEqual([2, 2]);
    expect(ops.arange(i32(3))).toEqual(i32([0, 1, 2]));
    expect(ops.pad([1], i32([1, 2]))).toEqual(tensor([0, 1, 0, 0]));
    expect(
      ops.pad(
        x,
        tensor([
          [1, 0],
          [0, 2],
        ]),
      ).shape,
    ).toEqual([3, 5]);
  });

  test('as the ends of a range', () => {
    expect(ops.linspace([0, 10], [1, 20], 3).toArray()).toEqual([
      [0, 10],
      [0.5, 15],
      [1, 20],
    ]);
    expect(ops.linspace([0, 10], 20, 3, { axis: -1 }).toArray()).toEqual([
      [0, 10, 20],
      [10, 15, 20],
    ]);
    expect(ops.linspace([0, 1], [2, 3], { num: 0 }).shape).toEqual([0, 2]);
    expect(ops.linspace(tensor(0, { dtype: 'float64' }), 1, 3).dtype).toBe('float64');
    expect(ops.linspace(new SymbolicTensor({ shape: [null, 2] }), 1, 3).shape).toEqual([3, null, 2]);
    const [ofStart, ofStop] = grad((a: Tensor, b: Tensor) => ops.sum(ops.linspace(a, b, 5)), { argument: [0, 1] })(
      [0, 1],
      2,
    );
    expect([ofStart!.toArray(), ofStop!.item()]).toEqual([[2.5, 2.5], 5]);
  });
});

describe('creation and padding store what the dtype can hold', () => {
  test('truth values are true or false', () => {
    const truth = tensor([true, false]);
    expect(ops.sum(ops.fullLike(truth, 7)).item()).toBe(2);
    expect([...ops.pad(truth, 1, { constantValues: 5 }).data]).toEqual([1, 1, 0, 1]);
    expect([...ops.full([2], 7, { dtype: 'bool' }).data]).toEqual([1, 1]);
    expect([...ops.arange(3, { dtype: 'bool' }).data]).toEqual([0, 1, 1]);
    expect([...ops.linspace(0, 2, 3, { dtype: 'bool' }).data]).toEqual([0, 1, 1]);
    expect([...ops.convertToTensor([0, 7], { dtype: 'bool' }).data]).toEqual([0, 1]);
  });

  const wide = (value: number): Tensor => tensor(value, { dtype: 'float64' });
  const outside: readonly (readonly [name: string, make: (dtype: 'int32' | 'uint8', value: number) => unknown])[] = [
    ['full', (dtype, value) => ops.full([2], value, { dtype })],
    ['fullLike', (dtype, value) => ops.fullLike(ops.zeros([1], { dtype }), value)],
    ['fullLike to a dtype', (dtype, value) => ops.fullLike([1], value, { dtype })],
    ['pad', (dtype, value) => ops.pad(ops.zeros([1], { dtype }), 1, { constantValues: value })],
    ['arange', (dtype, value) => ops.arange(value, value + 2, { dtype })],
    ['linspace', (dtype, value) => ops.linspace(0, value, 3, { dtype })],
    ['convertToTensor', (dtype, value) => ops.convertToTensor([value], { dtype })],
    ['full of a tensor', (dtype, value) => ops.full([2], wide(value), { dtype })],
    ['full of a row with a tensor', (dtype, value) => ops.full([2], [wide(value), 1], { dtype })],
    ['full of a variable', (dtype, value) => ops.full([2], new Variable(wide(value)), { dtype })],
    ['fullLike of a tensor', (dtype, value) => ops.fullLike(ops.zeros([1], { dtype }), ops.reshape(wide(value), [1]))],
    ['fullLike of a variable', (dtype, value) => ops.fullLike([1], new Variable(wide(value)), { dtype })],
    ['pad by a tensor', (dtype, value) => ops.pad(ops.zeros([1], { dtype }), 1, { constantValues: wide(value) })],
    ['logspace', (dtype, value) => ops.logspace(0, 1, 3, { dtype, base: value })],
    ['geomspace', (dtype, value) => ops.geomspace(Math.sign(value), value, 3, { dtype })],
  ];

  test.each(outside)('%s refuses what lies outside', (name, make) => {
    const message = (dtype: DType): string => `ops.${name.split(' ')[0]}: expected numbers that ${dtype} can hold`;
    for (const value of [3e9, -3e9]) expect(() => make('int32', value)).toThrow(message('int32'));
    for (const value of [256, -1]) expect(() => make('uint8', value)).toThrow(message('uint8'));
    expect(() => make('int32', 2 ** 31 - 3)).not.toThrow();
    expect(() => make('uint8', 250)).not.toThrow();
  });

  test('bytes and integers beside each other', () => {
    const bytes = ops.zeros([1], { dtype: 'uint8' });
    const message = 'expected numbers that uint8 can hold, from 0 to 255. Received: value=300';
    expect(() => ops.fullLike(bytes, i32([300]))).toThrow(`ops.fullLike: ${message}`);
    expect(() => ops.fullLike(bytes, tensor([NaN]))).toThrow('ops.fullLike: expected numbers that uint8 can hold');
    expect(() => jit((x: Tensor) => ops.fullLike(bytes, x))(i32([300]))).toThrow(`ops.fullLike: ${message}`);
    expect(() => ops.pad(bytes, 1, { constantValues: i32(300) })).toThrow(`ops.pad: ${message}`);
    expect([...ops.fullLike(bytes, tensor([7.9])).data]).toEqual([7]);
    expect([...ops.fullLike(tensor([true]), i32([300])).data]).toEqual([1]);
  });

  test('arange of integers beyond int32', () => {
    expect(() => ops.arange(3e9, 3e9 + 2)).toThrow('ops.arange: expected numbers that int32 can hold');
    expect(ops.arange(3e9, 3e9 + 512, 256, { dtype: 'float32' }).size).toBe(2);
  });
});

describe('counts and shapes', () => {
  test.each<[() => unknown, string]>([
    [() => ops.split([1, 2], 0), 'ops.split: expected a number of equal parts'],
    [() => ops.split([1, 2], -1), 'ops.split: expected a number of equal parts'],
    [() => ops.split([1, 2, 3], 2), 'ops.split: expected a number of equal parts'],
    [() => ops.split([1, 2], 1.5), 'ops.split: expected `indicesOrSections` to be integers'],
    [() => ops.split([1, 2], [1, 0]), 'ops.split: expected a number of equal parts or ascending indices'],
    [() => ops.split(ops.zeros([0]), 2 ** 40), 'ops.split: expected a number of equal parts'],
    [() => ops.broadcastTo([1, 2], [2.5, 2]), 'ops.broadcastTo: expected a shape'],
    [() => ops.broadcastTo([1, 2], [-1, 2]), 'ops.broadcastTo: expected a shape'],
    [() => ops.eye(2, { k: 0.5 }), 'ops.eye: expected `k` to be an integer'],
    [() => ops.tile([1], -1), 'ops.tile: expected numbers of repetitions'],
    [() => ops.repeat([1, 2, 3], [1, 2]), 'ops.repeat: expected one number of repetitions, or 3'],
    [() => ops.pad([1], [1, 2, 3]), 'ops.pad: expected for each axis a pair of integers'],
    [() => ops.pad([1], -1), 'ops.pad: expected for each axis a pair of integers'],
    [() => ops.pad([1], 1, { constantValues: [1, 2] }), 'ops.pad: expected `constantValues` to be one number'],
    [() => ops.round([1], { decimals: 0.5 }), 'ops.round: expected `decimals` to be an integer'],
    [() => ops.power(i32([2]), -1), 'ops.power: expected no negative exponent of integers'],
    [() => ops.where([true], 1 as never), 'ops.where: expected both `x1` and `x2`, or none of them'],
    [
      () => ops.where(new SymbolicTensor({ shape: [2] }) as never),
      'ops.where: expected a condition whose values are known',
    ],
    [() => ops.fullLike([1], [[1]]), 'ops.fullLike: expected `fillValue` to broadcast to the shape of x'],
    [
      () => ops.squeeze(new SymbolicTensor({ shape: [null, 1] }), { axis: 0 }),
      'ops.squeeze: expected an axis of length 1',
    ],
    [() => ops.argmax(3, { axis: 0 }), 'ops.argmax: expected no axis'],
  ])('%s', (mistake, message) => {
    expect(mistake).toThrow(message);
  });

  test.each<[() => unknown]>([
    [() => ops.zeros([2 ** 40, 2 ** 40])],
    [() => ops.full([2 ** 40], 1)],
    [() => ops.eye(2 ** 26)],
    [() => ops.arange(2 ** 40)],
    [() => ops.linspace(0, 1, 2 ** 40)],
    [() => ops.broadcastTo([1], [2 ** 40])],
    [() => ops.tile([1], 2 ** 40)],
    [() => ops.repeat([1], 2 ** 40)],
    [() => ops.pad([1], 2 ** 40)],
    [() => ops.oneHot([1], 2 ** 40)],
    [() => ops.add(ops.zeros([2 ** 20, 1]), ops.zeros([1, 2 ** 20]))],
    [() => ops.matmul(ops.zeros([2 ** 20, 1]), ops.zeros([1, 2 ** 20]))],
  ])('sizes beyond memory: %s', (mistake) => {
    expect(mistake).toThrow('expected no more elements than memory can hold');
  });
});

describe('as Keras', () => {
  test('linspace', () => {
    expect(ops.linspace(2, 5, 1)).toEqual(tensor([2]));
    expect(ops.linspace(2, 5, 1, { endpoint: false })).toEqual(tensor([2]));
    expect(ops.linspace(-1, 0, 3, { dtype: 'int32' })).toEqual(i32([-1, -1, 0]));
    expect(ops.linspace(0, 10, 4, { endpoint: false, dtype: 'int32' })).toEqual(i32([0, 2, 5, 7]));
    expect(ops.linspace(0, 1, 7).data.at(-1)).toBe(1);
  });

  test('round', () => {
    const rounded = tensor([1.2, 1.4, -0, 123.5, 2.5]);
    expect(ops.round([1.25, 1.35, -0.05, 123.456, 2.5], { decimals: 1 })).toEqual(rounded);
    expect(ops.round([1.25, 1.35, -0.05, 123.456, 2.5], 1)).toEqual(rounded);
    expect(ops.round([125, 135, -145, 1234], -1)).toEqual(tensor([120, 140, -140, 1230]));
    expect(ops.round(i32([125, 135, -145, 1234]), -1)).toEqual(i32([120, 140, -140, 1230]));
    expect(ops.round(i32([125]), 2)).toEqual(i32([125]));
    expect([...grad((y: Tensor) => ops.sum(ops.round(y, 1)))([1.25]).data]).toEqual([0]);
  });

  test('takeAlongAxis broadcasts the other axes', () => {
    expect(ops.takeAlongAxis(x, [[0, 2]], { axis: 1 }).toArray()).toEqual([
      [0, 2],
      [3, 5],
    ]);
    const row = tensor([[0, 1, 2]]);
    const at = [
      [0, 2],
      [1, 1],
    ];
    expect(ops.takeAlongAxis(row, at, { axis: 1 }).toArray()).toEqual([
      [0, 2],
      [1, 1],
    ]);
    const gradient = grad((y: Tensor) => ops.sum(ops.takeAlongAxis(y, at, { axis: 1 })))(row);
    expect(gradient.toArray()).toEqual([[1, 2, 1]]);
    const symbolic = ops.takeAlongAxis(new SymbolicTensor({ shape: [null, 3] }), [[0, 2]], { axis: 1 });
    expect(symbolic.shape).toEqual([null, 2]);
    expect(ops.takeAlongAxis(x, [5, -1])).toEqual(tensor([5, 5]));
  });

  test('places of what is true', () => {
    expect(
      ops.where([
        [1, 0],
        [0, 1],
      ]),
    ).toEqual([i32([0, 1]), i32([0, 1])]);
    expect(ops.where([false, false])).toEqual([i32([])]);
    expect(ops.where(ops.greater(x, 3))).toEqual([i32([1, 1]), i32([1, 2])]);
  });

  test('others', () => {
    expect(ops.argsort(3)).toEqual(i32([0]));
    expect(() => ops.sort(3)).toThrow('ops.sort: expected no axis');
    expect(
      ops
        .repeat(
          [
            [1, 2],
            [3, 4],
          ],
          [1, 2],
          { axis: 0 },
        )
        .toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
      [3, 4],
    ]);
    expect(
      ops.repeat(
        [
          [1, 2],
          [3, 4],
        ],
        [2],
        { axis: 1 },
      ).shape,
    ).toEqual([2, 4]);
    expect(ops.clip(i32([1, 2, 3]), 1.5, 2.5)).toEqual(tensor([1.5, 2, 2.5]));
    expect(ops.pad([[1, 2, 3]], [[1, 2]]).shape).toEqual([4, 6]);
    expect(ops.squeeze(new SymbolicTensor({ shape: [null, 1] }), { axis: 1 }).shape).toEqual([null]);
    expect(ops.power(i32([2, 3]), i32([10, 21]))).toEqual(i32([1024, 1870418611]));
  });
});
