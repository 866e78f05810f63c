/**
 * The networks as data. Every contestant reads them with its own operations.
 *
 * @typedef {object} Layer
 * @property {'dense' | 'convolution' | 'maxPooling' | 'flatten' | 'lstm'} kind
 * @property {number[]} [kernel]  Shape of the kernel, laid out as in Keras; a bias goes with it.
 * @property {number[]} [recurrentKernel]  Of an LSTM; the columns of both kernels are its gates, in Keras's order.
 * @property {'relu'} [activation]
 * @property {number} [size]
 *
 * @typedef {object} Network
 * @property {string} name
 * @property {number} batch
 * @property {number[]} inputShape
 * @property {Layer[]} layers
 */

import { oneHot, sizeOf, uniform } from './data.js';

export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
export const classes = 10;

/** @type {Record<'mlp' | 'cnn' | 'lstm', Network>} */
export const networks = {
  mlp: {
    name: 'MLP 784-128-10',
    batch: 128,
    inputShape: [784],
    layers: [
      { kind: 'dense', kernel: [784, 128], activation: 'relu' },
      { kind: 'dense', kernel: [128, classes] },
    ],
  },
  cnn: {
    name: 'CNN 28×28, conv 32 and 64',
    batch: 32,
    inputShape: [28, 28, 1],
    layers: [
      { kind: 'convolution', kernel: [3, 3, 1, 32], activation: 'relu' },
      { kind: 'maxPooling', size: 2 },
      { kind: 'convolution', kernel: [3, 3, 32, 64], activation: 'relu' },
      { kind: 'maxPooling', size: 2 },
      { kind: 'flatten' },
      { kind: 'dense', kernel: [1600, classes] },
    ],
  },
  lstm: {
    name: 'LSTM(64), 50 steps of 16',
    batch: 32,
    inputShape: [50, 16],
    layers: [
      { kind: 'lstm', kernel: [16, 256], recurrentKernel: [64, 256] },
      { kind: 'dense', kernel: [64, classes] },
    ],
  },
};

/**
 * The shapes of a layer's weights: its kernels and its bias.
 *
 * @param {Layer} layer
 */
const shapesOf = ({ kernel, recurrentKernel }) =>
  kernel ? [kernel, ...(recurrentKernel ? [recurrentKernel] : []), kernel.slice(-1)] : [];

/**
 * The shapes of all weights, layer by layer.
 *
 * @param {Network} network
 */
export function weightShapes({ layers }) {
  return layers.flatMap(shapesOf);
}

/**
 * Starting weights: kernels Glorot uniform, biases zero.
 *
 * @param {Network} network
 */
export function initialWeights(network) {
  return weightShapes(network).map((shape, index) => {
    if (shape.length === 1) return new Float32Array(sizeOf(shape));
    const receptiveField = sizeOf(shape.slice(0, -2));
    const limit = Math.sqrt(6 / (receptiveField * (shape.at(-2) + shape.at(-1))));
    return uniform(sizeOf(shape), -limit, limit, index + 1);
  });
}

/**
 * One batch of inputs and labels.
 *
 * @param {Network} network
 */
export function batchOf({ batch, inputShape }) {
  return { x: uniform(batch * sizeOf(inputShape), 0, 1, 99), y: oneHot(batch, classes) };
}

/**
 * Sends x through the layers, each an operation of the contestant on x, its weights and its options.
 *
 * @template Value
 * @param {Network} network
 * @param {Record<Layer['kind'], (x: Value, weights: Value[], layer: Layer) => Value>} operations
 * @param {Value[]} weights
 * @param {Value} x
 */
export function forward({ layers }, operations, weights, x) {
  let used = 0;
  for (const layer of layers) {
    const own = weights.slice(used, (used += shapesOf(layer).length));
    x = operations[layer.kind](x, own, layer);
  }
  return x;
}
