/** Texts told apart by an LSTM and by a transformer block: `TextVectorization` makes numbers of words, `Embedding` vectors of numbers. */
import { Input, layers, Model, ops, Sequential, setRandomSeed, tensor } from 'hillock';
import { runIfStarted } from '../shared/program.js';
import { columns, percent } from '../shared/terminal.js';
import { sentences } from './corpus.js';

const length = 10;

/** @param {number} words How many words there are. */
const recurrent = (words) =>
  Sequential([
    layers.Embedding(words, 16, { maskZero: true, inputShape: [length] }),
    layers.LSTM(16),
    layers.Dense(1, { activation: 'sigmoid' }),
  ]);

/** The vector of each word, and one of its own for each place in the sentence. */
export class WordsInPlaces extends layers.Layer {
  /** @param {number} words @param {number} size */
  constructor(words, size) {
    super();
    this.words = layers.Embedding(words, size);
    this.places = layers.Embedding(length, size);
  }

  /** @param {import('hillock').Tensor} x */
  call(x) {
    return ops.add(this.words(x), this.places(ops.arange(length, { dtype: 'int32' })));
  }
}

/** Attention to all words at once, and a perceptron for each word; what comes in is added to what comes out. @param {number} words */
function transformer(words) {
  const inputs = Input({ shape: [length] });
  const x = new WordsInPlaces(words, 16)(inputs);
  const heeded = layers.LayerNormalization()(layers.Add()([x, layers.MultiHeadAttention(2, 8)(x, x)]));
  const hidden = layers.Dense(16)(layers.Dense(32, { activation: 'relu' })(heeded));
  const outputs = layers.LayerNormalization()(layers.Add()([heeded, hidden]));
  return Model(inputs, layers.Dense(1, { activation: 'sigmoid' })(layers.GlobalAveragePooling1D()(outputs)));
}

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  const [training, test] = [sentences(size, 1), sentences(200, 2)];
  const vectorization = layers.TextVectorization({ outputSequenceLength: length });
  vectorization.adapt(training.texts);
  const words = vectorization.getVocabulary().length;
  const [x, testX] = [vectorization(tensor(training.texts)), vectorization(tensor(test.texts))];
  const rows = [];
  /** @type {Record<string, number>} */
  const results = {};
  const asked = ['the soup was not terrible', 'the soup was not wonderful'];
  for (const [name, build] of Object.entries({ LSTM: recurrent, transformer })) {
    setRandomSeed(0);
    const model = build(words);
    model.compile({ optimizer: 'adam', loss: 'binary_crossentropy', metrics: ['accuracy'] });
    await model.fit(x, training.labels, { epochs, batchSize: 32, verbose: 0 });
    const [, accuracy] = await model.evaluate(testX, test.labels, { verbose: 0 });
    const praise = [...model.predictOnBatch(vectorization(tensor(asked))).data];
    rows.push([name, String(model.countParams()), `${percent(accuracy)} %`, ...praise.map((each) => `${percent(each, 0)} %`)]); // prettier-ignore
    results[name] = accuracy;
  }
  const text = [
    `${words} words; the share of 200 new sentences that are understood, and how much praise two of them are taken for:`,
    '',
    ...columns([['', 'parameters', 'accuracy', ...asked.map((each) => `“${each}”`)], ...rows]),
  ].join('\n');
  return { text, results };
}

await runIfStarted(import.meta.url, 'Tells praise from blame in sentences.', run, { epochs: 40, size: 800 });
