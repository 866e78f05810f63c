import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as rules from './support/architecture.js';
import { filesUnder, parseModule, readModules } from './support/modules.js';

const root = fileURLToPath(new URL('../src', import.meta.url));
const modules = readModules(root);
const manifest = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8')) as {
  dependencies?: Record<string, string>;
};
const packages = Object.keys(manifest.dependencies ?? {});

/** Keras's identifiers. */
const activationNames = [
  ...[
    'celu',
    'elu',
    'exponential',
    'gelu',
    'glu',
    'hard_shrink',
    'hard_sigmoid',
    'hard_silu',
    'hard_swish',
    'hard_tanh',
  ],
  ...[
    'leaky_relu',
    'linear',
    'log_sigmoid',
    'log_softmax',
    'mish',
    'prelu',
    'relu',
    'relu6',
    'selu',
    'sigmoid',
    'silu',
  ],
  ...['softmax', 'soft_shrink', 'softplus', 'softsign', 'sparse_plus', 'sparse_sigmoid', 'sparsemax', 'squareplus'],
  ...['swish', 'tanh', 'tanh_shrink', 'threshold'],
];

describe('the source tree', () => {
  test('has a place in the order for each module', () => {
    expect(rules.modulesOutsideTheOrder(modules)).toEqual([]);
  });

  test('imports only from folders to the left', () => {
    expect(rules.importsAgainstTheOrder(modules)).toEqual([]);
  });

  test('imports only modules that exist', () => {
    expect(rules.importsOfMissingModules(modules)).toEqual([]);
  });

  test('imports only the packages it declares, and modules of Node only where they are used', () => {
    expect(rules.importsOfForeignModules(modules, packages)).toEqual([]);
  });

  test('has no import cycle', () => {
    expect(rules.importCycles(modules)).toEqual([]);
  });

  test('has no file of more than 500 lines', () => {
    expect(rules.longFiles(modules, 500)).toEqual([]);
  });

  test('has no file whose name says nothing', () => {
    expect(rules.vagueNames(modules)).toEqual([]);
  });

  test('says in a README what lives in each folder', () => {
    const folders = new Set(filesUnder(root).map(dirname));
    folders.delete('.');
    expect([...folders].filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([]);
  });

  test('makes no code from strings', () => {
    expect(rules.codeFromStrings(modules)).toEqual([]);
  });

  test('does nothing when it is imported', () => {
    expect(rules.sideEffectImports(modules)).toEqual([]);
    expect(rules.importsOfPrograms(modules)).toEqual([]);
    const advice =
      'mark the call /* @__PURE__ */, or the function of the same module that it calls /* @__NO_SIDE_EFFECTS__ */';
    expect(rules.actionsOnImport(modules), advice).toEqual([]);
  });

  test("copies between users' arrays and the kernel memory in one module", () => {
    expect(rules.copyingKernels(modules)).toEqual([]);
  });

  test('never branches on the name of an activation', () => {
    expect(rules.branchesOnNames(modules, activationNames)).toEqual([]);
  });
});

test('no modules of the command import each other', () => {
  const command = readModules(fileURLToPath(new URL('../cli/src', import.meta.url)), '.js');
  expect(command.length).toBeGreaterThan(10);
  expect(rules.importsOfMissingModules(command)).toEqual([]);
  expect(rules.importCycles(command)).toEqual([]);
});

describe('the rules see', () => {
  const tree = (files: Record<string, string>) => Object.entries(files).map(([path, text]) => parseModule(path, text));

  test('a folder outside the order', () => {
    expect(rules.modulesOutsideTheOrder(tree({ 'extras/a.ts': '', 'index.ts': '' }))).toEqual(['extras/a.ts']);
  });

  test('an import to the right, of a type too', () => {
    const modules = tree({
      'ops/a.ts': `import type { A } from '../layers/a.js';\nimport { b } from '../tensor/b.js';`,
      'tensor/b.ts': `export type A = import('../ops/a.js').A;`,
      'errors/c.ts': `export * from '../index.js';`,
    });
    expect(rules.importsAgainstTheOrder(modules)).toEqual([
      'ops/a.ts imports ../layers/a.js',
      'tensor/b.ts imports ../ops/a.js',
      'errors/c.ts imports ../index.js',
    ]);
  });

  test('an import of nothing', () => {
    expect(rules.importsOfMissingModules(tree({ 'ops/a.ts': `import { b } from './b.js';` }))).toHaveLength(1);
  });

  test('a static import of a module of Node, an undeclared package', () => {
    const text = `import 'left-pad'; import fs from 'node:fs'; import { zip } from 'fflate'; await import('node:fs');`;
    expect(rules.importsOfForeignModules(tree({ 'saving/a.ts': text }), ['fflate'])).toEqual([
      'saving/a.ts imports left-pad',
      'saving/a.ts imports node:fs',
    ]);
  });

  test('a cycle, once', () => {
    const modules = tree({
      'index.ts': `export * from './ops/a.js';`,
      'ops/a.ts': `import { b } from './b.js';`,
      'ops/b.ts': `import { c } from './c.js';`,
      'ops/c.ts': `import { a } from './a.js';`,
    });
    expect(rules.importCycles(modules)).toEqual(['ops/a.ts → ops/b.ts → ops/c.ts → ops/a.ts']);
  });

  test('a long file', () => {
    const modules = tree({ 'ops/a.ts': 'a;\n'.repeat(500), 'ops/b.ts': 'b;\n'.repeat(501) });
    expect(rules.longFiles(modules, 500)).toEqual(['ops/b.ts has 501 lines']);
  });

  test('a vague name', () => {
    const modules = tree({ 'ops/utils.ts': '', 'ops/shape-helpers.ts': '', 'ops/commonness.ts': '' });
    expect(rules.vagueNames(modules)).toEqual(['ops/utils.ts', 'ops/shape-helpers.ts']);
  });

  test('code from strings', () => {
    const text = `eval('1'); new Function('1'); Function('1'); const evaluate = (f: Function) => f;`;
    expect(rules.codeFromStrings(tree({ 'ops/a.ts': text }))).toHaveLength(3);
  });

  test('actions on import', () => {
    const text = [
      `import './b.js';`,
      `register();`,
      `const map = new Map();`,
      `const pure = /* @__PURE__ */ new Map();`,
      `const half = /* @__PURE__ */ define('a', make(), () => make());`,
      `/* @__NO_SIDE_EFFECTS__ */ function mark() {} const note = /* @__NO_SIDE_EFFECTS__ */ () => 1;`,
      `const dropped = [mark(1), note(2)];`,
      `class A { static table = make(); field = make(); method() { return make(); } }`,
      `export default make();`,
    ].join('\n');
    const marks =
      '/* @__NO_SIDE_EFFECTS__ */ export function mark() {}\nconst note = /* @__NO_SIDE_EFFECTS__ */ () => 1;';
    const modules = tree({ 'ops/a.ts': text, 'ops/b.ts': marks });
    expect(rules.sideEffectImports(modules)).toEqual(['ops/a.ts imports ./b.js']);
    expect(rules.actionsOnImport(modules)).toEqual([
      'ops/a.ts:2 register();',
      'ops/a.ts:9 export default make();',
      'ops/a.ts:3 new Map()',
      'ops/a.ts:5 make()',
      'ops/a.ts:8 make()',
      'ops/a.ts:9 make()',
    ]);
  });

  test('a kernel that copies by itself', () => {
    const text = `import { kernelMemory } from './wasm/memory.js'; export const f = (x: NumericArray) => kernelMemory().float32.set(x);`;
    const modules = tree({ 'kernel/a.ts': text, 'kernel/eager.ts': text, 'ops/a.ts': 'export const x = 1;' });
    expect(rules.copyingKernels(modules)).toEqual(['kernel/a.ts knows kernelMemory and NumericArray']);
  });

  test('a branch on a name, but not in its own table', () => {
    const text = `if (name === 'relu') f(); switch (name) { case 'elu': } const relu = 'relu'; name === 'other';`;
    const modules = tree({ 'layers/a.ts': text, 'formula/a.ts': text });
    expect(rules.branchesOnNames(modules, ['relu', 'elu'])).toEqual([
      `layers/a.ts:1 name === 'relu'`,
      `layers/a.ts:1 case 'elu':`,
    ]);
  });
});
