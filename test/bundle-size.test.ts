/** What one activation costs a user's bundle. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = 'virtual:entry';

let bundle: string;

/**
 * Bundled from the built package, as a user's bundler finds it. Rolldown, the bundler of Vite, leaves out the members of `activations` that
 * nobody uses, as Rollup does; esbuild keeps the whole namespace of a re-export, about 40 KB.
 */
beforeAll(async () => {
  const build = await rolldown({
    input: entry,
    cwd: root,
    platform: 'neutral',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? `${root}entry.js` : null),
        load: (id) =>
          id === `${root}entry.js`
            ? `import { activations, tensor } from 'hillock'; console.log(activations.tanh(tensor([1])));`
            : null,
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  bundle = output[0].code;
});

test('one activation with tensors takes at most 30 KB, minified and gzipped', () => {
  expect(gzipSync(bundle).length).toBeLessThanOrEqual(30 * 1024);
});

test('the bundle computes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', bundle]);
  expect(stdout).toBe('array([0.7615942], dtype=float32)\n');
});
