/** Draws curves in a terminal. */
import { ticks } from 'd3-array';
import { heightsOf } from './curves.js';
import { DotCanvas } from './dot-canvas.js';

/** The number of dots in a dash of a derivative's line, and in the gap after it. */
const dashLength = 4;

/** About how many lines and characters there are between labels of an axis. */
const [linesPerLabel, columnsPerLabel] = [4, 12];

/**
 * Draws curves with their axes and labels.
 *
 * @param {readonly import('./curves.js').Curve[]} curves
 * @param {object} options
 * @param {readonly [number, number]} options.range - the interval of x
 * @param {number} options.columns - the characters of a line, labels included
 * @param {number} options.rows - the lines of the drawing, labels of x not included
 * @param {(curve: import('./curves.js').Curve) => (text: string) => string} options.paintOf
 * @param {(text: string) => string} options.faint
 * @returns {string}
 */
export function drawCurves(curves, { range, columns, rows, paintOf, faint }) {
  const heights = heightsOf(curves, range);
  const yTicks = ticks(...heights, rows / linesPerLabel);
  const margin = Math.max(...yTicks.map((y) => text(y).length)) + 1;
  const canvas = new DotCanvas(columns - margin, rows);
  const toX = (x) => share(x, range) * (canvas.width - 1);
  // Points far outside are limited to a few heights' distance. Nobody sees them, and a line to them could have 10^400 dots.
  const toY = (y) => clamp((1 - share(y, heights)) * (canvas.height - 1), -4 * canvas.height, 5 * canvas.height);
  const columnOf = (x) => Math.floor((Math.round(toX(x)) / canvas.width) * (columns - margin));
  const rowOf = (y) => Math.floor((Math.round(toY(y)) / canvas.height) * rows);

  for (const curve of curves) {
    for (const points of curve.segments) {
      const dots = points.map(({ x, y }) => [toX(x), toY(y)]);
      drawLine(dots, curve.kind === 'derivative', (x, y) => canvas.set(Math.round(x), Math.round(y), paintOf(curve)));
    }
  }

  const [zeroColumn, zeroRow] = [columnOf(0), rowOf(0)];
  const background = (column, row) => {
    const character = axisCharacter(column === zeroColumn, row === zeroRow);
    return character === ' ' ? character : faint(character);
  };
  const labels = new Map(yTicks.map((y) => [rowOf(y), text(y)]));
  const lines = canvas
    .lines(background)
    .map((line, row) => `${(labels.get(row) ?? '').padStart(margin - 1)} ${line}`.trimEnd());
  const xTicks = ticks(...range, columns / columnsPerLabel);
  return [...lines, ' '.repeat(margin) + scale(xTicks, columnOf, columns - margin)].join('\n');
}

/** @type {(value: number, interval: readonly [number, number]) => number} */
const share = (value, [low, high]) => (value - low) / (high - low);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const text = (value) => String(value).replace('-', '−');
const axisCharacter = (isVertical, isHorizontal) =>
  isVertical && isHorizontal ? '┼' : isVertical ? '│' : isHorizontal ? '─' : ' ';

/** Visits the dots between successive points; for a dashed line, only the dots in dashes. */
function drawLine(dots, isDashed, visit) {
  let length = 0;
  dots.slice(1).forEach(([x, y], i) => {
    const [fromX, fromY] = dots[i];
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY))));
    for (let step = 0; step <= steps; step++) {
      const isGap = isDashed && Math.floor(length / dashLength) % 2 === 1;
      if (!isGap) visit(fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps);
      length += Math.sqrt((x - fromX) ** 2 + (y - fromY) ** 2) / (steps + 1);
    }
  });
}

/** The labels of an axis in one line, each below its place. */
function scale(values, columnOf, columns) {
  let line = '';
  for (const value of values) {
    const label = text(value);
    const middle = columnOf(value) - Math.floor(label.length / 2);
    const start = Math.max(0, Math.min(middle, columns - label.length));
    if (line === '' || start > line.length) line = line.padEnd(start) + label;
  }
  return line;
}
