/**
 * A new layer, loss, metric or optimizer is a file and a line. In a copy of the sources that is done, and everything else has to follow:
 * names, strings, configs, the place in models.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Each file, and the line that makes it known. */
const additions = [
  {
    file: 'src/layers/gate.ts',
    known: 'src/layers/namespace.ts',
    line: `export { Gate } from './gate.js';`,
    text: `
      import { callable } from '../objects/callable.js';
      import { defaulted, finiteNumber, type Leading, type OptionsIn } from '../objects/options/index.js';
      import { multiply } from '../ops/arithmetic.js';
      import type { Tensor } from '../tensor/index.js';
      import type { LayerOptions } from './layer-options.js';
      import { layerWith } from './layer-with.js';
      const options = () => ({ openness: defaulted(finiteNumber(), 0.5) });
      export interface GateOptions extends OptionsIn<typeof options>, LayerOptions {}
      class GateLayer extends /* @__PURE__ */ layerWith(options, ['openness'] as Leading<[openness?: number], GateOptions>) {
        static readonly path = 'keras.layers.Gate';
        override call(x: Tensor): Tensor { return multiply(x, this.openness); }
      }
      export const Gate = /* @__PURE__ */ callable(GateLayer);`,
  },
  {
    file: 'src/training/losses/cubed.ts',
    known: 'src/training/losses/entries.ts',
    line: `export { meanCubedError, MeanCubedError } from './cubed.js';`,
    text: `
      import { multiply, square, subtract } from '../../ops/arithmetic.js';
      import { mean } from '../../ops/reductions.js';
      import { abs } from '../../ops/arithmetic.js';
      import { defineLoss } from './definition.js';
      const cubed = /* @__PURE__ */ defineLoss({
        name: 'meanCubedError',
        className: 'MeanCubedError',
        options: () => ({}),
        values: (yTrue, yPred) => {
          const error = abs(subtract(yTrue, yPred));
          return mean(multiply(error, square(error)), { axis: -1 });
        },
      });
      export const meanCubedError = cubed.compute;
      export const MeanCubedError = cubed.Loss;
      export const MeanCubedErrorMetric = /* @__PURE__ */ cubed.metric();`,
  },
  {
    known: 'src/training/metrics/entries.ts',
    line: `export { MeanCubedErrorMetric as MeanCubedError, meanCubedError } from '../losses/cubed.js';`,
  },
  {
    file: 'src/training/optimizers/sign-descent.ts',
    known: 'src/training/optimizers/entries.ts',
    line: `export { SignDescent } from './sign-descent.js';`,
    text: `
      import { callable } from '../../objects/callable.js';
      import { multiply, sign, subtract } from '../../ops/arithmetic.js';
      import { learningRateOption } from './learning-rate.js';
      import { optimizerWith } from './optimizer.js';
      import type { Update, UpdateTerms } from './update.js';
      const options = () => ({ learningRate: learningRateOption(0.25) });
      export class SignDescender extends /* @__PURE__ */ optimizerWith(options) {
        static readonly path: string = 'keras.optimizers.SignDescent';
        protected override createSlots(): void {}
        protected override update({ variable, gradient, slots, learningRate }: UpdateTerms): Update {
          return { variable: subtract(variable, multiply(learningRate, sign(gradient))), slots };
        }
      }
      export const SignDescent = /* @__PURE__ */ callable(SignDescender);`,
  },
  {
    file: 'src/layers/initializers/twos.ts',
    known: 'src/layers/initializers/entries.ts',
    line: `export { Twos } from './twos.js';`,
    text: `
      import { callable } from '../../objects/callable.js';
      import { full } from '../../ops/creation.js';
      import type { Shape, Tensor } from '../../tensor/index.js';
      import { initializerWith } from './initializer.js';
      class TwosInitializer extends /* @__PURE__ */ initializerWith(() => ({}), []) {
        static readonly path = 'keras.initializers.Twos';
        invoke(shape: Shape): Tensor { return full(shape, 2); }
      }
      export const Twos = /* @__PURE__ */ callable(TwosInitializer);`,
  },
] as const;

const program = `
import { layers, losses, metrics, optimizers, initializers, Sequential, modelFromJSON } from './dist/index.js';

const model = Sequential([layers.Dense(1, { kernelInitializer: 'Twos', inputShape: [1] }), layers.Gate(0.25)]);
model.compile({ optimizer: 'signdescent', loss: 'mean_cubed_error', metrics: ['mean_cubed_error'] });
const again = modelFromJSON(JSON.stringify(model));
console.log(JSON.stringify({
  prediction: again.predictOnBatch([[2]]).toArray(),
  logs: await again.evaluate([[2]], [[3]], { verbose: 0 }),
  layer: layers.serialize(layers.deserialize({ class_name: 'Gate', config: { name: 'g', openness: 1 } })),
  loss: [losses.get('mean_cubed_error') === losses.meanCubedError, losses.serialize(losses.MeanCubedError({ name: 'c' })).module],
  metric: metrics.serialize(metrics.get('MeanCubedError')),
  optimizer: optimizers.serialize(optimizers.get('SignDescent')).config.learning_rate,
  initializer: initializers.get('Twos')([1]).toArray(),
}));
`;

const copy = mkdtempSync(join(tmpdir(), 'hillock-adding-'));
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

let found: Record<string, unknown>;

beforeAll(async () => {
  for (const part of ['src', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const addition of additions) {
    // Throws where there is no such file: the line would make a new one.
    readFileSync(join(copy, addition.known));
    if ('file' in addition) writeFileSync(join(copy, addition.file), addition.text);
    appendFileSync(join(copy, addition.known), `${addition.line}\n`);
  }
  await build({
    entryPoints: [join(copy, 'src/index.ts')],
    outfile: join(copy, 'dist/index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: ['fflate', 'h5wasm', 'h5wasm/*'],
  });
  writeFileSync(join(copy, 'program.mjs'), program);
  const printed = execFileSync(process.execPath, ['program.mjs'], { cwd: copy, encoding: 'utf8' });
  found = JSON.parse(printed) as Record<string, unknown>;
}, 60_000);

test('a model uses them by their names, and is read again from JSON', () => {
  expect(found['prediction']).toEqual([[1]]);
  expect(found['logs']).toEqual([8, 8]);
});

test('configs name them', () => {
  expect(found['layer']).toMatchObject({
    module: 'keras.layers',
    class_name: 'Gate',
    config: { name: 'g', openness: 1 },
  });
  expect(found['loss']).toEqual([true, 'keras.losses']);
  expect(found['metric']).toMatchObject({ module: 'keras.metrics', class_name: 'MeanCubedError' });
  expect(found['optimizer']).toBe(0.25);
  expect(found['initializer']).toEqual([2]);
});
