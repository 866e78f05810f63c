/** Reproducible inputs, the same for every contestant. */

/**
 * Uniform numbers in [low, high).
 *
 * @param {number} size
 * @param {number} low
 * @param {number} high
 * @param {number} [seed]
 */
export function uniform(size, low, high, seed = 1) {
  const values = new Float32Array(size);
  let state = seed;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[index] = low + ((high - low) * state) / 2 ** 32;
  }
  return values;
}

/**
 * One-hot labels that go through the classes in turn.
 *
 * @param {number} rows
 * @param {number} classes
 */
export function oneHot(rows, classes) {
  const labels = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) labels[row * classes + (row % classes)] = 1;
  return labels;
}

/** @param {readonly number[]} shape */
export const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

/** The shape of an activation's result: only glu halves its rows. @param {string} name @param {readonly number[]} shape */
export const resultShape = (name, shape) => (name === 'glu' ? [...shape.slice(0, -1), shape.at(-1) / 2] : shape);
