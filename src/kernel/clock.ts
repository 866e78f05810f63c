/** The time, for pauses and for display. No number that a model computes depends on it. */

/** Milliseconds since some moment. Engines without `performance` use the time of day, which jumps when the clock is set. */
export function millisecondsNow(): number {
  const { performance } = globalThis as { performance?: { now(): number } };
  // eslint-disable-next-line no-restricted-globals -- nothing is computed from it
  return performance?.now() ?? Date.now();
}

/** The time of day, for files that other programs read. */
// eslint-disable-next-line no-restricted-globals -- what a file says of when it was written
export const secondsSince1970 = (): number => Date.now() / 1000;
