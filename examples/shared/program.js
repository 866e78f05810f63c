/** What every example is when it is started: a program with two options, that prints text and writes pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setRandomSeed } from 'hillock';
import { readCommandLine } from '../../tools/command-line.js';

/**
 * @typedef {object} Outcome
 * @property {string} text What is to be read in the terminal.
 * @property {Readonly<Record<string, string>>} [pictures] SVG by the names of the files.
 * @property {Readonly<Record<string, number>>} results What came out, as numbers.
 */

/** @typedef {{ epochs: number, size: number }} Effort How often and on how much a network trains; examples say what is usual. */

/**
 * Runs an example if its file was started, and not if it was imported.
 *
 * @param {string} address The example's `import.meta.url`.
 * @param {string} about What it does, in a sentence.
 * @param {(effort: Effort) => Promise<Outcome>} run
 * @param {Effort} usual
 */
export async function runIfStarted(address, about, run, usual) {
  const file = fileURLToPath(address);
  if (process.argv[1] !== file) return;
  const options = /** @type {const} */ ({
    epochs: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  });
  const { values } = readCommandLine({ options });
  if (values.help) {
    console.log(
      `${about}\n\nnode ${relative(process.cwd(), file)} [--epochs N] [--seed N]\n\n  --epochs N   how often each network sees the data (${usual.epochs})\n  --seed N     another seed (0)`,
    );
    return;
  }
  setRandomSeed(Number(values.seed ?? 0));
  const { text, pictures = {} } = await run({ ...usual, epochs: Number(values.epochs ?? usual.epochs) });
  console.log(text);
  const folder = fileURLToPath(new URL('output', address));
  for (const [name, picture] of Object.entries(pictures)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), picture);
    console.log(`picture: ${relative(process.cwd(), join(folder, name))}`);
  }
}
