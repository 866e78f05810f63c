/** Trains in the page and in a worker, and shows how many frames came meanwhile. */
import { callbacks, layers, random, Sequential, setRandomSeed } from '/dist/index.js';
import { trainInWorker } from '/dist/worker/index.js';

const x = random.normal([512, 20], { seed: 1 });
const y = random.randint([512], 0, 3, { seed: 2 });

function model() {
  setRandomSeed(1);
  const made = Sequential([
    layers.Dense(256, { activation: 'relu', inputShape: [20] }),
    layers.Dense(256, { activation: 'relu' }),
    layers.Dropout(0.2),
    layers.Dense(3, { activation: 'softmax' }),
  ]);
  made.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  return made;
}

/** Trains, and counts the frames meanwhile. */
async function watched(train) {
  const trained = model();
  let frames = 0;
  let longest = 0;
  let last = performance.now();
  let isOver = false;
  const frame = (now) => {
    frames++;
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const begin = performance.now();
  setRandomSeed(2);
  const { history } = await train(trained);
  isOver = true;
  const milliseconds = performance.now() - begin;
  return { history, weights: trained.getWeights().map(({ data }) => Array.from(data)), frames, longest, milliseconds };
}

const output = document.createElement('pre');
output.id = 'results';
try {
  const epochs = 20;
  const here = await watched((each) => each.fit(x, y, { epochs, verbose: 0 }));
  const lines = [];
  const there = await watched((each) =>
    trainInWorker(each, x, y, {
      epochs,
      verbose: 0,
      callbacks: callbacks.LambdaCallback({ onEpochEnd: (epoch) => void lines.push(epoch) }),
    }),
  );
  let mistake = '';
  try {
    await trainInWorker(model(), x, y, { worker: '/test/browser/missing.js' });
  } catch (error) {
    mistake = String(error);
  }
  const isSame = ['history', 'weights'].every((name) => JSON.stringify(here[name]) === JSON.stringify(there[name]));
  const rates = [here, there].map(({ frames, longest, milliseconds }) => ({ frames, longest, milliseconds }));
  output.textContent = JSON.stringify({ isSame, epochs: lines.length, rates, mistake });
} catch (error) {
  output.textContent = JSON.stringify({ error: String(error?.stack ?? error) });
}
document.body.append(output);
