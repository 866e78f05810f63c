/** Summarises arrays of numbers. */

/**
 * @typedef {object} Statistics
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {number | null} mean
 * @property {number | null} standardDeviation
 * @property {number} zeros
 * @property {number} notFinite - NaN and infinities, which the others leave out
 */

/**
 * Minimum, maximum, mean and standard deviation of the finite numbers; null if there are none.
 *
 * @param {ArrayLike<unknown>} values
 * @returns {Statistics}
 */
export function statisticsOf(values) {
  let [count, sum, zeros, minimum, maximum] = [0, 0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    if (value === 0) zeros++;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const notFinite = values.length - count;
  if (count === 0) return { minimum: null, maximum: null, mean: null, standardDeviation: null, zeros, notFinite };
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  return { minimum, maximum, mean, standardDeviation: Math.sqrt(squares / count), zeros, notFinite };
}

/** A remark on suspicious numbers: NaN, infinities, or nothing but zeros. */
export function remarkOn({ zeros, notFinite }, size) {
  if (notFinite > 0) return `${notFinite} NaN or infinite`;
  return size > 0 && zeros === size ? 'all 0' : '';
}

/** A number with four significant digits. @param {number | null} value */
export const shortNumber = (value) => (value === null ? '-' : String(Number(value.toPrecision(4))));

/** 1234567 as 1,234,567. @param {number} count */
export const formatCount = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** A number of bytes in the largest unit in which it is at least 1. @param {number} bytes */
export function formatBytes(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; unit++) bytes /= 1024;
  return unit === 0 ? `${bytes} B` : `${bytes.toFixed(1)} ${units[unit]}`;
}
