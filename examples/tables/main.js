/** Flowers and wines told apart by their measurements, which lie on scales of their own: `Normalization` learns them from the data. */
import { fileURLToPath } from 'node:url';
import { Dataset, layers, ops, random, Sequential, tensor } from 'hillock';
import { confusionMatrix } from '../digits/confusion-matrix.js';
import { columns, percent } from '../shared/terminal.js';
import { runIfStarted } from '../shared/program.js';

/** The files, the column that is to be told from the others, and what its numbers mean. */
const tables = [
  { name: 'iris', label: 'species', classes: ['setosa', 'versicolor', 'virginica'] },
  { name: 'wine', label: 'class', classes: ['first cultivator', 'second cultivator', 'third cultivator'] },
];

/** The rows of a table, mixed, as tensors: a third to test on, the others to learn from. @param {typeof tables[number]} table */
async function load({ name, label }) {
  const file = fileURLToPath(new URL(`data/${name}.csv`, import.meta.url));
  const rows = await Dataset.fromCSV(file, { labelName: label }).toArray();
  const order = random.shuffle([...rows.keys()], { seed: 1 });
  const x = ops.take(tensor(rows.map(([row]) => Object.values(row))), ops.cast(order, 'int32'), { axis: 0 });
  const y = ops.take(tensor(rows.map(([, each]) => each)), ops.cast(order, 'int32'), { axis: 0 });
  const count = Math.round(rows.length / 3);
  const [testX, x_] = ops.split(x, [count]);
  const [testY, y_] = ops.split(y, [count]);
  return { x: x_, y: y_, test: { x: testX, y: testY } };
}

/** @param {typeof tables[number]} table @param {number} epochs @param {boolean} isNormalized */
async function accuracyOf(table, epochs, isNormalized) {
  const { x, y, test } = await load(table);
  const normalization = layers.Normalization();
  if (isNormalized) normalization.adapt(x);
  const model = Sequential([
    ...(isNormalized ? [normalization] : []),
    layers.Dense(16, { activation: 'relu' }),
    layers.Dense(table.classes.length, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  await model.fit(x, y, { epochs, batchSize: 16, verbose: 0 });
  const [, accuracy] = await model.evaluate(test.x, test.y, { verbose: 0 });
  const predicted = ops.argmax(await model.predict(test.x), { axis: -1 });
  return { accuracy, matrix: confusionMatrix([...test.y.data], [...predicted.data], table.classes.length) };
}

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs }) {
  const lines = [];
  /** @type {Record<string, number>} */
  const results = {};
  for (const table of tables) {
    const plain = await accuracyOf(table, epochs, false);
    const { accuracy, matrix } = await accuracyOf(table, epochs, true);
    Object.assign(results, { [table.name]: accuracy, [`${table.name}, as measured`]: plain.accuracy });
    lines.push(
      `${table.name}: ${percent(accuracy)} % of the rest are recognised, ${percent(plain.accuracy)} % without Normalization.`,
      'Each row is what it is, each column what it was taken for:\n',
      ...columns([['', ...table.classes], ...matrix.map((row, i) => [table.classes[i], ...row.map(String)])]),
      '',
    );
  }
  return { text: lines.join('\n'), results };
}

await runIfStarted(import.meta.url, 'Tells flowers and wines apart by their measurements.', run, {
  epochs: 60,
  size: 0,
});
