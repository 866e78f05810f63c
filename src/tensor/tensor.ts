import { ValueError } from '../errors/index.js';
import type { DType, TensorData, TypedArray } from './dtype.js';
import { elementOf, nest, type ElementOf, type Nested } from './nesting.js';
import { inspectSymbol, refuseArithmetic } from './operators.js';
import { formatTensor } from './printing.js';
import type { Shape } from './shape.js';
import { checkArgumentCount } from './argument-count.js';

/**
 * An array of any rank: a shape, a dtype, and the elements in row-major order in one ordinary typed array, which the
 * garbage collector takes care of. Nothing in Hillock changes a tensor once it is made. Tensors are made by `tensor(…)`; the constructor
 * does not check its arguments.
 *
 * In types, `Tensor` is a tensor of numbers or booleans; one of strings is a `Tensor<string[]>`.
 *
 * @example
 * import { tensor } from 'hillock';
 * const x = tensor([[1, 2, 3], [4, 5, 6]]);
 * x.shape // → [ 2, 3 ]
 * x.dtype // → float32
 * x.data // → Float32Array(6) [ 1, 2, 3, 4, 5, 6 ]
 */
export class Tensor<Data extends TensorData = TypedArray> {
  readonly data: Data;
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(data: Data, shape: Shape, dtype: DType) {
    this.data = data;
    this.shape = shape;
    this.dtype = dtype;
  }

  /** The number of elements. */
  get size(): number {
    return this.data.length;
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The number of axes, as NumPy calls it. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The elements as nested plain arrays; a scalar for rank 0. */
  toArray(): Nested<ElementOf<Data>> {
    checkArgumentCount('Tensor.toArray', arguments, 0);
    return nest(this.data, this.shape, this.dtype) as Nested<ElementOf<Data>>;
  }

  /** Goes through what `toArray` gives, so that `Array.from(x)` and `[...x]` are the same as it; a scalar gives its one element. */
  *[Symbol.iterator](): Generator<Nested<ElementOf<Data>>, void> {
    const rows: readonly Nested<ElementOf<Data>>[] = this.toArray();
    yield* this.rank === 0 ? [this.item() as Nested<ElementOf<Data>>] : rows;
  }

  /** The only element of a tensor of size 1. */
  item(): ElementOf<Data> {
    checkArgumentCount('Tensor.item', arguments, 0);
    if (this.size === 1) return elementOf(this.data, this.dtype, 0) as ElementOf<Data>;
    throw new ValueError({
      where: 'Tensor.item',
      expected: 'a tensor with exactly one element',
      received: { tensor: this },
    });
  }

  toJSON(): Nested<ElementOf<Data>> {
    return this.toArray();
  }

  /** The tensor as NumPy prints an array: `array([1., 2.], dtype=float32)`. */
  toString(): string {
    checkArgumentCount('Tensor.toString', arguments, 0);
    return formatTensor(this.data, this.shape, this.dtype);
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [Symbol.toPrimitive](hint: string): string {
    return refuseArithmetic(this, 'Tensor', hint);
  }
}
