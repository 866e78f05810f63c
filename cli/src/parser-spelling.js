/** Handles negative numbers such as -inf, -5. and -1E3, which the parser of the command line would take for options. */
import { parseNumber } from './parse-number.js';

/** A spelling of -∞ that the parser takes for a number. */
const negativeInfinity = '-1e999';

/** The word to give to the parser in place of a word of the command line. The sign of a NaN is dropped, because it cannot be seen. */
export function spellForParser(word) {
  const value = word.startsWith('-') ? parseNumber(word) : undefined;
  if (value === undefined) return word;
  if (Number.isNaN(value)) return 'nan';
  if (/^-inf/i.test(word)) return negativeInfinity;
  // The parser knows neither a point without digits behind it nor a capital E.
  return word.toLowerCase().replace(/\.(?=e|$)/, '');
}

/** The original spelling of a word, for messages. */
export const spellForPeople = (word) => (word === negativeInfinity ? '-inf' : word);
