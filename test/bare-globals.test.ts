/** The built package in an engine that lacks what some engines lack: `crypto`, `performance`, `at` of lists and texts, WebAssembly. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const build = new URL('../dist/index.js', import.meta.url).href;

/** Trains, shows progress and a summary, and draws without a seed of its own. */
const program = `
  delete globalThis.crypto;
  delete globalThis.performance;
  for (const kind of [Array, String, Object.getPrototypeOf(Float32Array)]) delete kind.prototype.at;
  const { layers, ops, random, Sequential, tensor } = await import(${JSON.stringify(build)});
  if (globalThis.crypto || globalThis.performance || [].at || ''.at || new Float32Array(1).at) throw new Error('not bare');
  const draw = random.uniform([2]);
  const model = Sequential([
    layers.Conv2D(2, 3, { activation: 'relu', inputShape: [6, 6, 1] }),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dropout(0.5),
    layers.Dense(3, { activation: 'softmax', kernelInitializer: 'orthogonal' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  model.summary();
  const x = random.normal([8, 6, 6, 1]);
  const y = random.randint([8], 0, 3);
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, validationSplit: 0.25 });
  const [loss] = await model.evaluate(x, y, { verbose: 0 });
  const { shape } = await model.predict(x, { verbose: 0 });
  const values = [ops.softmax(tensor([[1, 2]])), ops.concatenate([x, x]), ops.transpose(x), model.toJSON()];
  console.log(JSON.stringify({ draw, losses: history.loss.length, isFinite: Number.isFinite(loss), shape, values: values.length }));
`;

const run = promisify(execFile);

test('trains and predicts, and draws other numbers each time', async () => {
  const runs = await Promise.all(
    [1, 2].map(() =>
      run(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
      }),
    ),
  );
  const results = runs.map(({ stdout, stderr }) => {
    expect(stderr).toBe('');
    expect(stdout).toContain('Epoch 2/2');
    expect(stdout).toMatch(/\d+m?s\/step/);
    return JSON.parse(stdout.trim().split('\n').pop()!) as { draw: number[] };
  });
  for (const result of results) expect(result).toMatchObject({ losses: 2, isFinite: true, shape: [8, 3], values: 4 });
  expect(results[0]!.draw).not.toEqual(results[1]!.draw);
});

test('computes without WebAssembly, and says so once', async () => {
  const withoutWebAssembly = `
    delete globalThis.WebAssembly;
    const { activations, layers, ops, Sequential } = await import(${JSON.stringify(build)});
    const model = Sequential([layers.Dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await model.fit([[1]], [[2]], { epochs: 2, verbose: 0 });
    console.log(String(activations.gelu([1, 2])), String(ops.matmul([[1, 2]], [[3], [4]])), history.loss[0]);
  `;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', withoutWebAssembly]);
  expect(stdout).toBe('array([0.8413448, 1.9544997], dtype=float32) array([[11.]], dtype=float32) 1\n');
  expect(stderr).toBe(
    "Hillock computes in plain JavaScript, because WebAssembly with SIMD is missing or not allowed (content security policy without 'wasm-unsafe-eval'?). " +
      'Results are the same to rounding, at many times the time.\n',
  );
});
