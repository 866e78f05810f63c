/** Lines in a coordinate system. */
import { element, gray, line, text } from './svg.js';

/** Blue and the vermilion of Okabe and Ito, which most colour-blind people can tell apart, and which both light and dark pages leave readable. */
export const colors = { blue: '#1f7fd6', vermilion: '#d55e00' };
export const dashes = '5 3';

/**
 * @typedef {object} Axis
 * @property {readonly [number, number]} domain
 * @property {readonly number[]} ticks
 * @property {string} [label]
 * @property {boolean} [isLogarithmic]
 * @property {(value: number) => string} [format]
 */

/** @typedef {{ points: readonly (readonly [number, number])[], color: string, isDashed?: boolean }} Series */

/** @typedef {{ left: number, top: number, width: number, height: number }} Area Inside the axes. */

/** @param {Axis} axis @param {number} start @param {number} end @returns {(value: number) => number} */
function scaleOf({ domain, isLogarithmic }, start, end) {
  const project = isLogarithmic ? Math.log : (/** @type {number} */ value) => value;
  const [low, high] = domain.map(project);
  return (value) => start + ((project(value) - low) / (high - low)) * (end - start);
}

/** Steeper than this many heights of the chart per width, a line is a jump and is not drawn. */
const jump = 10;

/**
 * The lines of a series within the domain, broken where it leaves the domain or jumps.
 *
 * @param {Series} series
 * @param {{ x: Axis, y: Axis, toX: (value: number) => number, toY: (value: number) => number }} plane
 */
function path({ points, color, isDashed }, { x, y, toX, toY }) {
  const slopeUnit = (y.domain[1] - y.domain[0]) / (x.domain[1] - x.domain[0]);
  /** @param {number} value */
  const isVisible = (value) => value >= y.domain[0] && value <= y.domain[1];
  const commands = points.map(([px, py], i) => {
    if (!isVisible(py)) return '';
    const [beforeX, beforeY] = points[i - 1] ?? [px, NaN];
    const isContinued = isVisible(beforeY) && Math.abs(py - beforeY) <= jump * slopeUnit * (px - beforeX);
    return `${isContinued ? 'L' : 'M'}${toX(px).toFixed(1)} ${toY(py).toFixed(1)}`;
  });
  const style = { fill: 'none', stroke: color, 'stroke-width': 2, 'stroke-linejoin': 'round' };
  return element('path', { d: commands.join(''), ...style, ...(isDashed ? { 'stroke-dasharray': dashes } : {}) });
}

/**
 * @param {Area} area
 * @param {{ title: string, x: Axis, y: Axis, series: readonly Series[] }} content
 */
export function chart({ left, top, width, height }, { title, x, y, series }) {
  const [right, bottom] = [left + width, top + height];
  const [toX, toY] = [scaleOf(x, left, right), scaleOf(y, bottom, top)];
  const grid = { stroke: gray, 'stroke-opacity': 0.25 };
  const axis = { stroke: gray };
  const zeros = { x: x.domain[0] < 0 ? toX(0) : left, y: y.domain[0] < 0 ? toY(0) : bottom };
  return element('g', {}, [
    text(left, top - 10, title, { 'font-weight': 600, 'font-size': 13 }),
    ...x.ticks.map((tick) => line(toX(tick), top, toX(tick), bottom, grid)),
    ...y.ticks.map((tick) => line(left, toY(tick), right, toY(tick), grid)),
    line(left, zeros.y, right, zeros.y, axis),
    line(zeros.x, top, zeros.x, bottom, axis),
    ...x.ticks.map((tick) => text(toX(tick), bottom + 17, (x.format ?? number)(tick), { 'text-anchor': 'middle' })),
    ...y.ticks.map((tick) => text(left - 8, toY(tick) + 4, (y.format ?? number)(tick), { 'text-anchor': 'end' })),
    ...(x.label ? [text((left + right) / 2, bottom + 36, x.label, { 'text-anchor': 'middle' })] : []),
    ...(y.label ? [uprightLabel(left - 46, (top + bottom) / 2, y.label)] : []),
    ...series.map((one) => path(one, { x, y, toX, toY })),
  ]);
}

/** With a real minus sign. @param {number} value */
const number = (value) => String(value).replace('-', '−');

/** @param {number} x @param {number} y @param {string} words */
const uprightLabel = (x, y, words) =>
  text(x, y, words, { 'text-anchor': 'middle', transform: `rotate(-90 ${x} ${y})` });

/** Lines with their names, side by side or below each other. @param {number} left @param {number} top @param {readonly { name: string, color: string, isDashed?: boolean }[]} entries @param {{ x: number, y: number }} step */
export function legend(left, top, entries, step) {
  return entries.map(({ name, color, isDashed }, i) => {
    const [x, y] = [left + i * step.x, top + i * step.y];
    const style = { stroke: color, 'stroke-width': 2, ...(isDashed ? { 'stroke-dasharray': dashes } : {}) };
    return element('g', {}, [line(x, y - 4, x + 28, y - 4, style), text(x + 36, y, name)]);
  });
}
