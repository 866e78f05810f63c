/** `fit` written by hand: gradients of a loss, an optimizer that applies them, metrics that are fed; made a program by `jit`. */
import {
  jit,
  layers,
  losses,
  metrics,
  ops,
  optimizers,
  random,
  Sequential,
  setRandomSeed,
  tensor,
  variableGradients,
} from 'hillock';
import { imagesOf, loadDigits } from '../digits/data.js';
import { runIfStarted } from '../shared/program.js';
import { columns, percent } from '../shared/terminal.js';

/** @typedef {import('hillock').Tensor} Tensor */

const batchSize = 32;

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  setRandomSeed(0);
  const { training, test } = loadDigits();
  const [images, testImages] = [imagesOf(training, [64]), imagesOf(test, [64])];
  const labels = tensor(training.labels);
  const model = Sequential([layers.Dense(64, { activation: 'relu', inputShape: [64] }), layers.Dense(10)]);
  const optimizer = optimizers.Adam(0.003);
  const loss = losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const [seen, unseen] = [metrics.SparseCategoricalAccuracy(), metrics.SparseCategoricalAccuracy()];

  const step = jit((/** @type {Tensor} */ x, /** @type {Tensor} */ y) => {
    const weights = model.trainableVariables;
    const { value, gradients } = variableGradients(() => loss(y, model(x, { training: true })), weights);
    optimizer.applyGradients(gradients.map((gradient, i) => [gradient, weights[i]]));
    seen.updateState(y, model(x));
    return value;
  });

  const rows = [];
  /** @type {Record<string, number>} */
  let results = {};
  for (let epoch = 0; epoch < epochs; epoch++) {
    seen.resetState();
    unseen.resetState();
    const order = random.shuffle(ops.arange(size, { dtype: 'int32' }), { seed: epoch });
    let total = 0;
    let steps = 0;
    for (let at = 0; at + batchSize <= size; at += batchSize) {
      const indices = ops.slice(order, [at], [batchSize]);
      total += step(ops.take(images, indices, { axis: 0 }), ops.take(labels, indices)).item();
      steps++;
    }
    unseen.updateState(test.labels, model(testImages));
    const [accuracy, testAccuracy] = [seen, unseen].map((metric) => metric.result().item());
    rows.push([`epoch ${epoch + 1}`, (total / steps).toFixed(3), `${percent(accuracy)} %`, `${percent(testAccuracy)} %`]); // prettier-ignore
    results = { loss: total / steps, accuracy, testAccuracy };
  }
  return { text: columns([['', 'loss', 'accuracy', 'of other writers'], ...rows]).join('\n'), results };
}

await runIfStarted(import.meta.url, 'Trains with a loop of one’s own.', run, { epochs: 10, size: 1296 });
