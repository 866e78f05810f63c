/** What happens inside a model, beside what Keras computes there. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Input, layerOutputs, layers, loadModel, Model, readNpz, Sequential, tensor } from '../../src/index.js';
import type { Tensor } from '../../src/index.js';
import { modelFile } from '../support/model-packs.js';

const golden = (name: string): Map<string, Tensor> =>
  readNpz(readFileSync(new URL(`goldens/layer-outputs/${name}.npz`, import.meta.url)));

function inputOf(name: string): Tensor {
  const [{ shape, data }] = JSON.parse(new TextDecoder().decode(modelFile('models', `${name}/inputs.json`))) as [
    { shape: number[]; data: unknown[] },
  ];
  return tensor(data.flat(Infinity) as number[], { shape });
}

const largest = (x: Tensor): number => Math.max(...Array.from(x.data, (value) => Math.abs(Number(value))));
const distance = (x: Tensor, y: Tensor): number =>
  Math.max(...Array.from(x.data, (value, i) => Math.abs(Number(value) - Number(y.data[i])))) / largest(y);

describe.each(['nested', 'bidirectional-masked'])('%s', (name) => {
  test('every layer computes what it does in Keras, from the inputs on', async () => {
    const model = await loadModel(modelFile('models', `${name}/model.keras`));
    const expected = golden(name);
    const found = layerOutputs(model, inputOf(name));
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, output] of found) expect(distance(output, expected.get(path)!), path).toBeLessThan(1e-5);
  });

  test('and from what Keras computed before it, with the masks of the inputs', async () => {
    const model = await loadModel(modelFile('models', `${name}/model.keras`));
    const given = golden(name);
    for (const [path, output] of layerOutputs(model, inputOf(name), { given })) {
      expect(distance(output, given.get(path)!), path).toBeLessThan(1e-5);
    }
  });
});

test('a given value decides what follows, and nothing else', () => {
  const ones = { kernelInitializer: 'ones' } as const;
  const model = Sequential([
    layers.Dense(2, { ...ones, name: 'first', inputShape: [2] }),
    layers.Dense(2, { ...ones, name: 'second' }),
    layers.Dense(1, { ...ones, name: 'third' }),
  ]);
  const found = layerOutputs(model, tensor([[1, 2]]), { given: new Map([['second', tensor([[1, 0]])]]) });
  expect([...found].map(([path, { data }]) => [path, ...data])).toEqual([
    ['first', 3, 3],
    ['second', 6, 6],
    ['third', 1],
  ]);
});

test('several outputs of a layer have numbers, and several calls as well', () => {
  const x = Input({ shape: [3, 2] });
  const lstm = layers.LSTM(2, { returnState: true, name: 'lstm' });
  const [y, h] = lstm(x) as unknown as ReturnType<typeof Input>[];
  const dense = layers.Dense(1, { name: 'dense' });
  const model = Model({ inputs: x, outputs: [dense(y!), dense(h!)] });
  const paths = [...layerOutputs(model, tensor([[[1, 2], [3, 4], [5, 6]]])).keys()]; // prettier-ignore
  expect(paths).toEqual(['lstm[0]', 'lstm[1]', 'lstm[2]', 'dense', 'dense:1']);
});

test('layers within a layer that is no model belong to it', () => {
  const inner = Sequential([layers.Dense(2, { inputShape: [2] })]);
  const model = Sequential([layers.TimeDistributed(inner, { name: 'each', inputShape: [3, 2] })]);
  expect([...layerOutputs(model, tensor([[[1, 2], [3, 4], [5, 6]]])).keys()]).toEqual(['each']); // prettier-ignore
});

test('after a failure models compute as ever', () => {
  const model = Sequential([layers.Dense(1, { kernelInitializer: 'ones', name: 'dense', inputShape: [2] })]);
  const given = new Map([['dense', tensor([1])]]);
  expect(() => layerOutputs(model, tensor([[1, 2]]), { given })).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: layerOutputs: expected a value of shape [1, 1] for dense. Received: given=Tensor(shape=[1], dtype=float32).]`,
  );
  expect([...model.predictOnBatch([[1, 2]]).data]).toEqual([3]);
});

test('a model without a known graph is refused', () => {
  class Own extends Model {
    dense = layers.Dense(1);
    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
  }
  expect(() => layerOutputs(new Own(), [[1]])).toThrowErrorMatchingInlineSnapshot(
    `[StateError: layerOutputs: expected a model whose graph is known. Received: model="Own \\"own\\"". Hint: Layers that are called in a class of your own can be called by themselves.]`,
  );
});
