/** The time, for pauses and for what is shown: no number that a model computes depends on it. */

/** Milliseconds since some moment. Not every engine has `performance`; where there is none, a clock that is set back shows. */
export function millisecondsNow(): number {
  const { performance } = globalThis as { performance?: { now(): number } };
  // eslint-disable-next-line no-restricted-globals -- nothing is computed from it
  return performance?.now() ?? Date.now();
}

/** The time of day, for what other programs read. */
// eslint-disable-next-line no-restricted-globals -- what a file says of when it was written
export const secondsSince1970 = (): number => Date.now() / 1000;
