/** Which digits a network takes for which. */
import { percent } from '../shared/terminal.js';

/** @typedef {import('../shared/terminal.js').Style} Style */

const right = [0, 158, 115];
const wrong = [213, 94, 0];

/**
 * How often each digit was taken for which: a row for each true digit, a column for each prediction.
 *
 * @param {ArrayLike<number>} labels
 * @param {ArrayLike<number>} predictions
 */
export function confusionMatrix(labels, predictions, classes = 10) {
  const matrix = Array.from({ length: classes }, () => new Array(classes).fill(0));
  for (let i = 0; i < labels.length; i++) matrix[labels[i]][predictions[i]]++;
  return matrix;
}

/**
 * @param {readonly (readonly number[])[]} matrix
 * @param {Style} style
 */
export function drawConfusionMatrix(matrix, style) {
  const header = matrix.map((_, prediction) => String(prediction).padStart(4)).join('');
  const rows = matrix.map(
    (row, digit) => `  ${style.bold(String(digit))} │${row.map(cell).join('')}   ${recall(row, digit)}`,
  );

  /** @param {number} count @param {number} prediction @param {readonly number[]} row */
  function cell(count, prediction, row) {
    const text = (count === 0 ? '·' : String(count)).padStart(4);
    if (count === 0) return text;
    return style.foreground(row === matrix[prediction] ? right : wrong, text);
  }
  return [`    │${style.bold(header)}   recognised`, `  ──┼${'─'.repeat(4 * matrix.length)}`, ...rows].join('\n');
}

/** The share of a digit's images that were recognised. @param {readonly number[]} row @param {number} digit */
function recall(row, digit) {
  const count = row.reduce((sum, value) => sum + value, 0);
  return count === 0 ? '' : `${percent(row[digit] / count, 0).padStart(3)} %`;
}
