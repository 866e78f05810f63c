/** Numbers that the parser of the command line takes for options, because a letter follows the minus sign. */

/** A text for -∞ that the parser takes for a number. */
const negativeInfinity = '-1e999';

/** What to give the parser in place of a word of the command line. A NaN has no sign that anybody could see. */
export function spellForParser(word) {
  if (/^-inf(inity)?$/i.test(word)) return negativeInfinity;
  return /^-nan$/i.test(word) ? 'nan' : word;
}

/** What people call a word that went through the parser. */
export const spellForPeople = (word) => (word === negativeInfinity ? '-inf' : word);
