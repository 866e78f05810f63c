/** Kills saving processes at random moments, and looks at what they leave. */
import { fork } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isWhole } from './content.js';

const saver = fileURLToPath(new URL('./saver.js', import.meta.url));

/**
 * Starts and kills `times` savers of files of `size` bytes at `path`; gives how often the file was there and how often it was not whole.
 *
 * @param {string} path
 * @param {{ readonly times: number; readonly size: number; readonly random?: () => number }} options
 */
export async function interruptSaves(path, { times, size, random = Math.random }) {
  const outcome = { found: 0, broken: 0, leftovers: 0 };
  for (let i = 0; i < times; i++) {
    await killOne(path, size, 60 * random());
    const names = readdirSync(dirname(path));
    if (names.includes(basename(path))) {
      outcome.found++;
      if (!isWhole(readFileSync(path), size)) outcome.broken++;
    }
    outcome.leftovers = Math.max(outcome.leftovers, names.length - 1);
  }
  return outcome;
}

function killOne(path, size, milliseconds) {
  return new Promise((resolve) => {
    const child = fork(saver, [path, String(size)], { stdio: 'ignore' });
    child.on('message', () => setTimeout(() => child.kill('SIGKILL'), milliseconds));
    child.on('exit', resolve);
  });
}
