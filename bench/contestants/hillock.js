/** Hillock, as the built package gives it. */
import {
  activations,
  grad,
  Input,
  layers,
  losses,
  Model,
  ops,
  optimizers,
  setEngine,
  tensor,
  valueAndGrad,
} from '../../dist/index.js';
import { isRelaxed } from '../../dist/kernel/engine.js';
import { resultShape, sizeOf } from '../data.js';
import { adam, classes, forward, normalizationEpsilon, weightShapes } from '../networks.js';

/** The operations of `forward`: layers that are made, applied and given their weights. */
const made = (layerOf) => (x, weights, description) => {
  const layer = layerOf(description, weights);
  const y = layer(x);
  layer.setWeights(weights);
  return y;
};

const operations = {
  dense: made(({ activation }, [, { size }]) => layers.Dense(size, { activation })),
  convolution: made(({ strides, padding, activation }, [kernel, bias]) =>
    layers.Conv2D(kernel.shape[3], kernel.shape.slice(0, 2), {
      ...{ strides, padding, activation },
      useBias: bias !== undefined,
    }),
  ),
  depthwise: made(({ strides, padding }, [kernel]) =>
    layers.DepthwiseConv2D(kernel.shape.slice(0, 2), { strides, padding, useBias: false }),
  ),
  activation: (x, _, { activation }) => layers.Activation(activation)(x),
  batchNormalization: made(() => layers.BatchNormalization({ epsilon: normalizationEpsilon })),
  layerNormalization: made(() => layers.LayerNormalization({ epsilon: normalizationEpsilon })),
  maxPooling: (x, _, { size }) => layers.MaxPooling2D(size)(x),
  averagePooling: (x) => (x.shape.length === 3 ? layers.GlobalAveragePooling1D() : layers.GlobalAveragePooling2D())(x),
  flatten: (x) => layers.Flatten()(x),
  lstm: made((_, [, recurrentKernel]) => layers.LSTM(recurrentKernel.shape[0])),
  attention: (x, weights, { heads }) => {
    const layer = layers.MultiHeadAttention(heads, weights[0].shape[2]);
    const y = layer(x, x);
    layer.setWeights(weights);
    return y;
  },
  add: (a, b) => layers.Add()([a, b]),
};

/** @returns {import('../types.js').Trainer} */
function trainer(network, initialWeights) {
  const shapes = weightShapes(network);
  const weights = initialWeights.map((values, index) => tensor(values, { shape: shapes[index] }));
  const inputs = Input({ shape: network.inputShape });
  const model = Model({ inputs, outputs: forward(network, operations, weights, inputs) });
  model.compile({ optimizer: optimizers.Adam(adam), loss: losses.CategoricalCrossentropy({ fromLogits: true }) });

  const upload = (x) => tensor(x, { shape: [x.length / sizeOf(network.inputShape), ...network.inputShape] });
  const uploadLabels = (y) => tensor(y, { shape: [y.length / classes, classes] });
  return {
    step: (x, y) => model.trainOnBatch(upload(x), uploadLabels(y))[0],
    fit: async (x, y) => {
      const options = { batchSize: network.batch, shuffle: false, verbose: 0 };
      const { history } = await model.fit(upload(x), uploadLabels(y), options);
      return history.loss[0];
    },
    predict: (x) => model.predictOnBatch(upload(x)).data,
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

/** Sets one thread, as far as the engine can be told. */
function useOneThread() {
  try {
    setEngine({ threads: 1 });
  } catch {
    // An engine that knows no threads has one.
  }
}

/**
 * With settings of its engine that are not known here, it does not start.
 *
 * @param {import('../../dist/index.js').EngineOptions} [settings]
 * @returns {Promise<import('../types.js').Contestant>}
 */
export async function start(settings = {}) {
  if (settings.threads === undefined) useOneThread();
  setEngine(settings);
  if (settings.relaxed && !isRelaxed()) throw new Error('there is no relaxed multiply-add here');
  return {
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
