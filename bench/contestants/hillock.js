/** Hillock, as the built package gives it. */
import { readFileSync } from 'node:fs';
import {
  activations,
  layers,
  losses,
  ops,
  optimizers,
  Sequential,
  tensor,
  variableGradients,
} from '../../dist/index.js';
import { adam, classes, weightShapes } from '../networks.js';

const layerOf = {
  dense: ({ kernel, activation }, options) => layers.Dense(kernel.at(-1), { activation, ...options }),
  convolution: ({ kernel, activation }, options) =>
    layers.Conv2D(kernel.at(-1), kernel.slice(0, 2), { activation, ...options }),
  maxPooling: ({ size }) => layers.MaxPooling2D(size),
  flatten: () => layers.Flatten(),
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

/** @returns {Promise<Omit<import('../types.js').Contestant, 'name'>>} */
export async function start() {
  return {
    version: JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
    activation: (name, shape) => {
      const activation = activations[name];
      if (!activation) return null;
      // A row of numbers goes in as it is; only more dimensions need a tensor that says so.
      return shape.length === 1 ? (x) => activation(x).data : (x) => activation(tensor(x, { shape })).data;
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
