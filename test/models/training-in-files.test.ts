/** What files say of `training` for single layers: in those of Keras 3 it is a default that means nothing, in those of Keras 2 somebody's wish. */
import { expect, test } from 'vitest';
import { Input, layers, Model, modelFromJSON, ops } from 'hillock';

const x = ops.ones([1, 64]);
const zeros = (y: unknown): number =>
  (y as { data: Float32Array }).data.reduce((count, value) => count + Number(value === 0), 0);

// As keras.Model.to_json() of Keras 3.15.1 writes keras.layers.Dropout(0.5)(keras.Input((64,))), without what is not read.
const ofKeras3 = {
  class_name: 'Functional',
  config: {
    name: 'functional',
    trainable: true,
    layers: [
      {
        class_name: 'InputLayer',
        config: { batch_shape: [null, 64], dtype: 'float32', name: 'x' },
        name: 'x',
        inbound_nodes: [],
      },
      {
        class_name: 'Dropout',
        config: { name: 'dropout', rate: 0.5, seed: 3 },
        name: 'dropout',
        inbound_nodes: [
          {
            args: [
              {
                class_name: '__keras_tensor__',
                config: { shape: [null, 64], dtype: 'float32', keras_history: ['x', 0, 0] },
              },
            ],
            kwargs: { training: false },
          },
        ],
      },
    ],
    input_layers: ['x', 0, 0],
    output_layers: ['dropout', 0, 0],
  },
};

test('a layer of a file of Keras 3 goes by what the model is called with', () => {
  const model = modelFromJSON(ofKeras3);
  expect(zeros(model(x, { training: true }))).toBeGreaterThan(16);
  expect(zeros(model(x, { training: false }))).toBe(0);
  expect(zeros(model(x))).toBe(0);
});

test('a layer of images of a file of Keras 3 does so, too: its default is the other one', () => {
  const images = ops.reshape(ops.arange(1, 19, { dtype: 'float32' }), [1, 6, 3, 1]);
  // As Keras 3.15.1 writes keras.layers.RandomFlip('horizontal', seed=1)(keras.Input((6, 3, 1))).
  const call = {
    class_name: '__keras_tensor__',
    config: { shape: [null, 6, 3, 1], dtype: 'float32', keras_history: ['x', 0, 0] },
  };
  const model = modelFromJSON({
    class_name: 'Functional',
    config: {
      name: 'functional',
      layers: [
        { class_name: 'InputLayer', config: { batch_shape: [null, 6, 3, 1], name: 'x' }, name: 'x', inbound_nodes: [] },
        {
          class_name: 'RandomFlip',
          config: { name: 'flip', mode: 'horizontal', seed: 1 },
          name: 'flip',
          inbound_nodes: [{ args: [call], kwargs: { training: true } }],
        },
      ],
      input_layers: ['x', 0, 0],
      output_layers: ['flip', 0, 0],
    },
  });
  const many = ops.repeat(images, 16, { axis: 0 });
  expect(model.predictOnBatch(many)).toEqual(many);
  expect(model(many, { training: true })).not.toEqual(many);
});

test('a layer of a file of Keras 2 stays out of training where somebody asked for it', () => {
  const model = modelFromJSON(ofKeras3, { keras: 2 });
  expect(zeros(model(x, { training: true }))).toBe(0);
});

test('a layer that is always in training stays so, in a model and in its file', () => {
  const inputs = Input({ shape: [64] });
  const model = Model({ inputs, outputs: layers.Dropout(0.5, { seed: 3 })(inputs, { training: true }) });
  expect(zeros(model(x, { training: false }))).toBeGreaterThan(16);
  expect(zeros(modelFromJSON(model.toJSON())(x, { training: false }))).toBeGreaterThan(16);
});
