/** `npm start`: trains networks on handwritten digits, compares activations, and writes pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from '../../tools/command-line.js';
import { activationCurves } from './activation-curves.js';
import { compare, comparisonTable, contenders, defaultSeeds, readingAdvice } from './comparison.js';
import { confusionMatrix, drawConfusionMatrix } from './confusion-matrix.js';
import { loadBaselines, loadDigits } from './data.js';
import { chooseDigits, drawDigits } from './digits-in-terminal.js';
import { learningCurves } from './learning-curves.js';
import { convolutionalNetwork, defaultEpochs, perceptron, train } from './networks.js';
import { standardStyle } from '../shared/terminal.js';

/** @typedef {import('./data.js').Data} Data */

const help = `Trains networks on handwritten digits, compares activations, and writes pictures.

npm start -- [options] [FOLDER]

  FOLDER       where the pictures go (examples/digits/output)
  --seed N     another seed for the first two networks (0)
  --epochs N   how often each network sees the training digits (${defaultEpochs})
  --help       this text`;

const style = standardStyle();

/** @param {string} text */
const printTitle = (text) => console.log(`\n${style.bold(text)}\n`);

function readArguments() {
  try {
    const { values, positionals } = readCommandLine({
      options: { seed: { type: 'string' }, epochs: { type: 'string' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new Error(`Expected at most one folder. Received: ${positionals.join(', ')}`);
    return {
      isHelpWanted: values.help === true,
      seed: naturalNumber('seed', values.seed ?? '0', 0),
      epochs: naturalNumber('epochs', values.epochs ?? String(defaultEpochs), 1),
      folder: positionals[0] ?? fileURLToPath(new URL('output', import.meta.url)),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}

/** @param {string} name @param {string} given @param {number} least */
function naturalNumber(name, given, least) {
  if (/^\d{1,9}$/.test(given) && Number(given) >= least) return Number(given);
  throw new Error(`--${name}: expected an integer of at least ${least}. Received: ${given}`);
}

/**
 * @param {string} title
 * @param {() => import('hillock').Sequential} build
 * @param {Data} data
 * @param {{ seed: number, epochs: number, baseline: import('./data.js').Baseline }} options
 */
async function trainAndShow(title, build, data, { seed, epochs, baseline }) {
  printTitle(title);
  const training = await train(build, data, { seed, epochs, isShown: true });
  console.log(`\ntest accuracy: ${training.accuracy.toFixed(4)}`);
  console.log(
    `Keras reaches ${baseline.accuracy.toFixed(3)} ± ${baseline.spread.toFixed(3)} in ${defaultEpochs} epochs, over three seeds.`,
  );
  console.log(`\nEach row is a digit, each column what it was taken for:\n`);
  console.log(drawConfusionMatrix(confusionMatrix(data.test.labels, training.predictions), style));
  return training;
}

/** @param {Data} data @param {{ epochs: number, baselines: Record<string, import('./data.js').Baseline> }} options */
async function compareAndShow(data, { epochs, baselines }) {
  printTitle('The same perceptron with other activations');
  const count = contenders.size * defaultSeeds.length;
  let started = 0;
  const results = await compare(data, {
    epochs,
    onTraining: (name, seed) => showPassing(`${++started}/${count} ${name}, seed ${seed}`),
  });
  showPassing('');
  console.log(comparisonTable(results, baselines));
  console.log(`\n${readingAdvice(results)}`);
}

/** Shows a text that the next one overwrites, on a terminal only. @param {string} text */
function showPassing(text) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
}

/** @param {string} folder @param {Readonly<Record<string, string>>} pictures By the names of their files. */
function writePictures(folder, pictures) {
  mkdirSync(folder, { recursive: true });
  for (const [name, picture] of Object.entries(pictures)) {
    const file = join(folder, name);
    writeFileSync(file, picture);
    console.log(`picture: ${relative(process.cwd(), file)}`);
  }
}

/** @param {ReturnType<typeof readArguments>} options */
async function main({ seed, epochs, folder }) {
  const data = loadDigits();
  const baselines = loadBaselines();
  console.log(
    `${data.training.labels.length} handwritten digits to learn from, ${data.test.labels.length} by other writers to be tested on; seed ${seed}.`,
  );

  const cnn = await trainAndShow('A small convolutional network', convolutionalNetwork, data, {
    seed,
    epochs,
    baseline: baselines.cnn.relu,
  });
  console.log(`\nSome digits, and what the convolutional network takes them for:\n`);
  console.log(drawDigits(data.test, cnn, chooseDigits(data.test, cnn.predictions), style));
  const mlp = await trainAndShow('A multilayer perceptron', perceptron, data, {
    seed,
    epochs,
    baseline: baselines.mlp.relu,
  });
  await compareAndShow(data, { epochs, baselines: baselines.mlp });

  printTitle('Pictures');
  writePictures(folder, {
    'learning-curves.svg': learningCurves({ CNN: cnn.history, MLP: mlp.history }),
    'activations.svg': activationCurves(contenders),
  });
}

const options = readArguments();
if (options.isHelpWanted) console.log(help);
else await main(options);
