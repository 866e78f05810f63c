/** Normalization: what its results are by definition, what its numbers do at the edges, and mistakes. */
import { describe, expect, test } from 'vitest';
import { Input, optimizers } from '../../src/index.js';
import { layers, Sequential } from '../../src/models/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { maskOf, tensor, Variable, withMask, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { messageOf, ones } from './layer-harness.js';

const x = random.normal([4, 3, 6], { mean: 5, stddev: 2, seed: 1 });
const largest = (value: Tensor): number => Number(ops.max(ops.abs(value)).item());

describe('layer normalization', () => {
  test('gives mean 0 and variance 1 over the axes, whatever the sample', () => {
    const y = layers.LayerNormalization({ axis: [1, 2], epsilon: 1e-6 })(x);
    expect(largest(ops.mean(y, { axis: [1, 2] }))).toBeLessThan(1e-5);
    expect(largest(ops.subtract(ops.std(y, { axis: [1, 2] }), 1))).toBeLessThan(1e-4);
  });

  test('the order of axes does not matter, nor how they are counted', () => {
    const y = layers.LayerNormalization({ axis: [1, 2] })(x);
    for (const axis of [
      [2, 1],
      [-1, -2],
      [-1, 1],
    ]) {
      expect(String(layers.LayerNormalization({ axis })(x))).toBe(String(y));
    }
  });

  test('weights have the axes in the order that Keras sorts them', () => {
    const layer = layers.LayerNormalization({ axis: [2, 1] });
    layer.build([null, 3, 6]);
    expect(layer.gamma!.shape).toEqual([3, 6]);
  });

  test('with rmsScaling it divides by the deviation only', () => {
    const y = layers.LayerNormalization({ rmsScaling: true, epsilon: 1e-6 })([[1, 3]]);
    expectClose(y, ops.convertToTensor([[1, 3]]), 1e-5);
    expect(layers.LayerNormalization({ rmsScaling: true }).getConfig()['rms_scaling']).toBe(true);
  });

  test('masks pass', () => {
    const mask = ops.convertToTensor([[true, true, false]]);
    expect(maskOf(layers.LayerNormalization()(withMask(ones([1, 3, 2]), mask)))).toBe(mask);
  });

  test('float16 is normalized in float32', () => {
    // The square of 300 is beyond the largest float16.
    const y = layers.LayerNormalization({ dtype: 'mixed_float16' })([[300, -300]]);
    expect(y.dtype).toBe('float16');
    expect(y.toArray()).toEqual([[1, -1]]);
  });
});

describe('group normalization', () => {
  test('one group is layer normalization over all axes, a group for each channel that of each channel', () => {
    const whole = layers.GroupNormalization(1, { epsilon: 1e-3 })(x);
    expectClose(whole, layers.LayerNormalization({ axis: [1, 2], epsilon: 1e-3 })(x), 1e-5);
    const single = layers.GroupNormalization(-1)(x);
    expectClose(single, layers.LayerNormalization({ axis: 1 })(x), 1e-5);
  });

  test('mistakes', () => {
    const wrong = (options: object): string =>
      messageOf(() => layers.GroupNormalization({ name: 'a', ...options }).build([null, 6]));
    expect(wrong({ groups: 4 })).toMatchInlineSnapshot(
      `"ShapeError GroupNormalization "a": expected a number of channels that 4 groups divide. Received: groups=4, channels=6, inputShape=[null, 6]."`,
    );
    expect(wrong({ groups: 12 })).toMatchInlineSnapshot(
      `"ShapeError GroupNormalization "a": expected a number of channels that 12 groups divide. Received: groups=12, channels=6, inputShape=[null, 6]."`,
    );
    expect(wrong({ groups: 0 })).toMatchInlineSnapshot(
      `"ValueError GroupNormalization: expected groups to be a positive integer, or -1 for a group for each channel. Received: groups=0."`,
    );
    expect(wrong({ groups: 2, axis: 2 })).toMatchInlineSnapshot(
      `"ShapeError GroupNormalization "a": expected an axis of inputs of 2 axes. Received: axis=2, inputShape=[null, 6]."`,
    );
    expect(wrong({ groups: 2, axis: 0 })).toMatchInlineSnapshot(
      `"ShapeError GroupNormalization "a": expected an axis of channels, which is not that of the batch. Received: axis=0, inputShape=[null, 6]."`,
    );
    expect(messageOf(() => layers.GroupNormalization({ name: 'a' }).build([2, null]))).toMatchInlineSnapshot(
      `"ShapeError GroupNormalization "a".build: expected known lengths of the axes that weights have. Received: axis=-1, inputShape=[2, null]."`,
    );
  });
});

describe('unit normalization', () => {
  test('zeros stay zeros, with a gradient', () => {
    const zero = new Variable([[0, 0]]);
    const layer = layers.UnitNormalization();
    const { value, gradients } = variableGradients(() => ops.sum(layer(zero)), [zero]);
    expect(value.item()).toBe(0);
    expect([...gradients[0]!.data].every(Number.isFinite)).toBe(true);
  });

  test('mistakes', () => {
    expect(messageOf(() => layers.UnitNormalization({ axis: null as never }))).toMatchInlineSnapshot(
      `"ValueError UnitNormalization: expected axis to be an axis or a list of axes. Received: axis=null."`,
    );
    expect(messageOf(() => layers.UnitNormalization({ name: 'a', axis: 3 })([[1]]))).toMatchInlineSnapshot(
      `"ShapeError UnitNormalization "a": expected an axis of inputs of 2 axes. Received: axis=3, inputShape=[1, 1]."`,
    );
    expect(messageOf(() => layers.RMSNormalization({ name: 'a', axis: [1, -1] })([[1]]))).toMatchInlineSnapshot(
      `"ShapeError RMSNormalization "a": expected each axis once. Received: axis=[1, -1], inputShape=[1, 1]."`,
    );
    expect(messageOf(() => layers.LayerNormalization({ name: 'a' }).build([2, null]))).toMatchInlineSnapshot(
      `"ShapeError LayerNormalization "a".build: expected known lengths of the axes that weights have. Received: axis=-1, inputShape=[2, null]."`,
    );
  });
});

describe('spectral normalization', () => {
  const singularValue = (layer: { kernel: Variable }): number => {
    let v: Tensor = random.normal([1, 4], { seed: 2 });
    const square = ops.matmul(layer.kernel.value, ops.transpose(layer.kernel.value));
    for (let i = 0; i < 100; i++) {
      const next = ops.matmul(v, square);
      v = ops.divide(next, ops.sqrt(ops.sum(ops.square(next))));
    }
    return Math.sqrt(Number(ops.sum(ops.multiply(ops.matmul(v, square), v)).item()));
  };

  test('the largest singular value of the kernel becomes 1', () => {
    const inner = layers.Dense(3, {
      kernelInitializer: { class_name: 'RandomNormal', config: { stddev: 3, seed: 4 } },
    });
    const layer = layers.SpectralNormalization(inner, { powerIterations: 50 });
    layer(ones([2, 4]));
    expect(singularValue(layer)).toBeGreaterThan(2);
    layer(ones([2, 4]), { training: true });
    expect(singularValue(layer)).toBeCloseTo(1, 3);
    expect(layer.kernel).toBe(inner.kernel);
  });

  test('a kernel of zeros stays one', () => {
    const layer = layers.SpectralNormalization(layers.Dense(3, { kernelInitializer: 'zeros' }));
    layer(ones([2, 4]), { training: true });
    expect(largest(layer.kernel.value)).toBe(0);
    expect(Number.isFinite(largest(layer.vectorU.value))).toBe(true);
  });

  test('a kernel counts once', () => {
    const layer = layers.SpectralNormalization(layers.Dense(3));
    layer(ones([2, 4]));
    expect(layer.countParams()).toBe(4 * 3 + 3 + 3);
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(['kernel', 'bias']);
  });

  test('mistakes', () => {
    expect(
      messageOf(() => layers.SpectralNormalization(layers.ReLU({ name: 'a' }), { name: 'b' })([[1]])),
    ).toMatchInlineSnapshot(
      `"ValueError SpectralNormalization "b": expected a layer with a kernel or embeddings. Received: layer="ReLU \\"a\\""."`,
    );
    expect(
      messageOf(() => layers.SpectralNormalization(layers.Dense(1), { powerIterations: 0 })),
    ).toMatchInlineSnapshot(
      `"ValueError SpectralNormalization: expected powerIterations to be a positive integer. Received: powerIterations=0."`,
    );
    expect(messageOf(() => layers.SpectralNormalization('dense' as never))).toMatchInlineSnapshot(
      `"ValueError SpectralNormalization: expected layer to be a layer. Received: layer="dense"."`,
    );
  });
});

// The numbers are those of Keras 3.15.1 on TensorFlow; on JAX its steps lose what the layer assigns to the kernel.
test('SpectralNormalization trains the kernel that it has normalized', () => {
  const dense = layers.Dense(2);
  const layer = layers.SpectralNormalization(dense);
  const model = Sequential([Input([4]), layer]);
  model.compile({ optimizer: optimizers.SGD(0.1), loss: 'mse' });
  dense.kernel.assign(ops.reshape(ops.linspace(-1, 1, 8), [4, 2]));
  layer.vectorU.assign([[0.6, 0.8]]);
  const [x, y] = [ops.reshape(ops.linspace(-1, 1, 20), [5, 4]), ops.reshape(ops.linspace(0, 1, 10), [5, 2])];
  const steps = [1, 2, 3].map(() => {
    const losses = model.trainOnBatch(x, y);
    return [...losses, ...dense.kernel.value.data.slice(0, 3), ...layer.vectorU.value.data] as number[];
  });
  expectClose(
    tensor(steps),
    tensor([
      [0.24855466187, -0.5281237, -0.39412346, -0.20881714, 0.7020381, 0.71213937],
      [0.19125883281, -0.499688, -0.38798812, -0.18185233, 0.69858414, 0.71552795],
      [0.14797163009, -0.47469687, -0.38197985, -0.15870333, 0.6933963, 0.7205564],
    ]),
  );
});
