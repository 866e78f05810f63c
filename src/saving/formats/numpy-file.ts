/** NumPy's files as weights: `.npz` with an array for each name, and `.npy`. */
import type { Tensor } from '../../tensor/index.js';
import { FileError, HillockError } from '../../errors/index.js';
import { npzNames, readNpzArray } from '../arrays/npz.js';
import { readNpy } from '../arrays/npy.js';
import type { StoredDType } from '../arrays/stored-dtypes.js';
import type { ZipArchive } from '../zip/reading.js';
import { contentsOf, type FileContents, type StoredTensor, type TensorStore } from './contents.js';

export const isNpz = ({ names }: Pick<ZipArchive, 'names'>): boolean =>
  names.length > 0 && names.every((name) => name.endsWith('.npy'));

export function openNpzArchive(where: string, archive: ZipArchive): FileContents {
  const tensors = npzNames(archive).map((name) => heldTensor(name, readNpzArray(where, archive, name)));
  return contentsOf('npz', { weights: new Map(tensors.map((tensor) => [tensor.path, tensor])) });
}

export function openNpy(where: string, bytes: Uint8Array, name: string | undefined): FileContents {
  const path = name?.replace(/\.npy$/, '') ?? 'array';
  return contentsOf('npy', { weights: new Map([[path, heldTensor(path, readArray(where, bytes))]]) });
}

function readArray(where: string, bytes: Uint8Array): Tensor {
  try {
    return readNpy(bytes);
  } catch (error) {
    if (!(error instanceof HillockError)) throw error;
    const { expected, received, hint } = error;
    throw new FileError({ kind: 'format', where, expected, received, ...(hint !== undefined && { hint }) });
  }
}

/** A tensor that is already in memory. */
function heldTensor(path: string, tensor: Tensor): StoredTensor {
  const store: TensorStore = { read: (tensors) => Promise.resolve(tensors.map(() => tensor)) };
  return { path, shape: tensor.shape, dtype: tensor.dtype as StoredDType, store };
}
