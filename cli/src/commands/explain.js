/** `hillock explain`: shows the facts of an activation, and what becomes of its formula. */
import { activations } from '#hillock';
import { addActivationFlags, argumentsFor } from '../activation-flags.js';
import { findActivation, isElementwise } from '../activation.js';
import { factEntries } from '../facts.js';
import { UsageError } from '../failure.js';
import { standardStream, writeOutput } from '../files.js';
import { stylesOf } from '../style.js';
import { formatEntries } from '../table.js';

export function addExplain(program) {
  const command = program
    .command('explain')
    .summary('show formula, derivative, facts and kernel of one')
    .description('Shows the formula of an activation, its derivative, its facts, and the kernels it is lowered to.')
    .argument('<activation>', 'its name, as hillock activations lists it')
    .option('--latex', 'formula and derivative as LaTeX')
    .option('--wasm', 'the kernels as WebAssembly text');
  addActivationFlags(command).action(explain);
}

async function explain(name, { latex, wasm, ...options }) {
  const activation = /** @type {any} */ (findActivation(name));
  const [given] = /** @type {any[]} */ (argumentsFor([activation], options));
  const facts = activations.facts(activation.identifier, given);
  const styles = stylesOf(process.stdout);
  const entries = factEntries(facts, { latex });
  const sections = [
    [facts.name, formatEntries(entries, { columns: process.stdout.columns, styles })],
    ...kernelsOf(activation, given, wasm),
  ];
  const texts = sections.map(([title, text]) => `${styles.bold(title)}\n${indented(text)}\n`);
  await writeOutput(standardStream, texts.join('\n'));
}

/** Titles and texts of the kernels, as vector instructions or as WebAssembly. Activations of whole rows have no kernels made from a formula. */
function kernelsOf(activation, given, wasm) {
  if (isElementwise(activation)) {
    const { value, derivative } = activations.explain(activation.identifier, given)[wasm ? 'wasm' : 'lowered'];
    return [
      ['Kernel of the value', value],
      ['Kernel of the gradient', derivative ?? 'none: the upstream gradient is handed on'],
    ];
  }
  if (!wasm) return [];
  throw new UsageError(
    `expected an activation that works on each element by itself for --wasm. Received: "${activation.identifier}".`,
  );
}

const indented = (text) => text.trimEnd().replace(/^(?=.)/gm, '  ');
