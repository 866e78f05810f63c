/** What is installed on request, each into a folder of its own that git ignores: other versions of Node, and Keras. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** @param {string} command @param {string[]} given @param {string} [cwd] */
const install = (command, given, cwd) => execFileSync(command, given, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });

/** The program of a version of Node: `20` or `24.1.0`. @param {string} version */
function nodeOf(version) {
  const own = join(folder, 'tmp', `node-${version}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const program = join(own, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    console.log(`Installing Node ${version} …`);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), '{ "private": true }\n');
    install('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', `${name}@${version}`], own);
  }
  return program;
}

/**
 * Runs the command under each of these versions of Node.
 *
 * @param {string[]} versions
 * @param {Record<string, string | boolean | undefined>} options
 * @returns {Promise<import('./types.js').Run[]>}
 */
export async function runUnder(versions, options) {
  const here = mkdtempSync(join(tmpdir(), 'hillock-bench-'));
  const json = join(here, 'result.json');
  const passed = Object.entries({ ...options, node: undefined, keras: undefined, markdown: undefined, json })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));
  try {
    return versions.map(nodeOf).flatMap((program) => {
      rmSync(json, { force: true });
      spawnSync(program, [join(folder, 'main.js'), ...passed], { stdio: 'inherit' });
      if (!existsSync(json)) throw new Error(`${program} did not come to its end.`);
      return JSON.parse(readFileSync(json, 'utf8'));
    });
  } finally {
    rmSync(here, { recursive: true });
  }
}

/** The Python of an environment with Keras on JAX and on TensorFlow. */
export async function kerasPython() {
  const own = join(folder, '.venv');
  const python = join(own, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const finished = join(own, 'finished');
  if (!existsSync(finished)) {
    console.log('Installing Keras …');
    install('python3', ['-m', 'venv', own]);
    install(python, ['-m', 'pip', 'install', '--quiet', '-r', join(folder, 'keras-requirements.txt')]);
    writeFileSync(finished, '');
  }
  return python;
}
