/** @param {readonly number[]} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample standard deviation. @param {readonly number[]} values */
export function spread(values) {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** How far the mean of so many values may be off. @param {readonly number[]} values */
export const standardError = (values) => spread(values) / Math.sqrt(values.length);
