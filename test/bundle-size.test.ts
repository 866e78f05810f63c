/** What one activation costs a user's bundle, made from the built package as a user's bundler finds it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = `${root}entry.js`;

/** Vite's bundler; Rollup and webpack leave out the same. */
async function byRolldown(program: string): Promise<string> {
  const plugin = {
    name: 'entry',
    resolveId: (id: string) => (id === entry ? entry : null),
    load: (id: string) => (id === entry ? program : null),
  };
  const made = await rolldown({ input: entry, cwd: root, platform: 'neutral', plugins: [plugin] });
  const { output } = await made.generate({ format: 'esm', minify: true });
  return output[0].code;
}

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

const member = `import { activations, tensor } from 'hillock'; console.log(activations.tanh(tensor([1])));`;
const name = `import { tensor } from 'hillock'; import { tanh } from 'hillock/activations'; console.log(tanh(tensor([1])));`;

// The bar of the design is 32 KiB with float64 kernels.
// Of a namespace that a module exports on, esbuild keeps every member (its issue 1420); by its own path it is no namespace.
describe.each([
  { bundler: 'Rolldown', takes: 'activations.tanh', bundle: byRolldown, program: member, kilobytes: 32 },
  { bundler: 'Rolldown', takes: 'hillock/activations', bundle: byRolldown, program: name, kilobytes: 32 },
  { bundler: 'esbuild', takes: 'hillock/activations', bundle: byEsbuild, program: name, kilobytes: 35 },
  { bundler: 'esbuild', takes: 'activations.tanh', bundle: byEsbuild, program: member, kilobytes: 63 },
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
    expect(gzipSync(byPath).length).toBeLessThanOrEqual(1.1 * gzipSync(byNamespace).length);
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
