/** Layers models of TensorFlow.js: `model.json` with the weights in binary files beside it, quantized or not. */
import { FileError } from '../../errors/index.js';
import { Tensor } from '../../tensor/index.js';
import { isStoredDType, storedSize, type StoredDType } from '../arrays/stored-dtypes.js';
import { tensorOfStored } from '../arrays/stored.js';
import { entryOf, type Json } from '../json/parsing.js';
import { plainName, type Folder } from '../sources/folder.js';
import type { FileLimits } from '../sources/limits.js';
import {
  addTensors,
  contentsOf,
  versionOf,
  type FileContents,
  type StoredTensor,
  type TensorStore,
} from './contents.js';
import { missingPart } from './sharded-weights.js';

export const isLayersModel = (value: Json): boolean =>
  entryOf(value, 'modelTopology') !== undefined || entryOf(value, 'weightsManifest') !== undefined;

export function openLayersModel(where: string, model: Json, folder: Folder, limits: FileLimits): FileContents {
  if (entryOf(model, 'format') === 'graph-model' || entryOf(entryOf(model, 'modelTopology'), 'node') !== undefined) {
    throw new FileError({
      kind: 'format',
      where,
      expected: 'a layers model of TensorFlow.js',
      received: { format: 'graph-model' },
      hint: 'a graph model holds operations, no layers; use the Keras model that it was converted from',
    });
  }
  const topology = parsedTopology(where, entryOf(model, 'modelTopology'));
  const config = entryOf(topology, 'model_config') ?? topology;
  const version = versionOf(entryOf(topology, 'keras_version'));
  const backend = entryOf(topology, 'backend');
  return contentsOf('tensorflowjs', {
    // TensorFlow.js states its own version, `tfjs-layers 1.3.2`; its configs are those of Keras 2.
    keras: version ?? versionOf(/keras v([^"\s]+)/.exec(JSON.stringify(entryOf(model, 'generatedBy') ?? ''))?.[1]),
    backend: typeof backend === 'string' ? backend : undefined,
    architecture: config,
    compile: entryOf(topology, 'training_config') ?? entryOf(model, 'trainingConfig'),
    weights: manifestTensors(where, entryOf(model, 'weightsManifest') ?? [], folder, limits),
    assets: folder,
  });
}

function parsedTopology(where: string, topology: Json | undefined): Json {
  if (topology !== undefined && topology !== null && typeof topology === 'object') return topology;
  const expected = 'the layers of the model as modelTopology';
  throw new FileError({ kind: 'config', where, expected, received: { modelTopology: topology } });
}

interface Quantization {
  readonly dtype: StoredDType;
  readonly scale: number;
  readonly min: number;
}

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: StoredDType;
  readonly quantization: Quantization | undefined;
  readonly bytes: number;
}

function manifestTensors(where: string, manifest: Json, folder: Folder, limits: FileLimits): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const group of listOf(where, 'weightsManifest', manifest)) {
    const paths = listOf(where, 'paths', entryOf(group, 'paths')).map((path) => plainName(where, path));
    const entries = listOf(where, 'weights', entryOf(group, 'weights')).map((entry) =>
      weightEntry(where, entry, limits),
    );
    const store = new GroupStore(where, paths, entries, folder, limits);
    addTensors(
      where,
      tensors,
      entries.map(({ name, shape, dtype }) => ({ path: name, shape, dtype, store })),
    );
  }
  return tensors;
}

function listOf(where: string, name: string, value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw new FileError({ kind: 'config', where, expected: `a list as ${name}`, received: { [name]: value } });
}

function weightEntry(where: string, entry: Json, limits: FileLimits): WeightEntry {
  const [name, shape, dtype] = ['name', 'shape', 'dtype'].map((key) => entryOf(entry, key));
  const isShape = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((axis) => Number.isSafeInteger(axis) && (axis as number) >= 0);
  if (typeof name !== 'string' || !isShape(shape) || !isStoredDType(dtype)) {
    const expected = 'weights with name, shape and a dtype of numbers';
    throw new FileError({ kind: 'config', where, expected, received: { weight: entry } });
  }
  const quantization = quantizationOf(where, entry);
  const bytes = shape.reduce((product, axis) => product * axis, storedSize[quantization?.dtype ?? dtype]);
  if (bytes > limits.bytes) {
    const expected = `weights of at most ${limits.bytes} bytes`;
    throw new FileError({ kind: 'limit', where, expected, received: { weight: name, shape } });
  }
  return { name, shape, dtype, quantization, bytes };
}

function quantizationOf(where: string, entry: Json): Quantization | undefined {
  const quantization = entryOf(entry, 'quantization');
  if (quantization === undefined || quantization === null) return undefined;
  const dtype = entryOf(quantization, 'dtype');
  const [scale, min] = ['scale', 'min'].map(
    (key) => entryOf(quantization, key) ?? (dtype === 'float16' ? 0 : undefined),
  );
  const isKnown = dtype === 'uint8' || dtype === 'uint16' || dtype === 'float16';
  if (isKnown && typeof scale === 'number' && typeof min === 'number') return { dtype, scale, min };
  const expected = 'a quantization to uint8, uint16 or float16 with scale and min';
  throw new FileError({ kind: 'config', where, expected, received: { quantization } });
}

/** The weights of one group, which follow each other in the group's files. The files are fetched when the first weight is read. */
class GroupStore implements TensorStore {
  readonly #where: string;
  readonly #paths: readonly string[];
  readonly #entries: readonly WeightEntry[];
  readonly #folder: Folder;
  readonly #limits: FileLimits;
  #bytes: Promise<Uint8Array> | undefined;

  constructor(
    where: string,
    paths: readonly string[],
    entries: readonly WeightEntry[],
    folder: Folder,
    limits: FileLimits,
  ) {
    this.#where = where;
    this.#paths = paths;
    this.#entries = entries;
    this.#folder = folder;
    this.#limits = limits;
  }

  async read(tensors: readonly StoredTensor[]): Promise<Tensor[]> {
    this.#bytes ??= this.#load();
    const bytes = await this.#bytes;
    const wanted = new Set(tensors.map(({ path }) => path));
    const found = new Map<string, Tensor>();
    let start = 0;
    for (const entry of this.#entries) {
      const data = bytes.subarray(start, start + entry.bytes);
      if (wanted.has(entry.name)) found.set(entry.name, this.#decode(entry, data));
      start += entry.bytes;
    }
    return tensors.map(({ path }) => found.get(path)!);
  }

  async #load(): Promise<Uint8Array> {
    const expected = this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
    const pieces: Uint8Array[] = [];
    for (const path of this.#paths) {
      const piece = await this.#folder.read(path, this.#limits.bytes);
      if (piece === undefined) throw missingPart(this.#where, path);
      pieces.push(piece);
    }
    const found = pieces.reduce((sum, { length }) => sum + length, 0);
    if (found !== expected) {
      const received = { files: this.#paths, bytes: found };
      throw new FileError({ kind: 'mismatch', where: this.#where, expected: `${expected} bytes of weights`, received });
    }
    const bytes = new Uint8Array(found);
    let end = 0;
    for (const piece of pieces) {
      bytes.set(piece, end);
      end += piece.length;
    }
    return bytes;
  }

  #decode({ shape, dtype, quantization }: WeightEntry, data: Uint8Array): Tensor {
    const stored = tensorOfStored(this.#where, data, shape, quantization?.dtype ?? dtype);
    if (quantization === undefined || quantization.dtype === 'float16') return stored;
    const { scale, min } = quantization;
    if (dtype === 'int32')
      return new Tensor(
        Int32Array.from(stored.data, (q) => Math.round(q * scale + min)),
        shape,
        dtype,
      );
    return new Tensor(
      Float32Array.from(stored.data, (q) => q * scale + min),
      shape,
      'float32',
    );
  }
}
