/** The two kinds of failures of the command: the command line is wrong, or the work that it asks for fails. */
import { CommanderError } from 'commander';
import { HillockError } from '#hillock';
import { withFlags } from './flags.js';
import { spellForPeople } from './parser-spelling.js';

/** An error with the message `expected <what>. Received: … Hint: ….`; the place is added when it is reported. */
export class Failure extends Error {
  exitCode = 1;

  /**
   * @param {string} message
   * @param {string} [hint]
   */
  constructor(message, hint) {
    super(hint === undefined ? message : `${message} Hint: ${hint}.`);
  }
}

/** An error in the command line: it asks for something that does not exist. */
export class UsageError extends Failure {
  exitCode = 2;
}

/**
 * The library's message without its place, and with flags in place of options.
 *
 * @param {HillockError} error
 */
export const libraryMessage = ({ message, where }) => withFlags(message.slice(where.length + 2));

/** The parser's message in the form of our messages. */
function parserMessage({ message }) {
  const [problem, suggestion] = message.replace(/^error: /, '').split('\n');
  const value = /^option '(?:-\w, )?(--[\w-]+).*' argument '(.*)' is invalid\. (.*)$/s.exec(problem);
  if (value !== null) return `expected ${value[3]} for ${value[1]}. Received: "${spellForPeople(value[2])}".`;
  const argument = /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/s.exec(problem);
  if (argument !== null) return `expected ${argument[3]} as <${argument[2]}>. Received: "${argument[1]}".`;
  return [`${problem.replace(/\.$/, '')}.`, suggestion?.replace(/[()]/g, '')].filter(Boolean).join(' ');
}

/**
 * What is printed for an error, and the exit status of the command.
 *
 * @param {unknown} error
 * @returns {{ message: string, exitCode: number }}
 */
export function describeFailure(error) {
  if (error instanceof CommanderError) return { message: parserMessage(error), exitCode: 2 };
  if (error instanceof HillockError) return { message: libraryMessage(error), exitCode: 1 };
  if (error instanceof Failure) return error;
  // An unexpected error is a mistake of ours, for which a report needs the stack.
  return { message: error instanceof Error ? error.stack : String(error), exitCode: 1 };
}
