import { expect, test } from 'vitest';
import { input } from '../../src/formula/expression.js';
import { apply } from '../../src/ops/apply.js';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { affine } from '../../src/ops/matmul.js';
import { defineOperation, noAttributes } from '../../src/ops/operation.js';
import { SymbolicTensor, tensor, Variable, type Tensor } from '../../src/tensor/index.js';

const wrongGradient = defineOperation<object>({
  name: 'wrong',
  inferShape: ([x]) => x,
  compute: ([x]) => x.data,
  gradient: () => [tensor([1, 2])],
});

/** Each mistake and the message that it gets. */
const mistakes: readonly (readonly [mistake: () => unknown, message: string])[] = [
  // gradients
  [
    () => grad((x: Tensor) => ops.square(x))([1, 2]),
    'ShapeError: grad: expected a function that returns a scalar. Received: result=Tensor(shape=[2], dtype=float32). Hint: reduce the result with ops.sum or ops.mean, or pass { upstream }.',
  ],
  [
    () => grad((x: Tensor) => Number(x.item()) as never)(1),
    'ValueError: grad: expected a function that returns a tensor computed with ops. Received: result=1. Hint: item(), toArray() and JavaScript arithmetic leave no trace that could be followed back; an async function cannot be either.',
  ],
  [
    () => grad((x: Tensor) => ops.argmax(x))([1, 2]),
    'DTypeError: grad: expected a function that returns a floating-point number. Received: result=Tensor(shape=[], dtype=int32).',
  ],
  [
    () => grad((x: Tensor) => ops.sum(x))(tensor([1], { dtype: 'int32' })),
    'DTypeError: grad: expected a floating-point tensor to differentiate by. Received: argument 0=Tensor(shape=[1], dtype=int32). Hint: convert it with ops.cast.',
  ],
  [
    () => grad((x: Tensor) => ops.sum(x), { argument: 1 })([1]),
    'ValueError: grad: expected an argument from 0 to 0. Received: argument=1.',
  ],
  [
    () => variableGradients(() => tensor(1), [new Variable(1, { dtype: 'int32', name: 'step' })]),
    'DTypeError: variableGradients: expected floating-point variables. Received: step=Tensor(shape=[], dtype=int32).',
  ],
  [
    () => grad((x: Tensor) => ops.sum(apply<Tensor, object>(wrongGradient, [x], noAttributes)))([1, 2, 3]),
    'HillockError: gradient of ops.wrong: expected a gradient of the shape and dtype of input 0. Received: gradient=Tensor(shape=[2], dtype=float32), input=Tensor(shape=[3], dtype=float32).',
  ],
  // elementwise
  [
    () => ops.add([[1, 2, 3]], [[1, 2]]),
    'ShapeError: ops.add: expected shapes that broadcast together. Received: shapes=[[1, 3], [1, 2]]. Hint: counted from the last axis, two lengths must be equal or one of them 1.',
  ],
  [
    () => ops.exp(tensor(['a'])),
    'DTypeError: ops.exp: expected a tensor of numbers. Received: x=Tensor(shape=[1], dtype=string).',
  ],
  [
    () => ops.add(tensor(['a']), 1),
    'DTypeError: ops.add: expected a tensor of numbers. Received: x=Tensor(shape=[1], dtype=string).',
  ],
  [
    () => ops.add([1], ops.greater(input(0), 0)),
    'ValueError: ops.add: expected an expression or a number. Received: term=[1].',
  ],
  [
    () => ops.where(ops.add(input(0), 1), 1, 2),
    'ValueError: ops.where: expected a condition such as ops.greater(x, 0) as first argument. Received: condition="add(x, 1)".',
  ],
  // shapes
  [
    () => ops.reshape([1, 2, 3], [2, 2]),
    'ShapeError: ops.reshape: expected a shape for 3 elements. Received: x=Tensor(shape=[3], dtype=float32), shape=[2, 2].',
  ],
  [
    () => ops.reshape([1, 2, 3, 4], [-1, -1]),
    'ShapeError: ops.reshape: expected a shape of integers ≥ 0, at most one of them -1. Received: shape=[-1, -1].',
  ],
  [
    () => ops.reshape([1, 2, 3, 4], [3, -1]),
    'ShapeError: ops.reshape: expected a shape for 4 elements. Received: x=Tensor(shape=[4], dtype=float32), shape=[3, -1].',
  ],
  [
    () => ops.reshape([1, 2, 3, 4, 5, 6], [null, 6] as never),
    'ShapeError: ops.reshape: expected a shape of integers ≥ 0, at most one of them -1. Received: shape=[null, 6]. Hint: write -1 for a length that follows from one that is not known yet.',
  ],
  [
    () => {
      const x = new SymbolicTensor({ shape: [null, 4], dtype: 'float32' });
      return ops.reshape(x, [x.shape[0]! * 2, 2]);
    },
    'ShapeError: ops.reshape: expected a shape of integers ≥ 0, at most one of them -1. Received: x=SymbolicTensor(shape=[null, 4], dtype=float32), shape=[0, 2]. Hint: write -1 for a length that follows from one that is not known yet.',
  ],
  [
    () => ops.expandDims([1, 2], 3),
    'ValueError: ops.expandDims: expected an axis from -2 to 1. Received: axis=3, rank=2.',
  ],
  [
    () => ops.squeeze([[1, 2]], { axis: 1 }),
    'ValueError: ops.squeeze: expected an axis of length 1. Received: axis=1, x=Tensor(shape=[1, 2], dtype=float32).',
  ],
  [
    () => ops.broadcastTo([1, 2], [2, 3]),
    'ShapeError: ops.broadcastTo: expected a shape whose last lengths are those of x, where these are not 1. Received: x=Tensor(shape=[2], dtype=float32), shape=[2, 3].',
  ],
  [
    () => ops.transpose([[1, 2]], { axes: [0, 0] }),
    'ValueError: ops.transpose: expected each of the 2 axes once. Received: axes=[0, 0].',
  ],
  [
    () => ops.transpose([[1, 2]], { axes: [0, 2] }),
    'ValueError: ops.transpose: expected an axis from -2 to 1. Received: axes=2, rank=2.',
  ],
  [
    () => ops.swapaxes([[1, 2]], 0, 2),
    'ValueError: ops.swapaxes: expected an axis from -2 to 1. Received: axis2=2, rank=2.',
  ],
  [
    () => ops.flip([1, 2], { axis: 1 }),
    'ValueError: ops.flip: expected an axis from -1 to 0. Received: axis=1, rank=1.',
  ],
  [() => ops.concatenate([]), 'ValueError: ops.concatenate: expected a list of one tensor or more. Received: xs=[].'],
  [
    () => ops.concatenate([[[1, 2]], [[1, 2, 3]]]),
    'ShapeError: ops.concatenate: expected shapes that agree but along axis 0. Received: shapes=[[1, 2], [1, 3]].',
  ],
  [() => ops.stack([]), 'ValueError: ops.stack: expected a list of one tensor or more. Received: xs=[].'],
  [
    () => ops.split([1, 2, 3], 2),
    'ValueError: ops.split: expected a number of equal parts or ascending indices for an axis of length 3. Received: indicesOrSections=2, shape=[3].',
  ],
  [
    () => ops.split([1, 2, 3], [2, 1]),
    'ValueError: ops.split: expected a number of equal parts or ascending indices for an axis of length 3. Received: indicesOrSections=[2, 1], shape=[3].',
  ],
  [
    () => ops.slice([1, 2, 3], [2], [2]),
    'ShapeError: ops.slice: expected a start and a length for each axis that lie within x. Received: startIndices=[2], shape=[2], x=Tensor(shape=[3], dtype=float32).',
  ],
  [
    () => ops.pad([1, 2], [[1, -1]]),
    'ValueError: ops.pad: expected for each axis a pair of integers ≥ 0, [before, after]. Received: padWidth=[[1, -1]], x=Tensor(shape=[2], dtype=float32).',
  ],
  [
    () => ops.tile([1, 2], -1),
    'ValueError: ops.tile: expected numbers of repetitions, integers ≥ 0. Received: repeats=[-1].',
  ],
  [
    () => ops.repeat([1, 2], 1.5),
    'ValueError: ops.repeat: expected numbers of repetitions, integers ≥ 0. Received: repeats=[1.5].',
  ],
  [
    () => ops.tile(new SymbolicTensor({ shape: [null, 2] }), 2),
    'ValueError: ops.tile: expected a tensor of which every length is known. Received: x=SymbolicTensor(shape=[null, 2], dtype=float32).',
  ],
  // indices
  [() => ops.take([1, 2, 3], [3]), 'ValueError: ops.take: expected indices from -3 to 2. Received: index=3.'],
  [
    () => ops.take([1, 2, 3], [0.5]),
    'DTypeError: ops.take: expected indices of an integer dtype. Received: indices=Tensor(shape=[1], dtype=float32).',
  ],
  [
    () => ops.take([1, 2, 3], [0], { axis: 1 }),
    'ValueError: ops.take: expected an axis from -1 to 0. Received: axis=1, rank=1.',
  ],
  [
    () =>
      ops.takeAlongAxis(
        [
          [1, 2],
          [3, 4],
        ],
        [[0], [0], [0]],
        { axis: 1 },
      ),
    'ShapeError: ops.takeAlongAxis: expected shapes that agree or broadcast but along axis 1. Received: x=Tensor(shape=[2, 2], dtype=float32), indices=Tensor(shape=[3, 1], dtype=int32).',
  ],
  [
    () => ops.oneHot([0.5], 2),
    'DTypeError: ops.oneHot: expected classes of an integer dtype. Received: x=Tensor(shape=[1], dtype=float32).',
  ],
  [
    () => ops.oneHot([1], -1),
    'ValueError: ops.oneHot: expected a number of classes, an integer ≥ 0. Received: numClasses=-1.',
  ],
  // reductions
  [
    () => ops.sum([[1, 2]], { axis: 2 }),
    'ValueError: ops.sum: expected an axis from -2 to 1. Received: axis=2, rank=2.',
  ],
  [
    () => ops.sum(3, { axis: 0 }),
    'ValueError: ops.sum: expected no axis, because a scalar has none. Received: axis=0, rank=0.',
  ],
  [
    () => ops.mean([[1, 2]], { axis: [0, -2] }),
    'ValueError: ops.mean: expected each axis once. Received: axis=[0, -2].',
  ],
  [
    () => ops.transpose([[1, 2]], new SymbolicTensor({ shape: [2], dtype: 'int32' }) as never),
    'ValueError: ops.transpose: expected axes to be a number that is known before anything is computed. Received: axes=SymbolicTensor(shape=[2], dtype=int32). Hint: give a number, or a tensor that has values.',
  ],
  [
    () => ops.squeeze([[1]], { axis: '0' as never }),
    'ValueError: ops.squeeze: expected an axis from -2 to 1. Received: axis="0", rank=2.',
  ],
  [
    () => ops.expandDims([1], tensor(0.5) as never),
    'ValueError: ops.expandDims: expected an axis from -2 to 1. Received: axis=0.5, rank=2.',
  ],
  [
    () => ops.mean([[1, 2]], { keepDims: true } as object),
    'ValueError: ops.mean: unknown option "keepDims". Did you mean "keepdims"?',
  ],
  [
    () => ops.max(ops.zeros([0, 2])),
    'ValueError: ops.max: expected one element or more to choose from. Received: x=Tensor(shape=[0, 2], dtype=float32).',
  ],
  [
    () => ops.argmin(ops.zeros([2, 0]), { axis: 1 }),
    'ValueError: ops.argmin: expected one element or more to choose from. Received: x=Tensor(shape=[2, 0], dtype=float32).',
  ],
  // products and windows
  [
    () => ops.matmul([[1, 2]], [[1, 2]]),
    'ShapeError: ops.matmul: expected as many columns on the left as rows on the right. Received: a=Tensor(shape=[1, 2], dtype=float32), b=Tensor(shape=[1, 2], dtype=float32).',
  ],
  [
    () => ops.matmul(1, [[1, 2]]),
    'ShapeError: ops.matmul: expected vectors, matrices or stacks of matrices. Received: a=1, b=[[1, 2]].',
  ],
  [
    () => ops.matmul(ops.ones([2, 2, 3]), ops.ones([3, 3, 2])),
    'ShapeError: ops.matmul: expected shapes that broadcast together. Received: shapes=[[2, 2, 3], [3, 3, 2]]. Hint: counted from the last axis, two lengths must be equal or one of them 1.',
  ],
  [
    () => affine([[1, 2]], [[1], [2]], [1, 2]),
    'ShapeError: ops.matmul: expected a bias of shape [1] and dtype float32. Received: bias=Tensor(shape=[2], dtype=float32).',
  ],
  [
    () => ops.conv([[1, 2]], [[[1]]]),
    'ShapeError: ops.conv: expected x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, channels, filters]. Received: x=Tensor(shape=[1, 2], dtype=float32), kernel=Tensor(shape=[1, 1, 1], dtype=float32).',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 3]), ops.ones([2, 2, 4])),
    'ShapeError: ops.conv: expected a kernel for the channels of x, or for an equal part of them, with a multiple of as many filters as there are parts. Received: x=Tensor(shape=[1, 5, 3], dtype=float32), kernel=Tensor(shape=[2, 2, 4], dtype=float32).',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 4]), ops.ones([2, 2, 3])),
    'ShapeError: ops.conv: expected a kernel for the channels of x, or for an equal part of them, with a multiple of as many filters as there are parts. Received: x=Tensor(shape=[1, 5, 4], dtype=float32), kernel=Tensor(shape=[2, 2, 3], dtype=float32).',
  ],
  [
    () => ops.conv(ops.ones([1, 2, 1]), ops.ones([3, 1, 1])),
    'ShapeError: ops.conv: expected spatial lengths of at least 3, the size of the window. Received: x=Tensor(shape=[1, 2, 1], dtype=float32). Hint: use a smaller window or padding "same".',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 5, 1]), ops.ones([3, 3, 1, 1]), { strides: [1, 2, 3] }),
    'ValueError: ops.conv: expected a positive integer, or one for each of 2 spatial axes. Received: strides=[1, 2, 3].',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 5, 1]), ops.ones([3, 3, 1, 1]), { strides: 0 }),
    'ValueError: ops.conv: expected a positive integer, or one for each of 2 spatial axes. Received: strides=0.',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 5, 1]), ops.ones([3, 3, 1, 1]), { padding: 'causal' as 'same' }),
    'ValueError: ops.conv: expected "valid" or "same". Received: padding="causal".',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 5, 1]), ops.ones([3, 3, 1, 1]), { dataFormat: 'channels' as 'channels_last' }),
    'ValueError: ops.conv: expected "channels_last" or "channels_first". Received: dataFormat="channels".',
  ],
  [
    () => ops.conv(ops.ones([1, 5, 5, 1]), ops.ones([3, 3, 1, 1]), { stride: 2 } as object),
    'ValueError: ops.conv: unknown option "stride". Did you mean "strides"?',
  ],
  [
    () => ops.convTranspose(ops.ones([1, 5, 2]), ops.ones([3, 2, 4])),
    'ShapeError: ops.convTranspose: expected x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, filters, channels]. Received: x=Tensor(shape=[1, 5, 2], dtype=float32), kernel=Tensor(shape=[3, 2, 4], dtype=float32).',
  ],
  [
    () => ops.convTranspose(ops.ones([1, 5, 2]), ops.ones([3, 4, 2]), { strides: 2, outputPadding: 2 }),
    'ValueError: ops.convTranspose: expected an outputPadding that is less than the strides. Received: outputPadding=[2], strides=[2].',
  ],
  [
    () => ops.convTranspose(ops.ones([1, 5, 2]), ops.ones([3, 4, 2]), { outputPadding: -1 }),
    'ValueError: ops.convTranspose: expected an integer of at least 0, or one for each of 1 spatial axis. Received: outputPadding=-1.',
  ],
  [
    () => ops.depthwiseConv(ops.ones([1, 5, 2]), ops.ones([3, 3, 1])),
    'ShapeError: ops.depthwiseConv: expected x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, channels, multiplier]. Received: x=Tensor(shape=[1, 5, 2], dtype=float32), kernel=Tensor(shape=[3, 3, 1], dtype=float32).',
  ],
  [
    () => ops.depthwiseConv(ops.ones([1, 5, 2]), ops.ones([3, 2, 1]), { padding: 'causal' as 'same' }),
    'ValueError: ops.depthwiseConv: expected "valid" or "same". Received: padding="causal".',
  ],
  [
    () => ops.separableConv(ops.ones([1, 5, 2]), ops.ones([3, 2, 1]), ops.ones([1, 4, 3])),
    'ShapeError: ops.separableConv: expected a pointwise kernel of shape [1, …, channels · multiplier, filters]. Received: depthwiseKernel=Tensor(shape=[3, 2, 1], dtype=float32), pointwiseKernel=Tensor(shape=[1, 4, 3], dtype=float32).',
  ],
  [
    () => ops.maxPool([[1, 2]], 2),
    'ShapeError: ops.maxPool: expected x of shape [batch, …spatial, channels]. Received: x=Tensor(shape=[1, 2], dtype=float32).',
  ],
  [
    () => ops.averagePool(ops.ones([1, 2, 1]), 3),
    'ShapeError: ops.averagePool: expected spatial lengths of at least 3, the size of the window. Received: x=Tensor(shape=[1, 2, 1], dtype=float32). Hint: use a smaller window or padding "same".',
  ],
  [
    () => ops.adaptiveMaxPool(ops.ones([1, 4, 4, 1]), [2, 0]),
    'ValueError: ops.adaptiveMaxPool: expected a positive integer, or one for each of 2 spatial axes. Received: outputSize=[2, 0].',
  ],
  [
    () => ops.repeat([1, 2], [1, 2, 3]),
    'ValueError: ops.repeat: expected one number of repetitions, or 2. Received: repeats=[1, 2, 3].',
  ],
  [
    () => ops.repeat([1, 2], -1),
    'ValueError: ops.repeat: expected numbers of repetitions, integers ≥ 0. Received: repeats=[-1].',
  ],
  [
    () => ops.image.resize(ops.ones([4, 4]), [2, 2]),
    'ShapeError: ops.image.resize: expected images of rank 3, or a batch of them of rank 4. Received: images=Tensor(shape=[4, 4], dtype=float32).',
  ],
  [
    () => ops.image.resize(ops.ones([4, 4, 1]), [2, 0]),
    'ValueError: ops.image.resize: expected a size of two positive integers. Received: size=[2, 0].',
  ],
  [
    () => ops.image.resize(ops.ones([4, 4, 1]), [2, 2], { interpolation: 'bilinaer' as 'bilinear' }),
    'ValueError: ops.image.resize: unknown interpolation "bilinaer". Did you mean "bilinear"?',
  ],
  [
    () => ops.image.resize(ops.ones([4, 4, 1]), [2, 2], { cropToAspectRatio: true, padToAspectRatio: true }),
    'ValueError: ops.image.resize: expected either cropToAspectRatio or padToAspectRatio. Received: cropToAspectRatio=true, padToAspectRatio=true.',
  ],
  [
    () => ops.image.resize(ops.ones([4, 4, 1]), [2, 2], { fillMode: 'wrap' as 'constant' }),
    'ValueError: ops.image.resize: expected "constant". Received: fillMode="wrap".',
  ],
  [
    () => ops.image.resize(new SymbolicTensor({ shape: [null, null, 4, 1] }), [2, 2], { cropToAspectRatio: true }),
    'ShapeError: ops.image.resize: expected images of which height and width are known. Received: images=SymbolicTensor(shape=[null, null, 4, 1], dtype=float32).',
  ],
  // creation
  [
    () => ops.zeros([-1]),
    'ShapeError: ops.zeros: expected a shape, an array of integers that are not negative. Received: shape=[-1].',
  ],
  [
    () => ops.ones([2], { dtype: 'float' as 'float32' }),
    'DTypeError: ops.ones: expected one of the dtypes float16, bfloat16, float32, float64, int32, uint8, bool, string. Received: dtype="float".',
  ],
  [
    () => ops.cast([1], 'half' as 'float32'),
    'DTypeError: ops.cast: expected one of the dtypes float16, bfloat16, float32, float64, int32, uint8, bool, string. Received: dtype="half".',
  ],
  [
    () => ops.arange(0, 1, 0),
    'ValueError: ops.arange: expected finite numbers and a step that is not 0. Received: start=0, stop=1, step=0.',
  ],
  [
    () => ops.linspace(0, 1, { num: -1 }),
    'ValueError: ops.linspace: expected a number of points, an integer ≥ 0. Received: num=-1.',
  ],
  // crossentropies
  [
    () => ops.binaryCrossentropy([1], [[0.5]]),
    'ShapeError: ops.binaryCrossentropy: expected target and output of one shape. Received: target=Tensor(shape=[1], dtype=float32), output=Tensor(shape=[1, 1], dtype=float32).',
  ],
  [
    () => ops.categoricalCrossentropy([[1, 0]], [[0.5, 0.2, 0.3]]),
    'ShapeError: ops.categoricalCrossentropy: expected target and output of one shape. Received: target=Tensor(shape=[1, 2], dtype=float32), output=Tensor(shape=[1, 3], dtype=float32).',
  ],
  [
    () => ops.sparseCategoricalCrossentropy([3], [[0.5, 0.2, 0.3]]),
    'ValueError: ops.sparseCategoricalCrossentropy: expected labels that are integers from 0 to 2, because the output has 3 classes. Received: label=3.',
  ],
  [
    () => ops.sparseCategoricalCrossentropy([-1], [[0.5, 0.2, 0.3]]),
    'ValueError: ops.sparseCategoricalCrossentropy: expected labels that are integers from 0 to 2, because the output has 3 classes. Received: label=-1.',
  ],
  [
    () => ops.sparseCategoricalCrossentropy([1, 2], [[0.5, 0.2, 0.3]]),
    'ShapeError: ops.sparseCategoricalCrossentropy: expected one label for each sample, a target of the shape of the output without its class axis. Received: target=Tensor(shape=[2], dtype=float32), output=Tensor(shape=[1, 3], dtype=float32).',
  ],
];

function messageOf(mistake: () => unknown): string {
  try {
    mistake();
  } catch (error) {
    return String(error);
  }
  return 'no error';
}

test.each(mistakes)('%s', (mistake, message) => {
  expect(messageOf(mistake)).toBe(message);
});
