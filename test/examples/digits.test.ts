/** The parts of `npm start`, in a short form; and one full training, which has to be level with Keras. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { activationCurves } from '../../examples/digits/activation-curves.js';
import { compare, comparisonTable, contenders, excessLoss, lag, places } from '../../examples/digits/comparison.js';
import type { Result } from '../../examples/digits/comparison.js';
import { confusionMatrix, drawConfusionMatrix } from '../../examples/digits/confusion-matrix.js';
import { loadBaselines, loadDigits } from '../../examples/digits/data.js';
import { chooseDigits, drawDigits } from '../../examples/digits/digits-in-terminal.js';
import { learningCurves } from '../../examples/digits/learning-curves.js';
import { convolutionalNetwork, perceptron, train } from '../../examples/digits/networks.js';
import { mean, spread, standardError } from '../../examples/digits/statistics.js';
import { styleOf } from '../../examples/shared/terminal.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { coloursOf, unreadableColours } from '../support/contrast.js';
import { notWellFormed } from './well-formed.js';

const data = loadDigits();
const baselines = loadBaselines();
const plain = styleOf(false);
const colored = styleOf(true);

describe('the data', () => {
  test('are the 1797 digits, split by writers', () => {
    expect(data.training.labels).toHaveLength(1297);
    expect(data.test.labels).toHaveLength(500);
    expect(data.training.pixels).toHaveLength(1297 * 64);
    expect(Array.from(data.training.labels.slice(0, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Array.from(data.training.pixels.slice(0, 8))).toEqual([0, 0, 5 / 16, 13 / 16, 9 / 16, 1 / 16, 0, 0]);
    expect(data.training.pixels.every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true);
  });

  test('have a baseline for each contender', () => {
    expect(Object.keys(baselines.mlp).sort()).toEqual([...contenders.keys()].sort());
  });
});

describe('training', () => {
  test('gives the same numbers for the same seed, and others for another', async () => {
    const [first, again, other] = [
      await train(perceptron, data, { seed: 5, epochs: 2 }),
      await train(perceptron, data, { seed: 5, epochs: 2 }),
      await train(perceptron, data, { seed: 6, epochs: 2 }),
    ];
    expect(again).toEqual(first);
    expect(other.history).not.toEqual(first.history);
  });

  const networks = [
    { name: 'perceptron', build: perceptron, keras: baselines.mlp['relu']!, engines: ['wasm', 'evaluator'] },
    // Its products take more than a minute in plain JavaScript.
    { name: 'convolutional network', build: convolutionalNetwork, keras: baselines.cnn['relu']!, engines: ['wasm'] },
  ].filter(({ engines }) => engines.includes(currentEngine()));

  test.each(networks)('of the $name ends level with Keras', async ({ build, keras }) => {
    const { accuracy, history, predictions } = await train(build, data, { seed: 0 });
    expect(accuracy).toBeGreaterThanOrEqual(keras.accuracy - 3 * keras.spread);
    expect(history['loss']!.at(-1)).toBeLessThan(2 * keras.loss);
    const hits = predictions.filter((digit, index) => digit === data.test.labels[index]);
    expect(hits.length / predictions.length).toBeCloseTo(accuracy, 6);
  });
});

describe('the confusion matrix', () => {
  test('counts each digit once, in the row of its label', () => {
    const matrix = confusionMatrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], 3);
    expect(matrix).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 2],
    ]);
  });

  test('is drawn with the share that was recognised', () => {
    expect(
      drawConfusionMatrix(
        [
          [3, 1],
          [0, 0],
        ],
        plain,
      ),
    ).toBe(['    │   0   1   recognised', '  ──┼────────', '  0 │   3   1    75 %', '  1 │   ·   ·   '].join('\n'));
    expect(
      drawConfusionMatrix(
        [
          [3, 1],
          [0, 2],
        ],
        colored,
      ),
    ).toContain('\u001b[');
  });
});

describe('digits in the terminal', () => {
  const predictions = Array.from(data.test.labels, (label, index) => (index % 10 === 3 ? (label + 1) % 10 : label));
  const probabilities = predictions.map((digit) => Array.from({ length: 10 }, (_, i) => (i === digit ? 0.91 : 0.01)));
  const chosen = chooseDigits(data.test, predictions);

  test('show some that were recognised and some that were not', () => {
    expect(chosen).toEqual([0, 1, 2, 4, 3, 13, 23, 33]);
    const drawing = drawDigits(data.test, { predictions, probabilities }, chosen, plain);
    expect(drawing.match(/✓/g)).toHaveLength(4);
    expect(drawing).toContain(`✗ it is ${data.test.labels[3]}`);
    expect(Math.max(...drawing.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('use colours only where they are welcome', () => {
    expect(drawDigits(data.test, { predictions, probabilities }, chosen, plain)).not.toContain('\u001b');
    expect(drawDigits(data.test, { predictions, probabilities }, chosen, colored)).toContain('\u001b[38;2;');
  });
});

describe('the comparison', () => {
  const result = (
    name: string,
    losses: number[],
    hits: number[],
    accuracies = losses.map(() => mean(hits)),
  ): Result => ({
    name,
    losses,
    hits,
    accuracies,
  });
  const half = Array.from({ length: 500 }, (_, i) => i % 2);
  const nearlyHalf = half.map((hit, i) => (i < 4 ? 0 : hit));
  const quarter = half.map((hit, i) => (i < 250 ? 0 : hit));

  test('runs each activation with each seed', async () => {
    const seen: string[] = [];
    const results = await compare(data, {
      names: ['hard_sigmoid', 'elu'],
      seeds: [0, 1],
      epochs: 2,
      onTraining: (name, seed) => seen.push(`${name} ${seed}`),
    });
    expect(seen).toEqual(['hard_sigmoid 0', 'hard_sigmoid 1', 'elu 0', 'elu 1']);
    expect(results.map(({ name }) => name)).toEqual(['elu', 'hard_sigmoid']);
    for (const { hits, accuracies } of results) expect(mean(hits)).toBeCloseTo(mean(accuracies), 6);
    expect(comparisonTable(results, baselines.mlp).split('\n')).toHaveLength(4);
  });

  test('computes sample statistics', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(spread([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 12);
    expect(standardError([1, 2, 6])).toBeCloseTo(Math.sqrt(7 / 3), 12);
  });

  test('does not tell apart what chance explains', () => {
    const best = result('best', [0.1, 0.11, 0.12], half);
    expect(lag(result('near', [0.2, 0.2, 0.2], nearlyHalf), best)).toMatchObject({
      difference: 2 / 500,
      isClear: false,
    });
    expect(lag(result('far', [0.2, 0.2, 0.2], quarter), best)).toMatchObject({ difference: 0.25, isClear: true });
    expect(lag(result('unsteady', [0.2, 0.2, 0.2], quarter, [0, 0.25, 0.5]), best).isClear).toBe(false);
    expect(excessLoss(result('near', [0.12, 0.11, 0.13], half), best).isClear).toBe(false);
  });

  test('gives one place to losses that cannot be told apart', () => {
    const results = [
      [0.1, 0.11, 0.12],
      [0.11, 0.12, 0.12],
      [0.4, 0.41, 0.42],
      [0.9, 0.9, 0.9],
    ];
    expect(places(results.map((losses) => result('', losses, half)))).toEqual([1, 1, 3, 4]);
  });
});

test('an option mistyped is told the right one', async () => {
  const main = fileURLToPath(new URL('../../examples/digits/main.js', import.meta.url));
  await expect(promisify(execFile)(process.execPath, [main, '--epocs', '3'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Unknown option --epocs\. Did you mean --epochs\?\n/) as string,
  });
});

describe('the pictures', () => {
  test('of learning curves are well-formed, with two lines per network and quantity', () => {
    const history = {
      loss: [2, 0.5, 0.1],
      val_loss: [1.5, 0.6, 0.3],
      accuracy: [0.4, 0.8, 0.97],
      val_accuracy: [0.5, 0.8, 0.9],
    };
    const picture = learningCurves({ 'A & <B>': history, other: history });
    expect(notWellFormed(picture)).toBeUndefined();
    expect(picture.match(/<path /g)).toHaveLength(8);
    expect(picture).toContain('A &amp; &lt;B&gt;, training digits');
    expect(picture).not.toMatch(/NaN|undefined/);
  });

  test('of activations are well-formed, with a function and its derivative each', () => {
    const picture = activationCurves(contenders);
    expect(notWellFormed(picture)).toBeUndefined();
    expect(picture.match(/<path /g)).toHaveLength(2 * contenders.size);
    expect(picture).not.toMatch(/NaN|undefined/);
  });

  test('can stand on light and on dark pages', () => {
    const history = { loss: [2, 1], val_loss: [2, 1], accuracy: [0.4, 0.8], val_accuracy: [0.5, 0.8] };
    for (const picture of [activationCurves(contenders), learningCurves({ one: history, other: history })]) {
      expect(coloursOf(picture).length).toBeGreaterThanOrEqual(3);
      expect(unreadableColours(picture)).toEqual([]);
    }
  });

  test('leave out a jump: the derivative of relu is two lines', () => {
    const [, derivative] = [...activationCurves(new Map([['relu', 'relu']])).matchAll(/<path d="([^"]*)"/g)];
    expect(derivative![1]!.match(/M/g)).toHaveLength(2);
  });

  test('show the activations that were compared: the hard_sigmoid of Keras 3, whose kinks are at -3 and 3', () => {
    const hardSigmoid = new Map([['hard_sigmoid', contenders.get('hard_sigmoid')!]]);
    const [, derivative] = [...activationCurves(hardSigmoid).matchAll(/<path d="([^"]*)"/g)];
    const places = [...derivative![1]!.matchAll(/M([\d.]+)/g)].map(([, left]) => (Number(left) - 36) / 22.5 - 4);
    expect(places.map((x) => Math.round(x))).toEqual([-4, -3, 3]);
  });

  test('are checked by a test that sees what is not well-formed', () => {
    expect(notWellFormed('<svg><g></svg></g>')).toBe('expected </g>, found </svg>');
    expect(notWellFormed('<svg a="1" b=2/>')).toBe('malformed: <svg a="1" b=2/>');
    expect(notWellFormed('<svg>&nbsp</svg>')).toBe('malformed: &nbsp</svg>');
    expect(notWellFormed('<svg><g/>')).toBe('expected </svg>, found the end');
    expect(notWellFormed('<svg/><svg/>')).toBe('more than one root');
  });
});
