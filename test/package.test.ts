/** The package as its users' tools see it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('publint finds nothing', async () => {
  const { messages, pkg } = await publint({ pkgDir: root, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('its types resolve, by Are the types wrong', async () => {
  const command = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const options = ['--pack', '.', '--profile', 'esm-only', '--no-color'];
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...options], {
    cwd: root,
    // Packing would build anew, and take dist/ away from the tests that run beside this one.
    env: { ...process.env, npm_config_ignore_scripts: 'true' },
  });
  expect(stdout).toContain('hillock v');
});

test('installing it runs nothing', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  expect(Object.keys(scripts).filter((name) => /install|prepare|prepublish/.test(name))).toEqual([]);
});

test('the lock file names no place to download from', () => {
  expect(read('package-lock.json')).not.toContain('"resolved": "http');
});
