/** Windows: weights that fall towards the ends of a list. */
import { ValueError } from '../errors/index.js';
import { allocate, Tensor } from '../tensor/index.js';
import { cos } from '../formula/float64.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { divide, multiply, sqrt, square, subtract } from './arithmetic.js';
import { numberOf, readArguments, required, type Scalar } from './arguments.js';
import { i0 } from './bessel.js';
import { castTo } from './casting.js';
import { within } from './naming.js';

/** So many weights, from how far along each lies, from -1 to 1. */
function weights(where: string, given: Scalar, weightAt: (place: number) => number): Tensor {
  const count = lengthOf(where, given);
  const data = allocate('float32', count, where);
  for (let i = 0; i < count; i++) data[i] = count === 1 ? 1 : weightAt((2 * i) / (count - 1) - 1);
  return new Tensor(data, [count], 'float32');
}

function lengthOf(where: string, given: Scalar): number {
  const count = numberOf(where, 'x', given);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new ValueError({ where, expected: 'a length, an integer ≥ 0', received: { x: count } });
}

const wave = (place: number, times = 1): number => cos(Math.PI * place * times);

/**
 * Bartlett's window of so many weights: a triangle.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.bartlett(5) // → array([0. , 0.5, 1. , 0.5, 0. ], dtype=float32)
 */
export function bartlett(x: Scalar): Tensor {
  checkArgumentCount('ops.bartlett', arguments, 1);
  return weights('ops.bartlett', x, (place) => 1 - Math.abs(place));
}

/**
 * Hann's window of so many weights: `(1 + cos(πt)) / 2` for t from -1 to 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.hanning(5) // → array([0. , 0.5, 1. , 0.5, 0. ], dtype=float32)
 */
export function hanning(x: Scalar): Tensor {
  checkArgumentCount('ops.hanning', arguments, 1);
  return weights('ops.hanning', x, (place) => 0.5 + 0.5 * wave(place));
}

/**
 * Hamming's window of so many weights: `0.54 + 0.46·cos(πt)` for t from -1 to 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.hamming(3) // → array([0.08, 1.  , 0.08], dtype=float32)
 */
export function hamming(x: Scalar): Tensor {
  checkArgumentCount('ops.hamming', arguments, 1);
  return weights('ops.hamming', x, (place) => 0.54 + 0.46 * wave(place));
}

/**
 * Blackman's window of so many weights: `0.42 + 0.5·cos(πt) + 0.08·cos(2πt)` for t from -1 to 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.max(ops.blackman(5)) // → array(1., dtype=float32)
 */
export function blackman(x: Scalar): Tensor {
  checkArgumentCount('ops.blackman', arguments, 1);
  return weights('ops.blackman', x, (place) => Math.max(0, 0.42 + 0.5 * wave(place) + 0.08 * wave(place, 2)));
}

/**
 * Kaiser's window of so many weights: `I₀(beta·√(1 - t²)) / I₀(beta)` for t from -1 to 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.kaiser(3, 0) // → array([1., 1., 1.], dtype=float32)
 */
export function kaiser(
  x: Scalar,
  ...given: [beta: Scalar, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly beta: Scalar }]
): Tensor {
  const where = 'ops.kaiser';
  return within(where, () => {
    const beta = numberOf(
      where,
      'beta',
      readArguments<{ readonly beta: Scalar }>(where, ['beta'], given, { beta: required }).beta,
    );
    const count = lengthOf(where, x);
    const distances = allocate('float64', count, where);
    if (count > 1) for (let i = 0; i < count; i++) distances[i] = (2 * i) / (count - 1) - 1;
    const places = new Tensor(distances, [count], 'float64');
    const bent = i0(multiply(sqrt(subtract(1, square(places))), beta));
    return castTo(divide(bent, i0(new Tensor(Float64Array.of(beta), [], 'float64'))), 'float32');
  });
}
