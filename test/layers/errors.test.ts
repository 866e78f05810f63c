import { describe, expect, test } from 'vitest';
import { initializers, Input, Layer } from '../../src/layers/index.js';
import { layers } from '../../src/models/index.js';
import type { Tensor } from '../../src/tensor/index.js';
import { messageOf, ones } from './layer-harness.js';

/** What the types refuse, given all the same. */
const untyped = (value: unknown): never => value as never;
const named = { name: 'a' };

class Late extends Layer {
  override call(x: Tensor): Tensor {
    this.addWeight({ name: 'late', shape: [1] });
    return x;
  }
}

function built(): ReturnType<typeof layers.Dense> {
  const dense = layers.Dense(3, named);
  dense.build([null, 2]);
  return dense;
}

const errors: readonly [call: () => unknown, message: string][] = [
  [() => layers.Dense(0), 'ValueError Dense: expected units to be a positive integer. Received: units=0.'],
  [() => layers.Dense(2.5), 'ValueError Dense: expected units to be a positive integer. Received: units=2.5.'],
  [() => layers.Dense(NaN), 'ValueError Dense: expected units to be a positive integer. Received: units=NaN.'],
  [() => layers.Dense(untyped('3')), 'ValueError Dense: expected units to be a positive integer. Received: units="3".'],
  [
    () => layers.Dense(untyped({})),
    'ValueError Dense: expected units to be a positive integer. Received: units=undefined.',
  ],
  [
    () => layers.Dense(3, untyped({ useBiass: true })),
    'ValueError Dense: unknown option "useBiass". Did you mean "useBias"?',
  ],
  [
    () => layers.Dense(3, untyped({ trainable: 1 })),
    'ValueError Dense: expected trainable to be true or false. Received: trainable=1.',
  ],
  [
    () => layers.Dense(3, { name: 'a/b' }),
    'ValueError Dense: expected name to be a string without "/". Received: name="a/b".',
  ],
  [
    () => layers.Dense(3, untyped({ kernelRegularizer: 'l7' })),
    'ValueError Dense: unknown kernelRegularizer "l7". Did you mean "l1"?',
  ],
  [
    () => layers.Dense(3, untyped({ activityRegularizer: 4 })),
    'ValueError Dense: expected one of regularizers, its name or its config. Received: activityRegularizer=4.',
  ],
  [
    () => layers.Dense(3, untyped({ activation: 'gelo' })),
    'ValueError Dense: unknown activation "gelo". Did you mean "gelu"?',
  ],
  [
    () => layers.Dense(3, untyped({ kernelInitializer: 'zeroes' })),
    'ValueError Dense: unknown kernelInitializer "zeroes". Did you mean "zeros"?',
  ],
  [
    () => layers.Dense(3, untyped({ kernelInitializer: 4 })),
    'ValueError Dense: expected a name, a config, a tensor, a function or an initializer. Received: kernelInitializer=4.',
  ],
  [
    () => layers.Dense(3, untyped({ dtype: 'int32' })),
    'DTypeError Dense: expected dtype to be a policy for floating-point numbers, of float16, bfloat16, float32, float64, mixed_float16, mixed_bfloat16. Received: dtype="int32".',
  ],
  [
    () => layers.Dense(3, untyped({ inputShape: 3 })),
    'ValueError Dense: expected inputShape to be a shape, a list of positive integers and null. Received: inputShape=3.',
  ],
  [
    () => layers.Dense(3, { inputShape: [3], batchShape: [1, 3] }),
    'ShapeError Dense: expected either the shape with the batch or the shape without it. Received: shape=[3], batchShape=[1, 3], batchSize=null.',
  ],
  [
    () => layers.Dense(3, untyped({ units: 4 })),
    'ValueError Dense: expected units once. Received: argument=3, option=4.',
  ],
  [
    () => layers.Dense(3, untyped('relu')),
    'ValueError Dense: expected units and then an options object. Received: units=3, argument 2="relu".',
  ],
  [
    () => layers.Dense(3, named)(ones([3])),
    `ShapeError Dense "a": expected an input of at least 2 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[3], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0).`,
  ],
  [
    () => built()(ones([1, 4])),
    'ShapeError Dense "a": expected an input whose axis -1 has length 2, as that of the first input had. Received: inputs=Tensor(shape=[1, 4], dtype=float32).',
  ],
  [
    () => built()(untyped([ones([1, 2]), ones([1, 2])])),
    'ValueError Dense "a": expected one input. Received: inputs=[Tensor(shape=[1, 2], dtype=float32), Tensor(shape=[1, 2], dtype=float32)].',
  ],
  [
    () => layers.Dense(3, { ...named, activation: () => ones([3]) })(ones([2, 3])),
    'ShapeError Dense "a": expected an activation that gives the shape of its input, but for the last axis. Received: x=Tensor(shape=[2, 3], dtype=float32), activation(x)=Tensor(shape=[3], dtype=float32).',
  ],
  [
    () => layers.Dense(3, { ...named, activation: untyped(() => 3) })(ones([2, 3])),
    'ValueError Dense "a": expected an activation that gives a tensor. Received: activation(x)=3.',
  ],
  [
    () => layers.Dense(3, { ...named, kernelInitializer: () => ones([2]) })(ones([2, 3])),
    'ShapeError Dense "a".addWeight of kernel: expected an initializer that gives the shape (3, 3). Received: initializer(shape)=Tensor(shape=[2], dtype=float32).',
  ],
  [
    () => layers.Dense(3, named).build(untyped('x')),
    'ShapeError Dense "a".build: expected the shape of the inputs, with null for a length that is not known. Received: inputShape="x".',
  ],
  [
    () => layers.Dense(3, named).build([null, null]),
    'ShapeError Dense "a".addWeight: expected a shape of known lengths for the weight kernel. Received: shape=[null, 3].',
  ],
  [
    () => layers.Dense(3, named).countParams(),
    'StateError Dense "a".countParams: expected a layer that is built. Hint: Call it on inputs, or build it with layer.build(inputShape).',
  ],
  [
    () => layers.Dense(3, named).input,
    'StateError Dense "a".input: expected a layer that was called on a symbolic tensor, such as Input gives.',
  ],
  [
    () => layers.Dense(3, named).output,
    'StateError Dense "a".output: expected a layer that was called on a symbolic tensor, such as Input gives.',
  ],
  [
    () => built().setWeights([ones([2, 3])]),
    'ValueError Dense "a".setWeights: expected a list of 2 weights: a/kernel (2, 3), a/bias (3,). Received: weights.length=1.',
  ],
  [
    () => built().setWeights([ones([3, 2]), ones([3])]),
    'ShapeError Dense "a".setWeights: expected a value of shape (2, 3) for the weight a/kernel. Received: value=Tensor(shape=[3, 2], dtype=float32).',
  ],
  [
    () => built().setWeights(untyped(3)),
    'ValueError Dense "a".setWeights: expected a list of 2 weights: a/kernel (2, 3), a/bias (3,). Received: weights=3.',
  ],
  [
    () => Object.assign(built(), { trainable: 1 }),
    'ValueError Dense "a".trainable: expected true or false. Received: trainable=1.',
  ],
  [
    () => layers.Activation(untyped(undefined)),
    'ValueError Activation: expected the name of an activation, a function, a config or null. Received: activation=undefined.',
  ],
  [() => layers.Conv2D(0, 3), 'ValueError Conv2D: expected filters to be a positive integer. Received: filters=0.'],
  [
    () => layers.Conv2D(untyped(4)),
    'ValueError Conv2D: expected kernelSize to be a positive integer, or two of them. Received: kernelSize=undefined.',
  ],
  [
    () => layers.Conv2D(4, [3, 0]),
    'ValueError Conv2D: expected kernelSize to be a positive integer, or two of them. Received: kernelSize=[3, 0].',
  ],
  [
    () => layers.Conv2D(4, untyped([3, 3, 3])),
    'ValueError Conv2D: expected kernelSize to be a positive integer, or two of them. Received: kernelSize=[3, 3, 3].',
  ],
  [
    () => layers.Conv2D(4, 3, { strides: 0 }),
    'ValueError Conv2D: expected strides to be a positive integer, or two of them. Received: strides=0.',
  ],
  [
    () => layers.Conv2D(4, 3, { groups: 0 }),
    'ValueError Conv2D: expected groups to be a positive integer. Received: groups=0.',
  ],
  [
    () => layers.Conv2D(4, 3, { groups: 3 }),
    'ValueError Conv2D: expected a number of filters that the number of groups divides. Received: filters=4, groups=3.',
  ],
  [
    () => layers.Conv2D(4, 3, { strides: 2, dilationRate: 2 }),
    'ValueError Conv2D: expected strides or a dilation rate of 1. Received: strides=[2, 2], dilationRate=[2, 2].',
  ],
  [
    () => layers.Conv2D(4, 3, untyped({ padding: 'sane' })),
    'ValueError Conv2D: unknown padding "sane". Did you mean "same"?',
  ],
  [
    () => layers.Conv2D(4, 3, untyped({ dataFormat: 'channels_middle' })),
    'ValueError Conv2D: expected dataFormat to be "channels_last" or "channels_first". Received: dataFormat="channels_middle".',
  ],
  [
    () => layers.Conv2D(4, 3, { ...named, groups: 2 })(ones([1, 5, 5, 3])),
    'ShapeError Conv2D "a": expected a number of input channels that the number of groups divides. Received: channels=3, groups=2, inputShape=[1, 5, 5, 3].',
  ],
  [
    () => layers.Conv2D(4, 3, named)(ones([5, 5, 3])),
    `ShapeError Conv2D "a": expected an input of 4 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[5, 5, 3], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0).`,
  ],
  [
    () => layers.Conv2D(4, 3, named)(ones([1, 2, 2, 3])),
    'ShapeError Conv2D "a": expected spatial lengths of at least 3 × 3, the size of the window. Received: x=SymbolicTensor(shape=[1, 2, 2, 3], dtype=float32). Hint: use a smaller window or padding "same".',
  ],
  [
    () => layers.Conv2D(4, 3, named).computeOutputShape([null, 2, 2, 3]),
    'ShapeError Conv2D "a": expected spatial lengths of at least 3 × 3, the size of the window. Received: x=SymbolicTensor(shape=[null, 2, 2, 3], dtype=float32). Hint: use a smaller window or padding "same".',
  ],
  [
    () => layers.MaxPooling2D(0),
    'ValueError MaxPooling2D: expected poolSize to be a positive integer, or two of them. Received: poolSize=0.',
  ],
  [
    () => layers.MaxPooling2D(2, { strides: 0 }),
    'ValueError MaxPooling2D: expected strides to be a positive integer, or two of them. Received: strides=0.',
  ],
  [
    () => layers.MaxPooling2D(2, named)(ones([3, 3, 1])),
    `ShapeError MaxPooling2D "a": expected an input of 4 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[3, 3, 1], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0).`,
  ],
  [
    () => layers.MaxPooling2D(5, named)(ones([1, 3, 3, 1])),
    'ShapeError MaxPooling2D "a" (ops.maxPool): expected spatial lengths of at least 5 × 5, the size of the window. Received: x=Tensor(shape=[1, 3, 3, 1], dtype=float32). Hint: use a smaller window or padding "same".',
  ],
  [() => layers.Dropout(1.5), 'ValueError Dropout: expected rate to be a number from 0 to 1. Received: rate=1.5.'],
  [() => layers.Dropout(NaN), 'ValueError Dropout: expected rate to be a number from 0 to 1. Received: rate=NaN.'],
  [
    () => layers.Dropout(untyped('a')),
    'ValueError Dropout: expected rate to be a number from 0 to 1. Received: rate="a".',
  ],
  [
    () => layers.Dropout(0.5, untyped({ seed: 'a' })),
    'ValueError Dropout: expected seed to be an integer that is not negative. Received: seed="a".',
  ],
  [
    () => layers.Dropout(0.5, untyped({ noiseShape: 3 })),
    'ValueError Dropout: expected noiseShape to be a shape, a list of positive integers and null. Received: noiseShape=3.',
  ],
  [
    () => layers.Dropout(0.5, { ...named, noiseShape: [2, 5] })(ones([4, 4]), { training: true }),
    'ShapeError Dropout "a": expected a noiseShape that broadcasts to the inputs. Received: noiseShape=[2, 5], inputs=Tensor(shape=[4, 4], dtype=float32).',
  ],
  [
    () => layers.AlphaDropout(1, named)(ones([2]), { training: true }),
    'ValueError AlphaDropout "a": expected a rate below 1 in training. Received: rate=1.',
  ],
  [
    () => layers.Reshape(untyped(5)),
    'ValueError Reshape: expected targetShape to be a list of integers of at least -1. Received: targetShape=5.',
  ],
  [
    () => layers.Reshape([-2]),
    'ValueError Reshape: expected targetShape to be a list of integers of at least -1. Received: targetShape=[-2].',
  ],
  [
    () => layers.Reshape([-1, -1]),
    'ValueError Reshape: expected at most one length of -1 in targetShape. Received: targetShape=[-1, -1].',
  ],
  [
    () => layers.Reshape([5], named)(ones([2, 3])),
    'ShapeError Reshape "a": expected samples that fill the shape [5]. Received: inputShape=[2, 3], targetShape=[5].',
  ],
  [
    () => layers.LeakyReLU({ negativeSlope: 0.1, alpha: 0.2 }),
    'ValueError LeakyReLU: expected one of negativeSlope and alpha, which are two names of one option. Received: negativeSlope=0.1, alpha=0.2.',
  ],
  [
    () => layers.LeakyReLU(-1),
    'ValueError LeakyReLU: expected negativeSlope to be a finite number that is not negative. Received: negativeSlope=-1.',
  ],
  [
    () => layers.LeakyReLU(untyped(null)),
    'ValueError LeakyReLU: expected negativeSlope to be a finite number that is not negative. Received: negativeSlope=null.',
  ],
  [
    () => layers.ReLU(-1),
    'ValueError ReLU: expected maxValue to be a number that is not negative. Received: maxValue=-1.',
  ],
  [
    () => layers.ReLU(NaN),
    'ValueError ReLU: expected maxValue to be a number that is not negative. Received: maxValue=NaN.',
  ],
  [
    () => layers.ReLU({ negativeSlope: NaN }),
    'ValueError ReLU: expected negativeSlope to be a finite number that is not negative. Received: negativeSlope=NaN.',
  ],
  [
    () => layers.ReLU({ threshold: -1 }),
    'ValueError ReLU: expected threshold to be a finite number that is not negative. Received: threshold=-1.',
  ],
  [() => layers.ELU(untyped(null)), 'ValueError ELU: expected alpha to be a finite number. Received: alpha=null.'],
  [
    () => layers.ThresholdedReLU(-1),
    'ValueError ThresholdedReLU: expected theta to be a finite number that is not negative. Received: theta=-1.',
  ],
  [
    () => layers.PReLU({ ...named, sharedAxes: 0 })(ones([2, 3])),
    'ShapeError PReLU "a": expected sharedAxes from 1 to 1, because 0 is the axis of the batch. Received: sharedAxes=[0], inputShape=[2, 3].',
  ],
  [
    () => layers.PReLU({ sharedAxes: [1, 1] }),
    'ValueError PReLU: expected sharedAxes to be an integer or a list of different integers. Received: sharedAxes=[1, 1].',
  ],
  [
    () => layers.PReLU(untyped({ alphaConstraint: 'non_negg' })),
    'ValueError PReLU: unknown alphaConstraint "non_negg". Did you mean "non_neg"?',
  ],
  [
    () => layers.Softmax(untyped('x')),
    'ValueError Softmax: expected axis to be an axis, a list of axes or null. Received: axis="x".',
  ],
  [
    () => layers.Softmax(5, named)(ones([2, 3])),
    'ValueError Softmax "a": expected an axis from -2 to 1. Received: axis=5, rank=2.',
  ],
  [
    () => layers.Softmax(named)(ones([2, 3]), { mask: ones([2, 2, 3]) }),
    'ShapeError Softmax "a": expected a mask that broadcasts to the inputs. Received: inputs=Tensor(shape=[2, 3], dtype=float32), mask=Tensor(shape=[2, 2, 3], dtype=float32).',
  ],
  [
    () => layers.Softmax(named)(ones([2, 3]), { mask: ones([2, 2]) }),
    'ShapeError Softmax "a": expected a mask that broadcasts to the inputs. Received: inputs=Tensor(shape=[2, 3], dtype=float32), mask=Tensor(shape=[2, 2], dtype=float32).',
  ],
  [
    () => layers.InputLayer(untyped({})),
    'ShapeError InputLayer: expected the shape of a sample. Received: shape=null.',
  ],
  [
    () => Input(untyped(3)),
    'ValueError InputLayer: expected shape to be a shape, a list of positive integers and null. Received: shape=3.',
  ],
  [
    () => Input({ shape: [2, -1] }),
    'ValueError InputLayer: expected shape to be a shape, a list of positive integers and null. Received: shape=[2, -1].',
  ],
  [
    () => Input(untyped({ shape: [2], ragged: true })),
    'ValueError InputLayer: expected no ragged inputs, which Hillock does not support. Received: ragged=true.',
  ],
  [
    () => Input(untyped({ shape: [2], dtype: 'float8' })),
    'DTypeError InputLayer: expected one of the dtypes float16, bfloat16, float32, float64, int32, uint8, bool, string. Received: dtype="float8".',
  ],
  [
    () => new Late(named)(ones([1])),
    'StateError Late "a".addWeight: expected to be called before the layer is built, in its build or constructor. Received: name="late".',
  ],
  [() => new Late(untyped({ nme: 'a' })), 'ValueError Late: unknown option "nme". Did you mean "name"?'],
  [
    () => layers.deserialize({ class_name: 'Dens', config: {} }),
    'ValueError layers.deserialize: unknown layer "Dens". Did you mean "Dense"?',
  ],
  [
    () => layers.deserialize({ class_name: 'Dense', config: { units: 3, unit: 1 } }),
    'ValueError Dense: unknown option "unit". Did you mean "units"?',
  ],
  [
    () => layers.deserialize(untyped(3)),
    'ValueError layers.deserialize: expected a config of the form { class_name, config }. Received: config=3.',
  ],
  [
    () => initializers.get(untyped('glorot')),
    'ValueError initializers.get: unknown initializer "glorot". Known are constant, glorot_normal, glorot_uniform, he_normal, he_uniform, identity, IdentityInitializer, lecun_normal, lecun_uniform, normal, one, ones, orthogonal, OrthogonalInitializer, random_normal, stft, STFTInitializer, random_uniform, truncated_normal, uniform, variance_scaling, zero, zeros, Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, Identity, LecunNormal, LecunUniform, Ones, Orthogonal, RandomNormal, RandomUniform, STFT, TruncatedNormal, VarianceScaling, Zeros.',
  ],
  [
    () => initializers.get(ones([2, 2]))([3], {}),
    "ShapeError initializers.get: expected a tensor of the weight's shape (3,). Received: initializer=Tensor(shape=[2, 2], dtype=float32).",
  ],
  [
    () => initializers.deserialize({ class_name: 'Zeroes', config: {} }),
    'ValueError initializers.deserialize: unknown initializer "Zeroes". Did you mean "Zeros"?',
  ],
  [
    () => initializers.deserialize(untyped({ class_name: 'Zeros' })),
    'ValueError initializers.deserialize: expected a config of the form { class_name, config }. Received: config={ class_name: "Zeros" }.',
  ],
  [
    () => initializers.VarianceScaling({ scale: 0 }),
    'ValueError VarianceScaling: expected scale to be a positive finite number. Received: scale=0.',
  ],
  [
    () => initializers.VarianceScaling(untyped({ mode: 'fan' })),
    'ValueError VarianceScaling: unknown mode "fan". Known are fan_in, fan_out, fan_avg.',
  ],
  [
    () => initializers.VarianceScaling(untyped({ distribution: 3 })),
    'ValueError VarianceScaling: expected distribution to be "truncated_normal" or "untruncated_normal" or "uniform". Received: distribution=3.',
  ],
  [
    () => initializers.RandomNormal(untyped({ seed: 'a' })),
    'ValueError RandomNormal: expected seed to be an integer that is not negative. Received: seed="a".',
  ],
  [
    () => initializers.RandomUniform({ minval: Infinity }),
    'ValueError RandomUniform: expected minval to be a finite number. Received: minval=Infinity.',
  ],
  [
    () => initializers.GlorotUniform(untyped({ sed: 1 })),
    'ValueError GlorotUniform: unknown option "sed". Did you mean "seed"?',
  ],
  [
    () => initializers.GlorotUniform(untyped(3)),
    'ValueError GlorotUniform: expected an options object. Received: argument 1=3.',
  ],
  [() => initializers.Identity()([2]), 'ShapeError initializers.Identity: expected a matrix. Received: shape=[2].'],
  [
    () => initializers.Orthogonal()([2]),
    'ShapeError initializers.Orthogonal: expected a shape of at least two axes. Received: shape=[2].',
  ],
];

const noSteps = (layer: (x: Tensor) => unknown) => (): unknown => layer(ones([2, 0, 3]));
const stepsWanted = 'expected sequences of one step or more, [batch, steps, …]';
const withoutSteps = 'Received: sequences=Tensor(shape=[2, 0, 3], dtype=float32).';

describe('sequences without steps', () => {
  test.each<[string, () => unknown]>([
    ['LSTM "a"', noSteps(layers.LSTM(4, named))],
    ['GRU "a"', noSteps(layers.GRU(4, { ...named, returnSequences: true }))],
    ['SimpleRNN "a"', noSteps(layers.SimpleRNN(4, { ...named, stateful: true }))],
    ['RNN "a"', noSteps(layers.RNN(layers.LSTMCell(4), named))],
    ['TimeDistributed "a"', noSteps(layers.TimeDistributed(layers.Dense(4), named))],
  ])('%s', (where, call) => {
    expect(messageOf(call)).toBe(`ShapeError ${where}: ${stepsWanted}. ${withoutSteps}`);
  });
});

describe('what is refused', () => {
  test.each(errors.map(([call, message]) => ({ call, message })))('$message', ({ call, message }) => {
    expect(messageOf(call)).toBe(message);
  });

  test('a layer whose build fails stays as it was', () => {
    const dense = layers.Dense(3, { ...named, biasInitializer: () => ones([7]) });
    expect(() => dense(ones([1, 2]))).toThrow('expected an initializer that gives the shape (3,)');
    expect(dense.built).toBe(false);
    expect(dense.weights).toEqual([]);
  });

  test('weights that do not all fit change nothing', () => {
    const dense = built();
    const before = dense.getWeights();
    expect(() => dense.setWeights([ones([2, 3]), ones([4])])).toThrow('a value of shape (3,) for the weight a/bias');
    expect(dense.getWeights()).toEqual(before);
  });
});
