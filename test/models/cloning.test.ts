/** Models of new layers with the configs of others. */
import { beforeEach, describe, expect, test } from 'vitest';
import { clearSession, cloneModel, Input, layers, Model, Sequential, tensor, type Tensor } from 'hillock';

beforeEach(() => {
  clearSession();
});

const x = tensor([[1, 2]]);

describe('cloneModel', () => {
  test('of a sequential model', () => {
    const model = Sequential([layers.Dense(3, { inputShape: [2] }), layers.Dense(1)], { name: 'small' });
    const twin = cloneModel(model);
    expect(JSON.stringify(twin.getConfig())).toBe(JSON.stringify(model.getConfig()));
    expect(twin.layers.some((layer) => (model.layers as readonly unknown[]).includes(layer))).toBe(false);
    expect(String(twin.predictOnBatch(x))).not.toBe(String(model.predictOnBatch(x)));
    twin.setWeights(model.getWeights());
    expect(String(twin.predictOnBatch(x))).toBe(String(model.predictOnBatch(x)));
    const open = Sequential([layers.Dense(3)]);
    expect([cloneModel(open).built, cloneModel(open).layers[0]!.name]).toEqual([false, open.layers[0]!.name]);
  });

  test('of a functional model with shared layers, several inputs by name, and a model within', () => {
    const [a, b] = [Input([2], { name: 'a' }), Input([2], { name: 'b' })];
    const shared = layers.Dense(2, { name: 'shared' });
    const inner = Sequential([layers.Dense(2, { inputShape: [2], name: 'inside' })], { name: 'inner' });
    const sum = layers.Add({ name: 'sum' })([shared(a), inner(shared(b))]);
    const model = Model({ inputs: { a, b }, outputs: { sum, left: layers.Dense(1, { name: 'left' })(sum) } });
    const twin = cloneModel(model);
    expect(twin.outputNames).toEqual(model.outputNames);
    expect(twin.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
    twin.setWeights(model.getWeights());
    const outputs = [model, twin].map((each) => Object.values(each.predictOnBatch({ a: x, b: x })).map(String));
    expect(outputs[1]).toEqual(outputs[0]);
    const seen: string[] = [];
    const note = (layer: layers.AnyLayer) => {
      seen.push(layer.name);
      return cloneModel(Sequential([layer])).layers[0]!;
    };
    cloneModel(model, { recursive: true, cloneFunction: note as never });
    expect(seen.sort()).toEqual(['inside', 'left', 'shared', 'sum']);
  });

  test('with other layers, or on other inputs', () => {
    const model = Sequential([layers.Dense(3, { inputShape: [2], activation: 'relu' }), layers.Dropout(0.5)]);
    const frozen = cloneModel(model, {
      cloneFunction: (layer) => (layer instanceof layers.Dropout ? layers.Identity({ name: layer.name }) : layer),
    });
    expect(frozen.layers[0]).toBe(model.layers[0]);
    expect(frozen.layers[1]).toBeInstanceOf(layers.Identity);
    const input = Input([2], { batchSize: 7 });
    expect(cloneModel(model, { inputTensors: input }).inputShape).toEqual([7, 2]);
  });

  test('with own layers', () => {
    class Twice extends layers.Layer {
      override call(inputs: Tensor) {
        return tensor(
          inputs.data.map((value) => 2 * value),
          { shape: inputs.shape },
        );
      }
      override computeOutputShape(shape: readonly number[]) {
        return shape;
      }
    }
    const twin = cloneModel(Sequential([new Twice({ inputShape: [2] })]));
    expect(twin.layers[0]).toBeInstanceOf(Twice);
  });

  test('refuses what is no model, and what it does not know the layers of', () => {
    expect(() => cloneModel(layers.Dense(1) as never)).toThrow('cloneModel: expected a model. Received: model=');
    expect(() => cloneModel(Sequential([]), { recursively: true } as never)).toThrow('unknown option "recursively"');
    class Mine extends Model {}
    expect(() => cloneModel(new Mine(), { cloneFunction: (layer) => layer })).toThrow(
      'a sequential or functional model',
    );
  });
});
