/** A layer of one's own: where ReLU drops what is negative, the antirectifier keeps both halves of what it centred (after an example of Keras's). */
import { layers, losses, ops, Sequential, setRandomSeed } from 'hillock';
import { imagesOf, loadDigits } from '../digits/data.js';
import { columns, percent } from '../shared/terminal.js';
import { runIfStarted } from '../shared/program.js';

/** The positive and the negative part of each centred and normalized sample, side by side, and mixed by a matrix. */
export class Antirectifier extends layers.Layer {
  /** @param {readonly (number | null)[]} inputShape */
  build(inputShape) {
    const units = inputShape[inputShape.length - 1];
    this.kernel = this.addWeight({ name: 'kernel', shape: [2 * units, units], initializer: 'he_normal' });
  }

  /** @param {import('hillock').Tensor} x */
  call(x) {
    const centred = ops.subtract(x, ops.mean(x, { axis: -1, keepdims: true }));
    const length = ops.sqrt(ops.add(ops.sum(ops.square(centred), { axis: -1, keepdims: true }), 1e-6));
    const unit = ops.divide(centred, length);
    const halves = ops.concatenate([ops.relu(unit), ops.relu(ops.negative(unit))], { axis: -1 });
    return ops.matmul(halves, this.kernel);
  }
}

const contenders = {
  ReLU: () => layers.ReLU(),
  antirectifier: () => new Antirectifier(),
};

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  const { training, test } = loadDigits();
  const x = ops.slice(imagesOf(training, [64]), [0, 0], [size, 64]);
  const rows = [];
  /** @type {Record<string, number>} */
  const results = {};
  for (const [name, make] of Object.entries(contenders)) {
    setRandomSeed(0);
    const model = Sequential([layers.Dense(32), make(), layers.Dense(32), make(), layers.Dense(10)]);
    model.compile({
      optimizer: 'rmsprop',
      loss: losses.SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['sparse_categorical_accuracy'],
    });
    await model.fit(x, training.labels.slice(0, size), { epochs, batchSize: 32, verbose: 0 });
    const [loss, accuracy] = await model.evaluate(imagesOf(test, [64]), test.labels, { verbose: 0 });
    rows.push([name, String(model.countParams()), loss.toFixed(3), `${percent(accuracy)} %`]);
    results[name] = accuracy;
  }
  const text = columns([['', 'parameters', 'loss', 'accuracy'], ...rows]).join('\n');
  return { text, results };
}

await runIfStarted(import.meta.url, 'Compares a layer of one’s own with ReLU.', run, { epochs: 20, size: 1297 });
