/** Gaussian elimination of one matrix in float64, and substitution in triangular matrices. */

/** A matrix within an array, row by row. */
interface Block {
  readonly data: Float64Array;
  readonly start: number;
}

/**
 * Replaces a square matrix by its factors L (below the diagonal, which is 1) and U, with rows exchanged so that each pivot is the largest of
 * its column. `exchanges[k]` is the row that was exchanged with row k. Returns the sign of the permutation.
 */
export function factorize({ data, start }: Block, n: number, exchanges: Int32Array): number {
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let row = k + 1; row < n; row++) {
      if (Math.abs(data[start + row * n + k]!) > Math.abs(data[start + pivot * n + k]!)) pivot = row;
    }
    exchanges[k] = pivot;
    if (pivot !== k) {
      sign = -sign;
      exchangeRows({ data, start }, n, k, pivot);
    }
    const divisor = data[start + k * n + k]!;
    // If a column has no nonzero pivot, it is skipped: the matrix is singular, and its U has a 0 on the diagonal.
    if (divisor === 0) continue;
    for (let row = k + 1; row < n; row++) {
      const factor = (data[start + row * n + k]! /= divisor);
      for (let column = k + 1; column < n; column++) {
        data[start + row * n + column]! -= factor * data[start + k * n + column]!;
      }
    }
  }
  return sign;
}

/** Exchanges two rows of a matrix with so many columns. */
export function exchangeRows({ data, start }: Block, columns: number, a: number, b: number): void {
  for (let column = 0; column < columns; column++) {
    const [left, right] = [start + a * columns + column, start + b * columns + column];
    [data[left], data[right]] = [data[right]!, data[left]!];
  }
}

/** Which triangle of a matrix is read, and how. */
export interface Triangle {
  readonly n: number;
  readonly isLower: boolean;
  /** Whether the diagonal counts as ones, whatever numbers it has. */
  readonly isUnit?: boolean;
}

/** Solves `triangle · x = b`, where b is a matrix with so many columns, which x replaces. */
export function substitute(matrix: Block, { n, isLower, isUnit = false }: Triangle, b: Block, columns: number): void {
  for (let step = 0; step < n; step++) {
    const row = isLower ? step : n - 1 - step;
    const [first, end] = isLower ? [0, row] : [row + 1, n];
    const divisor = isUnit ? 1 : matrix.data[matrix.start + row * n + row]!;
    for (let column = 0; column < columns; column++) {
      let sum = b.data[b.start + row * columns + column]!;
      for (let other = first; other < end; other++) {
        sum -= matrix.data[matrix.start + row * n + other]! * b.data[b.start + other * columns + column]!;
      }
      b.data[b.start + row * columns + column] = sum / divisor;
    }
  }
}

/**
 * Replaces a symmetric matrix, of which the lower half is read, by L with `L · Lᵀ` equal to it; the upper half becomes zeros. Returns false
 * if there is no such L.
 */
export function choleskyInPlace({ data, start }: Block, n: number): boolean {
  for (let column = 0; column < n; column++) {
    for (let row = 0; row < column; row++) data[start + row * n + column] = 0;
    for (let row = column; row < n; row++) {
      let sum = data[start + row * n + column]!;
      for (let k = 0; k < column; k++) sum -= data[start + row * n + k]! * data[start + column * n + k]!;
      if (row === column) {
        if (!(sum > 0)) return false;
        data[start + row * n + column] = Math.sqrt(sum);
      } else data[start + row * n + column] = sum / data[start + column * n + column]!;
    }
  }
  return true;
}
