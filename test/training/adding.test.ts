/**
 * Adding a loss with its metric: a file that states it once, and a line in each of the two namespaces. In a copy of the sources that is
 * done, and everything else has to follow.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const file = `
import { defaulted, positiveNumber } from '../../objects/options/index.js';
import { add, divide, square, subtract } from '../../ops/arithmetic.js';
import { log } from '../../ops/exponentials.js';
import { fused } from '../../ops/fused.js';
import { mean } from '../../ops/reductions.js';
import { defineLoss } from './definition.js';

const cauchy = /* @__PURE__ */ defineLoss({
  name: 'cauchyError',
  className: 'CauchyError',
  options: () => ({ scale: defaulted(positiveNumber(), 1) }),
  values: (yTrue, yPred, { scale }) =>
    mean(fused('losses.cauchyError', [yTrue, yPred], (y, p) => log(add(1, square(divide(subtract(p, y), scale))))), { axis: -1 }),
});

export const cauchyError = cauchy.compute;
export const CauchyError = cauchy.Loss;
export type CauchyError = InstanceType<typeof CauchyError>;
export const CauchyErrorMetric = /* @__PURE__ */ cauchy.metric();
export type CauchyErrorMetric = InstanceType<typeof CauchyErrorMetric>;
`;

const lines = {
  'losses/entries.ts': `export { cauchyError, CauchyError } from './cauchy.js';\n`,
  'metrics/entries.ts': `export { cauchyError, CauchyErrorMetric as CauchyError } from '../losses/cauchy.js';\n`,
};

/** Runs in the copy, on the bundle of its sources, and prints what it found. */
const program = `
import { layers, losses, metrics, Sequential, valueAndGrad } from './dist/index.js';

const [yTrue, yPred] = [[[1, 2]], [[1, 4]]];
const loss = losses.CauchyError({ scale: 2, reduction: 'sum' });
const { value, gradient } = valueAndGrad((p) => loss(yTrue, p))(yPred);
const metric = metrics.CauchyError({ scale: 2 });
metric.updateState(yTrue, yPred);
const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
model.compile({ optimizer: 'sgd', loss: 'cauchy_error', metrics: ['cauchy_error'] });
const [first, second] = model.testOnBatch([[1]], [[1]]);
console.log(JSON.stringify({
  same: losses.get('cauchy_error') === losses.cauchyError && metrics.get('cauchy_error') instanceof metrics.CauchyError,
  ofFunction: [...losses.cauchyError(yTrue, yPred, { scale: 2 }).data],
  value: value.item(),
  gradient: [...gradient.data],
  metric: metric.result().item(),
  config: losses.serialize(loss),
  read: losses.deserialize(losses.serialize(loss)).scale,
  metricConfig: metrics.serialize(metric).config,
  fitted: [first, second],
}));
`;

const copy = mkdtempSync(join(tmpdir(), 'hillock-adding-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

let found: Record<string, unknown>;

beforeAll(async () => {
  for (const part of ['src', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'src/training/losses/cauchy.ts'), file);
  for (const [path, line] of Object.entries(lines)) appendFileSync(join(copy, 'src/training', path), line);
  await build({
    entryPoints: [join(copy, 'src/index.ts')],
    outfile: join(copy, 'dist/index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    // Opened only with the files that need it.
    external: ['h5wasm'],
  });
  writeFileSync(join(copy, 'program.js'), program);
  const output = execFileSync(process.execPath, ['program.js'], { cwd: copy, encoding: 'utf8' });
  found = JSON.parse(output) as Record<string, unknown>;
}, 60_000);

test('function, class, metric, gradient, names, configs follow', () => {
  const half = Math.fround(Math.log(2)) / 2;
  expect(found).toMatchObject({
    same: true,
    ofFunction: [half],
    value: half,
    gradient: [0, 0.25],
    metric: half,
    config: { module: 'keras.losses', class_name: 'CauchyError', config: { name: 'cauchy_error', reduction: 'sum', scale: 2 } },
    read: 2,
    metricConfig: { name: 'cauchy_error', dtype: 'float32', scale: 2 },
    fitted: [half * 2, half * 2],
  }); // prettier-ignore
});

test('the compiler knows its name and its options', () => {
  const use = join(copy, 'src/use.ts');
  writeFileSync(
    use,
    `import { losses, metrics } from './index.js';
     losses.get('cauchy_error');
     metrics.get('CauchyError');
     const scale: number = losses.CauchyError({ scale: 2 }).scale;
     losses.cauchyError([scale], [2], { scale });
     // @ts-expect-error
     losses.get('cauchy_eror');
     // @ts-expect-error
     losses.CauchyError({ scal: 2 });
    `,
  );
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: true, types: [] }, copy);
  const checked = ts.createProgram([use], { ...options, skipLibCheck: true });
  const messages = ts.getPreEmitDiagnostics(checked, checked.getSourceFile(use));
  expect(messages.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
}, 60_000);
