/** The activations of TensorFlow.js, and those that its users write with its operations. */
import * as tf from '@tensorflow/tfjs';

/** @param {Parameters<typeof tf.layers.activation>[0]['activation']} name */
function layerActivation(name) {
  const layer = tf.layers.activation({ activation: name });
  return (x) => layer.apply(x);
}

/**
 * There is no sparsemax: `topk` of whole rows, which it needs, breaks the memory of the wasm backend for everything after it.
 *
 * @type {Record<string, (x: tf.Tensor) => tf.Tensor>}
 */
export const activations = {
  // With alpha = 1 the two are the same function.
  celu: tf.elu,
  elu: tf.elu,
  exponential: tf.exp,
  gelu: layerActivation('gelu'),
  geluTanh: layerActivation('gelu_new'),
  glu: (x) => {
    const [values, gates] = tf.split(x, 2, -1);
    return tf.mul(values, tf.sigmoid(gates));
  },
  // `where` would ask for the gradient of a comparison, which does not exist; that of `step` is 0.
  hardShrink: (x) => tf.mul(x, tf.step(tf.sub(tf.abs(x), 0.5))),
  hardSigmoid: layerActivation('hardSigmoid'),
  hardSilu: (x) => tf.mul(tf.mul(x, tf.relu6(tf.add(x, 3))), 1 / 6),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  // Nothing to compute, but neither is the input itself an answer.
  linear: (x) => tf.add(x, 0),
  logSigmoid: tf.logSigmoid,
  logSoftmax: (x) => tf.logSoftmax(x),
  mish: layerActivation('mish'),
  relu: tf.relu,
  relu6: tf.relu6,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  softShrink: (x) => tf.sub(x, tf.clipByValue(x, -0.5, 0.5)),
  softmax: (x) => tf.softmax(x),
  softplus: tf.softplus,
  softsign: layerActivation('softsign'),
  sparsePlus: (x) => {
    const middle = tf.square(tf.add(tf.clipByValue(x, -1, 1), 1));
    return tf.add(tf.mul(middle, 0.25), tf.relu(tf.sub(x, 1)));
  },
  sparseSigmoid: (x) => tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1),
  squareplus: (x) => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 0.5),
  tanh: tf.tanh,
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
  threshold: (x) => tf.mul(x, tf.step(tf.sub(x, 1))),
};
