import * as ops from '../../src/ops/index.js';
import { grad } from '../../src/ops/gradient.js';
import { Tensor, type Shape } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';

export type Function64 = (...xs: Tensor[]) => Tensor;

/** Numbers between -1 and 1 without any pattern, the same every time. */
export function irregular(shape: Shape, seed = 1): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float64Array.from({ length: size }, (_, index) => {
    const x = (index + 1) * 12.9898 + seed * 78.233;
    return 2 * ((x * x * 0.618033988749895) % 1) - 1;
  });
  return new Tensor(data, shape, 'float64');
}

function shifted(x: Tensor, index: number, by: number): Tensor {
  const data = Float64Array.from(x.data as Float64Array);
  data[index]! += by;
  return new Tensor(data, x.shape, 'float64');
}

/** The gradient by central differences, argument by argument, element by element. */
function differences(f: Function64, xs: readonly Tensor[], argument: number): Tensor {
  const x = xs[argument]!;
  const step = 1e-5;
  const at = (index: number, by: number): number =>
    f(...xs.map((each, position) => (position === argument ? shifted(each, index, by) : each))).item();
  const slopes = Float64Array.from({ length: x.size }, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
  return new Tensor(slopes, x.shape, 'float64');
}

/** Makes a scalar of a result, in which every element counts differently. */
const weighted =
  (f: Function64): Function64 =>
  (...xs) => {
    const y = f(...xs);
    return ops.sum(ops.multiply(y, irregular(y.shape, 3)));
  };

/** Expects the gradients of `f` by all float64 arguments to be the differences, and likewise those of the gradients. */
export function expectGradients(
  f: Function64,
  xs: readonly Tensor[],
  { order = 2 }: { readonly order?: 1 | 2 } = {},
): void {
  const scalar = weighted(f);
  xs.forEach((x, argument) => {
    if (x.dtype !== 'float64') return;
    const gradient = grad(scalar, { argument });
    expectClose(gradient(...xs), differences(scalar, xs, argument), 1e-7, 1e-2);
    if (order === 2) expectGradients(gradient, xs, { order: 1 });
  });
}
