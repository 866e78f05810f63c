/** A traced function, replayed, gives the bits that it gives eagerly, and does to variables what it does to them. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import * as random from '../../src/ops/random.js';
import { replay, traceCall, withoutEffects } from '../../src/ops/trace.js';
import { SymbolicTensor, tensor, Variable, type Tensor } from '../../src/tensor/index.js';

const spec = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

describe('a trace', () => {
  test('computes what the function computes, gradients included', () => {
    const f = grad((x: Tensor) => ops.sum(ops.power(ops.tanh(x), 3)));
    const trace = traceCall(f, [spec(4)]);
    const x = tensor([0.3, -0.7, 2, -0]);
    expect(replay(trace, [x])).toEqual(f(x));
  });

  test('reads variables as they are when it is replayed, and assigns them', () => {
    const weight = new Variable([1, 2], { path: 'w' });
    const step = (x: Tensor): Tensor => {
      const { value, gradients } = variableGradients(() => ops.sum(ops.multiply(ops.square(weight), x)), [weight]);
      weight.assign(ops.subtract(weight, ops.multiply(0.1, gradients[0]!)));
      return value;
    };
    const trace = traceCall(step, [spec(2)]);
    expect(weight.value.toArray()).toEqual([1, 2]);
    expect([...trace.variables.keys()]).toEqual([weight]);
    const eager = new Variable([1, 2]);
    for (const x of [tensor([1, 1]), tensor([3, -1])]) {
      const loss = replay(trace, [x]) as Tensor;
      const { value, gradients } = variableGradients(() => ops.sum(ops.multiply(ops.square(eager), x)), [eager]);
      eager.assign(ops.subtract(eager, ops.multiply(0.1, gradients[0]!)));
      expect(loss).toEqual(value);
      expect(weight.value).toEqual(eager.value);
    }
  });

  test('assigns all variables at once', () => {
    const [a, b] = [new Variable(1), new Variable(2)];
    const swap = (): Tensor => {
      const first = a.value;
      a.assign(b);
      b.assign(first);
      return a.value;
    };
    const trace = traceCall(swap, []);
    replay(trace, []);
    expect([a.value.item(), b.value.item()]).toEqual([2, 1]);
  });

  test('draws other random numbers each time, those that it would have drawn eagerly', () => {
    const [traced, eager] = [new random.SeedGenerator(5), new random.SeedGenerator(5)];
    const trace = traceCall(() => random.normal([3], { seed: traced }), []);
    expect(traced.state).toEqual([5, 0]);
    for (const _ of [1, 2]) expect(replay(trace, [])).toEqual(random.normal([3], { seed: eager }));
    expect(traced.state).toEqual([5, 2]);
  });

  test('leaves out what nothing depends on', () => {
    const trace = traceCall(
      (x) => {
        ops.exp(x);
        return ops.add(x, 1);
      },
      [spec(2)],
    );
    expect(trace.nodes.map(({ operation }) => operation.name)).toEqual(['add']);
  });

  test('follows thousands of calls', () => {
    const trace = traceCall((x) => Array.from({ length: 20_000 }).reduce<Tensor>((y) => ops.add(y, 1), x), [spec()]);
    expect((replay(trace, [tensor(0)]) as Tensor).item()).toBe(20_000);
  });
});

test('without effects, nothing is assigned and nothing computed', () => {
  const weight = new Variable([1, 2]);
  const generator = new random.SeedGenerator(1);
  const shape = withoutEffects(() => {
    weight.assign(ops.add(weight, 1));
    random.uniform([3], { seed: generator });
    return ops.matmul(new SymbolicTensor({ shape: [null, 2] }), ops.reshape(weight, [2, 1])).shape;
  });
  expect(shape).toEqual([null, 1]);
  expect(weight.value.toArray()).toEqual([1, 2]);
  expect(generator.state).toEqual([1, 0]);
});

test.each([
  ['data', (x: Tensor) => x.data],
  ['item', (x: Tensor) => x.item()],
  ['toArray', (x: Tensor) => x.toArray()],
])('a function that looks at numbers is told that there are none: %s', (property, look) => {
  const trace = (): unknown => traceCall((x) => (look(x), x), [spec(1)]);
  expect(trace).toThrow(
    `SymbolicTensor.${property}: expected a tensor with values: this one stands for values that are not known yet. ` +
      'Received: tensor=SymbolicTensor(shape=[1], dtype=float32). ' +
      'Hint: Compute with ops instead of JavaScript numbers; ops.where chooses, ops.shape tells lengths.',
  );
});
