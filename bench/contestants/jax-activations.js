/** The activations of jax-js, and those that its users write with its operations. */
import { nn, numpy } from '@jax-js/jax';

function sparsemax(x) {
  const length = x.shape.at(-1);
  const values = numpy.flip(numpy.sort(x.ref, -1), -1);
  const cumulative = numpy.cumsum(values.ref, -1);
  const support = values.ref
    .mul(numpy.arange(1, length + 1))
    .add(1)
    .greater(cumulative)
    .astype(numpy.float32);
  const count = support.ref.sum(-1, { keepdims: true });
  const threshold = values.mul(support).sum(-1, { keepdims: true }).sub(1).div(count);
  return nn.relu(x.sub(threshold));
}

export const activations = {
  celu: nn.celu,
  elu: nn.elu,
  exponential: numpy.exp,
  gelu: (x) => nn.gelu(x, { approximate: false }),
  geluTanh: (x) => nn.gelu(x, { approximate: true }),
  glu: (x) => nn.glu(x, -1),
  hardShrink: (x) => numpy.where(numpy.absolute(x.ref).greater(0.5), x, 0),
  // Its own hardSigmoid is the one of Keras 3, with slope 1/6.
  hardSigmoid: (x) => numpy.clip(x.mul(0.2).add(0.5), 0, 1),
  hardSilu: nn.hardSilu,
  hardTanh: nn.hardTanh,
  leakyRelu: (x) => nn.leakyRelu(x, 0.2),
  linear: nn.identity,
  logSigmoid: nn.logSigmoid,
  logSoftmax: (x) => nn.logSoftmax(x),
  mish: nn.mish,
  relu: nn.relu,
  relu6: nn.relu6,
  selu: nn.selu,
  sigmoid: nn.sigmoid,
  silu: nn.silu,
  softShrink: (x) => x.ref.sub(numpy.clip(x, -0.5, 0.5)),
  softmax: (x) => nn.softmax(x),
  softplus: nn.softplus,
  softsign: nn.softSign,
  sparsePlus: nn.sparsePlus,
  sparseSigmoid: nn.sparseSigmoid,
  sparsemax,
  squareplus: nn.squareplus,
  tanh: numpy.tanh,
  tanhShrink: (x) => x.ref.sub(numpy.tanh(x)),
  threshold: (x) => numpy.where(x.ref.greater(1), x, 0),
};
