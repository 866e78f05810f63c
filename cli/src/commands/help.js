/** `hillock help`: shows the help of the command, or of one of its commands. */
import { UsageError } from '../failure.js';

export function addHelp(program) {
  program
    .command('help')
    .summary('print the help of a command')
    .description('Prints what a command does and every option that it has.')
    .argument('[command]', 'its name')
    .action((name) => {
      const command = name === undefined ? program : program.commands.find((each) => each.name() === name);
      if (command !== undefined) return command.outputHelp();
      const names = program.commands.map((each) => each.name()).join(', ');
      throw new UsageError(`unknown command '${name}'.`, `known are ${names}`);
    });
}
