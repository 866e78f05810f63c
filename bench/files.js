/**
 * How long opening and saving a model of 10 MB takes, in Node, and in Keras for the same file if a Python with Keras is given:
 *
 *     npm run bench:files -- --python ~/keras/bin/python
 *
 * The HDF5 library is up before anything is timed. Exits with 1 if Hillock takes more than 300 ms.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layers, loadModel, Sequential } from '../dist/index.js';
import { readCommandLine } from '../tools/command-line.js';

const { values } = readCommandLine({
  options: { python: { type: 'string' }, rounds: { type: 'string', default: '9' } },
});
const rounds = Number(values.rounds);
const most = 300;

/** @param {number[]} times */
const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), 'hillock-bench-'));
try {
  const model = Sequential([
    layers.Dense(1024, { inputShape: [1024], activation: 'relu' }),
    layers.Dense(1024, { activation: 'relu' }),
    layers.Dense(400),
  ]);
  const rows = [];
  for (const form of ['keras', 'h5']) {
    const path = join(folder, `model.${form}`);
    await model.save(path);
    await loadModel(path);
    const times = { open: [], save: [] };
    for (let round = 0; round < rounds; round++) {
      let start = performance.now();
      const opened = await loadModel(path);
      times.open.push(performance.now() - start);
      start = performance.now();
      await opened.save(join(folder, `again.${form}`));
      times.save.push(performance.now() - start);
    }
    const keras =
      values.python === undefined
        ? {}
        : JSON.parse(
            execFileSync(
              values.python,
              [fileURLToPath(new URL('keras_files.py', import.meta.url)), path, values.rounds],
              {
                env: { KERAS_BACKEND: 'jax', ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
                stdio: ['ignore', 'pipe', 'ignore'],
              },
            ).toString(),
          );
    const size = `${(statSync(path).size / 1e6).toFixed(1)} MB`;
    for (const what of ['open', 'save'])
      rows.push({ form, size, what, hillock: median(times[what]), keras: keras[what] });
  }
  for (const { form, size, what, hillock, keras } of rows) {
    const beside = keras === undefined ? '' : `   Keras ${keras.toFixed(0).padStart(4)} ms`;
    console.log(`${what} .${form.padEnd(5)} ${size}  ${hillock.toFixed(0).padStart(4)} ms${beside}`);
  }
  process.exitCode = rows.every(({ hillock }) => hillock <= most) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
