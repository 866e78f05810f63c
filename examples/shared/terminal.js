/** Text for a terminal: colours where they are welcome, and columns. */

/** @typedef {(color: readonly number[], text: string) => string} Paint Gives text a colour by red, green and blue from 0 to 255. */

/**
 * @typedef {object} Style How to write on a terminal.
 * @property {boolean} hasColors
 * @property {(text: string) => string} bold
 * @property {Paint} foreground
 * @property {Paint} background
 */

const escape = '\u001b';

/** @param {boolean} hasColors @returns {Style} */
export function styleOf(hasColors) {
  /** @param {string} code @param {string} text */
  const styled = (code, text) => (hasColors ? `${escape}[${code}m${text}${escape}[0m` : text);
  return {
    hasColors,
    bold: (text) => styled('1', text),
    foreground: (color, text) => styled(`38;2;${color.join(';')}`, text),
    background: (color, text) => styled(`48;2;${color.join(';')}`, text),
  };
}

/** Colours only where somebody looks, and not where they are declined (https://no-color.org). */
export const standardStyle = () => styleOf(process.stdout.isTTY === true && !process.env['NO_COLOR']);

/** Columns side by side, the first one to the left, the others to the right. @param {readonly (readonly string[])[]} rows */
export function columns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

/** @param {number} share */
export const percent = (share, digits = 1) => (100 * share).toFixed(digits);
