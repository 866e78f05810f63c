/** TensorFlow.js on its wasm backend, one thread (its threaded build does not start in Node), or on plain JavaScript. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { resultShape, sizeOf } from '../data.js';
import { adam, classes, forward, normalizationEpsilon, weightShapes } from '../networks.js';
import { activations } from './tensorflow-activations.js';

/** The values of what `compute` returns; everything else that it made is freed. */
function read(compute) {
  const result = tf.tidy(compute);
  const values = result.dataSync();
  result.dispose();
  return values;
}

/** Whether its product computes the activation too. */
const isFused = ({ activation }) => activation === undefined || activation === 'relu';

/** For all steps at once what the input adds to the gates, then step by step what the state adds. */
function lstm(x, [kernel, recurrentKernel, bias]) {
  const [batch, steps, size] = x.shape;
  const units = recurrentKernel.shape[0];
  const fromInput = tf.add(tf.matMul(tf.reshape(x, [batch * steps, size]), kernel), bias);
  let hidden = tf.zeros([batch, units]);
  let carry = tf.zeros([batch, units]);
  for (const step of tf.unstack(tf.reshape(fromInput, [batch, steps, 4 * units]), 1)) {
    const gates = tf.add(step, tf.matMul(hidden, recurrentKernel));
    const [input, forget, candidate, output] = tf.split(gates, 4, 1);
    carry = tf.add(tf.mul(tf.sigmoid(forget), carry), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
    hidden = tf.mul(tf.sigmoid(output), tf.tanh(carry));
  }
  return hidden;
}

/** x (…, size) by a kernel of any shape whose first axis is that size. */
function product(x, kernel, bias, activation) {
  const a = tf.reshape(x, [-1, kernel.shape[0]]);
  const b = tf.reshape(kernel, [kernel.shape[0], -1]);
  // Fused, it wants a bias that never had another shape.
  const result =
    bias.rank === 1 ? tf.fused.matMul({ a, b, bias, activation }) : tf.add(tf.matMul(a, b), tf.reshape(bias, [-1]));
  return tf.reshape(result, [...x.shape.slice(0, -1), ...kernel.shape.slice(1)]);
}

function attention(x, weights) {
  const [batch, length] = x.shape;
  const [size, heads, depth] = weights[0].shape;
  const [query, key, value] = [0, 2, 4].map((at) =>
    tf.transpose(product(x, weights[at], weights[at + 1]), [0, 2, 1, 3]),
  );
  const scores = tf.softmax(tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(depth)));
  const attended = tf.reshape(tf.transpose(tf.matMul(scores, value), [0, 2, 1, 3]), [batch, length, heads * depth]);
  return product(attended, tf.reshape(weights[6], [heads * depth, size]), weights[7]);
}

const operations = {
  dense: (x, [kernel, bias], layer) =>
    isFused(layer)
      ? product(x, kernel, bias, layer.activation)
      : activations[layer.activation](product(x, kernel, bias)),
  convolution: (x, [filter, bias], { strides, padding, activation }) =>
    tf.fused.conv2d({ x, filter, bias, strides, pad: padding, activation }),
  depthwise: (x, [kernel], { strides, padding }) => tf.depthwiseConv2d(x, kernel, strides, padding),
  activation: (x, _, { activation }) => activations[activation](x),
  // By the moving statistics: it has no gradients of convolutions, so that no network with these is trained.
  batchNormalization: (x, [scale, shift, mean, variance]) =>
    tf.batchNorm(x, mean, variance, shift, scale, normalizationEpsilon),
  layerNormalization: (x, [scale, shift]) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const deviation = tf.sqrt(tf.add(variance, normalizationEpsilon));
    return tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), scale), shift);
  },
  maxPooling: (x, _, { size }) => tf.maxPool(x, size, size, 'valid'),
  averagePooling: (x) => tf.mean(x, x.shape.length === 3 ? 1 : [1, 2]),
  flatten: (x) => x.reshape([x.shape[0], -1]),
  lstm,
  attention,
  add: tf.add,
};

// Keras adds epsilon before the bias correction, TensorFlow.js after it: this is the same in the first step.
const epsilon = adam.epsilon / Math.sqrt(1 - adam.beta2);

/** @returns {import('../types.js').Trainer} */
function trainer(network, initialWeights) {
  const shapes = weightShapes(network);
  const variables = initialWeights.map((values, index) => tf.variable(tf.tensor(values, shapes[index])));
  const optimizer = tf.train.adam(adam.learningRate, adam.beta1, adam.beta2, epsilon);
  const logitsOf = (x) =>
    forward(
      network,
      operations,
      variables,
      tf.tensor(x, [x.length / sizeOf(network.inputShape), ...network.inputShape]),
    );
  const lossOf = (x, y) => tf.losses.softmaxCrossEntropy(tf.tensor(y, [network.batch, classes]), logitsOf(x));
  return {
    step: (x, y) => read(() => optimizer.minimize(() => lossOf(x, y), true, variables))[0],
    predict: (x) => read(() => logitsOf(x)),
  };
}

/**
 * @param {{ backend?: 'wasm' | 'cpu' }} [settings]
 * @returns {Promise<import('../types.js').Contestant>}
 */
export async function start({ backend = 'wasm' } = {}) {
  tf.enableProdMode();
  setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')))}/`);
  await tf.setBackend(backend);
  await tf.ready();
  return {
    version: `${tf.version.tfjs}, ${tf.getBackend()}`,
    activation: (name, shape) => {
      const activation = activations[name];
      return activation ? (x) => read(() => activation(tf.tensor(x, shape))) : null;
    },
    gradient: (name, shape) => {
      const activation = activations[name];
      if (!activation) return null;
      const gradient = tf.grad(activation);
      return (x, dy) => read(() => gradient(tf.tensor(x, shape), tf.tensor(dy, resultShape(name, shape))));
    },
    valueAndGradient: (name, shape) => {
      const activation = activations[name];
      if (!activation) return null;
      const compute = tf.valueAndGrad(activation);
      return (x, dy) => {
        const { value, grad } = tf.tidy(() => compute(tf.tensor(x, shape), tf.tensor(dy, resultShape(name, shape))));
        const results = [value.dataSync(), grad.dataSync()];
        tf.dispose([value, grad]);
        return results;
      };
    },
    matmul: ({ m, k, n, transposeA, transposeB }) => {
      const shapeA = transposeA ? [k, m] : [m, k];
      const shapeB = transposeB ? [n, k] : [k, n];
      // The flags of tf.matMul leave its fast kernel: at 1024 they take 10 to 60 times as long as this.
      const factor = (values, shape, isTransposed) => {
        const stored = tf.tensor(values, shape);
        return isTransposed ? tf.transpose(stored) : stored;
      };
      return (a, b) => read(() => tf.matMul(factor(a, shapeA, transposeA), factor(b, shapeB, transposeB)));
    },
    trainer,
  };
}
