/** The two networks, and how they are trained. */
import { clearSession, layers, ops, Sequential, setRandomSeed } from 'hillock';
import { imagesOf, side } from './data.js';

/** @typedef {import('./data.js').Data} Data */

/**
 * @typedef {object} Training
 * @property {Record<string, number[]>} history Loss and accuracy after each epoch.
 * @property {number} accuracy On the test digits.
 * @property {number[][]} probabilities Of the ten digits, for each test digit.
 * @property {number[]} predictions The most probable digit, for each test digit.
 */

export const defaultEpochs = 20;

export const convolutionalNetwork = () =>
  Sequential([
    layers.Conv2D(16, 3, { activation: 'relu', inputShape: [side, side, 1] }),
    layers.Conv2D(32, 3, { activation: 'relu' }),
    layers.Flatten(),
    layers.Dense(10, { activation: 'softmax' }),
  ]);

/** A multilayer perceptron. @param {import('hillock').ActivationIdentifier} activation Of the hidden layer. */
export const perceptron = (activation = 'relu') =>
  Sequential([
    layers.Dense(64, { activation, inputShape: [side * side] }),
    layers.Dense(10, { activation: 'softmax' }),
  ]);

/**
 * Builds a network and trains it; the same seed gives the same numbers.
 *
 * @param {() => Sequential} build
 * @param {Data} data
 * @param {{ seed: number, epochs?: number, isShown?: boolean }} options `isShown`: with summary, progress bar and the test digits' curve.
 * @returns {Promise<Training>}
 */
export async function train(build, { training, test }, { seed, epochs = defaultEpochs, isShown = false }) {
  clearSession();
  setRandomSeed(seed);
  const model = build();
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  if (isShown) model.summary();

  const imageShape = model.inputShape.slice(1);
  const testImages = imagesOf(test, imageShape);
  const { history } = await model.fit(imagesOf(training, imageShape), training.labels, {
    epochs,
    batchSize: 32,
    verbose: isShown ? 1 : 0,
    validationData: isShown ? [testImages, test.labels] : undefined,
  });

  const [, accuracy] = await model.evaluate(testImages, test.labels, { verbose: 0 });
  const probabilities = await model.predict(testImages, { verbose: 0 });
  return {
    history,
    accuracy,
    probabilities: probabilities.toArray(),
    predictions: ops.argmax(probabilities, { axis: -1 }).toArray(),
  };
}
