/** Layers over spatial axes: what every layer has to do, the configs of both generations of Keras, and mistakes. */
import { describe, expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import type { Layer } from '../../src/layers/index.js';
import { camelCase } from '../../src/objects/spelling.js';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { replay, traceCall } from '../../src/ops/trace.js';
import { SymbolicTensor, type Shape, type SymbolicShape, type Tensor } from '../../src/tensor/index.js';
import { readGoldens } from './golden-cases.js';
import { messageOf, ones, testLayer } from './layer-harness.js';

const seeded = { class_name: 'GlorotUniform', config: { seed: 7 } };
const kernel = { kernelInitializer: seeded };
const depthwise = { depthwiseInitializer: seeded };

const trials: readonly (readonly [name: string, make: () => Layer, from: Shape, to: Shape])[] = [
  ['Conv1D', () => layers.Conv1D(3, 3, { padding: 'causal', dilationRate: 2, ...kernel }), [2, 6, 2], [2, 6, 3]],
  [
    'Conv1D, channels first',
    () => layers.Conv1D(3, [2], { strides: 2, dataFormat: 'channels_first', activation: 'tanh', ...kernel }),
    [2, 2, 7],
    [2, 3, 3],
  ],
  ['Conv3D', () => layers.Conv3D(2, [1, 2, 2], { padding: 'same', ...kernel }), [1, 3, 3, 2, 2], [1, 3, 3, 2, 2]],
  ['Conv1DTranspose', () => layers.Conv1DTranspose(2, 3, { strides: 2, ...kernel }), [2, 3, 2], [2, 7, 2]],
  [
    'Conv2DTranspose',
    () => layers.Conv2DTranspose(2, [2, 3], { strides: 2, padding: 'same', outputPadding: 1, ...kernel }),
    [1, 3, 2, 2],
    [1, 5, 4, 2],
  ],
  [
    'Conv2DTranspose, channels first',
    () => layers.Conv2DTranspose(3, 2, { strides: 3, dataFormat: 'channels_first', ...kernel }),
    [1, 2, 3, 2],
    [1, 3, 9, 6],
  ],
  [
    'Conv3DTranspose',
    () => layers.Conv3DTranspose(2, 2, { dilationRate: 2, ...kernel }),
    [1, 2, 2, 1, 1],
    [1, 4, 4, 3, 2],
  ],
  ['DepthwiseConv1D', () => layers.DepthwiseConv1D(3, depthwise), [2, 6, 3], [2, 4, 3]],
  [
    'DepthwiseConv2D',
    () => layers.DepthwiseConv2D(2, { depthMultiplier: 2, strides: 2, padding: 'same', ...depthwise }),
    [1, 5, 4, 2],
    [1, 3, 2, 4],
  ],
  [
    'DepthwiseConv2D, channels first',
    () => layers.DepthwiseConv2D([2, 1], { depthMultiplier: 2, dataFormat: 'channels_first', ...depthwise }),
    [1, 3, 5, 4],
    [1, 6, 4, 4],
  ],
  [
    'SeparableConv1D',
    () => layers.SeparableConv1D(3, 3, { dilationRate: 2, ...depthwise, pointwiseInitializer: seeded }),
    [2, 6, 2],
    [2, 2, 3],
  ],
  [
    'SeparableConv2D',
    () =>
      layers.SeparableConv2D(3, 2, {
        depthMultiplier: 2,
        dataFormat: 'channels_first',
        activation: 'softplus',
        ...depthwise,
        pointwiseInitializer: seeded,
      }),
    [1, 2, 4, 3],
    [1, 3, 3, 2],
  ],
  ['LocallyConnected1D', () => layers.LocallyConnected1D(3, 2, kernel), [2, 4, 2], [2, 3, 3]],
  [
    'LocallyConnected2D',
    () => layers.LocallyConnected2D(2, [2, 1], { strides: 2, padding: 'same', implementation: 3 }),
    [1, 3, 3, 2],
    [1, 2, 2, 2],
  ],
  [
    'LocallyConnected2D, channels first',
    () => layers.LocallyConnected2D(2, 2, { dataFormat: 'channels_first', implementation: 2, ...kernel }),
    [1, 2, 3, 3],
    [1, 2, 2, 2],
  ],
  ['MaxPooling1D', () => layers.MaxPooling1D(), [2, 5, 2], [2, 2, 2]],
  ['MaxPooling2D', () => layers.MaxPooling2D([2, 1], { dataFormat: 'channels_first' }), [1, 3, 4, 2], [1, 3, 2, 2]],
  ['MaxPooling3D', () => layers.MaxPooling3D(2, { strides: 1, padding: 'same' }), [1, 2, 3, 2, 1], [1, 2, 3, 2, 1]],
  ['AveragePooling1D', () => layers.AveragePooling1D(3, { strides: 2, padding: 'same' }), [2, 5, 2], [2, 3, 2]],
  ['AveragePooling3D', () => layers.AveragePooling3D([1, 2, 1]), [1, 2, 3, 2, 2], [1, 2, 1, 2, 2]],
  ['AdaptiveMaxPooling1D', () => layers.AdaptiveMaxPooling1D(3), [2, 7, 2], [2, 3, 2]],
  ['AdaptiveMaxPooling2D', () => layers.AdaptiveMaxPooling2D([2, 3]), [1, 4, 4, 2], [1, 2, 3, 2]],
  ['AdaptiveMaxPooling3D', () => layers.AdaptiveMaxPooling3D([1, 2, 2]), [1, 2, 4, 3, 1], [1, 1, 2, 2, 1]],
  ['AdaptiveAveragePooling1D', () => layers.AdaptiveAveragePooling1D(5), [2, 3, 2], [2, 5, 2]],
  [
    'AdaptiveAveragePooling2D',
    () => layers.AdaptiveAveragePooling2D(2, { dataFormat: 'channels_first' }),
    [1, 3, 5, 4],
    [1, 3, 2, 2],
  ],
  ['AdaptiveAveragePooling3D', () => layers.AdaptiveAveragePooling3D(1), [1, 2, 2, 2, 2], [1, 1, 1, 1, 2]],
  ['GlobalMaxPooling1D', () => layers.GlobalMaxPooling1D(), [2, 4, 3], [2, 3]],
  ['GlobalMaxPooling3D', () => layers.GlobalMaxPooling3D({ keepdims: true }), [1, 2, 2, 2, 3], [1, 1, 1, 1, 3]],
  ['GlobalAveragePooling1D', () => layers.GlobalAveragePooling1D({ dataFormat: 'channels_first' }), [2, 4, 3], [2, 4]],
  [
    'GlobalAveragePooling3D',
    () => layers.GlobalAveragePooling3D({ dataFormat: 'channels_first', keepdims: true }),
    [1, 3, 2, 2, 2],
    [1, 3, 1, 1, 1],
  ],
  ['ZeroPadding1D', () => layers.ZeroPadding1D([0, 2]), [2, 3, 2], [2, 5, 2]],
  [
    'ZeroPadding2D',
    () =>
      layers.ZeroPadding2D(
        [
          [1, 0],
          [2, 3],
        ],
        { dataFormat: 'channels_first' },
      ),
    [1, 2, 2, 2],
    [1, 2, 3, 7],
  ],
  ['ZeroPadding3D', () => layers.ZeroPadding3D([0, 1, [2, 0]]), [1, 2, 2, 2, 1], [1, 2, 4, 4, 1]],
  ['Cropping1D', () => layers.Cropping1D(2), [2, 6, 2], [2, 2, 2]],
  ['Cropping2D', () => layers.Cropping2D([1, [0, 2]]), [1, 4, 4, 2], [1, 2, 2, 2]],
  ['Cropping2D of nothing', () => layers.Cropping2D(), [1, 2, 3, 2], [1, 2, 3, 2]],
  ['Cropping3D', () => layers.Cropping3D({ dataFormat: 'channels_first' }), [1, 2, 3, 3, 4], [1, 2, 1, 1, 2]],
  ['UpSampling1D', () => layers.UpSampling1D(3), [2, 3, 2], [2, 9, 2]],
  ['UpSampling2D', () => layers.UpSampling2D([2, 3], { dataFormat: 'channels_first' }), [1, 2, 2, 2], [1, 2, 4, 6]],
  ['UpSampling2D, bicubic', () => layers.UpSampling2D({ interpolation: 'bicubic' }), [1, 3, 2, 2], [1, 6, 4, 2]],
  ['UpSampling3D', () => layers.UpSampling3D(), [1, 1, 2, 2, 2], [1, 2, 4, 4, 2]],
];

describe('every layer over spatial axes', () => {
  test.each(trials)('%s', (_, make, inputShape, outputShape) => {
    testLayer({ make, inputShape, outputShape });
  });
});

/** One step of training on a loss of the result, as a function of the inputs. */
function stepOf(layer: Layer): (x: Tensor) => Tensor[] {
  return (x) => {
    const variables = layer.trainableWeights;
    const input = grad((each: Tensor) => ops.sum(ops.square(layer(each))))(x);
    const { value, gradients } = variableGradients(() => ops.sum(ops.square(layer(x))), variables);
    variables.forEach((variable, i) => variable.assign(ops.subtract(variable, ops.multiply(gradients[i]!, 0.01))));
    return [value, input];
  };
}

describe('a traced step of training is the step computed, bit for bit', () => {
  test.each(trials)('%s', (_, make, shape) => {
    const [traced, eager] = [make(), make()];
    const x = random.normal(shape, { seed: 11 });
    for (const layer of [traced, eager]) layer(x);
    eager.setWeights(traced.getWeights());
    const trace = traceCall(stepOf(traced), [x]);
    for (let step = 0; step < 2; step++) {
      const [replayed, computed] = [replay(trace, [x]) as Tensor[], stepOf(eager)(x)];
      const numbers = (tensors: readonly Tensor[]): unknown => tensors.map((each) => each.toArray());
      expect(numbers(replayed)).toEqual(numbers(computed));
      expect(numbers(traced.getWeights())).toEqual(numbers(eager.getWeights()));
    }
  });
});

test('kernels and biases have their regularizers and constraints, which the config keeps', () => {
  const layer = layers.SeparableConv1D(2, 1, {
    depthwiseInitializer: 'ones',
    pointwiseInitializer: 'ones',
    depthwiseRegularizer: 'l2',
    pointwiseRegularizer: 'l1',
    biasConstraint: 'non_neg',
    activityRegularizer: 'l1',
  });
  layer(ones([1, 3, 2]));
  // The sum of the absolute outputs, 3 steps of 2 filters of 1 + 1; two squares; four absolute values.
  const losses = layer.losses.map((loss) => Number(loss.item()));
  expect(losses.map((loss) => Math.round(loss * 1e4) / 1e4)).toEqual([0.12, 0.02, 0.04]);
  expect(layer.weights.map(({ constraint }) => constraint === null)).toEqual([true, true, false]);
  const again = layers.deserialize(layers.serialize(layer));
  expect(again.getConfig()).toEqual(layer.getConfig());
  expect(again.getConfig()['pointwise_regularizer']).toMatchObject({ class_name: 'L1' });
});

test('an image of any size', () => {
  const shapes: readonly (readonly [layer: Layer, from: SymbolicShape, to: SymbolicShape])[] = [
    [layers.Conv2D(4, 3), [null, null, null, 3], [null, null, null, 4]],
    [layers.Conv2D(4, 3, { dataFormat: 'channels_first' }), [null, 3, null, 8], [null, 4, null, 6]],
    [layers.Conv2DTranspose(4, 3, { strides: 2 }), [null, null, 5, 3], [null, null, 11, 4]],
    [layers.MaxPooling2D(), [null, null, 5, 3], [null, null, 2, 3]],
    [layers.AdaptiveMaxPooling2D(2), [null, null, null, 3], [null, 2, 2, 3]],
    [layers.GlobalAveragePooling2D(), [null, null, null, 3], [null, 3]],
    [layers.ZeroPadding2D(), [null, null, 5, 3], [null, null, 7, 3]],
    [layers.Cropping2D(1), [null, null, 5, 3], [null, null, 3, 3]],
    [layers.UpSampling2D(), [null, null, 5, 3], [null, null, 10, 3]],
    [layers.UpSampling2D({ interpolation: 'bilinear' }), [null, null, 5, 3], [null, null, 10, 3]],
  ];
  for (const [layer, from, to] of shapes) expect(layer(new SymbolicTensor({ shape: from })).shape).toEqual(to);
});

test('short names are the same classes', () => {
  expect(layers.MaxPool2D).toBe(layers.MaxPooling2D);
  expect(layers.AvgPool3D).toBe(layers.AveragePooling3D);
  expect(layers.GlobalMaxPool1D).toBe(layers.GlobalMaxPooling1D);
  expect(layers.GlobalAvgPool2D).toBe(layers.GlobalAveragePooling2D);
  expect(layers.Convolution2D).toBe(layers.Conv2D);
  expect(layers.Convolution3DTranspose).toBe(layers.Conv3DTranspose);
  expect(layers.SeparableConvolution1D).toBe(layers.SeparableConv1D);
});

interface ConfigCase {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

const configs = readGoldens<{ keras: readonly ConfigCase[]; keras2: readonly ConfigCase[] }>('spatial-configs');

describe('configs', () => {
  test.each(configs.keras)('of $name are those of Keras 3', ({ name, arguments: given, config }) => {
    const make = (layers as unknown as Record<string, (options: object) => Layer>)[name]!;
    const options = Object.entries(given).map(([key, value]) => [camelCase(key), value] as const);
    const layer = make({ ...(Object.fromEntries(options) as object), name: config['name'] });
    expect(layer.getConfig()).toEqual(config);
    expect(Object.keys(layer.getConfig())).toEqual(Object.keys(config));
  });

  test.each(configs.keras2)('of $name by Keras 2 are read', ({ name, config }) => {
    const layer = layers.deserialize({ class_name: name, config }, { keras: 2 });
    const written = layer.getConfig();
    const common = Object.keys(written).filter((key) => key in config && !/dtype|initializer/.test(key));
    expect(common.map((key) => written[key])).toEqual(common.map((key) => config[key]));
  });
});

const named = { name: 'a' };
const untyped = <T>(value: unknown): T => value as T;

const mistakes: readonly (readonly [mistake: () => unknown, message: string])[] = [
  [
    () => layers.Conv1D(4, untyped<number>([3, 3])),
    'ValueError Conv1D: expected kernelSize to be a positive integer. Received: kernelSize=[3, 3].',
  ],
  [
    () => layers.Conv1D(4, 3, untyped({ padding: 'casual' })),
    'ValueError Conv1D: unknown padding "casual". Did you mean "causal"?',
  ],
  [
    () => layers.Conv2D(4, 3, untyped({ padding: 'causal' })),
    'ValueError Conv2D: unknown padding "causal". Known are valid, same.',
  ],
  [
    () => layers.Conv3D(4, [1, 2, 0]),
    'ValueError Conv3D: expected kernelSize to be a positive integer, or three of them. Received: kernelSize=[1, 2, 0].',
  ],
  [
    () => layers.Conv1D(4, 3, { strides: 2, dilationRate: 2 }),
    'ValueError Conv1D: expected strides or a dilation rate of 1. Received: strides=[2], dilationRate=[2].',
  ],
  [
    () => layers.Conv1D(4, 3, { ...named, dataFormat: 'channels_first' }).build([null, 3, 2]),
    'ShapeError Conv1D "a": expected spatial lengths of at least 3, the size of the window. Received: x=SymbolicTensor(shape=[null, 2, 3], dtype=float32). Hint: use a smaller window or padding "same".',
  ],
  [
    () => layers.Conv1D(4, 3, named)(ones([1, 5, 5, 3])),
    `ShapeError Conv1D "a": expected an input of 3 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[1, 5, 5, 3], dtype=float32).`,
  ],
  [
    () => {
      const layer = layers.Conv1D(4, 3, { ...named, dataFormat: 'channels_first' });
      layer(ones([1, 2, 5]));
      layer(ones([1, 3, 5]));
    },
    'ShapeError Conv1D "a": expected an input whose axis 1 has length 2, as that of the first input had. Received: inputs=Tensor(shape=[1, 3, 5], dtype=float32).',
  ],
  [
    () => layers.Conv2DTranspose(4, 3, { outputPadding: 1 }),
    'ValueError Conv2DTranspose: expected an outputPadding that is less than the strides. Received: outputPadding=[1, 1], strides=[1, 1].',
  ],
  [
    () => layers.Conv2DTranspose(4, 3, { outputPadding: -1 }),
    'ValueError Conv2DTranspose: expected outputPadding to be an integer that is not negative, or two of them. Received: outputPadding=-1.',
  ],
  [
    () => layers.Conv2DTranspose(4, 3, { strides: 2, dilationRate: 2 }),
    'ValueError Conv2DTranspose: expected strides or a dilation rate of 1. Received: strides=[2, 2], dilationRate=[2, 2].',
  ],
  [
    () => layers.DepthwiseConv2D(3, untyped({ groups: 2 })),
    'ValueError DepthwiseConv2D: expected no groups, which is no option. Received: groups=2.',
  ],
  [
    () => layers.DepthwiseConv1D(3, { depthMultiplier: 0 }),
    'ValueError DepthwiseConv1D: expected depthMultiplier to be a positive integer. Received: depthMultiplier=0.',
  ],
  [
    () => layers.SeparableConv2D(0, 3),
    'ValueError SeparableConv2D: expected filters to be a positive integer. Received: filters=0.',
  ],
  [
    () => layers.LocallyConnected1D(4, 3, { padding: 'same' }),
    'ValueError LocallyConnected1D: expected padding "valid", or implementation 2 or 3. Received: padding="same", implementation=1.',
  ],
  [
    () => layers.LocallyConnected1D(4, 3, { implementation: untyped(4) }),
    'ValueError LocallyConnected1D: expected implementation to be 1, 2 or 3. Received: implementation=4.',
  ],
  [
    () => layers.LocallyConnected1D(4, 3, named)(new SymbolicTensor({ shape: [null, null, 2] })),
    'ShapeError LocallyConnected1D "a": expected inputs of which every length but that of the batch is known. Received: inputShape=[null, null, 2].',
  ],
  [
    () => {
      const layer = layers.LocallyConnected1D(4, 3, named);
      layer(ones([1, 5, 2]));
      layer(ones([1, 6, 2]));
    },
    'ShapeError LocallyConnected1D "a": expected an input whose axis 1 has length 5, as that of the first input had. Received: inputs=Tensor(shape=[1, 6, 2], dtype=float32).',
  ],
  [
    () => layers.MaxPooling3D([2, 2, 2, 2] as never),
    'ValueError MaxPooling3D: expected poolSize to be a positive integer, or three of them. Received: poolSize=[2, 2, 2, 2].',
  ],
  [
    () => layers.AveragePooling1D(untyped<number>(undefined)),
    'ValueError AveragePooling1D: expected poolSize to be a positive integer. Received: poolSize=undefined.',
  ],
  [
    () => layers.AdaptiveMaxPooling2D([2, 0]),
    'ValueError AdaptiveMaxPooling2D: expected outputSize to be a positive integer, or two of them. Received: outputSize=[2, 0].',
  ],
  [
    () => layers.GlobalMaxPooling2D(named)(ones([1, 3, 3])),
    `ShapeError GlobalMaxPooling2D "a": expected an input of 4 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[1, 3, 3], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0).`,
  ],
  [
    () => layers.ZeroPadding1D(-1),
    'ValueError ZeroPadding1D: expected padding to be an integer that is not negative, or two of them, for the beginning and the end. Received: padding=-1.',
  ],
  [
    () => layers.ZeroPadding2D(untyped([[1, 2]])),
    'ValueError ZeroPadding2D: expected padding to be an integer that is not negative, or for each of the two axes one or a pair of them. Received: padding=[[1, 2]].',
  ],
  [
    () => layers.Cropping3D(untyped([1, 1])),
    'ValueError Cropping3D: expected cropping to be an integer that is not negative, or for each of the three axes one or a pair of them. Received: cropping=[1, 1].',
  ],
  [
    () => layers.Cropping1D([2, 3], named)(ones([1, 5, 1])),
    'ShapeError Cropping1D "a" (ops.crop): expected axes that are longer than what is taken from them. Received: x=Tensor(shape=[1, 5, 1], dtype=float32), cropping=[[0, 0], [2, 3], [0, 0]].',
  ],
  [() => layers.UpSampling1D(0), 'ValueError UpSampling1D: expected size to be a positive integer. Received: size=0.'],
  [
    () => layers.UpSampling2D(2, { interpolation: untyped('nearer') }),
    'ValueError UpSampling2D: unknown interpolation "nearer". Did you mean "nearest"?',
  ],
];

test.each(mistakes)('%o', (mistake, message) => {
  expect(messageOf(mistake)).toBe(message);
});
