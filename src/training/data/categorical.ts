import { ValueError } from '../../errors/index.js';
import { allocate, asTensor, sizeOf, Tensor, type TensorLike } from '../../tensor/index.js';
import { readArguments } from '../../ops/arguments.js';

/**
 * One-hot rows for class numbers: the row of class c has 1 at position c of `numClasses`. Without `numClasses`, there are as many classes
 * as the largest number requires. A last axis of length 1 is dropped first; -1 means the last class.
 *
 * @example
 * import { utils } from 'hillock';
 * utils.toCategorical([0, 2], 3)
 * // → array([[1., 0., 0.],
 * //          [0., 0., 1.]], dtype=float32)
 */
export function toCategorical(labels: TensorLike, numClasses?: number | null): Tensor;
export function toCategorical(labels: TensorLike, options: { readonly numClasses?: number | null | undefined }): Tensor;
export function toCategorical(labels: TensorLike, ...rest: readonly unknown[]): Tensor {
  const where = 'utils.toCategorical';
  const { numClasses } = readArguments<{ readonly numClasses: number | null }>(where, ['numClasses'], rest, {
    numClasses: null,
  });
  if (numClasses !== null && !(Number.isSafeInteger(numClasses) && numClasses > 0))
    throw new ValueError({ where, expected: 'numClasses to be a positive integer', received: { numClasses } });
  const given = asTensor(labels, undefined, where);
  const classes = Array.from(given.data as ArrayLike<number | string>, (label) => Math.trunc(Number(label)));
  if (classes.length === 0) throw new ValueError({ where, expected: 'at least one label', received: { labels } });
  const count = numClasses ?? Math.max(...classes) + 1;
  const odd = classes.find((label) => !(label >= -count && label < count));
  if (odd !== undefined || count < 1)
    throw new ValueError({ where, expected: `labels from 0 to below ${count}`, received: { label: odd ?? classes[0] } });
  const { shape, rank } = given;
  const places = rank > 1 && shape[rank - 1] === 1 ? shape.slice(0, -1) : shape;
  const data = allocate('float32', sizeOf(places) * count, where);
  classes.forEach((label, i) => (data[i * count + (label < 0 ? label + count : label)] = 1));
  return new Tensor(data, [...places, count], 'float32');
}
