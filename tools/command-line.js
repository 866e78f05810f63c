/** The command lines of the repository's programs. */
import { parseArgs } from 'node:util';
import { nearestName } from '../dist/errors/index.js';

/**
 * What Node's `parseArgs` reads; for an option that is unknown the error names the nearest one, or else what `hintFor` says.
 *
 * @template {import('node:util').ParseArgsConfig} Config
 * @param {Config} config
 * @param {(name: string) => string} [hintFor]
 * @returns {ReturnType<typeof parseArgs<Config>>}
 */
export function readCommandLine(config, hintFor) {
  try {
    return parseArgs(config);
  } catch (error) {
    const unknown = /^Unknown option '(-[^']*)'/.exec(error.message)?.[1];
    if (unknown === undefined) throw error;
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    const nearest = nearestName(unknown, known);
    const otherwise = hintFor?.(unknown.replace(/^-+/, '')) ?? `Known are ${known.join(', ')}.`;
    const advice = nearest === undefined ? otherwise : `Did you mean ${nearest}?`;
    throw new Error(`Unknown option ${unknown}. ${advice}`, { cause: error });
  }
}
