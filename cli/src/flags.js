/** Spells arguments of activations as flags of the command line. */
import { activations } from '#hillock';

/**
 * `negativeSlope` as `--negative-slope`.
 *
 * @param {string} name
 */
export const flagOf = (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The names of all arguments that some activation has. */
const argumentNames = () =>
  new Set(
    Object.values(activations).flatMap((each) =>
      'configDefaults' in each ? Object.keys(/** @type {object} */ (each.configDefaults)) : [],
    ),
  );

/**
 * A message of the library with flags in place of its options; it writes options as `{ axis: -1 }`, `maxValue` and `maxValue=-1`.
 *
 * @param {string} text
 */
export function withFlags(text) {
  const names = argumentNames();
  return text
    .replace(/\{ (\w+): '?([^'}]+)'? \}/g, (_, name, value) => `${flagOf(name)} ${value}`)
    .replace(/`(\w+)`/g, (quoted, name) => (names.has(name) ? flagOf(name) : quoted))
    .replace(/(?<=\s)(\w+)=/g, (given, name) => (names.has(name) ? `${flagOf(name)} ` : given));
}
