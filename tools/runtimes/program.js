/** What a program does with Hillock: activations, training, files, a worker. It prints numbers, which have to be the same in every runtime. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { activations, inspect, layers, loadModel, readWeights, Sequential, setRandomSeed, tensor } from 'hillock';
import { trainInWorker } from 'hillock/worker';

/** @param {string} what @param {unknown} value */
const print = (what, value) => console.log(`${what}: ${String(value)}`);
const quiet = /** @type {const} */ ({ verbose: 0 });

print('gelu', activations.gelu(tensor([-1, 0, 1, 2])));
setRandomSeed(1);
const x = tensor([
  [1, 2, 3, 4],
  [4, 3, 2, 1],
  [0, 1, 0, 1],
  [1, 0, 1, 0],
]);
const y = tensor([[1], [2], [3], [4]]);
const model = Sequential([
  layers.Dense(8, { activation: 'elu', inputShape: [4] }),
  layers.Dropout(0.1, { seed: 1 }),
  layers.Dense(1),
]);
model.compile({ optimizer: 'adam', loss: 'mse' });
print('fit', (await model.fit(x, y, { epochs: 3, shuffle: false, ...quiet })).history.loss);

const folder = mkdtempSync(join(tmpdir(), 'hillock-runtime-'));
try {
  for (const form of ['keras', 'h5']) {
    const path = join(folder, `model.${form}`);
    await model.save(path);
    const bytes = readFileSync(path);
    for (const source of [path, bytes, new Blob([bytes]), new File([bytes], 'model'), new Response(bytes)]) {
      const again = await loadModel(source);
      print(`${form} predicts`, await again.predict(x, quiet));
    }
    print(`${form} is`, (await inspect(path)).format);
    print(`${form} holds`, [...(await readWeights(path)).keys()]);
    const resumed = await loadModel(path);
    print(`${form} goes on`, (await resumed.fit(x, y, { epochs: 2, shuffle: false, ...quiet })).history.loss);
  }
  for (const wrong of ['missing.keras', '.']) {
    const error = await loadModel(join(folder, wrong)).catch((/** @type {unknown} */ thrown) => thrown);
    print(wrong, String(error).replaceAll(folder, '').replaceAll(basename(folder), 'folder'));
  }
} finally {
  rmSync(folder, { recursive: true });
}
print('in a worker', (await trainInWorker(model, x, y, { epochs: 2, shuffle: false, ...quiet })).history.loss);
