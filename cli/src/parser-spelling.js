/** Handles negative numbers with letters, such as -inf, which the parser of the command line would take for options. */

/** A spelling of -∞ that the parser takes for a number. */
const negativeInfinity = '-1e999';

/** The word to give to the parser in place of a word of the command line. The sign of a NaN is dropped, because it cannot be seen. */
export function spellForParser(word) {
  if (/^-inf(inity)?$/i.test(word)) return negativeInfinity;
  return /^-nan$/i.test(word) ? 'nan' : word;
}

/** The original spelling of a word, for messages. */
export const spellForPeople = (word) => (word === negativeInfinity ? '-inf' : word);
