/**
 * Adding an activation touches two files: its formula goes into `src/formula/activations.ts`, its public function into
 * `src/ops/activations.ts`. In a copy of the sources that is done, and everything else has to follow.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activations } from '../../src/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

const formula = `
import { sin } from './primitives.js';

/** \`x + sin²(alpha·x)/alpha\` */
export const snake = /* @__PURE__ */ activation(
  'snake',
  { alpha: 1 },
  (x, { alpha }) => add(x, divide(square(sin(multiply(alpha, x))), alpha)),
);
`;

const facts = `
    about(snake, { title: 'Snake', source: 'Ziyin et al., 2020, arXiv:2006.08195' }),
`;

const publicFunction = `
/**
 * Snake: \`x + sin²(alpha·x)/alpha\`, for functions that repeat. Source: Ziyin et al., 2020, arXiv:2006.08195.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.snake([0, 1, 2]); // → array([0.       , 1.7080734, 2.8268218], dtype=float32)
 */
export const snake = /* @__PURE__ */ activationFunction(formulas.snake, { sumTo });

/**
 * Another name of \`snake\`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.serpent === activations.snake; // → true
 */
export const serpent = snake;
`;

/** Runs in the copy, on the bundle of its sources, and prints what it found. */
const program = `
import { activations, grad, layers, ops, tensor } from './dist/index.js';
import { activationPages } from './tools/documentation/pages.js';

const { snake, get, list, serialize, deserialize, facts, explain } = activations;
const x = tensor([-1.5, 0.25, 2], { dtype: 'float64' });
const numbers = (f) => [...f().data];
const half = deserialize({ class_name: 'snake', config: { alpha: 0.5 } });
const pages = await activationPages(activations);
console.log(JSON.stringify({
  list: list(),
  same: [get('snake') === snake, get('serpent') === snake, ops.snake === snake],
  configs: [serialize(snake), serialize(get('serpent')), serialize(half)],
  values: numbers(() => snake(x, { alpha: 0.5 })),
  fromConfig: numbers(() => half(x)),
  inFloat32: [...snake(Float32Array.from(x.data), { alpha: 0.5 }).data],
  byLayer: [...layers.Activation(half)([[-1.5, 0.25, 2]]).data],
  gradient: numbers(() => grad((v) => ops.sum(snake(v, { alpha: 0.5 })))(x)),
  byAlpha: grad((alpha) => ops.sum(snake(x, { alpha })))(tensor(0.5, { dtype: 'float64' })).item(),
  facts: facts('snake'),
  explanation: explain('snake'),
  page: pages.get('snake.md'),
  gallery: pages.get('README.md'),
}));
`;

interface Found {
  readonly list: string[];
  readonly same: boolean[];
  readonly configs: unknown[];
  readonly values: number[];
  readonly fromConfig: number[];
  readonly inFloat32: number[];
  readonly byLayer: number[];
  readonly gradient: number[];
  readonly byAlpha: number;
  readonly facts: activations.FactSheet;
  readonly explanation: activations.Explanation;
  readonly page: string;
  readonly gallery: string;
}

const copy = mkdtempSync(join(tmpdir(), 'hillock-adding-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

let found: Found;

beforeAll(async () => {
  for (const part of ['src', 'tools/documentation', 'package.json', 'prettier.config.js']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const formulas = join(copy, 'src/formula/activations.ts');
  const rows = '  return new Map([';
  writeFileSync(formulas, `${readFileSync(formulas, 'utf8').replace(rows, rows + facts)}${formula}`);
  appendFileSync(join(copy, 'src/ops/activations.ts'), publicFunction);
  const [entry, bundle] = [join(copy, 'src/index.ts'), join(copy, 'dist/index.js')];
  await build({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
  });
  writeFileSync(join(copy, 'program.js'), program);
  found = JSON.parse(execFileSync(process.execPath, ['program.js'], { cwd: copy, encoding: 'utf8' })) as Found;
}, 60_000);

const x = [-1.5, 0.25, 2];
const alpha = 0.5;
const valueAt = (v: number): number => v + Math.sin(alpha * v) ** 2 / alpha;
const slopeAt = (v: number): number => 1 + Math.sin(2 * alpha * v);

test('it has its name and its alias, among the others', () => {
  expect(found.list).toEqual([...activations.list(), 'snake'].sort());
  expect(found.same).toEqual([true, true, true]);
  expect(found.facts.aliases).toEqual(['serpent']);
});

test('it has a config, without and with arguments', () => {
  expect(found.configs).toEqual(['snake', 'snake', { class_name: 'snake', config: { alpha } }]);
  expect(found.fromConfig).toEqual(found.values);
});

test('it has its kernel, in float64 and float32, and stands in layers', () => {
  found.values.forEach((value, i) => expect(value).toBeCloseTo(valueAt(x[i]!), 14));
  found.inFloat32.forEach((value, i) => expect(value).toBe(Math.fround(valueAt(x[i]!))));
  expect(found.byLayer).toEqual(found.inFloat32);
});

test('it has its gradient, by x and by its parameter', () => {
  found.gradient.forEach((value, i) => expect(value).toBeCloseTo(slopeAt(x[i]!), 14));
  const byAlpha = x.map((v) => (v * Math.sin(2 * alpha * v)) / alpha - (Math.sin(alpha * v) / alpha) ** 2);
  expect(found.byAlpha).toBeCloseTo(
    byAlpha.reduce((sum, each) => sum + each),
    13,
  );
});

test('it has LaTeX, facts and an explanation', () => {
  const { name, formula, source, odd, monotonic, zeroAtOrigin, parameters } = found.facts;
  expect(formula).toBe('x + \\frac{\\left(\\sin\\left(\\alpha x\\right)\\right)^2}{\\alpha}');
  expect({ name, source, odd, monotonic, zeroAtOrigin, parameters }).toEqual({
    name: 'Snake',
    source: 'Ziyin et al., 2020, arXiv:2006.08195',
    odd: false,
    // It is, but with infinitely many points where it stands still, which no interval shows.
    monotonic: undefined,
    zeroAtOrigin: true,
    parameters: { alpha: 1 },
  });
  expect(found.explanation.formula).toBe('add(x, divide(square(sin(multiply(alpha, x))), alpha))');
  expect(found.explanation.wasm.value).toMatch(/^\(module/);
});

test('it has its page, from the facts and the docstring, and its place in the gallery', () => {
  expect(found.page).toMatch(/^<!-- .* -->\n\n# Snake\n/);
  expect(found.page).toContain('Snake: `x + sin²(alpha·x)/alpha`, for functions that repeat.');
  expect(found.page).toContain('activations.snake([0, 1, 2]);');
  expect(found.page).toContain('(https://arxiv.org/abs/2006.08195)');
  expect(found.page).toContain('![Snake and its derivative](snake.svg)');
  expect(found.gallery).toContain('[![snake](snake.svg)](snake.md)');
  expect(found.gallery).toContain('`serpent` is `snake`');
  const ofKeras = activations.list().filter((name) => activations.facts(name as 'relu').since !== undefined);
  expect(found.gallery).toContain(`All ${ofKeras.length} activation functions of Keras, and `);
  expect(found.gallery).toMatch(/functions of Keras, and [^:]*`snake`[^:]*: /);
  expect(found.page).toMatch(/^\| name +\| default \|$/m);
});

describe('the compiler', () => {
  test('knows its name, its alias and its options', () => {
    const use = join(copy, 'src/use.ts');
    writeFileSync(
      use,
      `import { activations, layers } from './index.js';
       activations.get('snake');
       layers.Dense(1, { activation: 'serpent' });
       activations.snake([1], { alpha: 2 });
       activations.facts('snake', { alpha: 2 });
       // @ts-expect-error
       activations.get('snaek');
       // @ts-expect-error
       activations.snake([1], { beta: 2 });
      `,
    );
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: true, types: [] }, copy);
    const checked = ts.createProgram([use], { ...options, skipLibCheck: true });
    const found = ts.getPreEmitDiagnostics(checked, checked.getSourceFile(use));
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 60_000);
});
