/** The common form of all model files: a description of the model, and tensors under paths. */
import { FileError } from '../../errors/index.js';
import type { Tensor } from '../../tensor/index.js';
import type { StoredDType } from '../arrays/stored-dtypes.js';
import { emptyFolder, type Folder } from '../sources/folder.js';
import type { Json } from '../json/parsing.js';

/**
 * The formats of files:
 * - `keras`: an archive or folder of Keras 3, and of Keras 2.12 and later
 * - `h5`: a whole model in HDF5
 * - `weights.h5`: weights as Keras 3 writes them
 * - `legacy-weights.h5`: weights as Keras 1 and 2 write them
 * - `sharded-weights`: weights of Keras 3 in several files
 * - `architecture`: a model without weights, as JSON
 * - `tensorflowjs`: a layers model of TensorFlow.js
 * - `npz`, `npy`: arrays of NumPy
 */
export type FileFormat =
  | 'keras'
  | 'h5'
  | 'weights.h5'
  | 'legacy-weights.h5'
  | 'sharded-weights'
  | 'architecture'
  | 'tensorflowjs'
  | 'npz'
  | 'npy';

/** A tensor whose data are still in the file, and can be read. */
export interface StoredTensor {
  readonly path: string;
  readonly shape: readonly number[];
  /** The dtype in the file; one that tensors cannot have is described in words. */
  readonly dtype: StoredDType | { readonly unsupported: string };
  readonly store: TensorStore;
}

/** A place that tensors are read from. Reading many of them in one call needs only one pass through the file. */
export interface TensorStore {
  read(tensors: readonly StoredTensor[]): Promise<Tensor[]>;
}

export type StoredTensors = ReadonlyMap<string, StoredTensor>;

/** The weights of one layer, in the layer's order, in a file that lists weights by layer. */
export interface ListedLayer {
  readonly name: string;
  readonly paths: readonly string[];
}

export interface FileContents {
  readonly format: FileFormat;
  /** The version of the Keras that wrote the file, if the file states it. */
  readonly keras: string | undefined;
  readonly backend: string | undefined;
  /** The program that wrote the file, if it is not Keras and the file states it. */
  readonly writer: string | undefined;
  /** The model's config, unchanged from the file. */
  readonly architecture: Json | undefined;
  /** How the model was compiled, unchanged from the file. */
  readonly compile: Json | undefined;
  readonly weights: StoredTensors;
  /** The layers with their weights, in order, in files of Keras 1 and 2 and in whole models in HDF5. */
  readonly layers: readonly ListedLayer[] | undefined;
  /** The optimizer's variables, in order. */
  readonly optimizer: StoredTensors;
  /** Other files inside, such as vocabularies. */
  readonly assets: Folder;
}

const nothing: FileContents = {
  format: 'architecture',
  keras: undefined,
  backend: undefined,
  writer: undefined,
  architecture: undefined,
  compile: undefined,
  weights: /* @__PURE__ */ new Map(),
  layers: undefined,
  optimizer: /* @__PURE__ */ new Map(),
  assets: emptyFolder,
};

export function contentsOf(
  format: FileFormat,
  parts: { readonly [Part in keyof FileContents]?: FileContents[Part] },
): FileContents {
  return { ...nothing, ...parts, format };
}

/** A version, if the value looks like one. */
export const versionOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d/.test(value) && value.length < 100 ? value : undefined;

/** The name of a program, if the value may be one. */
export const writerOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w .+-]{1,50}$/.test(value) ? value : undefined;

/** Reads tensors, and returns them in the given order; those from the same store are read together. */
export async function readTensors(tensors: readonly StoredTensor[]): Promise<Tensor[]> {
  const places = new Map<TensorStore, number[]>();
  tensors.forEach(({ store }, i) => places.set(store, [...(places.get(store) ?? []), i]));
  const read = new Array<Tensor>(tensors.length);
  for (const [store, indices] of places) {
    const values = await store.read(indices.map((i) => tensors[i]!));
    indices.forEach((place, i) => (read[place] = values[i]!));
  }
  return read;
}

/** Adds tensors; refuses a path that occurs twice. */
export function addTensors(where: string, target: Map<string, StoredTensor>, tensors: Iterable<StoredTensor>): void {
  for (const tensor of tensors) {
    if (target.has(tensor.path)) {
      const received = { path: tensor.path };
      throw new FileError({ kind: 'mismatch', where, expected: 'one tensor of each path', received });
    }
    target.set(tensor.path, tensor);
  }
}
