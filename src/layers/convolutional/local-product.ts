import { where } from '../../ops/comparison.js';
import { take } from '../../ops/gathering.js';
import { matmul } from '../../ops/matmul.js';
import { reshape } from '../../ops/reshape.js';
import { pad } from '../../ops/slicing.js';
import { transpose } from '../../ops/transpose.js';
import { tensor, type Shape, type Tensor } from '../../tensor/index.js';
import type { Connections } from './local-connections.js';

/** How the kernel is stored: position by position, as a whole matrix, or as the nonzero entries of this matrix. */
export type Implementation = 1 | 2 | 3;

/** The product that a locally connected layer computes, for inputs of one shape. */
export interface LocalProduct {
  readonly kernelShape: Shape;
  /** The shape of a result without the batch. */
  readonly outputShape: Shape;
  /** The product of inputs and kernel, in the order of the result. */
  readonly multiply: (x: Tensor, kernel: Tensor) => Tensor;
}

export function localProduct(
  implementation: Implementation,
  connections: Connections,
  inputShape: Shape,
  outputShape: Shape,
): LocalProduct {
  const forms: Record<Implementation, () => Omit<LocalProduct, 'outputShape'>> = {
    1: () => productByPlace(connections),
    2: () => productWithMatrix(connections, inputShape, outputShape),
    3: () => productWithEntries(connections),
  };
  return { ...forms[implementation](), outputShape };
}

/** With a kernel `[positions, window, filters]`. */
function productByPlace({
  places,
  windowLength,
  inputLength,
  seen,
  targets,
}: Connections): Omit<LocalProduct, 'outputShape'> {
  const filters = targets[0]!.length;
  const positions = tensor(Int32Array.from(seen.flat()));
  // The products are ordered by position; in the result the filters may come before the positions.
  const order = tensor(invert(targets.flat()));
  return {
    kernelShape: [places, windowLength, filters],
    multiply(x, kernel) {
      const windows = reshape(take(reshape(x, [-1, inputLength]), positions, { axis: 1 }), [-1, places, windowLength]);
      const products = transpose(matmul(transpose(windows, [1, 0, 2]), kernel), [1, 0, 2]);
      return take(reshape(products, [-1, places * filters]), order, { axis: 1 });
    },
  };
}

function invert(permutation: readonly number[]): Int32Array {
  const inverse = new Int32Array(permutation.length);
  permutation.forEach((target, source) => (inverse[target] = source));
  return inverse;
}

/**
 * With a matrix from every element of a sample to every element of its result as the kernel. Most entries connect nothing, and are replaced
 * by 0.
 */
function productWithMatrix(
  { inputLength, outputLength, seen, targets }: Connections,
  inputShape: Shape,
  outputShape: Shape,
): Omit<LocalProduct, 'outputShape'> {
  const connected = new Uint8Array(inputLength * outputLength);
  seen.forEach((sources, place) => {
    for (const source of sources) {
      if (source < 0) continue;
      for (const target of targets[place]!) connected[source * outputLength + target] = 1;
    }
  });
  const counts = tensor(connected, { shape: [inputLength, outputLength], dtype: 'bool' });
  return {
    kernelShape: [...inputShape, ...outputShape],
    multiply: (x, kernel) =>
      matmul(reshape(x, [-1, inputLength]), where(counts, reshape(kernel, [inputLength, outputLength]), 0)),
  };
}

/** With the connecting entries of this matrix as the kernel: for each element of the result, the entries of its window. */
function productWithEntries({
  inputLength,
  outputLength,
  seen,
  targets,
}: Connections): Omit<LocalProduct, 'outputShape'> {
  const placeOf = new Int32Array(outputLength);
  targets.forEach((filters, place) => filters.forEach((target) => (placeOf[target] = place)));
  const entries = new Int32Array(outputLength * inputLength).fill(-1);
  let count = 0;
  placeOf.forEach((place, target) => {
    const sources = seen[place]!.filter((source) => source >= 0).sort((a, b) => a - b);
    for (const source of sources) entries[target * inputLength + source] = count++;
  });
  // Entries that connect nothing are taken from the 0 that is appended to the kernel.
  const positions = tensor(
    entries.map((entry) => (entry < 0 ? count : entry)),
    { shape: [outputLength, inputLength] },
  );
  return {
    kernelShape: [count],
    multiply: (x, kernel) =>
      matmul(reshape(x, [-1, inputLength]), transpose(take(pad(kernel, [[0, 1]]), positions, { axis: 0 }))),
  };
}
