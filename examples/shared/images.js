/** Small grey images as pictures, in rows with names. */
import { element, gray, picture, text } from './svg.js';

const pixel = 5;
const margin = 8;
const labelWidth = 120;

/** @param {ArrayLike<number>} values From 0 to 1, row by row. @param {number} side @param {number} left @param {number} top */
function drawImage(values, side, left, top) {
  const pixels = Array.from(values, (value, i) => {
    const grey = Math.round(255 * (1 - Math.min(1, Math.max(0, value))));
    return element('rect', {
      x: left + pixel * (i % side),
      y: top + pixel * Math.floor(i / side),
      width: pixel,
      height: pixel,
      fill: `rgb(${grey},${grey},${grey})`,
    });
  });
  const frame = { x: left, y: top, width: pixel * side, height: pixel * side, fill: 'none', stroke: gray };
  return element('g', { 'shape-rendering': 'crispEdges' }, [...pixels, element('rect', frame)]);
}

/**
 * @param {string} title
 * @param {number} side Pixels along one side of an image.
 * @param {readonly { name: string, images: readonly ArrayLike<number>[] }[]} rows
 */
export function imageRows(title, side, rows) {
  const step = pixel * side + margin;
  const width = labelWidth + Math.max(...rows.map(({ images }) => images.length)) * step + margin;
  const height = rows.length * step + margin;
  const drawn = rows.flatMap(({ name, images }, row) => [
    text(margin, margin + row * step + (pixel * side) / 2 + 4, name),
    ...images.map((image, i) => drawImage(image, side, labelWidth + i * step, margin + row * step)),
  ]);
  return picture({ width, height, title }, drawn);
}
