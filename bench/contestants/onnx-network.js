/** A network as the nodes and constants of an ONNX graph. Channels come before rows and columns there. */
import { forward, normalizationEpsilon, weightShapes } from '../networks.js';

/**
 * The array with its axes in another order.
 *
 * @param {{ shape: number[], values: Float32Array }} array
 * @param {number[]} order
 */
function transposed({ shape, values }, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const target = order.map((axis) => shape[axis]);
  const result = new Float32Array(values.length);
  for (let index = 0; index < result.length; index++) {
    let rest = index;
    let from = 0;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += (rest % target[axis]) * strides[order[axis]];
      rest = Math.floor(rest / target[axis]);
    }
    result[index] = values[from];
  }
  return { shape: target, values: result };
}

const paddings = { same: 'SAME_UPPER', valid: 'VALID' };

const activations = {
  relu: (add, x) => add('Relu', [x]),
  relu6: (add, x) => add('Clip', [x, 0, 6]),
  gelu: (add, x) => add('Gelu', [x]),
};

/** Gates stand in the order input, output, forget, candidate; in Keras the output comes last. */
const gateOrder = [0, 3, 1, 2];

/** One block of a transposed kernel or a bias after the other. */
function byGate(values) {
  const size = values.length / gateOrder.length;
  return Float32Array.from(values, (_, index) => {
    const gate = Math.floor(index / size);
    return values[gateOrder[gate] * size + (index % size)];
  });
}

/**
 * @param {import('../networks.js').Network} network
 * @param {Float32Array[]} initialWeights
 * @param {number} rows
 */
export function onnxNetwork(network, initialWeights, rows) {
  /** @type {import('./onnx-model.js').OnnxNode[]} */
  const nodes = [];
  /** @type {import('./onnx-model.js').Constant[]} */
  const constants = [];
  const shapes = weightShapes(network);
  const weights = initialWeights.map((values, index) => ({ shape: shapes[index], values }));

  const add = (operator, inputs, attributes, place = 0) => {
    const name = `${operator} ${nodes.length}`;
    // An output that is not asked for has no name.
    nodes.push({ operator, inputs, attributes, outputs: [...Array(place).fill(''), name] });
    return name;
  };
  const constant = ({ shape, values }) => {
    const name = `weight ${constants.length}`;
    constants.push({ name, shape, values });
    return name;
  };
  const integers = (...values) => constant({ shape: [values.length], values });
  const activate = (x, activation) => (activation ? activations[activation](add, x) : x);
  const convolve = (x, [kernel, bias], { strides, padding }, order, group) =>
    add('Conv', [x, constant(transposed(kernel, order)), ...(bias ? [constant(bias)] : [])], {
      auto_pad: paddings[padding],
      strides: [strides, strides],
      group,
    });
  const product = (x, kernel, bias) => add('Add', [add('MatMul', [x, constant(kernel)]), constant(bias)]);
  const { length } = network.inputShape;

  const operations = {
    dense: (x, [kernel, bias], { activation }) => activate(product(x, kernel, bias), activation),
    convolution: (x, weights, layer) => activate(convolve(x, weights, layer, [3, 2, 0, 1], 1), layer.activation),
    depthwise: (x, weights, layer) => convolve(x, weights, layer, [2, 3, 0, 1], weights[0].shape[2]),
    activation: (x, _, { activation }) => activate(x, activation),
    batchNormalization: (x, weights) =>
      add('BatchNormalization', [x, ...weights.map(constant)], { epsilon: normalizationEpsilon }),
    layerNormalization: (x, weights) =>
      add('LayerNormalization', [x, ...weights.map(constant)], { epsilon: normalizationEpsilon }),
    maxPooling: (x, _, { size }) => add('MaxPool', [x], { kernel_shape: [size, size], strides: [size, size] }),
    averagePooling: (x) => add('ReduceMean', [x, integers(...(length === 3 ? [2, 3] : [1]))], { keepdims: 0 }),
    flatten: (x) => add('Flatten', [add('Transpose', [x], { perm: [0, 2, 3, 1] })], { axis: 1 }),
    lstm: (x, [kernel, recurrentKernel, bias]) => {
      const units = recurrentKernel.shape[0];
      const [first, second] = [kernel, recurrentKernel].map((matrix) => {
        const { shape, values } = transposed(matrix, [1, 0]);
        return constant({ shape: [1, ...shape], values: byGate(values) });
      });
      const biases = new Float32Array(8 * units);
      biases.set(byGate(bias.values));
      const both = constant({ shape: [1, 8 * units], values: biases });
      const steps = add('Transpose', [x], { perm: [1, 0, 2] });
      const last = add('LSTM', [steps, first, second, both], { hidden_size: units }, 1);
      return add('Squeeze', [last, integers(0)]);
    },
    attention: (x, weights) => {
      const [size, heads, depth] = weights[0].shape;
      const flat = (kernel, shape) => ({ shape, values: kernel.values });
      const [query, key, value] = [0, 2, 4].map((at, index) => {
        const y = product(x, flat(weights[at], [size, size]), flat(weights[at + 1], [size]));
        const split = add('Reshape', [y, integers(0, 0, heads, depth)]);
        return add('Transpose', [split], { perm: index === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3] });
      });
      const scores = add('Mul', [add('MatMul', [query, key]), 1 / Math.sqrt(depth)]);
      const attended = add('MatMul', [add('Softmax', [scores]), value]);
      const joined = add('Reshape', [add('Transpose', [attended], { perm: [0, 2, 1, 3] }), integers(0, 0, size)]);
      return product(joined, flat(weights[6], [size, size]), weights[7]);
    },
    add: (a, b) => add('Add', [a, b]),
  };

  const start = length === 3 ? add('Transpose', ['x'], { perm: [0, 3, 1, 2] }) : 'x';
  const logits = forward(network, operations, weights, start);
  nodes.push({ operator: 'Identity', inputs: [logits] });
  return { nodes, constants, shape: [rows, ...network.inputShape] };
}
