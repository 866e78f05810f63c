/** Tables of text. */

/** A text cut to a width, with an ellipsis that shows it. */
const cut = (text, width) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/**
 * Rows in columns below their titles. In a terminal the widest column is cut, so that each row stays on one line.
 *
 * @param {readonly string[]} titles
 * @param {readonly (readonly string[])[]} rows
 * @param {{ columns?: number, styles: ReturnType<import('./style.js').stylesOf> }} options - `columns` of the terminal, if it is one
 * @returns {string}
 */
export function formatTable(titles, rows, { columns = Infinity, styles }) {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const total = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest] = Math.max(8, widths[widest] - Math.max(0, total - columns));
  const line = (cells, paint) =>
    cells
      .map((cell, i) => paint(cut(cell, widths[i]).padEnd(widths[i]), i))
      .join('  ')
      .trimEnd();
  const body = rows.map((row) => line(row, (text, i) => (i === 0 ? styles.bold(text) : text)));
  return [line(titles, styles.dim), ...body, ''].join('\n');
}

/**
 * Labels followed by texts, which are broken at the width of the terminal.
 *
 * @param {readonly (readonly [label: string, text: string])[]} entries
 * @param {{ columns?: number, styles: ReturnType<import('./style.js').stylesOf> }} options
 * @returns {string}
 */
export function formatEntries(entries, { columns = Infinity, styles }) {
  const margin = Math.max(...entries.map(([label]) => label.length)) + 2;
  return entries
    .map(([label, text]) => {
      const lines = wrapped(text, Math.max(30, columns - margin - 2));
      return styles.dim(label.padEnd(margin)) + lines.join(`\n${' '.repeat(margin)}`);
    })
    .join('\n');
}

function wrapped(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
