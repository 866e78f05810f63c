/** Two networks that learn to give back what they were given: one takes noise off, one learns where digits lie and draws new ones. */
import { Input, layers, losses, Model, ops, random, setRandomSeed } from 'hillock';
import { imagesOf, loadDigits, side } from '../digits/data.js';
import { imageRows } from '../shared/images.js';
import { columns } from '../shared/terminal.js';
import { runIfStarted } from '../shared/program.js';

/** Takes noise off images. */
function denoiser() {
  const images = Input({ shape: [side, side, 1] });
  const convolved = layers.Conv2D(16, 3, { padding: 'same', activation: 'relu' })(images);
  const small = layers.MaxPooling2D(2)(convolved);
  const code = layers.Conv2D(16, 3, { padding: 'same', activation: 'relu' })(small);
  const large = layers.UpSampling2D(2)(code);
  const outputs = layers.Conv2D(1, 3, { padding: 'same', activation: 'sigmoid' })(large);
  const model = Model(images, outputs);
  model.compile({ optimizer: 'adam', loss: 'binary_crossentropy', metrics: ['mse'] });
  return model;
}

/** Mean and logarithm of the variance become a point near the mean; how far it may lie from 0 is a loss. */
export class Sampling extends layers.Layer {
  constructor(options = {}) {
    super(options);
    this.seed = new random.SeedGenerator(1);
  }

  /** @param {[import('hillock').Tensor, import('hillock').Tensor]} inputs */
  call([mean, logVariance]) {
    const divergence = ops.subtract(ops.add(1, logVariance), ops.add(ops.square(mean), ops.exp(logVariance)));
    this.addLoss(ops.multiply(ops.mean(ops.sum(divergence, { axis: -1 })), -0.5 / (side * side)));
    const noise = random.normal(ops.shape(mean), { seed: this.seed });
    return ops.add(mean, ops.multiply(ops.exp(ops.multiply(logVariance, 0.5)), noise));
  }
}

/** Digits as points of a plane, and points of the plane as digits. */
function variational() {
  const images = Input({ shape: [side * side] });
  const hidden = layers.Dense(128, { activation: 'relu' })(images);
  const place = [layers.Dense(2, { name: 'mean' })(hidden), layers.Dense(2, { name: 'log_variance' })(hidden)];
  const encoder = Model({ inputs: images, outputs: new Sampling()(place), name: 'encoder' });
  const points = Input({ shape: [2] });
  const drawn = layers.Dense(side * side, { activation: 'sigmoid' })(layers.Dense(128, { activation: 'relu' })(points));
  const decoder = Model({ inputs: points, outputs: drawn, name: 'decoder' });
  const model = Model({ inputs: images, outputs: decoder(encoder(images)), name: 'variational' });
  model.compile({ optimizer: 'adam', loss: 'binary_crossentropy' });
  return { model, encoder, decoder };
}

/** @param {import('hillock').Tensor} images @param {number} count */
const firstOf = (images, count) =>
  Array.from({ length: count }, (_, i) => images.data.subarray(i * side * side, (i + 1) * side * side));

/** @param {import('../shared/program.js').Effort} effort @returns {Promise<import('../shared/program.js').Outcome>} */
export async function run({ epochs, size }) {
  setRandomSeed(0);
  const { training, test } = loadDigits();
  const clean = ops.slice(imagesOf(training, [side, side, 1]), [0, 0, 0, 0], [size, side, side, 1]);
  const cleanTest = imagesOf(test, [side, side, 1]);
  /** @param {import('hillock').Tensor} x @param {number} seed */
  const noisy = (x, seed) => ops.clip(ops.add(x, random.normal(x.shape, { stddev: 0.3, seed })), 0, 1);
  const noisyTest = noisy(cleanTest, 2);

  const cleaner = denoiser();
  await cleaner.fit(noisy(clean, 1), clean, { epochs, verbose: 0 });
  const cleaned = await cleaner.predict(noisyTest);
  const errorOf = (/** @type {import('hillock').Tensor} */ x) =>
    losses.meanSquaredError(ops.ravel(cleanTest), ops.ravel(x)).item();
  const [before, after] = [errorOf(noisyTest), errorOf(cleaned)];

  const { model, decoder } = variational();
  const flat = ops.reshape(clean, [-1, side * side]);
  const { history } = await model.fit(flat, flat, { epochs: 2 * epochs, verbose: 0 });
  const across = [-1.5, -0.9, -0.3, 0.3, 0.9, 1.5];
  const plane = across.map((y) => decoder.predictOnBatch(across.map((x) => [x, -y])));

  const [first, last] = [history.loss[0], history.loss.at(-1)];
  const text = [
    ...columns([
      ['mean squared error of unseen digits', 'with noise', 'after the network'],
      ['', before.toFixed(4), after.toFixed(4)],
    ]),
    '',
    ...columns([
      ['loss of the variational autoencoder', 'first epoch', 'last epoch'],
      ['', first.toFixed(4), last.toFixed(4)],
    ]),
  ].join('\n');
  const pictures = {
    'noise.svg': imageRows('Noise taken off', side, [
      { name: 'given', images: firstOf(noisyTest, 10) },
      { name: 'cleaned', images: firstOf(cleaned, 10) },
      { name: 'without noise', images: firstOf(cleanTest, 10) },
    ]),
    'plane.svg': imageRows('What the decoder draws at points of the plane', side, plane.map((row, i) => ({ name: `y = ${-across[i]}`, images: firstOf(row, across.length) }))), // prettier-ignore
  };
  return { text, pictures, results: { before, after, first, last } };
}

await runIfStarted(import.meta.url, 'Takes noise off digits, and draws new ones.', run, { epochs: 20, size: 1297 });
