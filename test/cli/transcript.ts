/** What somebody at a terminal sees: commands, what they print, how they end. */
import { hillock, type Surroundings } from './hillock.js';

/** The lines of a command, `$ hillock …`, of what it printed on either stream, and its status where it is no success. */
async function entry(words: readonly string[], surroundings: Surroundings): Promise<string> {
  const { status, output, errors } = await hillock(words, surroundings);
  const ending = status === 0 ? '' : `[status ${status}]\n`;
  return `$ hillock ${words.join(' ')}\n${output}${errors}${ending}`;
}

/** Runs commands one after the other in a folder; each is a line, whose words have no spaces in them. */
export async function transcript(directory: string, commands: readonly string[]): Promise<string> {
  const entries: string[] = [];
  for (const command of commands) entries.push(await entry(command.split(' '), { directory }));
  return entries.join('\n');
}
