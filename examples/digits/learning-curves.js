/** How loss and accuracy of networks went, epoch by epoch. */
import { chart, colors, legend } from '../shared/chart.js';
import { picture } from '../shared/svg.js';

/** @typedef {import('./networks.js').Training} Training */

const palette = [colors.blue, colors.vermilion];

/** @param {readonly number[]} values */
const byEpoch = (values) => values.map((value, epoch) => /** @type {const} */ ([epoch + 1, value]));

/** One, two and five times the powers of ten from low to high. @param {number} low @param {number} high */
function logarithmicTicks(low, high) {
  const ticks = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    ticks.push(...[1, 2, 5].map((factor) => Number(`${factor}e${exponent}`)));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

/** @param {number} epochs */
function epochTicks(epochs) {
  const step = [1, 2, 5, 10, 20, 50].find((candidate) => epochs / candidate <= 5) ?? 100;
  return [
    1,
    ...Array.from({ length: Math.floor(epochs / step) }, (_, i) => (i + 1) * step).filter((epoch) => epoch > 1),
  ];
}

/** @param {Readonly<Record<string, Training['history']>>} histories By the names of the networks. */
export function learningCurves(histories) {
  const networks = Object.entries(histories).map(([name, history], i) => ({ name, history, color: palette[i] }));
  const series = (/** @type {string} */ quantity) =>
    networks.flatMap(({ history, color }) => [
      { points: byEpoch(history[quantity]), color },
      { points: byEpoch(history[`val_${quantity}`]), color, isDashed: true },
    ]);
  const [losses, accuracies] = [series('loss'), series('accuracy')];
  const epochs = losses[0].points.length;
  const x = { domain: [1, Math.max(2, epochs)], ticks: epochTicks(epochs), label: 'epoch' };

  const allLosses = losses.flatMap(({ points }) => points.map(([, loss]) => loss));
  const lossDomain = [0.9 * Math.min(...allLosses), 1.1 * Math.max(...allLosses)];
  const allAccuracies = accuracies.flatMap(({ points }) => points.map(([, accuracy]) => accuracy));
  const lowest = Math.floor(10 * Math.min(...allAccuracies)) / 10;
  const accuracyTicks = Array.from(
    { length: Math.round(10 * (1 - lowest)) + 1 },
    (_, i) => (Math.round(10 * lowest) + i) / 10,
  );

  return picture({ width: 860, height: 380, title: 'Learning curves' }, [
    chart(
      { left: 70, top: 70, width: 330, height: 250 },
      {
        title: 'Loss (logarithmic)',
        x,
        y: { domain: lossDomain, ticks: logarithmicTicks(...lossDomain), isLogarithmic: true },
        series: losses,
      },
    ),
    chart(
      { left: 500, top: 70, width: 330, height: 250 },
      {
        title: 'Accuracy, %',
        x,
        y: { domain: [lowest, 1], ticks: accuracyTicks, format: (share) => String(Math.round(100 * share)) },
        series: accuracies,
      },
    ),
    ...legend(
      70,
      28,
      networks.flatMap(({ name, color }) => [
        { name: `${name}, training digits`, color },
        { name: `${name}, test digits`, color, isDashed: true },
      ]),
      { x: 190, y: 0 },
    ),
  ]);
}
