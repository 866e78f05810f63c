/**
 * jax-js on its wasm backend, compiled with `jit`. Its arrays are owned: every use consumes one reference, `.ref` takes another.
 */
import { readFileSync } from 'node:fs';
import { defaultDevice, init, jit, lax, nn, numpy, tree, valueAndGrad, vjp } from '@jax-js/jax';
import { resultShape, sizeOf } from '../data.js';
import { adam, classes, forward, normalizationEpsilon, weightShapes } from '../networks.js';
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

const activate = (x, { activation }) => (activation ? activations[activation](x) : x);

/** Of each channel one number, beside images. */
const byChannel = (values) => values.reshape([1, -1, 1, 1]);

/**
 * Step by step, inputs too: a product for all steps would be cut into steps, and the gradient of each cut is as long as the sequence.
 */
function lstm(x, [kernel, recurrentKernel, bias]) {
  const [batch, steps] = x.shape;
  const units = recurrentKernel.shape[0];
  let hidden = numpy.zeros([batch, units]);
  let carry = numpy.zeros([batch, units]);
  for (let step = 0; step < steps; step++) {
    const fromInput = numpy.matmul(x.ref.slice([], step), kernel.ref).add(bias.ref);
    const gates = fromInput.add(numpy.matmul(hidden, recurrentKernel.ref));
    const [input, forget, candidate, output] = numpy.split(gates, 4, 1);
    carry = nn
      .sigmoid(forget)
      .mul(carry)
      .add(nn.sigmoid(input).mul(numpy.tanh(candidate)));
    hidden = nn.sigmoid(output).mul(numpy.tanh(carry.ref));
  }
  for (const value of [x, kernel, recurrentKernel, bias, carry]) value.dispose();
  return hidden;
}

/** x (…, size) by a kernel (size, heads, depth). */
function projected(x, kernel, bias) {
  const [size, heads, depth] = kernel.shape;
  const [batch, length] = x.shape;
  const result = numpy.matmul(x, kernel.reshape([size, heads * depth])).add(bias.reshape([-1]));
  return result.reshape([batch, length, heads, depth]);
}

function attention(x, weights) {
  const [heads, depth, size] = weights[6].shape;
  const [batch, length] = x.shape;
  const query = projected(x.ref, weights[0], weights[1]);
  const key = projected(x.ref, weights[2], weights[3]);
  const attended = nn.dotProductAttention(query, key, projected(x, weights[4], weights[5]));
  const rows = attended.reshape([batch, length, heads * depth]);
  return numpy.matmul(rows, weights[6].reshape([heads * depth, size])).add(weights[7]);
}

const operations = {
  dense: (x, [kernel, bias], layer) => activate(numpy.matmul(x, kernel).add(bias), layer),
  convolution: (x, [kernel, bias], layer) => {
    const y = lax.conv(x, kernel, [layer.strides, layer.strides], layer.padding.toUpperCase());
    return activate(bias ? y.add(byChannel(bias)) : y, layer);
  },
  depthwise: (x, [kernel], { strides, padding }) =>
    lax.convGeneralDilated(x, kernel.transpose([1, 0, 2, 3]), [strides, strides], padding.toUpperCase(), {
      featureGroupCount: x.shape[1],
    }),
  activation: (x, _, layer) => activate(x, layer),
  // By the moving statistics: networks with these are not trained.
  batchNormalization: (x, [scale, shift, mean, variance]) => {
    const factor = scale.div(numpy.sqrt(variance.add(normalizationEpsilon)));
    return x.sub(byChannel(mean)).mul(byChannel(factor)).add(byChannel(shift));
  },
  layerNormalization: (x, [scale, shift]) =>
    nn.standardize(x, -1, { epsilon: normalizationEpsilon }).mul(scale).add(shift),
  maxPooling: (x, _, { size }) => lax.reduceWindow(x, (window) => window.max(), [size, size], [size, size]),
  averagePooling: (x) => x.mean(x.shape.length === 3 ? 1 : [2, 3]),
  flatten: (x) => {
    const [batch] = x.shape;
    return x.transpose([0, 2, 3, 1]).reshape([batch, -1]);
  },
  lstm,
  attention,
  add: (a, b) => a.add(b),
};

/** One step of Adam as Keras computes it, the bias correction being part of `rate`. */
function adamUpdate(weight, mean, variance, gradient, rate) {
  const nextMean = mean.mul(adam.beta1).add(gradient.ref.mul(1 - adam.beta1));
  const nextVariance = variance.mul(adam.beta2).add(numpy.square(gradient).mul(1 - adam.beta2));
  const change = nextMean.ref.mul(rate).div(numpy.sqrt(nextVariance.ref).add(adam.epsilon));
  return { weight: weight.sub(change), mean: nextMean, variance: nextVariance };
}

/** @returns {import('../types.js').Trainer} */
function trainer(network, initialWeights) {
  const { batch, inputShape, layers } = network;
  const shapes = weightShapes(network);
  let weights = initialWeights.map((values, index) => {
    const weight = upload(values, shapes[index]);
    return isConvolutionKernel(shapes[index]) ? fromKeras(weight) : weight;
  });
  let means = weights.map((weight) => numpy.zerosLike(weight.ref));
  let variances = weights.map((weight) => numpy.zerosLike(weight.ref));
  let steps = 0;

  const logitsOf = (parameters, x) =>
    forward(
      network,
      operations,
      parameters,
      inputShape.length === 3 ? x.transpose([0, 3, 1, 2]) : x,
      (value) => value.ref,
    );
  const lossOf = (parameters, x, y) =>
    nn
      .logSoftmax(logitsOf(parameters, x))
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
  const predictionOf = jit(logitsOf);
  const uploadX = (x) => upload(x, [x.length / sizeOf(inputShape), ...inputShape]);

  const step = (x, y) => {
    steps++;
    const rate = (adam.learningRate * Math.sqrt(1 - adam.beta2 ** steps)) / (1 - adam.beta1 ** steps);
    let loss;
    [loss, weights, means, variances] = stepOf(
      ...[weights, means, variances, numpy.array(rate)],
      ...[uploadX(x), upload(y, [batch, classes])],
    );
    return loss.dataSync()[0];
  };
  const predict = (x) => predictionOf(tree.ref(weights), uploadX(x)).dataSync();
  // A step of the small convolutional network takes more than a second: larger ones are not waited for.
  return layers.some(({ kind }) => kind === 'batchNormalization') ? { predict } : { step, predict };
}

/** The value of a function, and its gradient where that of the value is dy. */
function valueAndGradient(activation, x, dy) {
  const [value, pullBack] = vjp(activation, [x]);
  const [gradient] = pullBack(dy);
  return [value, gradient];
}

/** @returns {Promise<import('../types.js').Contestant>} */
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
