import { allocate, Tensor, type TypedArray } from '../../tensor/index.js';

/** The number of elements in one row of the first axis. */
const rowSize = ({ shape }: Tensor): number => shape.slice(1).reduce((size, length) => size * length, 1);

/** The rows from `start` to `end`, as a view of the tensor, without a copy. */
export function rowsBetween(x: Tensor, start: number, end: number): Tensor {
  if (start === 0 && end === x.shape[0]) return x;
  const size = rowSize(x);
  const { data } = x;
  const rows = Array.isArray(data) ? data.slice(start * size, end * size) : data.subarray(start * size, end * size);
  return new Tensor(rows, [end - start, ...x.shape.slice(1)], x.dtype);
}

/** The rows that `order` lists from `start` to `end`, copied one after the other. */
export function rowsInOrder(x: Tensor, order: Int32Array, start: number, end: number): Tensor {
  const size = rowSize(x);
  const target = allocate(x.dtype, (end - start) * size) as TypedArray;
  const source = x.data;
  for (let place = start, to = 0; place < end; place++) {
    const from = order[place]! * size;
    // A short row is copied faster element by element than by a call of `set`.
    if (size > 32) target.set(source.subarray(from, from + size), to);
    else for (let i = 0; i < size; i++) target[to + i] = source[from + i]!;
    to += size;
  }
  return new Tensor(target, [end - start, ...x.shape.slice(1)], x.dtype);
}

/** Several tensors joined along the first axis. */
export function joinRows(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const target = allocate(first!.dtype, parts.reduce((size, part) => size + part.size, 0)) as TypedArray;
  let to = 0;
  for (const { data } of parts) {
    target.set(data, to);
    to += data.length;
  }
  const rows = parts.reduce((count, { shape }) => count + shape[0]!, 0);
  return new Tensor(target, [rows, ...first!.shape.slice(1)], first!.dtype);
}
