/** What one activation costs a user's bundle, made from the built package as a user's bundler finds it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { rolldown, type RolldownOutput } from 'rolldown';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = `${root}entry.js`;

/** The chunks that Vite's bundler makes, the first one first; Rollup and webpack leave out the same. */
async function chunksByRolldown(program: string): Promise<RolldownOutput['output']> {
  const plugin = {
    name: 'entry',
    resolveId: (id: string) => (id === entry ? entry : null),
    load: (id: string) => (id === entry ? program : null),
  };
  const made = await rolldown({ input: entry, cwd: root, platform: 'neutral', plugins: [plugin] });
  // Vite removes the notes for bundlers, such as `@__PURE__`, from programs, too.
  const { output } = await made.generate({ format: 'esm', minify: true, comments: { annotation: false } });
  return output;
}

const byRolldown = async (program: string): Promise<string> => (await chunksByRolldown(program))[0].code;

async function byEsbuild(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root },
    tsconfigRaw: {},
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
  });
  return outputFiles[0]!.text;
}

/** What Rolldown's first chunk needs before it runs; what is imported later, as the files of models are, comes in chunks of its own. */
async function firstChunksByRolldown(program: string): Promise<string[]> {
  const output = await chunksByRolldown(program);
  const chunks = new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk] as const] : [])));
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name) || !chunks.has(name)) return;
    needed.add(name);
    chunks.get(name)!.imports.forEach(need);
  };
  need(output[0].fileName);
  return [...needed].map((name) => chunks.get(name)!.code);
}

const member = `import { activations, tensor } from 'hillock'; console.log(activations.tanh(tensor([1])));`;
const name = `import { tensor } from 'hillock'; import { tanh } from 'hillock/activations'; console.log(tanh(tensor([1])));`;

// The bar of the design is 32 KiB with float64 kernels.
// Of a namespace that a module exports on, esbuild keeps every member (its issue 1420); by its own path it is no namespace.
describe.each([
  { bundler: 'Rolldown', takes: 'activations.tanh', bundle: byRolldown, program: member, kilobytes: 32 },
  { bundler: 'Rolldown', takes: 'hillock/activations', bundle: byRolldown, program: name, kilobytes: 32 },
  { bundler: 'esbuild', takes: 'hillock/activations', bundle: byEsbuild, program: name, kilobytes: 35 },
  { bundler: 'esbuild', takes: 'activations.tanh', bundle: byEsbuild, program: member, kilobytes: 67 },
])('$takes with tensors, by $bundler', ({ bundle, program, kilobytes }) => {
  const code = bundle(program);

  test(`takes at most ${kilobytes} KB, minified and gzipped`, async () => {
    expect(gzipSync(await code).length).toBeLessThanOrEqual(kilobytes * 1024);
  });

  test('computes', async () => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '-'], {
      input: await code,
      encoding: 'utf8',
    });
    expect(printed).toBe('array([0.7615942], dtype=float32)\n');
  });
});

const perceptron = `
import { Sequential, layers } from 'hillock';
const model = Sequential([
  layers.Dense(8, { activation: 'relu', inputShape: [4] }),
  layers.Dense(3, { activation: 'softmax' }),
]);
model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
document.querySelector('button').addEventListener('click', async () => {
  await model.fit([[1, 2, 3, 4]], [1]);
});
`;

// Strings can name every activation, initializer, regularizer, constraint, loss, metric and optimizer that needs no argument. The bar is 105 KB, and 10 more for
// programs of steps; what is above it is still to be saved. With an `await` at the top of the module Rolldown makes more chunks, 4 KB more.
test('a perceptron that is trained takes at most 123 KB, minified and gzipped, by Rolldown', async () => {
  const chunks = await firstChunksByRolldown(perceptron);
  const bytes = chunks.map((code) => gzipSync(code).length).reduce((sum, each) => sum + each);
  expect(bytes).toBeLessThanOrEqual(123 * 1024);
});

// The bar is 250 KiB; what is above it is still to be saved. It includes what a page loads only when training goes on for a while: threads, and
// chains of kernels, which are 4 KB.
test('everything but HDF5 takes at most 327 KB, minified and gzipped, and imports HDF5 only when it is needed', async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from 'hillock'", resolveDir: root },
    tsconfigRaw: {},
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'neutral', target: 'es2022' },
    ...{ external: ['h5wasm'], metafile: true },
  });
  expect(gzipSync(outputFiles[0]!.text).length).toBeLessThanOrEqual(327 * 1024);
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((each) => each.external));
  expect(external.filter(({ path }) => path === 'h5wasm').map(({ kind }) => kind)).toEqual(['dynamic-import']);
});

const parts = [
  { path: 'ops', program: 'ops.add', named: 'add' },
  { path: 'layers', program: 'layers.Dense', named: 'Dense' },
  { path: 'losses', program: 'losses.meanSquaredError', named: 'meanSquaredError' },
  { path: 'metrics', program: 'metrics.meanSquaredError', named: 'meanSquaredError' },
  { path: 'optimizers', program: 'optimizers.SGD', named: 'SGD' },
  { path: 'callbacks', program: 'callbacks.History', named: 'History' },
  { path: 'initializers', program: 'initializers.GlorotUniform', named: 'GlorotUniform' },
  { path: 'regularizers', program: 'regularizers.L2', named: 'L2' },
  { path: 'constraints', program: 'constraints.NonNeg', named: 'NonNeg' },
  { path: 'random', program: 'random.normal', named: 'normal' },
  { path: 'utils', program: 'utils.PyDataset', named: 'PyDataset' },
];

test.each(parts)(
  '$program by its own path is about as small by esbuild as by Rolldown',
  async ({ path, program, named }) => {
    const byNamespace = await byRolldown(`import { ${path} } from 'hillock'; console.log(${program});`);
    const byPath = await byEsbuild(`import { ${named} } from 'hillock/${path}'; console.log(${named});`);
    expect(gzipSync(byPath).length).toBeLessThanOrEqual(1.1 * gzipSync(byNamespace).length + 50);
  },
);

/**
 * What a dynamic import reaches, esbuild wraps into functions, and of a module that only exports on it then forgets to call them if the module
 * is said to have no side effects: imports are undefined. Said to have some, those that have a path are right, and no bundle is larger for it.
 */
test('the modules that have a path, and no others, are said to have side effects', () => {
  const { exports, sideEffects } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    exports: Record<string, { default?: string }>;
    sideEffects: string[];
  };
  const modules = Object.entries(exports).flatMap(([path, { default: module }]) =>
    path === '.' || !module ? [] : [module],
  );
  expect([...sideEffects].sort()).toEqual(modules.sort());
});

test.each([
  ['ops', `import { add } from 'hillock/ops'; console.log(add(tensor([1]), 1));`, 'array([2.], dtype=float32)'],
  [
    'layers',
    `import { Dense } from 'hillock/layers'; console.log(Dense(1, { kernelInitializer: 'ones' })([[1]]));`,
    'array([[1.]], dtype=float32)',
  ],
  [
    'losses',
    `import { meanSquaredError } from 'hillock/losses'; console.log(meanSquaredError([[1, 2]], [[1, 4]]));`,
    'array([2.], dtype=float32)',
  ],
])('hillock/%s computes beside hillock, by esbuild', async (_, program, printed) => {
  const code = await byEsbuild(`import { tensor } from 'hillock'; console.assert(tensor); ${program}`);
  expect(execFileSync(process.execPath, ['--input-type=module', '-'], { input: code, encoding: 'utf8' })).toBe(
    `${printed}\n`,
  );
});
