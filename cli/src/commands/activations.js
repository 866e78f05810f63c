/** `hillock activations`: all of them in a table. */
import { activations } from 'hillock';
import { rangeText, sinceText } from '../facts.js';
import { standardStream, writeOutput } from '../files.js';
import { plainFormula } from '../plain-formula.js';
import { stylesOf } from '../style.js';
import { formatTable } from '../table.js';

const titles = ['name', 'formula', 'range', 'since Keras'];

export function addActivations(program) {
  program
    .command('activations')
    .summary('list all activations')
    .description('Lists all activations: formula, range, and the first Keras of each generation that has it.')
    .action(list);
}

async function list() {
  const rows = activations.list().map((identifier) => {
    const { formula, range, since } = activations.facts(identifier);
    return [identifier, plainFormula(formula), rangeText(range), sinceText(since)];
  });
  const table = formatTable(titles, rows, { columns: process.stdout.columns, styles: stylesOf(process.stdout) });
  await writeOutput(standardStream, table);
}
