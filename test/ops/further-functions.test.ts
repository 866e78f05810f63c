/** Quantiles among numbers, patterns of axes, functions over functions, bits, and images compared and scaled. Keras's numbers are in `further-goldens.test.ts`. */
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { SymbolicTensor, tensor, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { expectGradients, irregular } from './gradient-check.js';

const x = irregular([3, 4]);
const images = irregular([2, 6, 5, 2], 3);

describe('have their gradients', () => {
  const holes = tensor(
    Float64Array.from({ length: 12 }, (_, i) => (i % 5 === 2 ? NaN : 0)),
    { shape: [3, 4] },
  );
  test.each<readonly [string, (...xs: Tensor[]) => Tensor, readonly Tensor[]]>([
    ['nanmedian', (a) => ops.nanmedian(ops.add(a, holes), { axis: 1 }), [x]],
    ['nanquantile', (a) => ops.nanquantile(ops.add(a, holes), [0.2, 0.7], { axis: 0 }), [x]],
    ['rearrange', (a) => ops.rearrange(a, '(a b) c -> b (c a)', { a: 3 }), [x]],
    ['vectorize', (a, b): Tensor => ops.vectorize((p: Tensor, q: Tensor) => ops.multiply(p, ops.sin(q)))(a, b), [x, irregular([4], 2)]], // prettier-ignore
    ['linspace and its step', (a, b): Tensor => ops.add(...ops.linspace(a, b, 3, { retstep: true })), [irregular([2]), irregular([2], 5)]], // prettier-ignore
    ['image.ssim', (a, b) => ops.image.ssim(a, b, { filterSize: 3, maxVal: 2 }), [images, irregular([2, 6, 5, 2], 6)]],
    ...(['linear', 'cubic', 'lanczos3'] as const).map((method): [string, (...xs: Tensor[]) => Tensor, Tensor[]] => [
      `image.scaleAndTranslate, ${method}`,
      (a, scale, shift) => ops.image.scaleAndTranslate(a, [2, 4, 7, 2], scale, shift, [1, 2], method),
      [images, tensor([0.73, 1.41], { dtype: 'float64' }), tensor([0.21, -0.37], { dtype: 'float64' })],
    ]),
  ])('%s', (_, f, xs) => expectGradients(f, xs));
});

describe('know shapes and dtypes before they compute', () => {
  const symbol = (shape: (number | null)[]): SymbolicTensor => new SymbolicTensor({ shape, dtype: 'float32' });
  test.each([
    ['nanmedian', () => ops.nanmedian(symbol([null, 4]), { axis: 1 }), [null]],
    ['nanquantile', () => ops.nanquantile(symbol([null, 4]), [0.1, 0.2], { axis: 1, keepdims: true }), [2, null, 1]],
    ['rearrange', () => ops.rearrange(symbol([null, 4, 6]), 'b (h p) w -> b h (w p)', { p: 2 }), [null, 2, 12]],
    ['view', () => ops.view(symbol([null, 4]), 'float64'), [null, 2]],
    ['image.ssim', () => ops.image.ssim(symbol([null, 16, 16, 3]), symbol([null, 16, 16, 3])), [null]],
    ['image.scaleAndTranslate', () => ops.image.scaleAndTranslate(symbol([null, 4]), [1, 8], [2], [0], [1], 'linear'), [null, 8]], // prettier-ignore
  ] as const)('%s', (_, call, shape) => expect(call().shape).toEqual(shape));

  test('in float16 what Keras has', () => {
    const half = ops.cast(x, 'float16');
    expect(ops.nanmedian(half).dtype).toBe('float16');
    expect(ops.nanquantile(ops.cast(x, 'int32'), 0.5).dtype).toBe('float32');
    expect(ops.rearrange(half, 'a b -> b a').dtype).toBe('float16');
    expect(ops.image.ssim(ops.cast(images, 'float16'), ops.cast(images, 'float16'), { filterSize: 3 }).dtype).toBe('float16'); // prettier-ignore
  });
});

describe('vectorize', () => {
  test('passes excluded arguments on as they are', () => {
    const powers = ops.vectorize((each: Tensor, exponent: number) => ops.power(each, exponent), { excluded: [1] });
    expectClose(powers([1, 2, 3], 2), tensor([1, 4, 9]));
  });

  test('puts several results together', () => {
    const both = ops.vectorize((row: Tensor) => [ops.sum(row), ops.flip(row)], { signature: '(n)->(),(n)' });
    const [sums, flipped] = both(tensor([[1, 2], [3, 4]])) as Tensor[]; // prettier-ignore
    expect(sums!.toArray()).toEqual([3, 7]);
    expect(flipped!.toArray()).toEqual([[2, 1], [4, 3]]); // prettier-ignore
  });

  test('refuses', () => {
    expect(() => ops.vectorize((a: Tensor) => a, { signature: '(n->n' })).toThrow(
      'ops.vectorize: expected a `signature` such as "(m,n),(n)->(m)". Received: signature="(n->n".',
    );
    const product = ops.vectorize((a: Tensor, b: Tensor) => ops.dot(a, b), { signature: '(n),(n)->()' });
    expect(() => product([1, 2], [1, 2, 3])).toThrow('ops.vectorize: expected axes (n) of argument 1.');
    expect(() => product([1, 2])).toThrow('ops.vectorize: expected 2 arguments, as the signature says.');
  });
});

describe('customGradient', () => {
  const cube = ops.customGradient((a: Tensor) => [
    ops.power(a, 3),
    (dy: Tensor) => ops.multiply(dy, ops.multiply(10, ops.square(a))),
  ]);

  test('gives the result of the function and the gradient of the rule', () => {
    expect(cube(2).item()).toBe(8);
    expect(grad((a) => ops.sum(cube(a)))([1, 2]).toArray()).toEqual([10, 40]);
  });

  test('can be differentiated again, by the rule', () => {
    expect(grad(grad((a) => cube(a)))(3).item()).toBe(60);
  });

  test('takes several arguments and gives several results', () => {
    const turned = ops.customGradient((a: Tensor, b: Tensor) => [
      [ops.add(a, b), ops.multiply(a, b)],
      (sum: Tensor, product: Tensor) => [ops.multiply(2, sum), ops.multiply(3, product)],
    ]);
    const both = (a: Tensor, b: Tensor): Tensor => {
      const [sum, product] = turned(a, b);
      return ops.add(sum!, ops.multiply(10, product!));
    };
    expect(grad(both, { argument: [0, 1] })(4, 5).map((each) => each.item())).toEqual([2, 30]);
  });

  test('refuses', () => {
    expect(() => ops.customGradient((a: Tensor) => a as never)(1)).toThrow(
      'ops.customGradient: expected [result, gradient] from `f`, of which the second is a function.',
    );
    const wrong = ops.customGradient((a: Tensor) => [a, () => ops.zeros([2])]);
    expect(() => grad((a) => wrong(a))(1)).toThrow('ops.customGradient: expected gradients of the shapes and dtypes');
  });
});

describe('jvp', () => {
  test('is the derivative along a direction', () => {
    const [a, v] = [irregular([3]), irregular([3], 5)];
    const f = (at: Tensor): Tensor => ops.multiply(ops.sin(at), ops.sum(ops.square(at)));
    const step = 1e-6;
    const moved = (by: number): Tensor => f(ops.add(a, ops.multiply(by, v)));
    const slope = ops.divide(ops.subtract(moved(step), moved(-step)), 2 * step);
    const [value, derivative] = ops.jvp(f, [a], [v]) as [Tensor, Tensor];
    expectClose(value, f(a));
    expectClose(derivative, slope, 1e-8);
  });

  test('of results by name, with integers among them and a note', () => {
    const made = ops.jvp((a: Tensor) => [{ double: ops.multiply(2, a), sign: ops.cast(a, 'int32') }, 'note'], [3], [5], { hasAux: true }); // prettier-ignore
    expect(made[1]).toEqual({ double: tensor(10), sign: tensor(0, { dtype: 'int32' }) });
    expect(made[2]).toBe('note');
  });

  test('can be differentiated', () => {
    // d/dx of cos(x)·2 is -2·sin(x).
    const slope = grad((a) => ops.jvp((b: Tensor) => ops.sin(b), [a], [2])[1] as Tensor)(1);
    expectClose(slope, tensor(-2 * Math.sin(1)));
  });

  test('refuses', () => {
    expect(() => ops.jvp((a: Tensor) => a, [1], [[1, 2]])).toThrow(
      'ops.jvp: expected tangents of the shapes and dtypes of the primals. Received: primal=Tensor(shape=[], dtype=float32), tangent=Tensor(shape=[2], dtype=float32).',
    );
    expect(() => ops.jvp((a: Tensor) => a, [1], [])).toThrow('ops.jvp: expected lists of as many primals as tangents.');
  });
});

describe('rearrange refuses', () => {
  test.each(
    Object.entries({
      'ops.rearrange: expected a `pattern` such as "a b -> b a". Received: pattern="a b".': () =>
        ops.rearrange(x, 'a b'),
      'ops.rearrange: expected the same names on both sides. Received: pattern="a b -> a".': () =>
        ops.rearrange(x, 'a b -> a'),
      'ops.rearrange: expected 3 axes, as the pattern says.': () => ops.rearrange(x, 'a b c -> c b a'),
      'ops.rearrange: expected lengths of (a b) whose product is 3, of which one may be left open.': () =>
        ops.rearrange(x, '(a b) c -> a b c', { a: 2 }),
      'ops.rearrange: expected lengths of a, b, integers ≥ 0. Received: axesLengths={ z: 2 }.': () =>
        ops.rearrange(x, 'a b -> b a', { z: 2 }),
      'ops.rearrange: expected each side to name every axis once, those that make one in parentheses. Received: pattern="a a -> a a".':
        () => ops.rearrange(x, 'a a -> a a'),
    }),
  )('%s', (message, call) => expect(call).toThrow(message));
});

describe('view', () => {
  test('goes there and back for every pair of dtypes', () => {
    const dtypes = ['uint8', 'int32', 'float16', 'bfloat16', 'float32', 'float64'] as const;
    const given = ops.view(tensor([1.5, -2.25, 1e-3, 7, 8, 9, 10, 11], { dtype: 'float32' }), 'uint8');
    for (const from of dtypes) {
      for (const to of dtypes) {
        const values = ops.view(given, from);
        // Bits that are no number of a dtype, or one of many NaN, need not come back.
        if (![from, to].includes('float16')) expect([from, to, ops.view(ops.view(values, to), 'uint8')]).toEqual([from, to, given]); // prettier-ignore
      }
    }
  });

  test('refuses a last axis that does not fit', () => {
    expect(() => ops.view([1, 2, 3], 'float64')).toThrow(
      'ops.view: expected a last axis whose length times 4 bytes is a multiple of the 8 bytes of float64. Received: x=Tensor(shape=[3], dtype=float32).',
    );
    expect(() => ops.view([1], 'string')).toThrow('ops.view: expected a dtype of numbers. Received: dtype="string".');
  });
});

describe('image.scaleAndTranslate', () => {
  test('refuses', () => {
    const call = (outputShape: number[], scale: number[]): unknown =>
      ops.image.scaleAndTranslate(images, outputShape, scale, [0, 0], [1, 2], 'linear');
    expect(() => call([1, 4, 4, 2], [1, 1])).toThrow(
      'ops.image.scaleAndTranslate: expected an `outputShape` that differs',
    );
    expect(() => call([2, 4, 4, 2], [1])).toThrow('ops.image.scaleAndTranslate: expected lists of 2 numbers');
    expect(() => ops.image.scaleAndTranslate([1], [1], [1], [0], [0], 'nearest' as 'linear')).toThrow(
      'ops.image.scaleAndTranslate: unknown method "nearest".',
    );
  });
});
