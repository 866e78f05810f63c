/** Runs examples against the sources, which are bundled once; the bundle is loaded anew for each file of the documentation. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatWithOptions } from 'node:util';
import { build, transform, type Plugin } from 'esbuild';
import { scriptOf } from './example-script.js';
import type { Example } from './examples.js';

export interface Outcome {
  readonly line: number;
  readonly expected: string;
  readonly printed: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The folder for the bundle is inside the repository, so that examples can import the project's packages. */
const cache = join(root, 'node_modules/.cache');

export class ExampleRunner {
  readonly #folder: string;
  readonly #workplace = mkdtempSync(join(tmpdir(), 'hillock-examples-'));
  #runs = 0;
  readonly #startedIn = process.cwd();

  private constructor(folder: string) {
    this.#folder = folder;
    process.chdir(this.#workplace);
  }

  static async create(): Promise<ExampleRunner> {
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'examples-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const contents = ['index', 'worker/index'].map((path) => `export * from './src/${path}.js';`).join('\n');
    await build({
      entryPoints: { hillock: 'everything', 'training-worker': join(root, 'src/worker/training-worker.ts') },
      outdir: folder,
      plugins: [everything(contents)],
      bundle: true,
      // Not part of the bundle, because each copy of the HDF5 library has its own state.
      external: ['node:*', 'module', 'fs', 'path', 'url', 'crypto', 'fflate'],
      format: 'esm',
      platform: 'neutral',
      conditions: ['import'],
      mainFields: ['module', 'main'],
      target: 'es2022',
    });
    return new ExampleRunner(folder);
  }

  /** For each statement whose result the example states, what it printed. */
  async run(example: Example): Promise<Outcome[]> {
    const { claims, code } = scriptOf(example);
    const { code: javascript } = await transform(code, { loader: 'ts', format: 'esm', target: 'es2022' });
    const library = `./hillock.js?file=${encodeURIComponent(example.file)}`;
    const observer = new Observer();
    const script = join(this.#folder, `${this.#runs++}.mjs`);
    writeFileSync(
      script,
      `const observer = globalThis.exampleObserver;\n${javascript.replace(/(\bfrom\s*|\bimport\(\s*)(["'])hillock(?:\/worker)?\2/g, `$1"${library}"`)}`,
    );
    await observer.watch(() => import(/* @vite-ignore */ pathToFileURL(script).href));
    return claims.map(({ line, expected }, index) => ({ line, expected, printed: observer.printed(index) }));
  }

  close(): void {
    process.chdir(this.#startedIn);
    rmSync(this.#workplace, { recursive: true });
    rmSync(this.#folder, { recursive: true });
  }
}

/** Everything that the package exports, and what its worker entry exports, as one module. */
const everything = (contents: string): Plugin => ({
  name: 'everything',
  setup(building) {
    building.onResolve({ filter: /^everything$/ }, ({ path }) => ({ path, namespace: 'everything' }));
    building.onLoad({ filter: /.*/, namespace: 'everything' }, () => ({ contents, resolveDir: root }));
  },
});

/** Records, for each statement that a script announces, the lines that it printed and its value, as the console shows them. */
class Observer {
  readonly #lines = new Map<number, string[]>();
  #statement = -1;

  statement(index: number): void {
    this.#statement = index;
  }

  /** Records a value, unless it is the `undefined` that a printing function returns. */
  value(value: unknown): void {
    if (value !== undefined || !this.#lines.has(this.#statement)) this.#print(value);
  }

  printed(index: number): string {
    const text = (this.#lines.get(index) ?? []).join('\n');
    return text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  }

  async watch(action: () => Promise<unknown>): Promise<void> {
    const { log, info } = console;
    const print = (...values: unknown[]): void => {
      this.#print(...values);
    };
    Object.assign(console, { log: print, info: print });
    Object.assign(globalThis, { exampleObserver: this });
    try {
      await action();
    } finally {
      Object.assign(console, { log, info });
      Reflect.deleteProperty(globalThis, 'exampleObserver');
    }
  }

  #print(...values: unknown[]): void {
    const lines = this.#lines.get(this.#statement) ?? [];
    this.#lines.set(this.#statement, [...lines, formatWithOptions({ colors: false }, ...values)]);
  }
}
