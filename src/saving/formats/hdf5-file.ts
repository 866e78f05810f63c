/** Reads the HDF5 files that Keras writes: whole models, weights as Keras 3 arranges them, weights as Keras 1 and 2 list them. */
import { FileError } from '../../errors/index.js';
import { tensorOfStored } from '../arrays/stored.js';
import type { StoredDType } from '../arrays/stored-dtypes.js';
import type { AttributeValue } from '../hdf5/attributes.js';
import { readHdf5Data } from '../hdf5/reading.js';
import { readHdf5Tree, type Attributes, type Hdf5Dataset, type Hdf5Group } from '../hdf5/tree.js';
import { parseConfig, type Json } from '../json/parsing.js';
import type { FileLimits } from '../sources/limits.js';
import { contentsOf, versionOf, writerOf, type FileContents, type ListedLayer, type StoredTensor } from './contents.js';

export async function openHdf5(where: string, bytes: Uint8Array, limits: FileLimits): Promise<FileContents> {
  const root = await readHdf5Tree(where, bytes, limits.seconds);
  const store = new Hdf5Store(where, bytes, limits);
  if (root.attributes.has('model_config') || root.groups.has('model_weights')) return wholeModel(where, root, store);
  if (root.attributes.has('layer_names') || root.attributes.has('layer_names0')) {
    const { layers, weights } = listedWeights(where, root, '', store);
    return contentsOf('legacy-weights.h5', { ...versionsIn(root.attributes), layers, weights });
  }
  return laidOutWeights(where, root, store);
}

/** Opens a file with weights as Keras 3 arranges them: a group for each object, which contains `vars/0`, `vars/1` and so on. */
export async function openWeights(where: string, bytes: Uint8Array, limits: FileLimits): Promise<FileContents> {
  const root = await readHdf5Tree(where, bytes, limits.seconds);
  return laidOutWeights(where, root, new Hdf5Store(where, bytes, limits));
}

class Hdf5Store {
  readonly #where: string;
  readonly #bytes: Uint8Array;
  readonly #limits: FileLimits;
  readonly #datasets = new Map<StoredTensor, Hdf5Dataset>();

  constructor(where: string, bytes: Uint8Array, limits: FileLimits) {
    this.#where = where;
    this.#bytes = bytes;
    this.#limits = limits;
  }

  add(path: string, dataset: Hdf5Dataset): StoredTensor {
    const { shape, dtype } = dataset;
    const tensor = { path, shape, dtype, store: this };
    this.#datasets.set(tensor, dataset);
    return tensor;
  }

  async read(tensors: readonly StoredTensor[]): Promise<ReturnType<typeof tensorOfStored>[]> {
    const datasets = tensors.map((tensor) => this.#datasets.get(tensor)!);
    const data = await readHdf5Data(this.#where, this.#bytes, datasets, this.#limits);
    return data.map((elements, i) => {
      const { shape, dtype } = tensors[i]!;
      return tensorOfStored(this.#where, elements, shape, dtype as StoredDType);
    });
  }
}

/** On Windows, Keras wrote backslashes between the names of nested groups. */
const withSlashes = (name: string): string => name.replaceAll('\\', '/');

/** Every dataset under a group, by its path from there. */
function datasetsUnder(group: Hdf5Group, prefix = ''): Map<string, Hdf5Dataset> {
  const found = new Map<string, Hdf5Dataset>();
  for (const [name, dataset] of group.datasets) found.set(prefix + withSlashes(name), dataset);
  for (const [name, child] of group.groups) {
    for (const [path, dataset] of datasetsUnder(child, `${prefix}${withSlashes(name)}/`)) found.set(path, dataset);
  }
  return found;
}

const versionsIn = (attributes: Attributes): Pick<FileContents, 'keras' | 'backend' | 'writer'> => {
  const backend = attributes.get('backend');
  return {
    keras: versionOf(attributes.get('keras_version')),
    backend: typeof backend === 'string' ? backend : undefined,
    writer: writerOf(attributes.get('written_by')),
  };
};

function configIn(where: string, attributes: Attributes, name: string): Json | undefined {
  const text: AttributeValue = attributes.get(name);
  if (text === undefined) return undefined;
  if (typeof text !== 'string') {
    throw new FileError({ kind: 'config', where, expected: `JSON as attribute ${name}`, received: { [name]: text } });
  }
  return parseConfig(`${where}, ${name}`, text);
}

function wholeModel(where: string, root: Hdf5Group, store: Hdf5Store): FileContents {
  const architecture = configIn(where, root.attributes, 'model_config');
  if (architecture === undefined) {
    throw new FileError({
      kind: 'format',
      where,
      expected: 'a whole model with its attribute model_config',
      received: { attributes: [...root.attributes.keys()] },
      hint: 'the file holds weights without the model that they belong to',
    });
  }
  const group = root.groups.get('model_weights');
  const { layers, weights } =
    group === undefined
      ? { layers: [], weights: new Map<string, StoredTensor>() }
      : listedWeights(where, group, '', store);
  return contentsOf('h5', {
    ...versionsIn(root.attributes),
    ...{ architecture, layers, weights, optimizer: optimizerWeights(where, root, store) },
    compile: configIn(where, root.attributes, 'training_config'),
  });
}

function optimizerWeights(where: string, root: Hdf5Group, store: Hdf5Store): Map<string, StoredTensor> {
  const prefix = 'optimizer_weights';
  const group = root.groups.get(prefix);
  if (group === undefined) return new Map();
  const datasets = datasetsUnder(group);
  const names = listIn(where, group.attributes, 'weight_names') ?? [...datasets.keys()];
  return new Map(
    names.map((name) => {
      const path = `${prefix}/${withSlashes(name)}`;
      return [path, store.add(path, datasetNamed(where, datasets, withSlashes(name)))];
    }),
  );
}

function datasetNamed(where: string, datasets: ReadonlyMap<string, Hdf5Dataset>, name: string): Hdf5Dataset {
  const dataset = datasets.get(name);
  if (dataset !== undefined) return dataset;
  const expected = 'the data of every weight that the file lists';
  throw new FileError({ kind: 'mismatch', where, expected, received: { missing: name } });
}

/**
 * A list of names in attributes. Keras splits long lists into `layer_names0`, `layer_names1` …; h5py stores an empty list as an array of
 * numbers.
 */
function listIn(where: string, attributes: Attributes, name: string): string[] | undefined {
  const whole = attributes.get(name);
  const pieces = whole === undefined ? piecesIn(attributes, name) : [whole];
  if (pieces.length === 0) return undefined;
  return pieces.flatMap((piece) => {
    if (Array.isArray(piece) && (piece as unknown[]).every((entry) => typeof entry === 'string'))
      return piece as string[];
    if (typeof piece === 'string') return [piece];
    throw new FileError({ kind: 'config', where, expected: `names as attribute ${name}`, received: { [name]: piece } });
  });
}

function piecesIn(attributes: Attributes, name: string): AttributeValue[] {
  const pieces: AttributeValue[] = [];
  while (attributes.has(`${name}${pieces.length}`)) pieces.push(attributes.get(`${name}${pieces.length}`));
  return pieces;
}

/** The weights of layers as Keras 1 and 2 list them: a group for each layer, which contains its weights and a list of their names. */
function listedWeights(
  where: string,
  group: Hdf5Group,
  prefix: string,
  store: Hdf5Store,
): { readonly layers: ListedLayer[]; readonly weights: Map<string, StoredTensor> } {
  const weights = new Map<string, StoredTensor>();
  const names = listIn(where, group.attributes, 'layer_names') ?? [];
  const addLayer = (name: string, child: Hdf5Group): ListedLayer => {
    const datasets = datasetsUnder(child);
    const paths = (listIn(where, child.attributes, 'weight_names') ?? []).map((weight) => {
      const path = `${prefix}${withSlashes(name)}/${withSlashes(weight)}`;
      if (!weights.has(path)) weights.set(path, store.add(path, datasetNamed(where, datasets, withSlashes(weight))));
      return path;
    });
    return { name, paths };
  };
  const layers = names.map((name) => addLayer(name, groupNamed(where, group, name)));
  const top = 'top_level_model_weights';
  const topGroup = group.groups.get(top);
  if (topGroup !== undefined && !names.includes(top)) layers.push(addLayer(top, topGroup));
  return { layers: layers.filter(({ name, paths }) => name !== top || paths.length > 0), weights };
}

/** The group of a layer, whose name may contain slashes. */
function groupNamed(where: string, group: Hdf5Group, name: string): Hdf5Group {
  const direct = group.groups.get(name);
  if (direct !== undefined) return direct;
  let found: Hdf5Group | undefined = group;
  for (const step of name.split('/')) found = found?.groups.get(step);
  if (found !== undefined) return found;
  const expected = 'a group for every layer that the file lists';
  throw new FileError({ kind: 'mismatch', where, expected, received: { missing: name } });
}

const optimizerPrefix = /^optimizer\//;

function laidOutWeights(where: string, root: Hdf5Group, store: Hdf5Store): FileContents {
  checkLayout(where, root, '');
  const tensors = [...datasetsUnder(root)].map(([path, dataset]) => store.add(path, dataset));
  const isLaidOut = tensors.some(({ path }) => /(^|\/)vars\/\d+$/.test(path)) || root.groups.has('layers');
  if (!isLaidOut && !root.groups.has('_layer_checkpoint_dependencies')) {
    throw new FileError({
      kind: 'format',
      where,
      expected: 'HDF5 with a model or weights of Keras',
      received: { groups: [...root.groups.keys()], attributes: [...root.attributes.keys()] },
      hint: tensors.length === 0 ? 'the file is empty' : 'the file was not written by Keras',
    });
  }
  const isOptimizer = ({ path }: StoredTensor): boolean => optimizerPrefix.test(path);
  return contentsOf('weights.h5', {
    weights: byPath(tensors.filter((tensor) => !isOptimizer(tensor))),
    optimizer: byPath(tensors.filter(isOptimizer).sort((a, b) => lastNumber(a.path) - lastNumber(b.path))),
  });
}

/** Refuses files in which `vars` is not a group, or in which its entries are not datasets: that does not happen by accident. */
function checkLayout(where: string, group: Hdf5Group, path: string): void {
  const found = group.datasets.has('vars') ? 'a dataset as vars' : undefined;
  const nested = path.endsWith('/vars') && group.groups.size > 0 ? 'a group for a weight' : undefined;
  const received = found ?? nested;
  if (received !== undefined) {
    throw new FileError({ kind: 'hdf5', where, expected: 'a group vars of datasets', received: { [path]: received } });
  }
  for (const [name, child] of group.groups) checkLayout(where, child, `${path}/${name}`);
}

/** The number at the end of a path, for sorting: HDF5 lists names in alphabetical order, with 10 before 2. */
const lastNumber = (path: string): number => Number(/\d+$/.exec(path)?.[0] ?? 0);

const byPath = (tensors: readonly StoredTensor[]): Map<string, StoredTensor> =>
  new Map(tensors.map((tensor) => [tensor.path, tensor]));
