/** The hypotenuse in float64. */
import { addPairs, exactProduct, exponentOf, scale } from './float64-pair.js';

/** The square root of a sum of squares, `hypot(a, b) = √(a² + b²)`, without overflow. */
export function hypot(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  const large = Math.max(Math.abs(a), Math.abs(b));
  const small = Math.min(Math.abs(a), Math.abs(b));
  if (large === Infinity || small < large * 2 ** -60) return large;
  if (small === 0) return large;
  const exponent = exponentOf(large);
  const [x, y] = [scale(large, -exponent), scale(small, -exponent)];
  const sum = addPairs(exactProduct(x, x), exactProduct(y, y));
  const root = Math.sqrt(sum.high);
  const square = exactProduct(root, root);
  const rest = sum.high - square.high - square.low + sum.low;
  return scale(root + rest / (2 * root), exponent);
}
