/** Functions that are traced once and replayed give what they give computed call by call. */
import { describe, expect, test, vi } from 'vitest';
import { grad, jit, ops, random, tensor, valueAndGrad, Variable, variableGradients, type Tensor } from 'hillock';
import { forgetWarnings } from '../../src/errors/warnings.js';
import { currentEngine } from '../../src/kernel/engine.js';

const hasKernels = currentEngine() === 'wasm';

/** The results of several calls, of the function and of what jit makes of it. */
function bothWays(f: (...xs: Tensor[]) => unknown, ...inputs: Tensor[][]): void {
  const replayed = jit(f as (...xs: Tensor[]) => Tensor);
  for (let turn = 0; turn < 4; turn++) {
    for (const xs of inputs) expect(String(replayed(...xs))).toBe(String(f(...xs)));
  }
}

const normal = (...shape: number[]): Tensor => random.normal(shape, { seed: shape.length });

describe('jit', () => {
  test('gives what the function gives, for each set of shapes', () => {
    const f = (a: Tensor, b: Tensor): Tensor => ops.matmul(ops.tanh(a), ops.transpose(b));
    bothWays(f, [normal(3, 4), normal(5, 4)], [normal(1, 4), normal(5, 4)], [normal(2, 3, 4), normal(5, 4)]);
  });

  test('replays all kinds of operations', () => {
    bothWays((x) => ops.reshape(ops.flip(ops.transpose(x, [1, 0, 2]), { axis: 1 }), [-1]), [normal(2, 3, 4)]);
    bothWays(
      (x) =>
        ops.concatenate(
          [
            x,
            ops.pad(ops.slice(x, [0, 1], [2, 2]), [
              [0, 0],
              [1, 1],
            ]),
          ],
          { axis: 1 },
        ),
      [normal(2, 4)],
    );
    bothWays((x) => ops.where(ops.greater(x, 0), x, ops.exp(x)), [normal(40)]);
    bothWays(
      (x) => ops.sum(ops.cast(ops.greater(x, ops.mean(x, { axis: 1, keepdims: true })), 'float32')),
      [normal(6, 7)],
    );
    bothWays((x) => ops.cast(ops.greater(x, 0), 'int32'), [normal(5)]);
    bothWays((x) => ops.logicalNot(ops.greater(x, 0)), [normal(5)]);
    bothWays((x) => ops.max(ops.softmax(x, { axis: 0 }), { axis: [0, 2] }), [normal(3, 4, 5)]);
    bothWays((x) => ops.take(x, ops.argmax(x, { axis: 0 }), { axis: 0 }), [normal(4, 4)]);
    bothWays((x) => ops.add(ops.cast(x, 'float64'), 1), [normal(4)]);
    bothWays((x) => ops.multiply(ops.cast(x, 'float16'), 3), [normal(4)]);
    bothWays((x) => ops.add(ops.cast(ops.round(x), 'int32'), 1), [normal(4)]);
    bothWays((x) => ops.zerosLike(x), [normal(4)]);
    bothWays((x) => ops.stack(ops.split(x, 2)), [normal(4)]);
    bothWays((x) => x, [normal(4)]);
    bothWays((x) => ops.reshape(x, [2, 2]), [normal(4)]);
    bothWays((x) => ops.sum(x), [ops.zeros([0, 3])]);
    bothWays((x) => ops.divide(x, 0), [tensor([1, -1, 0, NaN, Infinity])]);
    bothWays((x) => ops.softplus(ops.multiply(x, 1e3)), [tensor([Infinity, -Infinity, 1, NaN])]);
  });

  test('replays gradients, of gradients too', () => {
    const f = (x: Tensor): Tensor => ops.sum(ops.multiply(ops.tanh(x), ops.square(x)));
    bothWays(grad(f), [normal(7)]);
    bothWays(
      grad((x) => ops.sum(grad(f)(x))),
      [normal(7)],
    );
    const both = jit((x: Tensor) => valueAndGrad(f)(x));
    for (let turn = 0; turn < 3; turn++) {
      const { value, gradient } = valueAndGrad(f)(normal(7));
      expect(String(both(normal(7)).gradient)).toBe(String(gradient));
      expect(String(both(normal(7)).value)).toBe(String(value));
    }
  });

  test('is part of what is differentiated around it', () => {
    const square = jit((x: Tensor) => ops.square(x));
    for (let turn = 0; turn < 4; turn++) expect(String(square([3]))).toBe(String(tensor([9])));
    expect(String(grad((x) => ops.sum(square(x)))([3]))).toBe(String(tensor([6])));
    const outer = jit((x: Tensor) => ops.add(square(x), 1));
    for (let turn = 0; turn < 4; turn++) expect(String(outer([3]))).toBe(String(tensor([10])));
  });

  test('reads variables as they are, and assigns to them', () => {
    const weight = Variable([1, 2]);
    const count = Variable(0, { dtype: 'int32' });
    const step = jit((x: Tensor) => {
      const { value, gradients } = variableGradients(() => ops.sum(ops.square(ops.multiply(weight, x))), [weight]);
      const before = weight.value;
      weight.assign(ops.subtract(weight, ops.multiply(gradients[0]!, 0.125)));
      count.assign(ops.add(count, 1));
      return { value, before };
    });
    const expected = [1, 2];
    for (let turn = 0; turn < 5; turn++) {
      if (turn === 3) weight.assign([1, 2]);
      if (turn === 3) expected.splice(0, 2, 1, 2);
      const { before } = step([1, 1]);
      expect(before.toArray()).toEqual(expected);
      expected.forEach((each, i) => (expected[i] = each * 0.75));
      expect(weight.value.toArray()).toEqual(expected);
      expect(count.value.item()).toBe(turn + 1);
    }
  });

  test('exchanges what variables hold', () => {
    const [a, b] = [Variable([1]), Variable([2])];
    const exchange = jit((x: Tensor) => {
      const [first, second] = [a.value, b.value];
      a.assign(second);
      b.assign(first);
      return x;
    });
    for (let turn = 0; turn < 5; turn++) exchange([0]);
    expect([a.value.toArray(), b.value.toArray()]).toEqual([[2], [1]]);
  });

  test('takes and gives trees', () => {
    const f = jit((xs: { readonly a: Tensor; readonly b: readonly Tensor[] }) => [ops.add(xs.a, xs.b[0]!), xs.b[1]!]);
    for (let turn = 0; turn < 4; turn++) {
      const [sum, other] = f({ a: tensor([1]), b: [tensor([2]), tensor([3, 4])] }) as [Tensor, Tensor];
      expect([sum.toArray(), other.toArray()]).toEqual([[3], [3, 4]]);
    }
  });

  // Call by call, what was assigned before the refusal stays.
  test.runIf(hasKernels)('leaves variables as they were when an operation refuses values', () => {
    const [count, weight] = [Variable(0, { dtype: 'int32' }), Variable([1, 2])];
    const f = jit((index: Tensor) => {
      weight.assign(ops.multiply(weight, 2));
      count.assign(ops.add(count, 1));
      return ops.take(weight, ops.cast(index, 'int32'));
    });
    for (let turn = 0; turn < 4; turn++) f([1]);
    expect(() => f([2])).toThrow('ops.take: expected indices from -2 to 1. Received: index=2.');
    const before = weight.value.toArray();
    expect(() => f([2])).toThrow('index=2');
    expect(f([1]).toArray()).toEqual([2 * (before as number[])[1]!]);
    expect(weight.value.toArray()).toEqual((before as number[]).map((each) => 2 * each));
    expect(count.value.item()).toBe(5);
  });

  test('draws random numbers anew', () => {
    const own = new random.SeedGenerator(1);
    const replayed = jit((x: Tensor) => ops.add(x, random.normal([3], { seed: own })));
    const seen = new Set(Array.from({ length: 5 }, () => String(replayed([0]))));
    expect(seen.size).toBe(5);
  });

  test('does not take for a function what makes its own generator each time', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    forgetWarnings();
    const draws = jit((x: Tensor) => ops.add(x, random.normal([3], { seed: new random.SeedGenerator(1) })));
    expect(new Set(Array.from({ length: 5 }, () => String(draws([0])))).size).toBe(1);
    expect(warn).toHaveBeenCalledTimes(hasKernels ? 1 : 0);
  });

  test('computes what looks at numbers as ever, and says so once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    forgetWarnings();
    const f = jit(function halved(x: Tensor) {
      return x.item() > 2 ? ops.multiply(x, 0.5) : x;
    });
    expect([1, 2, 3, 4].map((each) => f(each).item())).toEqual([1, 2, 1.5, 2]);
    expect(warn.mock.calls.map(([text]) => String(text).slice(0, 60))).toEqual(
      hasKernels ? ['jit(halved) computes operation by operation, which is slower'] : [],
    );
  });

  test('refuses what is no function', () => {
    expect(() => jit(3 as never)).toThrow('jit: expected a function of tensors. Received: f=3.');
  });
});
