import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The suites that run a second time, on the engine that needs no WebAssembly. */
const evaluatorSuites = ['activations', 'ops', 'layers'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  resolve: { alias: [{ find: /^hillock$/, replacement: fromRoot('./src/index.ts') }] },
  test: {
    globals: false,
    restoreMocks: true,
    unstubGlobals: true,
    maxWorkers: 2,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'wasm',
          include: ['test/**/*.test.ts'],
          setupFiles: ['./test/support/silence.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'evaluator',
          include: evaluatorSuites,
          env: { HILLOCK_TEST_ENGINE: 'evaluator' },
          setupFiles: ['./test/support/silence.ts', './test/support/evaluator.ts'],
        },
      },
    ],
  },
});
