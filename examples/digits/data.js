/** The digits and what Keras reaches on them. */
import { readFileSync } from 'node:fs';
import { tensor } from 'hillock';

/**
 * @typedef {object} Digits
 * @property {Float32Array} pixels From 0 to 1, digit after digit, row by row.
 * @property {Int32Array} labels 0 to 9.
 */

/** @typedef {{ training: Digits, test: Digits }} Data */

/** @typedef {{ accuracy: number, spread: number, loss: number }} Baseline Mean and spread of the accuracy over the seeds, mean loss. */

/** Pixels along one side of an image. */
export const side = 8;
const pixelsPerImage = side * side;
const brightest = 16;

/** @param {string} name */
const readText = (name) => readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');

/** @returns {Data} The digits to learn from, and those by other writers. */
export function loadDigits() {
  const [, ...lines] = readText('digits.csv').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  const { training, test } = JSON.parse(readText('digits-split.json'));
  return { training: digitsOf(rows.slice(...training)), test: digitsOf(rows.slice(...test)) };
}

/**
 * @param {number[][]} rows
 * @returns {Digits}
 */
function digitsOf(rows) {
  const pixels = rows.flatMap((row) => row.slice(0, pixelsPerImage));
  return {
    pixels: Float32Array.from(pixels, (pixel) => pixel / brightest),
    labels: Int32Array.from(rows, (row) => row[pixelsPerImage]),
  };
}

/**
 * The pixels as a tensor with one row per digit, in the shape that a network takes.
 *
 * @param {Digits} digits
 * @param {readonly number[]} imageShape
 */
export const imagesOf = ({ pixels, labels }, imageShape) => tensor(pixels, { shape: [labels.length, ...imageShape] });

/**
 * @param {Digits} digits
 * @param {number} index
 */
export const imageAt = ({ pixels }, index) => pixels.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);

/** @returns {{ cnn: Record<string, Baseline>, mlp: Record<string, Baseline> }} What Keras reaches, by network and activation. */
export function loadBaselines() {
  const { cnn, mlp } = JSON.parse(readText('baselines.json'));
  return { cnn, mlp };
}
