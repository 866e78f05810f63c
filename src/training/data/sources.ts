/** Everything that a dataset can be made from, with the way its elements are found. */
import { ShapeError, ValueError } from '../../errors/index.js';
import {
  asTensor,
  flattenTree,
  isByName,
  isPostedTensor,
  isTypedArray,
  mapTree,
  Tensor,
  Variable,
  type AnyTypedArray,
  type PostedTensor,
  type TensorLike,
  type Tree,
} from '../../tensor/index.js';
import { iterationOf } from './iteration.js';

/** A function that begins an iteration, and the number of elements if it is known. */
export interface Source<Element> {
  readonly open: () => AsyncIterable<Element>;
  readonly cardinality: number | undefined;
}

/** Data whose rows are samples: one array, or several by position or by name. */
export type Columns = Tree<Tensor | AnyTypedArray | readonly unknown[]>;

const isOneColumn = (value: unknown): value is Tensor | Variable | AnyTypedArray | PostedTensor =>
  value instanceof Tensor || value instanceof Variable || isTypedArray(value) || isPostedTensor(value);

const holdsColumns = (value: unknown): boolean =>
  isOneColumn(value) ||
  (Array.isArray(value) && value.some(holdsColumns)) ||
  (isByName(value) && Object.values(value).some(holdsColumns));

/** A nested array of numbers as a tensor; undefined if its rows have different forms, which means that it is a list of elements. */
function columnOf(value: unknown): Tensor | undefined {
  try {
    return asTensor(value as TensorLike);
  } catch {
    return undefined;
  }
}

/** Columns as a tree of tensors. Plain arrays count as columns if they are beside columns, or given as x, y and sampleWeight. */
function columnTree(where: string, value: unknown): Tree<Tensor> {
  if (isOneColumn(value)) return asTensor(value, undefined, where);
  if (isByName(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, columnTree(where, each)]));
  }
  if (Array.isArray(value) && value.some(holdsColumns)) return value.map((each) => columnTree(where, each));
  return asTensor(value as TensorLike, undefined, where);
}

/** The x, y and sampleWeight in an array, if it can be understood like that; undefined if it is a list of elements. */
function columnsIn(where: string, list: readonly unknown[]): Tree<Tensor>[] | undefined {
  const isTyped = list.some(holdsColumns);
  if (list.length > 3) {
    if (!isTyped || !list.every(isOneColumn)) return undefined;
    const hint = 'Elements one by one come from a function: Dataset.from(() => list)';
    throw new ValueError({ where, expected: 'at most x, y and sampleWeight', received: { length: list.length }, hint });
  }
  const isColumn = (each: unknown): boolean => Array.isArray(each) || isOneColumn(each) || isByName(each);
  if (list.length === 0 || !list.every(isColumn)) return undefined;
  if (isTyped && list.every((each) => isByName(each) || !Array.isArray(each) || each.some(holdsColumns) || columnOf(each)))
    return list.map((each) => columnTree(where, each));
  const plain = list.map((each) => (isByName(each) ? undefined : columnOf(each)));
  return plain.every((each) => each !== undefined) ? plain : undefined;
}

const rowSize = ({ shape }: Tensor): number => shape.slice(1).reduce((size, length) => size * length, 1);

function rowOf(column: Tensor, index: number, size: number): Tensor {
  const { data } = column;
  const [start, end] = [index * size, (index + 1) * size];
  const row = Array.isArray(data) ? (data as string[]).slice(start, end) : data.subarray(start, end);
  return new Tensor(row as never, column.shape.slice(1), column.dtype);
}

/** The rows of columns, without copies. */
function rowsOf(where: string, columns: Tree<Tensor>): Source<Tree<Tensor>> {
  const leaves = flattenTree(columns);
  const [first] = leaves;
  const odd = leaves.find(({ rank, shape }) => rank === 0 || shape[0] !== first!.shape[0]);
  if (odd !== undefined || first === undefined) {
    throw new ShapeError({
      where,
      expected: 'arrays with as many rows each, one for each sample',
      received: { ...(first && { first }), ...(odd !== first && odd && { another: odd }) },
    });
  }
  const count = first.shape[0]!;
  const sizes = new Map(leaves.map((leaf) => [leaf, rowSize(leaf)]));
  const rows = function* () {
    for (let i = 0; i < count; i++) yield mapTree(columns, (leaf) => rowOf(leaf, i, sizes.get(leaf)!));
  };
  return { cardinality: count, open: () => elementsOf(rows) };
}

/** The source for the arguments of `Dataset.from`: x alone, or with y and sampleWeight. */
export function sourceOf(where: string, given: readonly unknown[]): Source<unknown> {
  const [source] = given;
  if (given.length > 1) {
    const parts = given.filter((each) => each !== undefined && each !== null);
    return rowsOf(where, parts.map((each) => columnTree(where, each)));
  }
  // This test comes before that for iterables, because a tensor can be iterated, too.
  if (isOneColumn(source)) return rowsOf(where, columnTree(where, source));
  if (Array.isArray(source)) {
    const columns = columnsIn(where, source);
    if (columns !== undefined) return rowsOf(where, columns);
    const list: readonly unknown[] = source;
    return { cardinality: list.length, open: () => elementsOf(() => list) };
  }
  if (isByName(source) && holdsColumns(source)) return rowsOf(where, columnTree(where, source));
  if (typeof source === 'function') {
    const open = source as () => unknown;
    return { cardinality: undefined, open: () => elementsOf(async () => iterationOf(where, await open())) };
  }
  if (isByName(source)) return rowsOf(where, columnTree(where, source));
  const iteration = iterationOf(where, source);
  return { cardinality: undefined, open: () => elementsOf(() => iteration) };
}

async function* elementsOf<Element>(
  begin: () => Iterable<Element> | AsyncIterable<Element> | Promise<Iterable<Element> | AsyncIterable<Element>>,
): AsyncGenerator<Element, void> {
  for await (const element of await begin()) yield element;
}
