/**
 * How exact the peers are: writes `tools/verify/data/peer-errors.json`, which `npm run verify:activations -- --markdown` sets beside Hillock. Build
 * Hillock first. The inputs are about a million normal float32 numbers of every exponent, where the true result is a normal number or zero too:
 * what the peers do with subnormal numbers is not counted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultDevice, grad, init, nn, numpy } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { allSubjects, labelOf } from '../tools/verify/subjects.js';
import { Trial } from '../tools/verify/trial.js';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** @param {string} name */
const tensorflowLayer = (name) => {
  const layer = tf.layers.activation({ activation: name });
  return (x) => layer.apply(x);
};

const tensorflow = {
  'elu(alpha=1)': tf.elu,
  exponential: tf.exp,
  gelu: tensorflowLayer('gelu'),
  gelu_tanh: tensorflowLayer('gelu_new'),
  'hard_sigmoid(slope=0.2, offset=0.5)': tensorflowLayer('hardSigmoid'),
  'leaky_relu(negativeSlope=0.2)': (x) => tf.leakyRelu(x, 0.2),
  log_sigmoid: tf.logSigmoid,
  mish: tensorflowLayer('mish'),
  relu: tf.relu,
  relu6: tf.relu6,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  silu: tensorflowLayer('swish'),
  softplus: tf.softplus,
  softsign: tensorflowLayer('softsign'),
  tanh: tf.tanh,
};

const jax = {
  'celu(alpha=1)': nn.celu,
  'elu(alpha=1)': nn.elu,
  exponential: numpy.exp,
  gelu: (x) => nn.gelu(x, { approximate: false }),
  gelu_tanh: (x) => nn.gelu(x, { approximate: true }),
  'hard_sigmoid(slope=0.1666667, offset=0.5)': nn.hardSigmoid,
  hard_silu: nn.hardSilu,
  hard_tanh: nn.hardTanh,
  'leaky_relu(negativeSlope=0.2)': (x) => nn.leakyRelu(x, 0.2),
  log_sigmoid: nn.logSigmoid,
  mish: nn.mish,
  relu: nn.relu,
  relu6: nn.relu6,
  selu: nn.selu,
  sigmoid: nn.sigmoid,
  silu: nn.silu,
  softplus: nn.softplus,
  softsign: nn.softSign,
  sparse_plus: nn.sparsePlus,
  sparse_sigmoid: nn.sparseSigmoid,
  'squareplus(b=4)': nn.squareplus,
  tanh: numpy.tanh,
};

/** @param {(x: tf.Tensor) => tf.Tensor} compute */
function readTensorflow(compute) {
  return (x) => {
    const result = tf.tidy(() => compute(tf.tensor1d(x)));
    const values = result.dataSync();
    result.dispose();
    return values;
  };
}

async function useTensorflow(backend) {
  setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')))}/`);
  await tf.setBackend(backend);
  await tf.ready();
}

async function useJax() {
  await init('wasm');
  defaultDevice('wasm');
}

const tensorflowWay = {
  functions: tensorflow,
  value: readTensorflow,
  derivative: (f) => readTensorflow(tf.grad(f)),
};

/** Each peer: its functions, and how a value and a derivative of one are computed. */
const peers = {
  [`TensorFlow.js ${dependencies['@tensorflow/tfjs']}, wasm`]: { start: () => useTensorflow('wasm'), ...tensorflowWay },
  [`TensorFlow.js ${dependencies['@tensorflow/tfjs']}, cpu`]: { start: () => useTensorflow('cpu'), ...tensorflowWay },
  [`jax-js ${dependencies['@jax-js/jax']}, wasm`]: {
    start: useJax,
    functions: jax,
    value: (f) => (x) => f(numpy.array(x)).dataSync(),
    derivative: (f) => (x) => grad((at) => f(at).sum())(numpy.array(x)).dataSync(),
  },
};

const smallestNormal = 2 ** -126;
const isNormal = (x) => Math.abs(x) >= smallestNormal && Math.abs(x) < 2 ** 128;

const normalNumbers = new Float32Array(
  Uint32Array.from({ length: 2 ** 20 }, (_, i) => Math.imul(i, 4097) >>> 0).buffer,
).filter(isNormal);

/** The inputs at which a result is compared, with the true results. @param {Trial} trial */
function comparable(trial) {
  const truths = trial.truths(normalNumbers);
  const isCompared = (_, i) => truths[i] === 0 || isNormal(truths[i]);
  return { inputs: normalNumbers.filter(isCompared), truths: truths.filter(isCompared) };
}

/** @returns {Promise<Record<string, { worst: number, at: number, wild: number, wildAt: number | null }>>} */
async function errorsOf({ start, functions, ...ways }) {
  await start();
  const errors = {};
  for (const subject of allSubjects()) {
    const label = labelOf({ ...subject, kind: 'value' });
    if (!functions[label]) continue;
    const trial = new Trial(subject);
    const { inputs, truths } = comparable(trial);
    try {
      const results = ways[subject.kind](functions[label])(inputs);
      const { worst, at, wild, wildAt } = trial.judge(inputs, results, truths);
      errors[labelOf(subject)] = { worst, at, wild, wildAt };
    } catch (error) {
      process.stderr.write(`${labelOf(subject)}: ${error instanceof Error ? error.message.split('\n')[0] : error}\n`);
    }
  }
  return errors;
}

const errors = {};
for (const [name, peer] of Object.entries(peers)) errors[name] = await errorsOf(peer);
writeFileSync(
  new URL('../tools/verify/data/peer-errors.json', import.meta.url),
  `${JSON.stringify(errors, null, 1)}\n`,
);
