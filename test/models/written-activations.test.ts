/** Activations with arguments in files: as layers, where Keras has one for them, because Keras opens no other form. */
import { describe, expect, test, vi } from 'vitest';
import { forgetWarnings } from '../../src/errors/index.js';
import { activations, inspect, layers, loadModel, Sequential, tensor } from '../../src/index.js';

interface WrittenLayer {
  readonly config: Readonly<
    Record<string, { readonly module?: string; readonly class_name: string; readonly config: object }>
  >;
}

const x = tensor(
  Array.from({ length: 24 }, (_, i) => Math.sin(i)),
  { shape: [2, 4, 3] },
);

/** Each activation, the layer of Keras 3 that computes it, and the layer's own entries in its config. */
const cases = [
  [{ class_name: 'elu', config: { alpha: 0.5 } }, 'ELU', { alpha: 0.5 }],
  [{ class_name: 'leaky_relu', config: { negative_slope: 0.4 } }, 'LeakyReLU', { negative_slope: 0.4 }],
  [
    { class_name: 'relu', config: { negative_slope: 0.1, max_value: 0.5, threshold: 0.2 } },
    'ReLU',
    { negative_slope: 0.1, max_value: 0.5, threshold: 0.2 },
  ],
  [{ class_name: 'softmax', config: { axis: 1 } }, 'Softmax', { axis: 1 }],
] as const;

describe.each(cases)('%o', (config, className, entries) => {
  const activation = activations.deserialize(config);
  const model = Sequential([
    layers.Dense(3, { activation, inputShape: [4, 3] }),
    layers.Activation(activation),
    layers.Bidirectional(layers.GRU(2, { activation: 'tanh', returnSequences: true })),
  ]);

  test(`stands in a .keras as ${className}`, async () => {
    const { config: written } = await inspect(await model.toBytes());
    const [, dense, separate] = (written as unknown as { config: { layers: WrittenLayer[] } }).config.layers;
    for (const layer of [dense!, separate!]) {
      const { module, class_name: name, config: inner } = layer.config['activation']!;
      expect([module, name]).toEqual(['keras.layers', className]);
      expect(inner).toEqual({
        ...{ name: `${config.class_name}_activation`, trainable: true, dtype: layer.config['dtype'] },
        ...entries,
      });
    }
  });

  test.each(['keras', 'h5'] as const)('comes back from a .%s as itself', async (format) => {
    const again = await loadModel(await model.toBytes({ format }));
    expect(again.layers.map((layer) => layer.getConfig())).toEqual(model.layers.map((layer) => layer.getConfig()));
    expect(String(again.predictOnBatch(x))).toBe(String(model.predictOnBatch(x)));
  });
});

test('a layer that was given as an activation stays one', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const model = Sequential([layers.Dense(3, { activation: layers.ELU({ alpha: 0.5 }), inputShape: [2] })]);
  const again = await loadModel(await model.toBytes());
  expect(again.layers[0]!.getConfig()).toEqual(model.layers[0]!.getConfig());
});

test('an activation with arguments that Keras has no layer for is told when it is saved', async () => {
  forgetWarnings();
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const activation = activations.deserialize({ class_name: 'celu', config: { alpha: 0.5 } });
  const model = Sequential([layers.Dense(3, { activation, inputShape: [2] })]);
  const again = await loadModel(await model.toBytes());
  expect(again.layers[0]!.getConfig()).toEqual(model.layers[0]!.getConfig());
  expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
    expect.stringMatching(
      /Keras has no way to write celu with alpha=0\.5\. To open the file there, pass functions that compute this: custom_objects=\{"celu": …\}/,
    ),
  ]);
});
