/** Trains a model with `callbacks.TensorBoard`: `node event-files.js FOLDER`. What the files have to say is written beside them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callbacks, layers, ops, Sequential } from '../dist/index.js';

const [, , folder] = process.argv;
const x = ops.reshape(ops.sin(ops.arange(64, { dtype: 'float32' })), [16, 4]);
const y = ops.sum(x, { axis: 1, keepdims: true });
const model = Sequential([layers.Dense(3, { activation: 'tanh', inputShape: [4] }), layers.Dense(1)]);
model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
const weights = [];
const { history } = await model.fit(x, y, {
  epochs: 3,
  batchSize: 4,
  validationData: [x, y],
  verbose: 0,
  callbacks: [
    callbacks.TensorBoard(join(folder, 'logs'), { histogramFreq: 1 }),
    callbacks.LambdaCallback({
      onEpochEnd: () => weights.push(model.weights.map((weight) => [weight.path, Array.from(weight.value.data)])),
    }),
  ],
});
writeFileSync(join(folder, 'expected.json'), JSON.stringify({ history, weights }));
