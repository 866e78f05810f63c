/** Sums learnt from examples alone, written digit by digit: one LSTM reads “12+34”, another writes “46” (after an example of Keras's). */
import { layers, ops, random, Sequential, setRandomSeed, tensor } from 'hillock';
import { chart, colors } from '../shared/chart.js';
import { runIfStarted } from '../shared/program.js';
import { picture } from '../shared/svg.js';
import { columns, percent } from '../shared/terminal.js';

const digits = 2;
const characters = [...'0123456789+ '];
const questionLength = 2 * digits + 1;
const answerLength = digits + 1;

/** A row of 0 and 1 for each character. @param {readonly string[]} texts */
function encoded(texts) {
  const codes = texts.map((text) => [...text].map((each) => characters.indexOf(each)));
  return ops.oneHot(tensor(codes, { dtype: 'int32' }), characters.length);
}

/** @param {import('hillock').Tensor} scores */
function decoded(scores) {
  const found = ops.argmax(scores, { axis: -1 });
  const [count, length] = found.shape;
  return Array.from({ length: count }, (_, i) =>
    Array.from(found.data.subarray(i * length, (i + 1) * length), (each) => characters[each]).join(''),
  );
}

/** Every question there is, in a random order, turned around, which brings the beginning close to the answer. */
function questions() {
  const count = 10 ** digits;
  const all = Array.from({ length: count * count }, (_, i) => i);
  const pairs = Array.from(random.shuffle(all, { seed: 3 }).data, (each) => [Math.floor(each / count), each % count]);
  return {
    asked: pairs.map(([a, b]) => [...`${a}+${b}`.padEnd(questionLength)].reverse().join('')),
    answers: pairs.map(([a, b]) => String(a + b).padEnd(answerLength)),
  };
}

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  setRandomSeed(0);
  const { asked, answers } = questions();
  const [x, y] = [encoded(asked.slice(0, size)), encoded(answers.slice(0, size))];
  const [testAsked, testAnswers] = [asked.slice(-500), answers.slice(-500)];
  const [testX, testY] = [encoded(testAsked), encoded(testAnswers)];
  const model = Sequential([
    layers.LSTM(96, { inputShape: [questionLength, characters.length] }),
    layers.RepeatVector(answerLength),
    layers.LSTM(96, { returnSequences: true }),
    layers.Dense(characters.length, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'categorical_crossentropy', metrics: ['accuracy'] });
  const { history } = await model.fit(x, y, { epochs, batchSize: 32, validationData: [testX, testY], verbose: 0 });
  const written = decoded(await model.predict(testX, { verbose: 0 }));
  const right = written.filter((answer, i) => answer === testAnswers[i]).length / written.length;
  const rows = testAsked
    .slice(0, 8)
    .map((question, i) => [
      `${[...question].reverse().join('').trim()} =`,
      written[i].trim(),
      written[i] === testAnswers[i] ? '✓' : `✗ ${testAnswers[i].trim()}`,
    ]);
  const [first, last] = [history.val_loss[0], history.val_loss.at(-1)];
  const text = [
    `${percent(right)} % of 500 sums that were never seen are right, and ${percent(history.val_accuracy.at(-1))} % of their digits.`,
    '',
    ...columns(rows),
  ].join('\n');
  const points = history.val_accuracy.map((each, epoch) => /** @type {const} */ ([epoch + 1, each]));
  const end = Math.max(2, epochs);
  const drawing = picture({ width: 480, height: 320, title: 'Digits of unseen sums' }, [
    chart(
      { left: 70, top: 50, width: 380, height: 210 },
      {
        title: 'Digits of unseen sums that are right, %',
        x: { domain: [1, end], ticks: [1, end], label: 'epoch' },
        y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: (share) => String(Math.round(100 * share)) },
        series: [{ points, color: colors.blue }],
      },
    ),
  ]);
  return { text, pictures: { 'learning.svg': drawing }, results: { right, first, last } };
}

await runIfStarted(import.meta.url, 'Learns to add from examples.', run, { epochs: 30, size: 8000 });
