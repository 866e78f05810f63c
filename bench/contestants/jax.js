/**
 * jax-js on its wasm backend, compiled with `jit`. Its arrays are owned: every use consumes one reference, `.ref` takes another.
 */
import { readFileSync } from 'node:fs';
import { defaultDevice, grad, init, jit, lax, nn, numpy, tree, valueAndGrad, vjp } from '@jax-js/jax';
import { resultShape } from '../data.js';
import { adam, classes, forward, weightShapes } from '../networks.js';
import { activations } from './jax-activations.js';

// The package does not say its version; the one asked for here is exact.
const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * @param {Float32Array} values
 * @param {number[]} shape
 */
const upload = (values, shape) => numpy.array(values).reshape(shape);

// Convolutions take channels before rows and columns: images (batch, channels, …), kernels (filters, channels, …).
const isConvolutionKernel = (shape) => shape.length === 4;
const fromKeras = (kernel) => kernel.transpose([3, 2, 0, 1]);
const toKeras = (kernel) => kernel.transpose([2, 3, 1, 0]);

const activate = (x, { activation }) => (activation ? nn[activation](x) : x);

const operations = {
  dense: (x, [kernel, bias], layer) => activate(numpy.matmul(x, kernel).add(bias), layer),
  convolution: (x, [kernel, bias], layer) =>
    activate(lax.conv(x, kernel, [1, 1], 'VALID').add(bias.reshape([1, -1, 1, 1])), layer),
  maxPooling: (x, _, { size }) => lax.reduceWindow(x, (window) => window.max(), [size, size], [size, size]),
  flatten: (x) => {
    const [batch] = x.shape;
    return x.transpose([0, 2, 3, 1]).reshape([batch, -1]);
  },
  lstm,
};

// It has no loop that gradients go through, so the steps are written out. Slices of x need no gradient; those of a product for all steps
// would, and each would be as long as the sequence.
function lstm(x, [kernel, recurrentKernel, bias]) {
  const [batch, steps] = x.shape;
  const [units] = recurrentKernel.shape;
  let h = numpy.zeros([batch, units]);
  let c = numpy.zeros([batch, units]);
  for (let step = 0; step < steps; step++) {
    const input = numpy.matmul(x.ref.slice([], step), kernel.ref).add(bias.ref);
    const sums = input.add(numpy.matmul(h, recurrentKernel.ref));
    const gate = (index) => sums.ref.slice([], [index * units, (index + 1) * units]);
    c = nn
      .sigmoid(gate(1))
      .mul(c)
      .add(nn.sigmoid(gate(0)).mul(numpy.tanh(gate(2))));
    h = nn.sigmoid(gate(3)).mul(numpy.tanh(c.ref));
    sums.dispose();
  }
  for (const array of [x, c, kernel, recurrentKernel, bias]) array.dispose();
  return h;
}

/** One step of Adam as Keras computes it, the bias correction being part of `rate`. */
function adamUpdate(weight, mean, variance, gradient, rate) {
  const nextMean = mean.mul(adam.beta1).add(gradient.ref.mul(1 - adam.beta1));
  const nextVariance = variance.mul(adam.beta2).add(numpy.square(gradient).mul(1 - adam.beta2));
  const change = nextMean.ref.mul(rate).div(numpy.sqrt(nextVariance.ref).add(adam.epsilon));
  return { weight: weight.sub(change), mean: nextMean, variance: nextVariance };
}

function trainer(network, initialWeights) {
  const { batch, inputShape } = network;
  const shapes = weightShapes(network);
  const channelsFirst = inputShape.length === 3 ? [inputShape[2], inputShape[0], inputShape[1]] : inputShape;
  let weights = initialWeights.map((values, index) => {
    const weight = upload(values, shapes[index]);
    return isConvolutionKernel(shapes[index]) ? fromKeras(weight) : weight;
  });
  let means = weights.map((weight) => numpy.zerosLike(weight.ref));
  let variances = weights.map((weight) => numpy.zerosLike(weight.ref));
  let steps = 0;

  const lossOf = (parameters, x, y) =>
    nn
      .logSoftmax(forward(network, operations, parameters, x))
      .mul(y)
      .sum()
      .mul(-1 / batch);
  const stepOf = jit((parameters, means, variances, rate, x, y) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), x, y);
    const updates = parameters.map((weight, index) =>
      adamUpdate(weight, means[index], variances[index], gradients[index], rate.ref),
    );
    rate.dispose();
    return [
      loss,
      updates.map(({ weight }) => weight),
      updates.map(({ mean }) => mean),
      updates.map(({ variance }) => variance),
    ];
  });
  const gradientsOf = jit(grad(lossOf));
  const predictionOf = jit((parameters, x) => forward(network, operations, parameters, x));
  // With one channel the two layouts of an image are the same bytes.
  const uploadBatch = (x, y) => [upload(x, [batch, ...channelsFirst]), upload(y, [batch, classes])];

  return {
    step: (x, y) => {
      steps++;
      const rate = (adam.learningRate * Math.sqrt(1 - adam.beta2 ** steps)) / (1 - adam.beta1 ** steps);
      let loss;
      [loss, weights, means, variances] = stepOf(weights, means, variances, numpy.array(rate), ...uploadBatch(x, y));
      return loss.dataSync()[0];
    },
    gradients: (x, y) =>
      gradientsOf(tree.ref(weights), ...uploadBatch(x, y)).map((gradient, index) =>
        (isConvolutionKernel(shapes[index]) ? toKeras(gradient) : gradient).dataSync(),
      ),
    predict: (row) => predictionOf(tree.ref(weights), upload(row, [1, ...channelsFirst])).dataSync(),
  };
}

/** The value of a function, and its gradient where that of the value is dy. */
function valueAndGradient(activation, x, dy) {
  const [value, pullBack] = vjp(activation, [x]);
  const [gradient] = pullBack(dy);
  return [value, gradient];
}

/** @returns {Promise<Omit<import('../types.js').Contestant, 'name'>>} */
export async function start() {
  await init('wasm');
  defaultDevice('wasm');
  return {
    version: `${dependencies['@jax-js/jax']}, ${defaultDevice()}`,
    activation: (name, shape) => {
      if (!activations[name]) return null;
      const activation = jit((x) => activations[name](x));
      return (x) => activation(upload(x, shape)).dataSync();
    },
    gradient: (name, shape) => {
      if (!activations[name]) return null;
      // What only the value needs is left out by the compiler.
      const gradient = jit((x, dy) => valueAndGradient(activations[name], x, dy)[1]);
      return (x, dy) => gradient(upload(x, shape), upload(dy, resultShape(name, shape))).dataSync();
    },
    valueAndGradient: (name, shape) => {
      if (!activations[name]) return null;
      const compute = jit((x, dy) => valueAndGradient(activations[name], x, dy));
      return (x, dy) =>
        compute(upload(x, shape), upload(dy, resultShape(name, shape))).map((result) => result.dataSync());
    },
    matmul: ({ m, k, n, transposeA, transposeB }) => {
      const shapeA = transposeA ? [k, m] : [m, k];
      const shapeB = transposeB ? [n, k] : [k, n];
      const product = jit((a, b) => {
        // Aᵀ·Bᵀ leaves its fast kernel, (B·A)ᵀ does not.
        if (transposeA && transposeB) return numpy.matmul(b, a).transpose();
        return numpy.matmul(transposeA ? a.transpose() : a, transposeB ? b.transpose() : b);
      });
      return (a, b) => product(upload(a, shapeA), upload(b, shapeB)).dataSync();
    },
    trainer,
  };
}
