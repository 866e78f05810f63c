#!/usr/bin/env node
/** The command `hillock`. */
import { describeFailure } from './failure.js';
import { spellForParser } from './parser-spelling.js';
import { createProgram } from './program.js';
import { stylesOf } from './style.js';

// Whoever writes hears of it; without a listener the process would end before that.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const given = process.argv.slice(2).map(spellForParser);

const program = createProgram();
const command = program.commands.find((each) => each.name() === given[0]);
const where = ['hillock', ...(command ? [command.name()] : [])].join(' ');

// What the library warns of; its own word for the place is that of a program.
console.warn = (message) => {
  const { bold, yellow } = stylesOf(process.stderr);
  process.stderr.write(`${bold(yellow(`${where}, warning:`))} ${String(message).replace(/^\w+: /, '')}\n`);
};

try {
  await program.parseAsync(given, { from: 'user' });
} catch (error) {
  process.exitCode = report(error);
}

/** Prints what went wrong, and gives the exit status; asking for help or the version is no error, and no command at all gets the help. */
function report(error) {
  if (error.exitCode === 0) return 0;
  if (error.code === 'commander.help') return 2;
  const { message, exitCode } = describeFailure(error);
  const { bold, red } = stylesOf(process.stderr);
  process.stderr.write(`${bold(red(`${where}:`))} ${message}\n`);
  return exitCode;
}
