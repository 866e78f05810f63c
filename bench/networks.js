/**
 * The networks as data: every contestant reads them with its own operations.
 *
 * @typedef {object} Layer
 * @property {string} kind  What it computes: the name of an operation of each contestant, or `residual`.
 * @property {number[][]} [weights]  Their shapes, in Keras's order.
 * @property {number[]} [ones]  Those of them that start as ones.
 * @property {string} [activation]
 * @property {number} [strides]
 * @property {'same' | 'valid'} [padding]
 * @property {number} [size]  Of a window of pooling.
 * @property {number} [heads]
 * @property {Layer[]} [branch]  Of `residual`: what is added to the input,
 * @property {Layer[]} [shortcut]  or to this of the input.
 *
 * @typedef {object} Network
 * @property {string} name
 * @property {number} batch
 * @property {number[]} inputShape
 * @property {Layer[]} layers
 */
import { oneHot, sizeOf, uniform } from './data.js';

export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
export const normalizationEpsilon = 1e-3;
export const classes = 10;

const dense = (inputs, units, activation) => ({ kind: 'dense', weights: [[inputs, units], [units]], activation });

const convolution = (size, channels, filters, { strides = 1, padding = 'valid', activation, hasBias = true } = {}) => ({
  kind: 'convolution',
  weights: [[size, size, channels, filters], ...(hasBias ? [[filters]] : [])],
  strides,
  padding,
  activation,
});

const depthwise = (channels, strides) => ({
  kind: 'depthwise',
  weights: [[3, 3, channels, 1]],
  strides,
  padding: 'same',
});

const maxPooling = { kind: 'maxPooling', size: 2 };
const averagePooling = { kind: 'averagePooling' };
const activate = (activation) => ({ kind: 'activation', activation });

/** Scale, shift, moving mean and moving variance. */
const batchNormalization = (channels) => ({
  kind: 'batchNormalization',
  weights: [[channels], [channels], [channels], [channels]],
  ones: [0, 3],
});

const layerNormalization = (size) => ({ kind: 'layerNormalization', weights: [[size], [size]], ones: [0] });

/** A convolution that keeps the size, or halves it, and its normalization. */
const normalized = (size, channels, filters, strides = 1) => [
  convolution(size, channels, filters, { strides, padding: 'same', hasBias: false }),
  batchNormalization(filters),
];

const residualBlock = (channels, filters) => {
  const strides = channels === filters ? 1 : 2;
  const branch = [...normalized(3, channels, filters, strides), activate('relu'), ...normalized(3, filters, filters)];
  const shortcut = channels === filters ? undefined : normalized(1, channels, filters, strides);
  return [{ kind: 'residual', branch, shortcut }, activate('relu')];
};

const separableBlock = (channels, filters, strides) => [
  depthwise(channels, strides),
  batchNormalization(channels),
  activate('relu6'),
  ...normalized(1, channels, filters),
  activate('relu6'),
];

const lstm = (inputs, units) => ({
  kind: 'lstm',
  weights: [[inputs, 4 * units], [units, 4 * units], [4 * units]],
});

/** Attention of a sequence to itself: query, key, value, output. */
const attention = (size, heads) => {
  const projection = [
    [size, heads, size / heads],
    [heads, size / heads],
  ];
  return {
    kind: 'attention',
    heads,
    weights: [...projection, ...projection, ...projection, [heads, size / heads, size], [size]],
  };
};

const transformerBlock = (size, heads) => [
  { kind: 'residual', branch: [attention(size, heads)] },
  layerNormalization(size),
  { kind: 'residual', branch: [dense(size, 4 * size, 'gelu'), dense(4 * size, size)] },
  layerNormalization(size),
];

/** @satisfies {Record<string, Network>} */
export const networks = {
  digits: {
    name: 'MLP 64-64-10',
    batch: 32,
    inputShape: [64],
    layers: [dense(64, 64, 'relu'), dense(64, classes)],
  },
  mlp: {
    name: 'MLP 784-128-10',
    batch: 128,
    inputShape: [784],
    layers: [dense(784, 128, 'relu'), dense(128, classes)],
  },
  cnn: {
    name: 'CNN 28×28, conv 32 and 64',
    batch: 32,
    inputShape: [28, 28, 1],
    layers: [
      convolution(3, 1, 32, { activation: 'relu' }),
      maxPooling,
      convolution(3, 32, 64, { activation: 'relu' }),
      maxPooling,
      { kind: 'flatten' },
      dense(1600, classes),
    ],
  },
  residual: {
    name: 'residual network 32×32×3, 3 blocks of 16, 32, 64',
    batch: 32,
    inputShape: [32, 32, 3],
    layers: [
      ...normalized(3, 3, 16),
      activate('relu'),
      ...residualBlock(16, 16),
      ...residualBlock(16, 32),
      ...residualBlock(32, 64),
      averagePooling,
      dense(64, classes),
    ],
  },
  mobile: {
    name: 'MobileNet blocks 32×32×3, 32, 64, 64',
    batch: 32,
    inputShape: [32, 32, 3],
    layers: [
      ...normalized(3, 3, 16, 2),
      activate('relu6'),
      ...separableBlock(16, 32, 1),
      ...separableBlock(32, 64, 2),
      ...separableBlock(64, 64, 1),
      averagePooling,
      dense(64, classes),
    ],
  },
  lstm: {
    name: 'LSTM(64) on 50×16',
    batch: 32,
    inputShape: [50, 16],
    layers: [lstm(16, 64), dense(64, classes)],
  },
  transformer: {
    name: 'transformer block 32×64, 4 heads',
    batch: 32,
    inputShape: [32, 64],
    layers: [...transformerBlock(64, 4), averagePooling, dense(64, classes)],
  },
};

/** All layers that have weights, in the order in which `forward` comes to them. @param {Layer[]} layers @returns {Layer[]} */
const weighted = (layers) =>
  layers.flatMap((layer) =>
    layer.kind === 'residual'
      ? [...weighted(layer.branch), ...weighted(layer.shortcut ?? [])]
      : layer.weights
        ? [layer]
        : [],
  );

/** @param {Network} network */
export const weightShapes = ({ layers }) => weighted(layers).flatMap(({ weights }) => weights);

/**
 * Starting weights: matrices and kernels uniform by their fans, vectors zeros or ones.
 *
 * @param {Network} network
 */
export const initialWeights = ({ layers }) =>
  weighted(layers).flatMap(({ weights, ones = [] }, place) =>
    weights.map((shape, index) => {
      if (shape.length === 1) return new Float32Array(sizeOf(shape)).fill(ones.includes(index) ? 1 : 0);
      const receptiveField = sizeOf(shape.slice(0, -2));
      const limit = Math.sqrt(6 / (receptiveField * (shape.at(-2) + shape.at(-1))));
      return uniform(sizeOf(shape), -limit, limit, 100 * place + index + 1);
    }),
  );

/**
 * One batch of inputs and labels.
 *
 * @param {Pick<Network, 'batch' | 'inputShape'>} network
 */
export function batchOf({ batch, inputShape }) {
  return { x: uniform(batch * sizeOf(inputShape), 0, 1, 99), y: oneHot(batch, classes) };
}

/**
 * Sends x through the layers, each an operation of the contestant on x, its weights and its description. `reference` is
 * what a second use of a value takes.
 *
 * @template Value, Weight
 * @param {Network} network
 * @param {Record<string, (x: Value, weights: Weight[], layer: Layer) => Value> & { add: (a: Value, b: Value) => Value }} operations
 * @param {Weight[]} weights
 * @param {Value} x
 * @param {(x: Value) => Value} [reference]
 */
export function forward(network, operations, weights, x, reference = (value) => value) {
  let used = 0;
  const walk = (layers, start) =>
    layers.reduce((value, layer) => {
      if (layer.kind === 'residual') {
        const kept = reference(value);
        const added = walk(layer.branch, value);
        return operations.add(added, layer.shortcut ? walk(layer.shortcut, kept) : kept);
      }
      const own = weights.slice(used, (used += layer.weights?.length ?? 0));
      return operations[layer.kind](value, own, layer);
    }, start);
  return walk(network.layers, x);
}
