import { describe, test } from 'vitest';
import * as activations from '../../src/activations/index.js';
import { layers } from '../../src/models/index.js';
import type { Layer } from '../../src/layers/index.js';
import type { Shape } from '../../src/tensor/index.js';
import { testLayer } from './layer-harness.js';

interface Trial {
  readonly name: string;
  readonly make: () => Layer;
  readonly from: Shape;
  readonly to: Shape;
  readonly learns?: boolean;
}

const seed = 7;
const seeded = { class_name: 'GlorotUniform', config: { seed } };

const trials: readonly Trial[] = [
  {
    name: 'Dense',
    make: () => layers.Dense(3, { activation: 'tanh', kernelInitializer: seeded }),
    from: [4, 5],
    to: [4, 3],
  },
  {
    name: 'Dense without bias',
    make: () => layers.Dense(2, { useBias: false, kernelInitializer: seeded }),
    from: [2, 3, 4],
    to: [2, 3, 2],
  },
  {
    name: 'Dense with glu',
    make: () => layers.Dense(6, { activation: activations.glu, kernelInitializer: seeded }),
    from: [2, 4],
    to: [2, 3],
  },
  {
    name: 'Conv2D',
    make: () => layers.Conv2D(3, 2, { strides: 2, kernelInitializer: seeded }),
    from: [2, 5, 6, 2],
    to: [2, 2, 3, 3],
  },
  {
    name: 'Conv2D with groups',
    make: () =>
      layers.Conv2D(4, [3, 1], { padding: 'same', groups: 2, activation: 'softplus', kernelInitializer: seeded }),
    from: [1, 4, 3, 2],
    to: [1, 4, 3, 4],
  },
  {
    name: 'Conv2D dilated',
    make: () => layers.Conv2D(2, 2, { dilationRate: [2, 1], kernelInitializer: seeded }),
    from: [1, 5, 5, 1],
    to: [1, 3, 4, 2],
  },
  {
    name: 'MaxPooling2D',
    make: () => layers.MaxPooling2D([2, 3], { strides: 1 }),
    from: [1, 4, 4, 2],
    to: [1, 3, 2, 2],
  },
  {
    name: 'AveragePooling2D',
    make: () => layers.AveragePooling2D({ poolSize: 2, padding: 'same' }),
    from: [1, 3, 4, 2],
    to: [1, 2, 2, 2],
  },
  { name: 'GlobalMaxPooling2D', make: () => layers.GlobalMaxPooling2D(), from: [2, 3, 3, 2], to: [2, 2] },
  {
    name: 'GlobalAveragePooling2D',
    make: () => layers.GlobalAveragePooling2D({ keepdims: true }),
    from: [2, 3, 3, 2],
    to: [2, 1, 1, 2],
  },
  { name: 'Flatten', make: () => layers.Flatten(), from: [2, 3, 4], to: [2, 12] },
  { name: 'Flatten of a vector', make: () => layers.Flatten(), from: [3], to: [3, 1] },
  {
    name: 'Flatten, channels first',
    make: () => layers.Flatten({ dataFormat: 'channels_first' }),
    from: [2, 3, 4],
    to: [2, 12],
  },
  { name: 'Reshape', make: () => layers.Reshape([3, -1, 2]), from: [2, 12], to: [2, 3, 2, 2] },
  { name: 'Activation', make: () => layers.Activation('mish'), from: [3, 4], to: [3, 4] },
  { name: 'ELU', make: () => layers.ELU({ alpha: 0.5 }), from: [3, 4], to: [3, 4] },
  { name: 'ReLU', make: () => layers.ReLU({ negativeSlope: 0.1, threshold: 0.2 }), from: [3, 4], to: [3, 4] },
  { name: 'LeakyReLU', make: () => layers.LeakyReLU(), from: [3, 4], to: [3, 4] },
  {
    name: 'PReLU',
    make: () => layers.PReLU({ alphaInitializer: 'ones', sharedAxes: [1] }),
    from: [3, 2, 4],
    to: [3, 2, 4],
  },
  { name: 'Softmax', make: () => layers.Softmax({ axis: [1, 2] }), from: [3, 2, 4], to: [3, 2, 4] },
  { name: 'ThresholdedReLU', make: () => layers.ThresholdedReLU({ theta: 0.3 }), from: [3, 4], to: [3, 4] },
  {
    name: 'Dropout',
    make: () => layers.Dropout(0.5, { seed, noiseShape: [null, 1] }),
    from: [3, 4],
    to: [3, 4],
    learns: false,
  },
  { name: 'AlphaDropout', make: () => layers.AlphaDropout(0.5, { seed }), from: [3, 4], to: [3, 4], learns: false },
  {
    name: 'LayerNormalization',
    make: () => layers.LayerNormalization({ axis: [1, 2], epsilon: 0.1 }),
    from: [3, 2, 4],
    to: [3, 2, 4],
  },
  {
    name: 'LayerNormalization, as of older models',
    make: () => layers.LayerNormalization({ rmsScaling: true }),
    from: [3, 4],
    to: [3, 4],
  },
  {
    name: 'GroupNormalization',
    make: () => layers.GroupNormalization({ groups: 2, axis: 1 }),
    from: [2, 4, 3],
    to: [2, 4, 3],
  },
  { name: 'RMSNormalization', make: () => layers.RMSNormalization({ axis: [1, -1] }), from: [3, 2, 4], to: [3, 2, 4] },
  { name: 'UnitNormalization', make: () => layers.UnitNormalization({ axis: 1 }), from: [3, 4], to: [3, 4] },
  {
    name: 'SpectralNormalization',
    make: () => layers.SpectralNormalization(layers.Dense(3, { kernelInitializer: seeded }), { powerIterations: 3 }),
    from: [4, 5],
    to: [4, 3],
  },
  {
    name: 'SpatialDropout2D',
    make: () => layers.SpatialDropout2D(0.5, { seed, dataFormat: 'channels_first' }),
    from: [2, 3, 2, 2],
    to: [2, 3, 2, 2],
    learns: false,
  },
  {
    name: 'GaussianDropout',
    make: () => layers.GaussianDropout(0.5, { seed }),
    from: [3, 4],
    to: [3, 4],
    learns: false,
  },
  { name: 'GaussianNoise', make: () => layers.GaussianNoise(0.5, { seed }), from: [3, 4], to: [3, 4], learns: false },
  { name: 'InputLayer', make: () => layers.InputLayer([4]), from: [3, 4], to: [3, 4] },
];

describe('every layer', () => {
  test.each(trials)('$name', ({ make, from, to, learns = true }) => {
    testLayer({ make, inputShape: from, outputShape: to, learns });
  });
});
