/** What a row of the result says. */
import { hillock } from './contestants/index.js';
import { groupNamed } from './groups/index.js';

/** @param {number | null | undefined} value */
export const format = (value) => (value === null || value === undefined ? '–' : String(Number(value.toPrecision(3))));

/** Which of a contestant's times counts in the group of a row. @param {import('./types.js').Row} row */
export const deciding = ({ group }) => groupNamed(group).judgedBy ?? 'median';

/**
 * The time that counts, null where there is none.
 *
 * @param {import('./types.js').Row} row
 * @param {string} contestant
 */
export const timeOf = (row, contestant) => row.times[contestant]?.[deciding(row)] ?? null;

/** Hillock's time as a multiple of another's. @param {import('./types.js').Row} row @param {string} contestant */
export function ratioOf(row, contestant) {
  const [ours, theirs] = [timeOf(row, hillock), timeOf(row, contestant)];
  return contestant === hillock || ours === null || theirs === null ? null : ours / theirs;
}
