/** Twenty layers: with SELU, `lecun_normal` and `AlphaDropout` the signal keeps its mean and variance, with ReLU it does not (Klambauer et al., 2017). */
import { layerOutputs, layers, ops, Sequential, setRandomSeed } from 'hillock';
import { imagesOf, loadDigits } from '../digits/data.js';
import { chart, colors, legend } from '../shared/chart.js';
import { runIfStarted } from '../shared/program.js';
import { picture } from '../shared/svg.js';
import { columns, percent } from '../shared/terminal.js';

const depth = 20;

/** What is compared. */
const networks = [
  { name: 'SELU, lecun_normal, AlphaDropout', activation: 'selu', kernelInitializer: 'lecun_normal', dropout: layers.AlphaDropout, color: colors.blue }, // prettier-ignore
  { name: 'ReLU, glorot_uniform, Dropout', activation: 'relu', kernelInitializer: 'glorot_uniform', dropout: layers.Dropout, color: colors.vermilion }, // prettier-ignore
];

/** @param {typeof networks[number]} network @param {import('hillock').Tensor} x */
function build({ activation, kernelInitializer, dropout }, x) {
  const normalization = layers.Normalization({ axis: null });
  normalization.adapt(x);
  const hidden = Array.from({ length: depth }, (_, i) => [
    layers.Dense(64, { activation, kernelInitializer, name: `dense_${i + 1}` }),
    dropout(0.02),
  ]);
  const model = Sequential([normalization, ...hidden.flat(), layers.Dense(10, { activation: 'softmax', name: 'out' })]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  model.build([null, 64]);
  return model;
}

/** Mean and variance of what each layer gives. @param {ReturnType<typeof build>} model @param {import('hillock').Tensor} x */
function statistics(model, x) {
  const outputs = layerOutputs(model, x);
  return Array.from({ length: depth }, (_, i) => {
    const found = [...outputs].find(([path]) => path.endsWith(`dense_${i + 1}`));
    const [{ data }] = [found[1]].flat();
    const mean = data.reduce((sum, each) => sum + each, 0) / data.length;
    const variance = data.reduce((sum, each) => sum + (each - mean) ** 2, 0) / data.length;
    return { mean, variance };
  });
}

/** @param {{ name: string, color: string, statistics: { mean: number, variance: number }[] }[]} found */
function drawing(found) {
  const x = { domain: /** @type {[number, number]} */ ([1, depth]), ticks: [1, 5, 10, 15, 20], label: 'layer' };
  /** @param {'mean' | 'variance'} quantity */
  const series = (quantity) =>
    found.map(({ color, statistics }) => ({
      color,
      points: statistics.map((each, i) => /** @type {const} */ ([i + 1, each[quantity]])),
    }));
  return picture({ width: 860, height: 360, title: 'Mean and variance by layer' }, [
    chart(
      { left: 70, top: 70, width: 330, height: 230 },
      { title: 'Mean', x, y: { domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] }, series: series('mean') },
    ),
    chart(
      { left: 500, top: 70, width: 330, height: 230 },
      {
        title: 'Variance (logarithmic)',
        x,
        y: {
          domain: [1e-8, 10],
          ticks: [1e-8, 1e-6, 1e-4, 0.01, 1],
          isLogarithmic: true,
          format: (tick) => `1e${Math.round(Math.log10(tick))}`,
        },
        series: series('variance'),
      },
    ),
    ...legend(70, 28, found, { x: 300, y: 0 }),
  ]);
}

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  const { training, test } = loadDigits();
  const [x, testX] = [imagesOf(training, [64]), imagesOf(test, [64])];
  const [some, labels] = [ops.slice(x, [0, 0], [size, 64]), training.labels.slice(0, size)];
  const found = [];
  /** @type {Record<string, number>} */
  const results = {};
  for (const network of networks) {
    setRandomSeed(1);
    const model = build(network, x);
    const before = statistics(model, x);
    await model.fit(some, labels, { epochs, verbose: 0 });
    const [, accuracy] = await model.evaluate(testX, test.labels, { verbose: 0 });
    found.push({ ...network, statistics: before, accuracy });
    Object.assign(results, { [network.activation]: accuracy, [`${network.activation}, variance of the last layer`]: before[depth - 1].variance }); // prettier-ignore
  }
  const rows = found.map(({ name, accuracy, statistics }) => [
    name,
    ...[0, 9, 19].map((i) => statistics[i].variance.toPrecision(2)),
    `${percent(accuracy)} %`,
  ]);
  const text = [
    `${depth} layers of 64 units. The variance of what the 1st, 10th and 20th give before training, and the accuracy after ${epochs} epochs:`,
    '',
    ...columns([['', '1st', '10th', '20th', 'accuracy'], ...rows]),
  ].join('\n');
  return { text, results, pictures: { 'mean-and-variance.svg': drawing(found) } };
}

await runIfStarted(import.meta.url, 'Compares SELU with ReLU in twenty layers.', run, { epochs: 20, size: 1297 });
