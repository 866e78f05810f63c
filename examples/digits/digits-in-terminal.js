/** Digits drawn with characters, above what a network takes them for. */
import { imageAt, side } from './data.js';
import { percent } from '../shared/terminal.js';

/** @typedef {import('../shared/terminal.js').Style} Style */
/** @typedef {import('./data.js').Digits} Digits */

const shades = [' ', '░', '▒', '▓', '█'];
const perRow = 4;
const gap = '    ';

/** Two pixels per character, the upper one as the colour of the half block. @param {Float32Array} image @param {Style} style */
function colored(image, { foreground, background }) {
  /** @param {number} row @param {number} column */
  const gray = (row, column) => new Array(3).fill(Math.round(255 * image[row * side + column]));
  return Array.from({ length: side / 2 }, (_, line) =>
    Array.from({ length: side }, (_, column) =>
      background(gray(2 * line + 1, column), foreground(gray(2 * line, column), '▀')),
    ).join(''),
  );
}

/** Two characters per pixel, because characters are about twice as high as wide. @param {Float32Array} image */
function shaded(image) {
  /** @param {number} pixel */
  const shade = (pixel) => shades[Math.round(pixel * (shades.length - 1))].repeat(2);
  return Array.from({ length: side }, (_, row) =>
    Array.from(image.subarray(row * side, (row + 1) * side), shade).join(''),
  );
}

/**
 * The chosen digits side by side, under each the prediction and its probability, and the truth where that is another.
 *
 * @param {Digits} digits
 * @param {{ predictions: readonly number[], probabilities: readonly (readonly number[])[] }} outcome
 * @param {readonly number[]} chosen
 * @param {Style} style
 */
export function drawDigits(digits, { predictions, probabilities }, chosen, style) {
  const width = (style.hasColors ? 1 : 2) * side + gap.length;
  const blocks = chosen.map((index) => {
    const [digit, label] = [predictions[index], digits.labels[index]];
    const image = imageAt(digits, index);
    const captions = [
      `${digit}  ${percent(probabilities[index][digit], 0)} %`,
      digit === label ? '✓' : `✗ it is ${label}`,
    ];
    return [
      ...(style.hasColors ? colored(image, style) : shaded(image)).map((line) => line + gap),
      ...captions.map((caption) => caption.padEnd(width)),
    ];
  });

  const rows = [];
  for (let first = 0; first < blocks.length; first += perRow)
    rows.push(sideBySide(blocks.slice(first, first + perRow)));
  return rows.join('\n\n');
}

/** @param {readonly (readonly string[])[]} blocks Of equally many lines each. */
const sideBySide = (blocks) =>
  blocks[0]
    .map((_, line) =>
      blocks
        .map((block) => block[line])
        .join('')
        .trimEnd(),
    )
    .join('\n');

/**
 * The first digits that were recognised and the first that were not, `count` of each.
 *
 * @param {Digits} digits
 * @param {readonly number[]} predictions
 */
export function chooseDigits({ labels }, predictions, count = 4) {
  const indices = predictions.map((_, index) => index);
  const isRight = (/** @type {number} */ index) => predictions[index] === labels[index];
  return [...indices.filter(isRight).slice(0, count), ...indices.filter((index) => !isRight(index)).slice(0, count)];
}
