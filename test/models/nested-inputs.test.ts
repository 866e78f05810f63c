/** Functional models whose inputs and outputs are trees of more than one level. */
import { describe, expect, test } from 'vitest';
import { Input, Layer, layers, Model, modelFromJSON, ops, tensor, type Tensor } from '../../src/index.js';

class Mixed extends Layer<[{ x: Tensor; y: [Tensor, Tensor] }]> {
  override call({ x, y: [u, v] }: { x: Tensor; y: [Tensor, Tensor] }) {
    return ops.add(ops.add(x, ops.multiply(u, 10)), ops.multiply(v, 100));
  }
}

function mixing() {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => Input([2], { name })) as [never, never, never];
  const mixed = new Mixed()({ x: a, y: [b, c] } as never);
  const sum = layers.Dense(1, { kernelInitializer: 'ones', useBias: false })(mixed);
  return Model({ inputs: { a, rest: [b, c] }, outputs: { mixed, sums: [sum, ops.negative(sum)] } });
}

const [a, b, c] = [[[1, 2]], [[3, 4]], [[5, 6]]];
const mixed = tensor([[531, 642]]);

describe('inputs in a tree', () => {
  test.each([
    ['in the form of the inputs', { a, rest: [b, c] }],
    ['as tensors', { a: tensor(a), rest: [tensor(b), tensor(c)] }],
    ['in a list', [a, b, c]],
    ['by their places', { a, 'rest[0]': b, 'rest[1]': c }],
  ])('are taken %s', async (_, x) => {
    const model = mixing();
    expect(model.predictOnBatch(x).mixed).toEqual(mixed);
    expect((await model.predict(x, { verbose: 0 })).sums[1]).toEqual(tensor([[-1173]]));
  });

  test('are taken in calls', () => {
    const model = mixing();
    const result = model({ a: tensor(a), rest: [tensor(b), tensor(c)] } as never);
    expect(result.sums[0]).toEqual(tensor([[1173]]));
    expect(model.inputShape).toEqual({ a: [null, 2], rest: [[null, 2], [null, 2]] }); // prettier-ignore
  });

  test('are trained with labels in a tree, and so are their weights of samples', async () => {
    const model = mixing();
    model.compile({ optimizer: 'sgd', loss: 'mae' });
    const y = { mixed, sums: [[[1173]], [[-1171]]] };
    const logs = await model.evaluate({ a, rest: [b, c] }, y, { verbose: 0, returnDict: true });
    expect(logs).toEqual({ loss: 2, mixed_loss: 0, 'sums[0]_loss': 0, 'sums[1]_loss': 2 });
    const sampleWeight = { mixed: [1], sums: [[1], [0.25]] };
    const [loss] = await model.evaluate({ a, rest: [b, c] }, y, { verbose: 0, sampleWeight });
    expect(loss).toBe(0.5);
    const { history } = await model.fit({ a, rest: [b, c] }, y, { verbose: 0 });
    expect(history['loss']).toEqual([2]);
  });

  test('survive a config', () => {
    const again = modelFromJSON(JSON.stringify(mixing()), { customObjects: { Mixed } });
    expect(again.predictOnBatch({ a, rest: [b, c] }).mixed).toEqual(mixed);
  });

  test('of another form are refused', () => {
    const model = mixing();
    expect(() => model.predictOnBatch({ a, rest: [b] })).toThrow(
      'unknown entry of x "rest". Known are a, rest[0], rest[1]',
    );
    expect(() => model.predictOnBatch([a, b])).toThrow('expected x to be a list of 3, for a, rest[0], rest[1]');
  });
});
