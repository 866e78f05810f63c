/** What one activation costs a user's bundle. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

let bundle: Uint8Array;

/** Bundled from the built package, as a user's bundler finds it. */
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { activations, tensor } from 'hillock'; console.log(activations.tanh(tensor([1])));`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  bundle = outputFiles[0]?.contents ?? new Uint8Array();
});

test('one activation with tensors takes at most 30 KB, minified and gzipped', () => {
  expect(gzipSync(bundle).length).toBeLessThanOrEqual(30 * 1024);
});

test('the bundle computes', async () => {
  const source = Buffer.from(bundle).toString();
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source]);
  expect(stdout).toBe('array([0.7615942], dtype=float32)\n');
});
