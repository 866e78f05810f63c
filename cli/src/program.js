/** The commands, and the settings they share. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addActivations } from './commands/activations.js';
import { addCompare } from './commands/compare.js';
import { addConvert } from './commands/convert.js';
import { addEval } from './commands/eval.js';
import { addExplain } from './commands/explain.js';
import { addHelp } from './commands/help.js';
import { addInspect } from './commands/inspect.js';
import { addPlot } from './commands/plot.js';
import { addPredict } from './commands/predict.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const exitStatus = `
Exit status: 0 success, 1 the work failed, 2 the command line is wrong.
`;

const commands = [
  ...[addActivations, addEval, addPlot, addExplain],
  ...[addInspect, addConvert, addPredict, addCompare],
  addHelp,
];

/** @returns {Command} */
export function createProgram() {
  const program = new Command('hillock')
    .description('Activation functions and model files at a terminal.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', exitStatus)
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}
