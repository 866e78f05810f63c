import { ValueError } from '../../errors/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/**
 * x, y and sampleWeight in the form of a batch for `fit`; those that are not given are left out.
 *
 * @example
 * import { utils } from 'hillock';
 * utils.packXYSampleWeight([[1]], [0]) // → [ [ [ 1 ] ], [ 0 ] ]
 */
export function packXYSampleWeight(x: unknown, y: unknown = null, sampleWeight: unknown = null): unknown {
  checkArgumentCount('utils.packXYSampleWeight', arguments, 3);
  if (y === null) return Array.isArray(x) ? [x] : x;
  return sampleWeight === null ? [x, y] : [x, y, sampleWeight];
}

/**
 * The x, y and sampleWeight of a batch, with `null` for those that it does not have. The entries of an array are these three; anything else
 * is x.
 *
 * @example
 * import { utils } from 'hillock';
 * utils.unpackXYSampleWeight([[[1]], [0]]) // → [ [ [ 1 ] ], [ 0 ], null ]
 */
export function unpackXYSampleWeight(data: unknown): [x: unknown, y: unknown, sampleWeight: unknown] {
  checkArgumentCount('utils.unpackXYSampleWeight', arguments, 1);
  if (!Array.isArray(data)) return [data, null, null];
  const [x, y = null, sampleWeight = null] = data as readonly unknown[];
  if (data.length >= 1 && data.length <= 3) return [x, y, sampleWeight];
  const where = 'utils.unpackXYSampleWeight';
  throw new ValueError({ where, expected: 'x, or [x, y?, sampleWeight?]', received: { data } });
}
