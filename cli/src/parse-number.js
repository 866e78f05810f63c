/** Reads one number, for the command line and for files. */

const words = { nan: NaN, inf: Infinity, infinity: Infinity };

/**
 * The number that a text means, including `inf` and `nan`; undefined for any other text.
 *
 * @param {string} text
 * @returns {number | undefined}
 */
export function parseNumber(text) {
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(text);
  const isDecimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits);
  const value = isDecimal ? Number(digits) : words[digits.toLowerCase()];
  return value !== undefined && sign === '-' ? -value : value;
}
