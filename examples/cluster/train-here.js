/** First part: trains a network for digits on this machine, and hands it over in a file of Keras. */
import { mkdirSync } from 'node:fs';
import { layers, optimizers, Sequential, setRandomSeed } from 'hillock';
import { loadDigits, side } from '../digits/data.js';
import { accuracyText, fileHere, tensorsOf } from './digits-here.js';

setRandomSeed(1);
const { training, test } = loadDigits();
const [x, y] = tensorsOf(training);

const model = Sequential([
  layers.Conv2D(16, 3, { activation: 'relu', inputShape: [side, side, 1] }),
  layers.BatchNormalization({ momentum: 0.9 }),
  layers.Conv2D(32, 3, { activation: 'gelu' }),
  layers.Flatten(),
  layers.Dense(10, { activation: 'softmax' }),
]);
// A schedule, so that it shows whether training goes on where it was.
const learningRate = optimizers.schedules.CosineDecay(0.003, 400);
model.compile({
  optimizer: optimizers.AdamW(learningRate, { weightDecay: 0.001 }),
  loss: 'sparse_categorical_crossentropy',
  metrics: ['accuracy'],
});

await model.fit(x, y, { epochs: 3, batchSize: 32, verbose: 0 });
mkdirSync(fileHere('.'), { recursive: true });
await model.save(fileHere('from-here.keras'));
console.log(`trained here:   ${await accuracyText(model, test)}`);
