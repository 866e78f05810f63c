/** What holds for everything that is not told otherwise. */
import { afterEach, describe, expect, test } from 'vitest';
import { config, layers, losses, metrics, ops, setDTypePolicy, tensor } from 'hillock';

afterEach(() => {
  config.setFloatx('float32');
  config.setEpsilon(1e-7);
  config.setImageDataFormat('channels_last');
});

describe('config', () => {
  test('floatx is the dtype of layers, losses and metrics, unless a policy is set', () => {
    config.setFloatx('float64');
    expect([config.floatx(), config.dtypePolicy().name]).toEqual(['float64', 'float64']);
    const dense = layers.Dense(1);
    expect(dense([[1]]).dtype).toBe('float64');
    expect(dense.weights[0]!.dtype).toBe('float64');
    expect(losses.MeanSquaredError()([[1]], [[2]]).dtype).toBe('float64');
    expect(metrics.Mean().dtype).toBe('float64');
    expect(() => config.setFloatx('int32' as never)).toThrow(
      'config.setFloatx: expected a dtype of floating-point numbers',
    );
    expect(() => config.setFloatx('float' as never)).toThrow('"float"');
    config.setFloatx('float32');
    expect(layers.Dense(1).dtype).toBe('float32');
    config.setDTypePolicy('mixed_float16');
    config.setFloatx('float64');
    expect(layers.Dense(1).computeDtype).toBe('float16');
    setDTypePolicy('float32');
  });

  test('epsilon keeps losses and metrics finite', () => {
    const [labels, predictions] = [tensor([[1, 0]]), tensor([[0, 1]])];
    const crossentropies = () =>
      [
        losses.categoricalCrossentropy(labels, predictions),
        losses.binaryCrossentropy(labels, predictions),
        losses.sparseCategoricalCrossentropy([0], predictions),
        losses.poisson(labels, predictions),
        losses.klDivergence(labels, predictions),
      ].map((loss) => loss.item());
    const before = crossentropies();
    config.setEpsilon(0.25);
    expect(config.epsilon()).toBe(0.25);
    const [, binary, , poisson, divergence] = crossentropies();
    expect(binary).toBeCloseTo(-Math.log(0.25), 6);
    expect(poisson).toBeCloseTo((-Math.log(0.25) + 1) / 2, 6);
    expect(divergence).toBeCloseTo(Math.log(1 / 0.25) + 0.25 * Math.log(0.25), 6);
    config.setEpsilon(1e-7);
    expect(crossentropies()).toEqual(before);
    expect(() => config.setEpsilon(-1)).toThrow('config.setEpsilon: expected a finite number of at least 0');
  });

  test('imageDataFormat is that of layers and operations', () => {
    config.setImageDataFormat('channels_first');
    const image = tensor(new Float32Array(3 * 6 * 6), { shape: [1, 3, 6, 6] });
    expect(config.imageDataFormat()).toBe('channels_first');
    expect(layers.Conv2D(4, 3)(image).shape).toEqual([1, 4, 4, 4]);
    expect(layers.MaxPooling2D(2)(image).shape).toEqual([1, 3, 3, 3]);
    expect(layers.GlobalAveragePooling2D()(image).shape).toEqual([1, 3]);
    expect(layers.Flatten().getConfig()['data_format']).toBe('channels_first');
    expect(ops.maxPool(image, 2).shape).toEqual([1, 3, 3, 3]);
    // A layer keeps what held when it was made.
    const layer = layers.Conv2D(4, 3);
    config.setImageDataFormat('channels_last');
    expect(layer(image).shape).toEqual([1, 4, 4, 4]);
    expect(() => config.setImageDataFormat('first' as never)).toThrow('"channels_last" or "channels_first"');
  });
});
