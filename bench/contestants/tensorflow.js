/** TensorFlow.js on its wasm backend, one thread (its threaded build does not start in Node), or on plain JavaScript. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { resultShape } from '../data.js';
import { adam, classes, forward, weightShapes } from '../networks.js';
import { activations } from './tensorflow-activations.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** The values of what `compute` returns; everything else that it made is freed. */
function read(compute) {
  const result = tf.tidy(compute);
  const values = result.dataSync();
  result.dispose();
  return values;
}

const activate = (x, { activation }) => (activation ? tf[activation](x) : x);

const operations = {
  dense: (x, [kernel, bias], layer) => activate(tf.add(tf.matMul(x, kernel), bias), layer),
  convolution: (x, [kernel, bias], layer) => activate(tf.add(tf.conv2d(x, kernel, 1, 'valid'), bias), layer),
  maxPooling: (x, _, { size }) => tf.maxPool(x, size, size, 'valid'),
  flatten: (x) => x.reshape([x.shape[0], -1]),
  lstm: (x, [kernel, recurrentKernel, bias]) => {
    const [batch] = x.shape;
    const [units] = recurrentKernel.shape;
    let [h, c] = [tf.zeros([batch, units]), tf.zeros([batch, units])];
    for (const input of tf.unstack(x, 1)) {
      const sums = tf.add(tf.add(tf.matMul(input, kernel), tf.matMul(h, recurrentKernel)), bias);
      const [i, f, candidate, o] = tf.split(sums, 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(candidate)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    }
    return h;
  },
};

// Keras adds epsilon before the bias correction, TensorFlow.js after it: this is the same in the first step.
const epsilon = adam.epsilon / Math.sqrt(1 - adam.beta2);

function trainer(network, initialWeights) {
  const shapes = weightShapes(network);
  const variables = initialWeights.map((values, index) => tf.variable(tf.tensor(values, shapes[index])));
  const optimizer = tf.train.adam(adam.learningRate, adam.beta1, adam.beta2, epsilon);
  const upload = (x) => tf.tensor(x, [network.batch, ...network.inputShape]);
  const lossOf = (x, y) => {
    const logits = forward(network, operations, variables, upload(x));
    return tf.losses.softmaxCrossEntropy(tf.tensor(y, [network.batch, classes]), logits);
  };
  return {
    step: (x, y) => read(() => optimizer.minimize(() => lossOf(x, y), true, variables))[0],
    gradients: (x, y) =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => lossOf(x, y), variables);
        return variables.map(({ name }) => grads[name].dataSync());
      }),
    predict: (row) => read(() => forward(network, operations, variables, tf.tensor(row, [1, ...network.inputShape]))),
  };
}

/**
 * @param {'wasm' | 'cpu'} [backend]
 * @returns {Promise<Omit<import('../types.js').Contestant, 'name'>>}
 */
export async function start(backend = 'wasm') {
  tf.enableProdMode();
  setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')))}/`);
  await tf.setBackend(backend);
  await tf.ready();
  return {
    version: `${tf.version.tfjs}, ${tf.getBackend()}`,
    // Of a backend that has started, it takes effect before its promise resolves.
    takeTurn: () => void tf.setBackend(backend),
    // Its plain arrays are much to collect, and would be collected in the others' time.
    ...(backend === 'cpu' && { endTurn: collectGarbage }),
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
