#!/usr/bin/env node
/** The command `hillock`. */
import { describeFailure } from './failure.js';
import { spellForParser } from './parser-spelling.js';
import { createProgram } from './program.js';
import { stylesOf } from './style.js';

// Errors of the streams are reported to whoever writes; without these listeners the process would end first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const given = process.argv.slice(2).map(spellForParser);

const program = createProgram();
const command = program.commands.find((each) => each.name() === given[0]);
const where = ['hillock', ...(command ? [command.name()] : [])].join(' ');

// Warnings of the library are printed under the command's name, without the function that the library names.
console.warn = (message) => {
  const { bold, yellow } = stylesOf(process.stderr);
  process.stderr.write(`${bold(yellow(`${where}, warning:`))} ${String(message).replace(/^\w+: /, '')}\n`);
};

try {
  await program.parseAsync(given, { from: 'user' });
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error, and returns the exit status. Asking for help or the version is no error; without a command, the help is printed. */
function report(error) {
  if (error.exitCode === 0) return 0;
  if (error.code === 'commander.help') return 2;
  const { message, exitCode } = describeFailure(error);
  const { bold, red } = stylesOf(process.stderr);
  process.stderr.write(`${bold(red(`${where}:`))} ${message}\n`);
  return exitCode;
}
