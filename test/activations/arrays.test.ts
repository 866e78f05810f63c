/** What goes in and what comes out: lengths, shapes, types, and where the result is put. */
import { describe, expect, test } from 'vitest';
import { activations, grad, ops, SymbolicTensor, tensor, Tensor, Variable } from '../../src/index.js';
import { Evaluator } from '../../src/formula/evaluation.js';
import { float32Steps } from '../support/float32-steps.js';
import { fractions } from '../support/kernels.js';
import { defaultSuite, elementwiseSuite } from './elementwise-suite.js';

const numbers = (x: Tensor): number[] => Array.from(x.data as Float32Array);

describe.each(elementwiseSuite)('$title', ({ call, name, options }) => {
  const resolve = (
    activations as unknown as Record<
      string,
      { resolve: (o: object) => { formula: { expression: never }; parameters: object } }
    >
  )[name]!.resolve;
  const { formula, parameters } = resolve(options);
  const evaluator = new Evaluator([formula.expression]);
  const isExact = name === 'hardSigmoid';
  evaluator.setParameters(
    Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, isExact ? value : Math.fround(value as number)]),
    ),
  );
  const one = (x: number): number => {
    evaluator.run([x]);
    return Math.fround(evaluator.result());
  };

  test.each([
    [0, 71],
    [16_359, 16_361],
    [16_383, 16_387],
    [16_409, 16_410],
    [65_511, 65_512],
    [65_535, 65_539],
    [65_561, 65_562],
  ])('computes every element of arrays of %i to %i', (from, to) => {
    for (let length = from; length < to; length += 1) {
      const x = fractions(length, length).map((value) => 8 * value);
      const y = call(x).data as Float32Array;
      expect(y.length).toBe(length);
      // Around whole windows only their edges can go wrong in a way of their own.
      const start = length > 71 ? length - 60 : 0;
      const wrong = y.slice(start).findIndex((value, i) => float32Steps(value, one(x[start + i]!)) > 2);
      expect(wrong, `length ${length}`).toBe(-1);
    }
  });
});

describe.each(defaultSuite)('$name', ({ call, name }) => {
  const x = Float32Array.of(-7, -2.5, -1, -0.25, 0, 0.25, 1, 3, 9, 50);
  const expected = numbers(call(x));

  test('takes tensors, typed arrays, nested arrays, scalars and variables, and gives a tensor', () => {
    const given = [tensor(x), x, Array.from(x), new Variable(tensor(x))];
    for (const each of given) {
      const y = call(each);
      expect(y).toBeInstanceOf(Tensor);
      expect([y.shape, y.dtype, numbers(y)]).toEqual([[10], 'float32', expected]);
    }
    expect(call([[Array.from(x.subarray(0, 5))], [Array.from(x.subarray(5))]]).shape).toEqual([2, 1, 5]);
    expect(numbers(call([[Array.from(x.subarray(0, 5))], [Array.from(x.subarray(5))]]))).toEqual(expected);
    expect([call(-0.25).shape, call(-0.25).item()]).toEqual([[], expected[3]]);
  });

  test('gives an array of its own and leaves its input as it is', () => {
    const given = Float32Array.from(x);
    const y = call(given);
    expect(given).toEqual(x);
    if (name !== 'linear') expect(y.data).not.toBe(given);
  });

  test('takes what is empty', () => {
    expect(call([]).shape).toEqual([0]);
    expect(call(tensor([], { shape: [3, 0, 2] })).shape).toEqual([3, 0, 2]);
    const gradient = grad((at: Tensor) => ops.sum(call(at)))(tensor([], { shape: [0, 4] }));
    expect(gradient.shape).toEqual([0, 4]);
  });

  test('computes float64 in float64', () => {
    const y = call(Float64Array.from(x));
    expect(y.dtype).toBe('float64');
    numbers(y).forEach((value, i) =>
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1.2e-7 * Math.abs(value)),
    );
  });

  test('promotes integers and booleans to float32, or keeps integers where its results are some', () => {
    const keeps = ['relu', 'relu6', 'hardTanh', 'linear'].includes(name);
    const integers = [-7, -1, 0, 1, 9];
    for (const dtype of ['int32', 'bool', 'uint8'] as const) {
      const values = dtype === 'int32' ? integers : [0, 1, 1, 0, 1];
      const y = call(tensor(values, { dtype }));
      expect(y.dtype).toBe(keeps ? dtype : 'float32');
      expect(numbers(y)).toEqual(numbers(call(values.map(Math.fround))));
    }
    const y = call(Int32Array.from(integers));
    expect(y.dtype).toBe(keeps ? 'int32' : 'float32');
  });

  test('converts the storage types at the border', () => {
    const y = call(Int8Array.of(-7, -1, 0, 1, 9));
    expect(numbers(y)).toEqual(numbers(call(Int32Array.of(-7, -1, 0, 1, 9))));
  });

  test('fills `out`: a typed array, a tensor, the input itself', () => {
    const array = new Float32Array(10);
    const filled = call(x, { out: array });
    expect(filled).toBeInstanceOf(Tensor);
    expect(filled.data).toBe(array);
    expect(numbers(filled)).toEqual(expected);

    const target = tensor(new Float32Array(10), { shape: [2, 5] });
    const reshaped = call(x, { out: target });
    expect([reshaped.data === target.data, reshaped.shape]).toEqual([true, [2, 5]]);
    expect(numbers(reshaped)).toEqual(expected);

    const inPlace = Float32Array.from(x);
    expect(call(inPlace, { out: inPlace }).data).toBe(inPlace);
    expect(Array.from(inPlace)).toEqual(expected);

    const double = Float64Array.from(x);
    expect(numbers(call(double, { out: double }))).toEqual(numbers(call(Float64Array.from(x))));
  });

  test('fills `out` with what integers become', () => {
    const integers = Int32Array.of(-7, -1, 0, 1, 9);
    const result = call(integers);
    const out = result.dtype === 'int32' ? new Int32Array(5) : new Float32Array(5);
    expect(call(integers, { out }).data).toBe(out);
    expect(out).toEqual(result.data);
  });

  test('fills an `out` that is a part of a larger array, and nothing else of it', () => {
    const around = new Float32Array(14).fill(7);
    call(x, { out: around.subarray(2, 12) });
    expect(Array.from(around)).toEqual([7, 7, ...expected, 7, 7]);
  });
});

describe('arguments that broadcast', () => {
  const rows = 1234;
  const x = tensor(fractions(rows * 7, 1), { shape: [rows, 7] });

  test('a slope for each column', () => {
    const slopes = tensor([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    const y = activations.leakyRelu(x, { negativeSlope: slopes }).data as Float32Array;
    const wrong = y.findIndex((value, i) => {
      const at = (x.data as Float32Array)[i]!;
      return !(value === Math.fround(at > 0 ? at : at * (slopes.data as Float32Array)[i % 7]!));
    });
    expect(wrong).toBe(-1);
  });

  test('a slope for each row', () => {
    const slopes = tensor(fractions(rows, 2), { shape: [rows, 1] });
    const y = activations.leakyRelu(x, { negativeSlope: slopes });
    expect(y.shape).toEqual([rows, 7]);
    const last = (y.toArray() as number[][]).at(-1)!;
    const [at, slope] = [(x.toArray() as number[][]).at(-1)!, (slopes.data as Float32Array).at(-1)!];
    expect(last).toEqual(at.map((value) => Math.fround(value > 0 ? value : value * slope)));
  });

  test('a scalar against a tensor of slopes takes their shape', () => {
    const y = activations.leakyRelu(-2, { negativeSlope: tensor([0.5, 1, 2]) });
    expect(y.toArray()).toEqual([-1, -2, -4]);
  });
});

describe('functions of rows', () => {
  const x = [
    [1, 2, 4],
    [0, -1, 3],
  ];

  test.each([
    ['softmax', activations.softmax],
    ['logSoftmax', activations.logSoftmax],
    ['sparsemax', activations.sparsemax],
  ] as const)('%s: any axis of any rank is the last axis of the transposed', (_, f) => {
    const y = tensor(fractions(2 * 3 * 4 * 5, 8), { shape: [2, 3, 4, 5] });
    for (const [axis, order] of [
      [0, [1, 2, 3, 0]],
      [1, [0, 2, 3, 1]],
      [-2, [0, 1, 3, 2]],
    ] as const) {
      const moved = f(ops.transpose(y, { axes: order }));
      expect(ops.transpose(f(y, { axis }), { axes: order }).toArray()).toEqual(moved.toArray());
    }
    const merged = f(ops.reshape(y, [2, 3, 20]));
    expect(numbers(f(y, { axis: [2, 3] }))).toEqual(numbers(merged));
    expect(numbers(f(y, { axis: [-1, -2] }))).toEqual(numbers(merged));
    expect(numbers(f(y, { axis: null }))).toEqual(numbers(f(ops.ravel(y), { axis: 0 })));
  });

  test('every length of a row', () => {
    for (let length = 2; length <= 70; length += 1) {
      const values = Array.from(fractions(3 * length, length), (value) => 20 * value);
      const y = numbers(activations.softmax(tensor(values, { shape: [3, length] })));
      for (let row = 0; row < 3; row += 1) {
        const logits = values.slice(row * length, (row + 1) * length).map(Math.fround);
        const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
        logits.forEach((value, i) => {
          const wanted = Math.exp(value) / total;
          expect(Math.abs(y[row * length + i]! - wanted)).toBeLessThanOrEqual((wanted > 1e-6 ? 5e-7 : 1e-5) * wanted);
        });
      }
    }
  });

  test('take integers, float64 and nested arrays', () => {
    const expected = numbers(activations.softmax(x));
    const integers = activations.softmax(tensor(x, { dtype: 'int32' }));
    expect([integers.dtype, numbers(integers)]).toEqual(['float32', expected]);
    const double = activations.softmax(tensor(x, { dtype: 'float64' }));
    expect(double.dtype).toBe('float64');
    for (const row of double.toArray() as number[][])
      expect(Math.abs(row.reduce((sum, p) => sum + p) - 1)).toBeLessThan(1e-15);
  });

  test('glu halves an axis', () => {
    expect(activations.glu([[1, 2, 0, 0]]).toArray()).toEqual([[0.5, 1]]);
    expect(activations.glu([[4], [0]], { axis: 0 }).toArray()).toEqual([[2]]);
    expect(activations.glu(tensor(fractions(48, 1), { shape: [2, 4, 6] }), { axis: 1 }).shape).toEqual([2, 2, 6]);
  });

  describe('glu fills `out`', () => {
    const shape = [3, 4, 6] as const;
    const x = tensor(fractions(72, 1), { shape });

    test.each([0, 1, 2].filter((axis) => shape[axis]! % 2 === 0))('along axis %i', (axis) => {
      const expected = activations.glu(x, { axis });
      const out = new Float32Array(36);
      const filled = activations.glu(x, { axis, out });
      expect(filled.data).toBe(out);
      expect(filled).toEqual(expected);
      const target = tensor(new Float32Array(36), { shape: [36] });
      expect(activations.glu(x, { axis, out: target })).toEqual(tensor(expected.data as Float32Array));
    });

    test.each([0, 1, 5, 36, 40])('that begins at element %i of the input', (start) => {
      for (const axis of [1, 2]) {
        const memory = new Float32Array(76);
        memory.set(x.data);
        const y = activations.glu(tensor(memory.subarray(0, 72), { shape }), {
          axis,
          out: memory.subarray(start, start + 36),
        });
        expect([...y.data]).toEqual([...activations.glu(x, { axis }).data]);
      }
    });

    test('with many rows, over its own beginning', () => {
      const many = fractions(100_000, 1);
      const memory = Float32Array.from(many);
      activations.glu(tensor(memory, { shape: [5000, 20] }), { out: memory.subarray(0, 50_000) });
      const expected = activations.glu(tensor(many, { shape: [5000, 20] }));
      expect(memory.subarray(0, 50_000)).toEqual(expected.data);
    });

    test('of the type of the result', () => {
      const integers = tensor(Int32Array.of(1, 2, 0, 0));
      expect(activations.glu(integers, { out: new Float32Array(2) }).toArray()).toEqual([0.5, 1]);
      expect(() => activations.glu(integers, { out: new Int32Array(2) })).toThrow('an array of 2 elements');
      expect(() => activations.glu(x, { out: x })).toThrow('an array of 36 elements of the result');
      expect(() => activations.glu(new SymbolicTensor({ shape: [null, 4] }), { out: new Float32Array(2) })).toThrow(
        'no `out` where',
      );
    });
  });

  test('take what is empty', () => {
    for (const f of [activations.softmax, activations.logSoftmax, activations.sparsemax]) {
      expect(f(tensor([], { shape: [0, 4] })).shape).toEqual([0, 4]);
      expect(f(tensor([], { shape: [4, 0] })).shape).toEqual([4, 0]);
    }
    expect(activations.glu(tensor([], { shape: [0, 4] })).shape).toEqual([0, 2]);
  });
});
