/** `hillock activations`: a table of all activations. */
import { activations } from '#hillock';
import { sinceText } from '../facts.js';
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
    const facts = activations.facts(/** @type {activations.ActivationIdentifier} */ (identifier));
    return [identifier, plainFormula(facts.formula), activations.factTexts(facts).range, sinceText(facts)];
  });
  const table = formatTable(titles, rows, { columns: process.stdout.columns, styles: stylesOf(process.stdout) });
  await writeOutput(standardStream, table);
}
