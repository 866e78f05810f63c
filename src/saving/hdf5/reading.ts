/** Reads the data of datasets as little-endian bytes in row-major order. */
import { FileError } from '../../errors/index.js';
import { storedSize } from '../arrays/stored-dtypes.js';
import { lzfNumber } from './filters.js';
import { withHdf5, type Hdf5Session } from './session.js';
import type { Hdf5Dataset } from './tree.js';

/** How many bytes are read at once. The library's memory has to hold them besides the chunks that it unpacks. */
const pieceBytes = 2 ** 25;

/**
 * A file that declares so many times more bytes than it contains is refused as a bomb; below this many bytes it may just be well
 * compressed.
 */
const suspicious = { bytes: 2 ** 26, perByte: 1000 };

/** Reads several datasets of one file. */
export function readHdf5Data(
  where: string,
  bytes: Uint8Array,
  datasets: readonly Hdf5Dataset[],
  limits: { readonly bytes: number; readonly seconds: number },
): Promise<Uint8Array[]> {
  const sizes = datasets.map((dataset) => checkedSize(where, bytes, dataset, limits.bytes));
  return withHdf5(where, bytes, limits.seconds, (session) =>
    datasets.map((dataset, i) => readDataset(session, dataset, sizes[i]!)),
  );
}

function checkedSize(where: string, file: Uint8Array, { path, shape, dtype }: Hdf5Dataset, most: number): number {
  if (typeof dtype === 'object') {
    const received = { dataset: path, type: dtype.unsupported };
    throw new FileError({ kind: 'hdf5', where, expected: 'weights that are numbers', received });
  }
  const size = shape.reduce((product, axis) => product * axis, storedSize[dtype]);
  if (size > most || (size > suspicious.bytes && size > suspicious.perByte * file.length)) {
    const expected = `weights of at most ${Math.min(most, suspicious.perByte * file.length)} bytes in this file`;
    throw new FileError({ kind: 'limit', where, expected, received: { dataset: path, shape, bytes: size } });
  }
  return size;
}

function readDataset(session: Hdf5Session, dataset: Hdf5Dataset, size: number): Uint8Array {
  const data = new Uint8Array(size);
  if (size === 0) return data;
  const { shape, dtype } = dataset;
  const element = storedSize[dtype as keyof typeof storedSize];
  const address = session.module._malloc(Math.min(size, pieceBytes));
  if (address === 0) throw new Error('no memory for a dataset');
  try {
    let end = 0;
    for (const piece of piecesOf(shape, Math.max(1, Math.floor(pieceBytes / element)))) {
      const length = piece.count.reduce((product, count) => product * count, element);
      readPiece(session, dataset, piece, address);
      // The view is read again in each turn, because the library's memory may have grown.
      data.set(session.module.HEAPU8.subarray(address, address + length), end);
      end += length;
    }
    return data;
  } finally {
    session.module._free(address);
  }
}

interface Piece {
  readonly offset: readonly number[];
  readonly count: readonly number[];
}

/** Boxes in row-major order that together cover the shape, each of at most so many elements. */
function* piecesOf(shape: readonly number[], most: number): Generator<Piece> {
  let axis = shape.length;
  let inner = 1;
  while (axis > 0 && inner * shape[axis - 1]! <= most) inner *= shape[--axis]!;
  if (axis === 0) {
    yield { offset: shape.map(() => 0), count: shape };
    return;
  }
  const rows = Math.max(1, Math.floor(most / inner));
  const place = new Array<number>(axis - 1).fill(0);
  const rest = shape.slice(axis);
  for (;;) {
    for (let start = 0; start < shape[axis - 1]!; start += rows) {
      const count = Math.min(rows, shape[axis - 1]! - start);
      yield { offset: [...place, start, ...rest.map(() => 0)], count: [...place.map(() => 1), count, ...rest] };
    }
    let i = place.length - 1;
    while (i >= 0 && ++place[i]! === shape[i]) place[i--] = 0;
    if (i < 0) return;
  }
}

/** The size of a whole dataset: even a small piece may lie in a chunk of this size. */
const datasetBytes = ({ shape, dtype }: Hdf5Dataset): number =>
  shape.reduce((product, axis) => product * axis, storedSize[dtype as keyof typeof storedSize]);

function readPiece(session: Hdf5Session, dataset: Hdf5Dataset, { offset, count }: Piece, address: number): void {
  const { module, file, where } = session;
  session.allow(datasetBytes(dataset));
  const isWhole = count.every((length, i) => length === dataset.shape[i]);
  const big = (numbers: readonly number[]): bigint[] => numbers.map(BigInt);
  const [counts, start, stride] = isWhole ? [null, null, null] : [big(count), big(offset), count.map(() => 1n)];
  if (module.get_dataset_data(file, dataset.path, counts, start, stride, BigInt(address)) >= 0) return;
  const unknown = module
    .get_dataset_filters(file, dataset.path)
    .find(({ id }) => id >= firstForeignFilter && id !== lzfNumber);
  if (unknown === undefined) throw new Error(`dataset ${dataset.path}`);
  throw new FileError({
    kind: 'hdf5',
    where,
    expected: 'datasets that are plain or packed by gzip, szip or lzf',
    received: { dataset: dataset.path, filter: unknown.name || unknown.id },
    hint: "write the file again with compression='gzip' of h5py, or without",
  });
}

const firstForeignFilter = 256;
