/** Hillock, as the built package gives it. */
import { readFileSync } from 'node:fs';
import {
  activations,
  grad,
  layers,
  losses,
  ops,
  optimizers,
  Sequential,
  tensor,
  valueAndGrad,
  variableGradients,
} from '../../dist/index.js';
import { resultShape } from '../data.js';
import { adam, classes, weightShapes } from '../networks.js';

const layerOf = {
  dense: ({ kernel, activation }, options) => layers.Dense(kernel.at(-1), { activation, ...options }),
  convolution: ({ kernel, activation }, options) =>
    layers.Conv2D(kernel.at(-1), kernel.slice(0, 2), { activation, ...options }),
  maxPooling: ({ size }) => layers.MaxPooling2D(size),
  flatten: () => layers.Flatten(),
  lstm: ({ recurrentKernel }, options) => layers.LSTM(recurrentKernel[0], options),
};

function trainer(network, initialWeights) {
  const shapes = weightShapes(network);
  const [first, ...others] = network.layers;
  const model = Sequential([
    layerOf[first.kind](first, { inputShape: network.inputShape }),
    ...others.map((layer) => layerOf[layer.kind](layer)),
  ]);
  model.setWeights(initialWeights.map((values, index) => tensor(values, { shape: shapes[index] })));
  const loss = losses.CategoricalCrossentropy({ fromLogits: true });
  model.compile({ optimizer: optimizers.Adam(adam), loss });

  const uploadX = (x) => tensor(x, { shape: [network.batch, ...network.inputShape] });
  const uploadY = (y) => tensor(y, { shape: [network.batch, classes] });
  return {
    step: (x, y) => model.trainOnBatch(uploadX(x), uploadY(y)),
    gradients: (x, y) => {
      const { gradients } = variableGradients(
        () => loss(uploadY(y), model(uploadX(x), { training: true })),
        model.trainableWeights,
      );
      return gradients.map(({ data }) => data);
    },
    predict: (row) => model.predictOnBatch(tensor(row, { shape: [1, ...network.inputShape] })).data,
  };
}

/** What is no activation of one array under its own name. */
const variants = {
  geluTanh: (x) => activations.gelu(x, { approximate: true }),
  threshold: (x) => activations.threshold(x, 1, 0),
};

const activationOf = (name) => variants[name] ?? activations[name] ?? null;

// A row of numbers goes in as it is; only more dimensions need a tensor that says so.
const shaped = (values, shape) => (shape.length === 1 ? values : tensor(values, { shape }));

/** @returns {Promise<Omit<import('../types.js').Contestant, 'name'>>} */
export async function start() {
  return {
    version: JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
    activation: (name, shape) => {
      const activation = activationOf(name);
      return activation && ((x) => activation(shaped(x, shape)).data);
    },
    gradient: (name, shape) => {
      const activation = activationOf(name);
      return (
        activation &&
        ((x, dy) => grad(activation, { upstream: shaped(dy, resultShape(name, shape)) })(shaped(x, shape)).data)
      );
    },
    valueAndGradient: (name, shape) => {
      const activation = activationOf(name);
      return (
        activation &&
        ((x, dy) => {
          const upstream = shaped(dy, resultShape(name, shape));
          const { value, gradient } = valueAndGrad(activation, { upstream })(shaped(x, shape));
          return [value.data, gradient.data];
        })
      );
    },
    activationInto: (name, out) => (x) => activations[name](x, { out }).data,
    matmul: ({ m, k, n, transposeA, transposeB }) => {
      const factor = (values, rows, columns, isTransposed) =>
        isTransposed
          ? ops.transpose(tensor(values, { shape: [columns, rows] }))
          : tensor(values, { shape: [rows, columns] });
      return (a, b) => ops.matmul(factor(a, m, k, transposeA), factor(b, k, n, transposeB)).data;
    },
    trainer,
  };
}
