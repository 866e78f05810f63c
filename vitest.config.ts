import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What the engine without WebAssembly does not run a second time: what is no matter of numbers. */
const notOfTheEngine: Readonly<Record<string, string>> = {
  'architecture.test.ts': 'reads the sources',
  'bare-globals.test.ts': 'runs the package in processes of its own',
  'bench.test.ts': 'runs the benchmark in processes of its own',
  'browser/**': 'visits pages with both engines itself',
  'bundle-size.test.ts': 'weighs the package',
  'package.test.ts': 'checks the package',
  'types/**': 'compiles programs against the package',
  'memory.test.ts': 'watches processes of its own',
  'cli/**': 'starts the command',
  'models/{made-files,public-files,hostile-models}.test.ts': 'opens files by the hundred',
  'saving/{reading,hostile,sources,damaged,zip,json,hdf5,full-disk}*.test.ts': 'reads and writes files',
  'documentation.test.ts': 'runs the examples as a reader would',
  'documentation/**': 'compares pages with the sources',
  'kernel/assembler.test.ts': 'assembles WebAssembly',
  'arguments/**': 'calls functions with what they refuse',
  'activations/adding.test.ts': 'adds an activation to a copy of the sources',
  'activations/explain.test.ts': 'shows the WebAssembly that runs',
};

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
          include: ['test/**/*.test.ts'],
          exclude: Object.keys(notOfTheEngine).map((path) => `test/${path}`),
          setupFiles: ['./test/support/silence.ts', './test/support/evaluator.ts'],
        },
      },
    ],
  },
});
