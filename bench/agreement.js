/**
 * The difference between two lists of arrays: of each pair the largest difference relative to the largest value, of those
 * the largest. NaN and different lengths are infinitely far apart.
 *
 * @param {Float32Array[]} expected
 * @param {Float32Array[]} actual
 */
export function difference(expected, actual) {
  if (expected.length !== actual.length) return Infinity;
  return Math.max(0, ...expected.map((values, index) => arrayDifference(values, actual[index])));
}

/**
 * @param {Float32Array} expected
 * @param {Float32Array} actual
 */
function arrayDifference(expected, actual) {
  if (expected.length !== actual.length) return Infinity;
  let largest = 0;
  let error = 0;
  for (let index = 0; index < expected.length; index++) {
    largest = Math.max(largest, Math.abs(expected[index]));
    error = Math.max(error, Math.abs(expected[index] - actual[index]));
  }
  if (error === 0) return 0;
  return Number.isNaN(error) ? Infinity : error / largest;
}
