import { ShapeError, ValueError } from '../errors/index.js';
import {
  asTensor,
  castTensor,
  formatShape,
  shapesEqual,
  sizeOf,
  Tensor,
  type TensorLike,
  type Variable,
} from '../tensor/index.js';

/** The total number of elements. */
export function countElements(variables: readonly Variable[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}

/** The order of Keras's files: trainable variables first, then the others. */
export const inOrderOfFiles = (variables: readonly Variable[]): Variable[] => [
  ...variables.filter(({ trainable }) => trainable),
  ...variables.filter(({ trainable }) => !trainable),
];

/** Assigns values to variables in their order. All values are checked before the first variable changes. */
export function assignAll(where: string, variables: readonly Variable[], values: readonly TensorLike[]): void {
  if (!Array.isArray(values) || values.length !== variables.length) {
    const paths = variables.map(({ path, shape }) => `${path} ${formatShape(shape)}`);
    throw new ValueError({
      where,
      expected: `a list of ${variables.length} weights${paths.length === 0 ? '' : `: ${paths.join(', ')}`}`,
      received: Array.isArray(values) ? { 'weights.length': values.length } : { weights: values },
    });
  }
  const checked = values.map((value, index) => valueFor(where, variables[index]!, value as TensorLike));
  checked.forEach((value, index) => variables[index]!.assign(value));
}

function valueFor(where: string, { path, shape, dtype }: Variable, given: TensorLike): Tensor {
  const value = castTensor(where, asTensor(given, dtype, where), dtype);
  // A typed array has no shape, so it fits every weight of its size; its elements are taken in their order.
  if (ArrayBuffer.isView(given) && value.size === sizeOf(shape)) return new Tensor(value.data, shape, dtype);
  if (shapesEqual(value.shape, shape)) return value;
  throw new ShapeError({
    where,
    expected: `a value of shape ${formatShape(shape)} for the weight ${path}`,
    received: { value },
  });
}
