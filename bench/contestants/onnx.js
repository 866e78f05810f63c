/** ONNX Runtime, one thread, with its native kernels or those for WebAssembly. It has no gradients here. */
import { sizeOf } from '../data.js';
import { onnxModel } from './onnx-model.js';
import { onnxNetwork } from './onnx-network.js';

/** @param {string} operator @param {Record<string, number | string>} [attributes] */
const one = (operator, attributes = {}) => [{ operator, attributes }];

/** @type {Record<string, import('./onnx-model.js').OnnxNode[]>} */
const graphs = {
  celu: one('Celu'),
  elu: one('Elu'),
  exponential: one('Exp'),
  gelu: one('Gelu'),
  geluTanh: one('Gelu', { approximate: 'tanh' }),
  glu: [
    { operator: 'Split', outputs: ['a', 'b'], attributes: { axis: 1, num_outputs: 2 } },
    { operator: 'Sigmoid', inputs: ['b'], outputs: ['gate'] },
    { operator: 'Mul', inputs: ['a', 'gate'] },
  ],
  hardShrink: one('Shrink', { lambd: 0.5, bias: 0 }),
  hardSigmoid: one('HardSigmoid', { alpha: 0.2, beta: 0.5 }),
  hardSilu: one('HardSwish'),
  hardTanh: [{ operator: 'Clip', inputs: ['x', -1, 1] }],
  leakyRelu: one('LeakyRelu', { alpha: 0.2 }),
  linear: one('Identity'),
  logSigmoid: [
    { operator: 'Neg', outputs: ['minus'] },
    { operator: 'Softplus', inputs: ['minus'], outputs: ['softplus'] },
    { operator: 'Neg', inputs: ['softplus'] },
  ],
  logSoftmax: one('LogSoftmax', { axis: 1 }),
  mish: one('Mish'),
  relu: one('Relu'),
  relu6: [{ operator: 'Clip', inputs: ['x', 0, 6] }],
  selu: one('Selu'),
  sigmoid: one('Sigmoid'),
  silu: [
    { operator: 'Sigmoid', outputs: ['gate'] },
    { operator: 'Mul', inputs: ['x', 'gate'] },
  ],
  softShrink: one('Shrink', { lambd: 0.5, bias: 0.5 }),
  softmax: one('Softmax', { axis: 1 }),
  softplus: one('Softplus'),
  softsign: one('Softsign'),
  sparseSigmoid: one('HardSigmoid', { alpha: 0.5, beta: 0.5 }),
  squareplus: [
    { operator: 'Mul', inputs: ['x', 'x'], outputs: ['square'] },
    { operator: 'Add', inputs: ['square', 4], outputs: ['sum'] },
    { operator: 'Sqrt', inputs: ['sum'], outputs: ['root'] },
    { operator: 'Add', inputs: ['x', 'root'], outputs: ['double'] },
    { operator: 'Mul', inputs: ['double', 0.5] },
  ],
  tanh: one('Tanh'),
  tanhShrink: [
    { operator: 'Tanh', outputs: ['tanh'] },
    { operator: 'Sub', inputs: ['x', 'tanh'] },
  ],
  threshold: one('ThresholdedRelu', { alpha: 1 }),
};

const packages = {
  'onnxruntime-node': () => import('onnxruntime-node'),
  'onnxruntime-web': () => import('onnxruntime-web'),
};

/**
 * @param {{ package?: keyof typeof packages }} [settings]
 * @returns {Promise<import('../types.js').Contestant>}
 */
export async function start({ package: name = 'onnxruntime-node' } = {}) {
  const { InferenceSession, env, Tensor } = await packages[name]();
  env.logLevel = 'error';
  env.wasm.numThreads = 1;
  const isNative = name === 'onnxruntime-node';
  const options = {
    executionProviders: [isNative ? 'cpu' : 'wasm'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  };
  /** A function from a plain array to a plain array. */
  const compiled = (nodes, shape, constants) => {
    const session = InferenceSession.create(onnxModel(nodes, shape, constants), options);
    return async (x) => (await (await session).run({ x: new Tensor('float32', x, shape) })).y.data;
  };
  return {
    version: `${env.versions[isNative ? 'node' : 'web']}, ${isNative ? 'native' : 'wasm'}, one thread`,
    activation: (name, shape) => (graphs[name] ? compiled(graphs[name], shape) : null),
    trainer: (network, weights) => {
      const byRows = new Map();
      return {
        predict: (x) => {
          const rows = x.length / sizeOf(network.inputShape);
          if (!byRows.has(rows)) {
            const { nodes, constants, shape } = onnxNetwork(network, weights, rows);
            byRows.set(rows, compiled(nodes, shape, constants));
          }
          return byRows.get(rows)(x);
        },
      };
    },
  };
}
