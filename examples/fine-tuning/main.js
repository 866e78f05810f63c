/** A network that reads clean digits learns to read noisy ones from few examples: its lower layers stay frozen at first, then all are trained gently. */
import { layers, ops, optimizers, random, Sequential, setRandomSeed } from 'hillock';
import { imagesOf, loadDigits } from '../digits/data.js';
import { runIfStarted } from '../shared/program.js';
import { columns, percent } from '../shared/terminal.js';

const lower = () => [
  layers.Conv2D(16, 3, { activation: 'relu', inputShape: [8, 8, 1] }),
  layers.Conv2D(32, 3, { activation: 'relu' }),
  layers.MaxPooling2D(2),
  layers.Flatten(),
  layers.Dense(32, { activation: 'relu' }),
];

/** @param {import('hillock').Sequential} model @param {number} learningRate */
const compile = (model, learningRate) =>
  model.compile({
    optimizer: optimizers.Adam(learningRate),
    loss: 'sparse_categorical_crossentropy',
    metrics: ['accuracy'],
  });

/** @param {ReturnType<typeof lower>} stack */
function classifier(stack) {
  const model = Sequential([...stack, layers.Dense(10, { activation: 'softmax' })]);
  compile(model, 0.003);
  return model;
}

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  setRandomSeed(0);
  const { training, test } = loadDigits();
  const clean = imagesOf(training, [8, 8, 1]);
  /** @param {import('hillock').Tensor} x @param {number} seed */
  const noisy = (x, seed) => ops.add(x, random.normal(x.shape, { stddev: 0.4, seed }));
  const few = { x: ops.slice(noisy(clean, 1), [0, 0, 0, 0], [size, 8, 8, 1]), y: training.labels.slice(0, size) };
  const unseen = { x: noisy(imagesOf(test, [8, 8, 1]), 2), y: test.labels };
  /** @type {string[][]} */
  const rows = [];
  /** @type {Record<string, number>} */
  const results = {};
  /** @param {string} name @param {import('hillock').Sequential} model */
  const note = async (name, model) => {
    const [, accuracy] = await model.evaluate(unseen.x, unseen.y, { verbose: 0 });
    const trained = model.trainableVariables.reduce((sum, { size: count }) => sum + count, 0);
    rows.push([name, String(trained), `${percent(accuracy)} %`]);
    results[name] = accuracy;
  };
  /** On few examples an epoch has few steps. @param {import('hillock').Sequential} model */
  const learnFew = (model) => model.fit(few.x, few.y, { epochs: 5 * epochs, batchSize: 16, verbose: 0 });

  const fresh = classifier(lower());
  await learnFew(fresh);
  await note('from nothing', fresh);

  const base = lower();
  await classifier(base).fit(clean, training.labels, { epochs, verbose: 0 });
  for (const layer of base) layer.trainable = false;
  const tuned = classifier(base);
  await learnFew(tuned);
  await note('lower layers frozen', tuned);

  for (const layer of base) layer.trainable = true;
  compile(tuned, 0.0005);
  await learnFew(tuned);
  await note('then all, gently', tuned);

  const text = [
    `Noisy digits, learnt from ${size} examples by a network that knows clean ones, and by one that knows none:`,
    '',
    ...columns([['', 'trained parameters', 'accuracy, other writers'], ...rows]),
  ].join('\n');
  return { text, results };
}

await runIfStarted(import.meta.url, 'Teaches a network that reads clean digits to read noisy ones.', run, {
  epochs: 15,
  size: 60,
});
