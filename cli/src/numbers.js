/** Converts numbers to and from text. */
import { Failure } from './failure.js';
import { parseNumber } from './parse-number.js';

/**
 * The numbers in a text, separated by spaces, commas or line ends.
 *
 * @param {string} text
 * @param {string} [expected] - what the text should be, for the message if it is not
 * @returns {number[]}
 */
export function parseNumbers(text, expected = 'numbers or a NumPy file') {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.map((part, i) => {
    const value = parseNumber(part);
    if (value === undefined)
      throw new Failure(`expected ${expected}. Received: "${part.slice(0, 40)}" in place ${i + 1}.`);
    return value;
  });
}

/** The shortest text that is read back as the same number of this dtype. */
export function formatNumber(value, dtype) {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  // 16-bit numbers are float32 numbers, too.
  if (!/^b?float(16|32)$/.test(dtype)) return String(value);
  for (let digits = 1; ; digits++) {
    const shortened = Number(value.toPrecision(digits));
    if (Math.fround(shortened) === value) return String(shortened);
  }
}
