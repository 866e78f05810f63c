/** Training in worker threads of Node, by the built package. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const addressOf = (path: string): string => new URL(`../../dist/${path}`, import.meta.url).href;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hillock-worker-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const imports = `
import { layers, ops, random, Sequential, setRandomSeed } from '${addressOf('index.js')}';
import { serveTraining, trainInWorker } from '${addressOf('worker/index.js')}';
`;

const classes = `
export class Twice extends layers.Layer {
  call(x) { return ops.multiply(x, 2); }
}
`;

/** What a program prints that trains a model, and whatever it leaves running keeps it from ending. */
async function printedBy(name: string, program: string): Promise<string> {
  const path = join(folder, `${name}.mjs`);
  await writeFile(path, `${imports}${program}`);
  const { stdout } = await promisify(execFile)(process.execPath, [path], { timeout: 50_000 });
  return stdout;
}

const model = `
const x = random.normal([64, 4], { seed: 1 });
const y = random.normal([64, 1], { seed: 2 });
const make = (...more) => {
  setRandomSeed(1);
  const made = Sequential([layers.Dense(8, { activation: 'tanh', inputShape: [4] }), layers.Dropout(0.5), layers.Dense(1), ...more]);
  made.compile({ optimizer: 'adam', loss: 'mse' });
  return made;
};
const bits = (model) => JSON.stringify(model.getWeights().map(({ data }) => [...data]));
`;

test('gives the same bits as fit, and the process ends by itself', async () => {
  const printed = await printedBy(
    'same',
    `${model}
    const [here, there] = [make(), make()];
    setRandomSeed(2);
    const expected = await here.fit(x, y, { epochs: 3, verbose: 0 });
    setRandomSeed(2);
    const history = await trainInWorker(there, x, y, { epochs: 3, verbose: 0 });
    console.log(bits(here) === bits(there), JSON.stringify(expected.history) === JSON.stringify(history.history));`,
  );
  expect(printed).toBe('true true\n');
});

test('a worker of one knows classes of one, and serves again and again', async () => {
  await writeFile(join(folder, 'classes.mjs'), `${imports}${classes}`);
  await writeFile(
    join(folder, 'own-worker.mjs'),
    `${imports}import { Twice } from './classes.mjs'; serveTraining({ customObjects: { Twice } });`,
  );
  const printed = await printedBy(
    'own',
    `import { Worker } from 'node:worker_threads';
    import { Twice } from './classes.mjs';
    ${model}
    const address = new URL('${pathToFileURL(join(folder, 'own-worker.mjs')).href}');
    const worker = new Worker(address);
    for (const given of [worker, worker, address]) {
      const history = await trainInWorker(make(new Twice()), x, y, { verbose: 0, worker: given });
      console.log(history.epoch.length);
    }
    await worker.terminate();`,
  );
  expect(printed).toBe('1\n1\n1\n');
});

test('a worker that is killed in the middle ends the training, with the weights that callbacks saw last', async () => {
  const printed = await printedBy(
    'killed',
    `import { Worker } from 'node:worker_threads';
    ${model}
    const worker = new Worker(new URL('${addressOf('worker/training-worker.js')}'));
    const trained = make();
    let seen;
    const callbacks = { onEpochEnd: (epoch) => {
      seen = bits(trained);
      if (epoch === 3) worker.terminate();
    } };
    try {
      await trainInWorker(trained, x, y, { epochs: 1000, verbose: 0, worker, callbacks });
    } catch (error) {
      console.log(error.name, error.message.includes('worker="it ended with exit code 1"'), bits(trained) === seen);
    }`,
  );
  expect(printed).toBe('StateError true true\n');
});
