/** Trains on one thread and on two, and shows whether the weights have the same bits. */
import { layers, random, Sequential, setEngine, setRandomSeed } from '/dist/index.js';
import { currentThreads } from '/dist/kernel/run-plan.js';

const x = random.normal([128, 200], { seed: 1 });
const y = random.randint([128], 0, 10, { seed: 2 });

function trained(steps) {
  setRandomSeed(1);
  const model = Sequential([
    layers.Dense(256, { activation: 'relu', inputShape: [200] }),
    layers.Dropout(0.2),
    layers.Dense(10, { activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
  for (let step = 0; step < steps; step++) model.trainOnBatch(x, y);
  return JSON.stringify(model.getWeights().map(({ data }) => Array.from(data)));
}

const output = document.createElement('pre');
output.id = 'results';
try {
  const warnings = [];
  console.warn = (message) => warnings.push(message);
  const alone = trained(30);
  setEngine({ threads: 2 });
  for (let turn = 0; turn < 300 && currentThreads() === undefined && warnings.length === 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const together = trained(30);
  output.textContent = JSON.stringify({
    isIsolated: crossOriginIsolated,
    threads: currentThreads()?.count ?? 1,
    jobs: (currentThreads()?.jobCount ?? 0) > 0,
    isSame: alone === together,
    warnings,
  });
} catch (error) {
  output.textContent = JSON.stringify({ error: String(error?.stack ?? error) });
}
document.body.append(output);
