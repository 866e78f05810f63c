import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { apply } from '../../src/ops/apply.js';
import { grad, valueAndGrad, variableGradients } from '../../src/ops/gradient.js';
import { defineOperation, noAttributes } from '../../src/ops/operation.js';
import { isRecording } from '../../src/ops/tape.js';
import type { Tensor } from '../../src/tensor/index.js';
import { tensor, Variable } from '../../src/tensor/index.js';

const square = (x: Tensor): Tensor => ops.sum(ops.square(x));

describe('grad', () => {
  test('takes plain values and gives a gradient of their shape', () => {
    expect(String(grad(square)([[1, 2, 3]]))).toBe('array([[2., 4., 6.]], dtype=float32)');
  });

  test('of another argument, of several', () => {
    const f = (x: Tensor, y: Tensor): Tensor => ops.multiply(x, ops.square(y));
    expect(grad(f, { argument: 1 })(2, 3).item()).toBe(12);
    expect(grad(f, { argument: [1, 0] })(2, 3).map((gradient) => gradient.item())).toEqual([12, 9]);
  });

  test('continues an upstream gradient', () => {
    const compute = valueAndGrad((x: Tensor) => ops.square(x), { upstream: [[1, 10]] });
    const { value, gradient } = compute([[2, 3]]);
    expect(value.toArray()).toEqual([[4, 9]]);
    expect(gradient.toArray()).toEqual([[4, 60]]);
    expect(grad((x: Tensor) => ops.sum(x), { upstream: 3 })([1, 2]).toArray()).toEqual([3, 3]);
    expect(() => compute([2, 3])).toThrow(
      'valueAndGrad: expected `upstream` to have the shape and dtype of the result. ' +
        'Received: upstream=Tensor(shape=[1, 2], dtype=float32), result=Tensor(shape=[2], dtype=float32).',
    );
  });

  test('is zero for what the result does not depend on', () => {
    expect(grad((x: Tensor, y: Tensor) => square(y))([1, 2], [3]).toArray()).toEqual([0, 0]);
    expect(grad((_: Tensor) => tensor(5))([1, 2]).toArray()).toEqual([0, 0]);
    expect(grad((x: Tensor) => ops.sum(ops.floor(x)))([1.5]).toArray()).toEqual([0]);
  });

  test('of the argument itself is one', () => {
    expect(grad((x: Tensor) => x)(7).item()).toBe(1);
  });

  test('tells two arguments apart that are the same tensor', () => {
    const x = tensor(3);
    expect(grad((a: Tensor, b: Tensor) => ops.multiply(a, ops.square(b)))(x, x).item()).toBe(9);
  });

  test('adds up over all uses of a tensor', () => {
    const f = (x: Tensor): Tensor => ops.add(ops.multiply(x, x), ops.multiply(3, x));
    expect(grad(f)(2).item()).toBe(7);
  });

  test('can be taken again and again', () => {
    const fourth = (x: Tensor): Tensor => ops.power(ops.square(x), 2);
    expect(grad(fourth)(2).item()).toBe(32);
    expect(grad(grad(fourth))(2).item()).toBe(48);
    expect(grad(grad(grad(fourth)))(2).item()).toBe(48);
  });

  test('of a gradient by another argument', () => {
    const f = (x: Tensor, y: Tensor): Tensor => ops.multiply(ops.square(x), ops.exp(y));
    const mixed = grad((y: Tensor) => grad(f)(3, y));
    expect(mixed(0).item()).toBe(6);
  });

  test('stops where it is told to', () => {
    expect(grad((x: Tensor) => ops.multiply(ops.stopGradient(x), x))(3).item()).toBe(3);
  });

  test('does not flow to what is not chosen', () => {
    const f = (x: Tensor): Tensor => ops.sum(ops.where(ops.greater(x, 0), ops.square(x), ops.multiply(x, 100)));
    expect(grad(f)([1, 0, 2]).toArray()).toEqual([2, 100, 4]);
  });

  test('of a choice is finite where only the other side is not', () => {
    const f = (x: Tensor, y: Tensor): Tensor => ops.sum(ops.multiply(Infinity, ops.where(ops.greater(x, 0), x, y)));
    expect(grad(f, { argument: 1 })([1, -1], [1, 1]).toArray()).toEqual([0, Infinity]);
  });

  test('leaves nothing open after an error', () => {
    const failing = (_: Tensor): Tensor => {
      throw new Error('from inside');
    };
    expect(() => grad(failing)(1)).toThrow('from inside');
    expect(isRecording()).toBe(false);
  });

  test('has the dtype of the argument', () => {
    const x = tensor(new Float32Array([1, 2]));
    const y = tensor(new Float64Array([3, 4]));
    const gradients = grad((a: Tensor, b: Tensor) => ops.sum(ops.multiply(a, b)), { argument: [0, 1] })(x, y);
    expect(gradients.map(({ dtype }) => dtype)).toEqual(['float32', 'float64']);
  });
});

test('valueAndGrad gives both', () => {
  const { value, gradient } = valueAndGrad(square)([1, 2]);
  expect([value.item(), gradient.toArray()]).toEqual([5, [2, 4]]);
});

describe('variableGradients', () => {
  test('gives the value and the gradients in the order of the variables', () => {
    const [a, b] = [new Variable([1, 2]), new Variable(3)];
    const { value, gradients } = variableGradients(() => ops.sum(ops.multiply(a, b)), [b, a]);
    expect(value.item()).toBe(9);
    expect(gradients.map((gradient) => gradient.toArray())).toEqual([3, [3, 3]]);
  });

  test('tells variables apart that were given the same tensor', () => {
    const initial = tensor([1, 2]);
    const [a, b] = [new Variable(initial), new Variable(initial)];
    const { gradients } = variableGradients(() => ops.sum(ops.multiply(a, ops.square(b))), [a, b]);
    expect(gradients.map((gradient) => gradient.toArray())).toEqual([
      [1, 4],
      [2, 8],
    ]);
  });

  test('keeps to the value that a variable had when it began', () => {
    const a = new Variable(2);
    const { gradients } = variableGradients(() => {
      const loss = ops.square(a);
      a.assign(10);
      return loss;
    }, [a]);
    expect(gradients[0]!.item()).toBe(4);
  });

  test('asks a rule only for the gradients that somebody wants', () => {
    const asked: boolean[][] = [];
    const product = defineOperation<object, 'one', 2>({
      name: 'product',
      inferShape: ([a]) => a,
      compute: ([a, b]) => ops.multiply(a, b).data,
      gradient({ inputs: [a], wanted }, [dy]) {
        asked.push([...wanted]);
        return [null, ops.multiply(dy, a)];
      },
    });
    const weight = new Variable(3);
    variableGradients(() => apply<Tensor, object>(product, [tensor(2), weight], noAttributes), [weight]);
    expect(asked).toEqual([[false, true]]);
  });
});
