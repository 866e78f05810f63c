/** Which activation is best here? The same perceptron with each of them, over several seeds. */
import { activations } from 'hillock';
import { perceptron, train } from './networks.js';
import { mean, spread, standardError } from './statistics.js';
import { columns, percent } from '../shared/terminal.js';

/** @typedef {import('./data.js').Data} Data */
/** @typedef {import('./data.js').Baseline} Baseline */

/**
 * @typedef {object} Result What one activation reached.
 * @property {string} name
 * @property {number[]} accuracies On the test digits, per seed.
 * @property {number[]} losses On the training digits in the last epoch, per seed.
 * @property {number[]} hits For each test digit the share of the seeds that recognised it.
 */

const named = ['relu', 'elu', 'exponential', 'linear', 'selu', 'sigmoid', 'softplus', 'softsign', 'tanh', 'leaky_relu'];

/**
 * By Keras's names. Keras 3's hard_sigmoid rises by 1/6, ours as that of Keras 2 by 0.2.
 *
 * @type {ReadonlyMap<string, import('hillock').ActivationIdentifier>}
 */
export const contenders = new Map([
  ...named.map((name) => /** @type {const} */ ([name, name])),
  ['hard_sigmoid', (x) => activations.hardSigmoid(x, { slope: 1 / 6 })],
]);

export const defaultSeeds = [0, 1, 2];

/**
 * Trains a perceptron with each activation and seed. A seed gives all of them the same initial weights and order of batches.
 *
 * @param {Data} data
 * @param {{ names?: Iterable<string>, seeds?: readonly number[], epochs?: number, onTraining?: (name: string, seed: number) => void }} options
 * @returns {Promise<Result[]>} By training loss, the smallest first.
 */
export async function compare(data, { names = contenders.keys(), seeds = defaultSeeds, epochs, onTraining } = {}) {
  const results = [];
  for (const name of names) {
    const trainings = [];
    for (const seed of seeds) {
      onTraining?.(name, seed);
      trainings.push(await train(() => perceptron(contenders.get(name)), data, { seed, epochs }));
    }
    results.push({
      name,
      accuracies: trainings.map(({ accuracy }) => accuracy),
      losses: trainings.map(({ history }) => history.loss.at(-1)),
      hits: Array.from(data.test.labels, (label, i) =>
        mean(trainings.map(({ predictions }) => Number(predictions[i] === label))),
      ),
    });
  }
  return results.sort((a, b) => mean(a.losses) - mean(b.losses));
}

/** So many standard errors, and not two, because the best of a dozen is in part the luckiest. */
const clearDifference = 3;

/** @param {number} difference @param {readonly number[]} errors Standard errors of different origins. */
function judge(difference, errors) {
  const error = Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0));
  return { difference, error, isClear: difference > clearDifference * error };
}

/**
 * How much more loss one result has than another; seeds are what the losses owe to chance.
 *
 * @param {Result} result
 * @param {Result} other
 */
export const excessLoss = ({ losses }, other) =>
  judge(mean(losses) - mean(other.losses), [standardError(losses), standardError(other.losses)]);

/**
 * How far the accuracy of one result lies behind another's. Chance chose the seeds and the test digits; but both saw the same digits, so only
 * those count that one recognised and the other did not.
 *
 * @param {Result} result
 * @param {Result} best
 */
export function lag(result, best) {
  const differences = best.hits.map((hit, i) => hit - result.hits[i]);
  const errors = [differences, result.accuracies, best.accuracies].map(standardError);
  return judge(mean(differences), errors);
}

/** @param {readonly Result[]} results */
export const mostAccurate = (results) =>
  results.reduce((best, result) => (mean(result.accuracies) > mean(best.accuracies) ? result : best));

/** Places by training loss; whatever cannot be told apart from the first of a place shares it. @param {readonly Result[]} results */
export function places(results) {
  const found = [0];
  for (let i = 1; i < results.length; i++) {
    const first = found[i - 1];
    found.push(excessLoss(results[i], results[first]).isClear ? i : first);
  }
  return found.map((first) => first + 1);
}

/**
 * @param {readonly Result[]} results
 * @param {Record<string, Baseline>} baselines
 */
export function comparisonTable(results, baselines) {
  const best = mostAccurate(results);
  const ranks = places(results);
  const rows = results.map((result, i) => {
    const keras = baselines[result.name];
    return [
      result.name,
      String(ranks[i]),
      withSpread(mean(result.losses), spread(result.losses), (loss) => loss.toFixed(3)),
      keras.loss.toFixed(3),
      withSpread(mean(result.accuracies), spread(result.accuracies), percent),
      withSpread(keras.accuracy, keras.spread, percent),
      verdict(result, best),
    ];
  });
  const header = ['activation', 'rank', 'training loss', 'Keras', 'test accuracy, %', 'Keras', 'behind the best'];
  const [first, ...others] = columns([header, ...rows]);
  return [first, '─'.repeat(first.length), ...others].join('\n');
}

/** @param {number} center @param {number} width @param {(value: number) => string} format */
const withSpread = (center, width, format) => `${format(center)} ± ${format(width)}`;

/** @param {Result} result @param {Result} best */
function verdict(result, best) {
  if (result === best) return 'best';
  const { difference, error, isClear } = lag(result, best);
  return isClear ? withSpread(difference, error, percent) : '≈';
}

/** What the table may be read to say. @param {readonly Result[]} results */
export function readingAdvice(results) {
  const { hits, accuracies } = mostAccurate(results);
  return [
    `Ranked by training loss; ± is the spread over ${accuracies.length} seeds. One accuracy on ${hits.length} digits has a standard error of about ${percent(standardError(hits))} points,`,
    `so what is less than ${clearDifference} standard errors apart is not told apart here: it shares a rank, or is marked ≈ the best in accuracy.`,
    'The hard_sigmoid here is that of Keras 3, (x) => activations.hardSigmoid(x, { slope: 1 / 6 }).',
  ].join('\n');
}
