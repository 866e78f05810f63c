import { describe, expect, test } from 'vitest';
import { layers, ops, Sequential, ValueError, type Tensor } from 'hillock';

describe('Pipeline', () => {
  const x = ops.reshape(ops.arange(24, { dtype: 'float32' }), [2, 4, 3, 1]);

  test('calls its layers one after the other', () => {
    const [scale, crop] = [layers.Rescaling(0.5), layers.CenterCrop(2, 2)];
    const pipeline = layers.Pipeline([scale, crop]);
    expect(pipeline(x)).toEqual(crop(scale(x)));
    expect(pipeline.computeOutputShape([null, 4, 3, 1])).toEqual([null, 2, 2, 1]);
    expect(pipeline.layers).toEqual([scale, crop]);
  });

  test('trains unless it is told otherwise', () => {
    const pipeline = layers.Pipeline([layers.Dropout(1 - 1e-9, { seed: 1 })]);
    expect(ops.sum(pipeline(x) as Tensor).item()).toBe(0);
    expect(pipeline(x, { training: false })).toEqual(x);
    const model = Sequential([pipeline, layers.Flatten()]);
    expect(model(x, { training: false }).shape).toEqual([2, 12]);
  });

  test('has the weights of its layers, and the config of Keras', () => {
    const pipeline = layers.Pipeline([layers.Dense(3, { name: 'first' }), layers.Dense(2, { name: 'second' })], {
      name: 'pipeline',
    });
    pipeline.build([null, 4]);
    expect(pipeline.weights.map(({ shape }) => shape)).toEqual([[4, 3], [3], [3, 2], [2]]);
    const config = pipeline.getConfig();
    expect(Object.keys(config)).toEqual(['layers', 'name']);
    const again = layers.deserialize(layers.serialize(pipeline));
    again.setWeights(pipeline.getWeights());
    const rows = ops.ones([1, 4]);
    expect(again(rows)).toEqual(pipeline(rows));
  });

  test('passes masks on', () => {
    const pipeline = layers.Pipeline([layers.Masking(), layers.LSTM(2, { seed: 1 })]);
    const padded = ops.concatenate([ops.ones([1, 2, 3]), ops.zeros([1, 2, 3])], { axis: 1 });
    expect(pipeline(padded)).toEqual(pipeline(ops.ones([1, 2, 3])));
  });

  test('refuses what are no layers', () => {
    expect(() => layers.Pipeline([])).toThrow(ValueError);
    expect(() => layers.Pipeline([1] as never)).toThrow('Pipeline: expected layers to be a list of layers');
  });
});
