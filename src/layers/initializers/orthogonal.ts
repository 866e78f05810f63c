import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { drawFloats, normalDraw } from '../../ops/random-draws.js';
import { allocate, sizeOf, Tensor, type Shape } from '../../tensor/index.js';
import { defaulted, finiteNumber, type Leading } from '../../objects/options/index.js';
import { initializerWith, type InitializerCallOptions } from './initializer.js';
import { initializerSeed, SeedOf } from './seed-of.js';

const options = () => ({
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: initializerSeed(),
  /** A factor of the matrix. */
  gain: defaulted(finiteNumber(), 1),
});

export class OrthogonalInitializer
  extends /* @__PURE__ */ initializerWith(options, ['gain'] as Leading<[gain?: number]>)
{
  static readonly path = 'keras.initializers.Orthogonal';
  readonly #seed = new SeedOf(this.seed);

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    if (shape.length < 2) {
      throw new ShapeError({
        where: 'initializers.Orthogonal',
        expected: 'a shape of at least two axes',
        received: { shape },
      });
    }
    const columns = shape[shape.length - 1]!;
    const rows = sizeOf(shape) / Math.max(1, columns);
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const vectors = orthonormalVectors(count, length, this.#seed.value);
    const data = allocate(dtype, rows * columns);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      data[i] = this.gain * (rows < columns ? vectors[row]![column]! : vectors[column]![row]!);
    }
    return new Tensor(data, [...shape], dtype);
  }
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/**
 * Random vectors of length 1, orthogonal to each other: normal vectors, from each of which its components along the earlier ones are
 * subtracted (Gram and Schmidt). Doing this twice is enough for full precision: Giraud et al., 2005.
 */
function orthonormalVectors(count: number, length: number, seed: number): Float64Array[] {
  const drawn = drawFloats(normalDraw, seed, { shape: [count, length], dtype: 'float64', mean: 0, stddev: 1 })
    .data as Float64Array;
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = drawn.slice(i * length, (i + 1) * length);
    for (const other of [...vectors, ...vectors]) {
      const along = dot(vector, other);
      for (let j = 0; j < length; j++) vector[j] = vector[j]! - along * other[j]!;
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  return vectors;
}

/**
 * Gives a matrix whose rows, or columns if there are fewer of them, have length `gain` and are orthogonal to each other. A shape of more
 * axes is such a matrix with all axes but the last as its rows. Source: Saxe et al., 2013.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.Orthogonal({ seed: 1 })([2, 2]);
 * ops.round(ops.abs(ops.matmul(x, ops.transpose(x))))
 * // → array([[1., 0.],
 * //          [0., 1.]], dtype=float32)
 */
export const Orthogonal = /* @__PURE__ */ callable<typeof OrthogonalInitializer, Orthogonal>(OrthogonalInitializer);
export interface Orthogonal extends OrthogonalInitializer {}
