/** `npm run verify:runtimes`: whether the package does in Deno and Bun what it does in Node. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from '../command-line.js';

const { values } = readCommandLine({
  options: { deno: { type: 'string', default: 'deno' }, bun: { type: 'string', default: 'bun' } },
});

/** @type {readonly (readonly [name: string, command: string, ...args: string[]])[]} */
const runtimes = [
  ['Node', process.execPath],
  ['Deno', values.deno, 'run', '--allow-all'],
  ['Bun', values.bun, 'run'],
];

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Puts a package and what it depends on where an installation would put it.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string} from
 */
function install(folder, name, from) {
  const to = join(folder, 'node_modules', name);
  const isOwn = from === root;
  for (const part of isOwn ? ['package.json', 'dist'] : ['.']) {
    cpSync(join(from, part), join(to, part), { recursive: true, dereference: true });
  }
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) {
    install(folder, dependency, join(root, 'node_modules', dependency));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'hillock-runtimes-'));
try {
  install(folder, 'hillock', root);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies: { hillock: '*' } }));
  const program = join(folder, 'program.mjs');
  cpSync(fileURLToPath(new URL('program.js', import.meta.url)), program);
  let expected;
  for (const [name, command, ...args] of runtimes) {
    let output;
    try {
      output = execFileSync(command, [...args, program], { cwd: folder, encoding: 'utf8', timeout: 120_000 });
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) process.exitCode = 1;
      console.log(`${name}: ${isMissing ? 'is not here' : `failed: ${error}`}`);
      continue;
    }
    expected ??= output;
    if (output === expected) {
      console.log(`${name}: ${output.split('\n').length - 1} results${name === 'Node' ? '' : ', the same as in Node'}`);
      continue;
    }
    process.exitCode = 1;
    const lines = output.split('\n');
    console.log(`${name}: other results`);
    expected.split('\n').forEach((line, i) => line !== lines[i] && console.log(`  Node  ${line}\n  here  ${lines[i]}`));
  }
} finally {
  rmSync(folder, { recursive: true });
}
