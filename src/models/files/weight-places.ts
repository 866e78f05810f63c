/** Finds the tensor in a file for each weight of a model. */
import { FileError } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import type { FileContents, StoredTensor, StoredTensors } from '../../saving/formats/contents.js';
import type { Variable } from '../../tensor/index.js';
import { sourcesOf, type WeightSource } from './older-weights.js';
import { savedObjects, type SavedObject } from './saved-objects.js';

/** A weight with the tensors it is made from, and the layer to name in messages. */
export interface Placement extends WeightSource {
  readonly variable: Variable;
  readonly layer: AnyLayer;
}

export interface PlacingOptions {
  /** Whether layers are found by name; layers that are not in the file keep their weights. */
  readonly byName?: boolean | undefined;
  /** Whether layers whose weights do not fit keep their weights. */
  readonly skipMismatch?: boolean | undefined;
}

/** The tensors of a layer in a file, by name, for a class that reads its own state. */
export interface OwnState {
  readonly layer: AnyLayer;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** The states in the file for layers that read their own state; only files that are arranged by objects contain them. */
export function ownStates(model: AnyLayer, { layers, format, weights }: FileContents): OwnState[] {
  if (layers !== undefined || format === 'tensorflowjs') return [];
  const objects = savedObjects(model).filter(({ layer }) => layer.hasOwnState);
  if (objects.length === 0) return [];
  const byGroup = groupsOf(weights);
  return objects.map(({ path, layer }) => ({ layer, tensors: byGroup.get(path) ?? new Map<string, StoredTensor>() }));
}

/** Finds the tensors for every weight. Weights that do not fit are refused, or passed to `skip`. */
export function placeWeights(
  where: string,
  model: AnyLayer,
  contents: FileContents,
  { byName = false, skipMismatch = false }: PlacingOptions,
  skip: (reason: FileError) => void,
): Placement[] {
  const groups =
    contents.layers !== undefined
      ? listedGroups(where, model, contents, byName)
      : contents.format === 'tensorflowjs'
        ? namedGroups(where, model, contents.weights)
        : laidOutGroups(where, model, contents.weights, byName);
  return groups.flatMap((group) => {
    try {
      return placementsOf(where, group);
    } catch (error) {
      if (!skipMismatch || !(error instanceof FileError)) throw error;
      skip(error);
      return [];
    }
  });
}

/** The weights of a layer, and the tensors of that layer in a file. */
interface Group {
  readonly layer: AnyLayer;
  readonly variables: readonly Variable[];
  readonly sources: readonly WeightSource[];
}

/** Weights that are equal to the tensors in the file. */
const asTheyAre = (tensors: readonly StoredTensor[]): WeightSource[] =>
  tensors.map((tensor) => ({ tensors: [tensor] }));

const mismatch = (where: string, expected: string, received: Readonly<Record<string, unknown>>): FileError =>
  new FileError({ kind: 'mismatch', where, expected, received });

function placementsOf(where: string, { layer, variables, sources }: Group): Placement[] {
  const { label } = layer;
  if (variables.length !== sources.length) {
    const received = { names: variables.map(({ name }) => name), weightsInFile: sources.length };
    throw mismatch(where, `${variables.length} weights for ${label}`, received);
  }
  return variables.map((variable, i) => {
    const source = sources[i]!;
    const [tensor] = source.tensors as readonly [StoredTensor];
    if (source.combine === undefined && JSON.stringify(variable.shape) !== JSON.stringify(tensor.shape)) {
      const received = { shapeInFile: tensor.shape, path: tensor.path };
      throw mismatch(where, `shape ${JSON.stringify(variable.shape)} for ${variable.name} of ${label}`, received);
    }
    return { ...source, variable, layer };
  });
}

/** The groups of a Keras 3 file, in which the path identifies the object. */
function laidOutGroups(where: string, model: AnyLayer, weights: StoredTensors, byName: boolean): Group[] {
  if (byName) {
    const hint = 'Weights of Keras 3 are stored by their places, not by names';
    throw new FileError({ kind: 'mismatch', where, expected: 'weights of Keras 1 or 2 for byName', hint });
  }
  const byGroup = groupsOf(weights);
  const objects = savedObjects(model).filter(({ variables, layer }) => variables.length > 0 && !layer.hasOwnState);
  const places = namesInFile(objects, byGroup);
  const groupOf = ({ path }: SavedObject): NumberedTensors | undefined => {
    const place = places.get(path) ?? path;
    return byGroup.get(place) ?? byGroup.get(place.replace(/([^/]+_dense)$/, '_$1'));
  };
  return objects.map((object) => {
    const { layer, variables } = object;
    const numbered = groupOf(object) ?? groupOfTwin(object, objects, groupOf) ?? new Map<string, StoredTensor>();
    const tensors = [...numbered.keys()].every((_, i) => numbered.has(String(i)));
    if (!tensors) {
      const received = { names: [...numbered.keys()] };
      throw mismatch(where, `weights of ${layer.label} with the names 0, 1, …`, received);
    }
    const inOrder = Array.from({ length: numbered.size }, (_, i) => numbered.get(String(i))!);
    return { layer, variables, sources: asTheyAre(inOrder) };
  });
}

/** A layer that two models share is in the file once, under one of them. The other model finds it by its name and class. */
function groupOfTwin(
  { layer }: SavedObject,
  objects: readonly SavedObject[],
  groupOf: (object: SavedObject) => NumberedTensors | undefined,
): NumberedTensors | undefined {
  const isTwin = (other: SavedObject): boolean =>
    other.layer.name === layer.name && other.layer.constructor === layer.constructor && groupOf(other) !== undefined;
  const twin = objects.find(isTwin);
  return twin && groupOf(twin);
}

type NumberedTensors = ReadonlyMap<string, StoredTensor>;

/** The tensors of each object by their names: `layers/dense/vars/0` is tensor 0 of `layers/dense`. */
function groupsOf(weights: StoredTensors): Map<string, NumberedTensors> {
  const groups = new Map<string, Map<string, StoredTensor>>();
  for (const [path, tensor] of weights) {
    const parts = /^(?:(.*)\/)?vars\/([^/]+)$/.exec(path);
    if (parts === null) continue;
    const object = parts[1] ?? '';
    const group = groups.get(object) ?? new Map<string, StoredTensor>();
    group.set(parts[2]!, tensor);
    groups.set(object, group);
  }
  return groups;
}

/** Before Keras 3 the projections of attention had private names: `_query_dense`. */
const privateDense = /^_(?=\w+_dense$)/;

/** The name of a model's list of layers in files of TensorFlow 2.12 to 2.14. */
const formerList = '_layer_checkpoint_dependencies';

/**
 * The names that objects have in a file, where they differ from ours. TensorFlow 2.12 to 2.14 had another name for the list of layers, and
 * other numbers in the names of layers, so that the layers of one class are matched in their order.
 */
function namesInFile(
  objects: readonly SavedObject[],
  groups: ReadonlyMap<string, NumberedTensors>,
): Map<string, string> {
  const places = new Map<string, string>();
  if (![...groups.keys()].some((path) => path.split('/').includes(formerList))) return places;
  const taken = new Set<string>();
  for (const { path } of objects) {
    const wanted = path.split('/').map((step) => (step === 'layers' ? formerList : step.replace(/_\d+$/, '')));
    const isSame = (found: string): boolean =>
      found
        .split('/')
        .map((step) => (step === formerList ? step : step.replace(/_\d+$/, '').replace(privateDense, '')))
        .join('/') === wanted.join('/');
    const free = [...groups.keys()].filter((found) => isSame(found) && !taken.has(found)).sort(byNumbers)[0];
    if (free === undefined) continue;
    taken.add(free);
    places.set(path, free);
  }
  return places;
}

const numbersIn = (path: string): number[] => path.split('/').map((step) => Number(/_(\d+)$/.exec(step)?.[1] ?? 0));

function byNumbers(a: string, b: string): number {
  const [left, right] = [numbersIn(a), numbersIn(b)];
  const place = left.findIndex((number, i) => number !== right[i]);
  return place < 0 ? 0 : left[place]! - right[place]!;
}

/** The layers of a model that have weights, as Keras 1 and 2 list them: trained weights first, then the others. */
function listedLayers(model: AnyLayer): { readonly layer: AnyLayer; readonly variables: readonly Variable[] }[] {
  const layers = (model as { readonly layers?: readonly AnyLayer[] }).layers ?? [model];
  return layers
    .map((layer) => ({ layer, variables: [...layer.trainableWeights, ...layer.nonTrainableWeights] }))
    .filter(({ variables }) => variables.length > 0);
}

/** The file's names of our weights, without the layer, if both have the same number of weights in each layer. */
export function namesOfWeights(model: AnyLayer, { layers = [] }: FileContents): Map<Variable, string> {
  const names = new Map<Variable, string>();
  const found = layers.filter(({ paths }) => paths.length > 0);
  const own = listedLayers(model);
  if (found.length !== own.length) return names;
  own.forEach(({ variables }, i) => {
    const { name, paths } = found[i]!;
    if (paths.length !== variables.length) return;
    variables.forEach((variable, j) => names.set(variable, paths[j]!.slice(name.length + 1)));
  });
  return names;
}

/** The groups of a file that lists layers, matched by order or by name. */
function listedGroups(where: string, model: AnyLayer, contents: FileContents, byName: boolean): Group[] {
  const { layers, weights, keras, backend } = contents;
  const own = listedLayers(model);
  const found = layers!.filter(({ paths }) => paths.length > 0);
  // Files of Keras 1 state no version beside the weights.
  const generation = { isFirst: keras === undefined || keras.startsWith('1'), backend };
  const groupOf = ({ layer, variables }: (typeof own)[number], paths: readonly string[]): Group => {
    const tensors = paths.map((path) => weights.get(path)!);
    return { layer, variables, sources: sourcesOf(layer, variables, tensors, generation) };
  };
  if (byName) {
    const named = new Map(found.map(({ name, paths }) => [name, paths]));
    return own
      .filter(({ layer }) => named.has(layer.name))
      .map((group) => groupOf(group, named.get(group.layer.name)!));
  }
  if (own.length !== found.length) {
    const received = { layersInFile: found.map(({ name }) => name) };
    throw mismatch(
      where,
      `weights for ${own.length} layers, ${own.map(({ layer }) => layer.name).join(', ')}`,
      received,
    );
  }
  return own.map((group, i) => groupOf(group, found[i]!.paths));
}

/** The groups of a TensorFlow.js file, found by the names of layer and weight, which names of models may precede. */
function namedGroups(where: string, model: AnyLayer, weights: StoredTensors): Group[] {
  return savedObjects(model)
    .filter(({ variables }) => variables.length > 0)
    .map(({ layer, variables }) => {
      const tensors = variables.map((variable) => tensorNamed(where, layer, variable, weights));
      return {
        layer,
        variables,
        sources: sourcesOf(layer, variables, tensors, { isFirst: false, backend: undefined }),
      };
    });
}

/** Names that weights had before Keras 3. */
const formerNames: Readonly<Record<string, string>> = { kernel: 'depthwise_kernel' };

function tensorNamed(where: string, layer: AnyLayer, variable: Variable, weights: StoredTensors): StoredTensor {
  const names = [variable.name, formerNames[variable.name] ?? variable.name].map((name) => `${layer.name}/${name}`);
  for (const name of names) {
    const direct = weights.get(name);
    if (direct !== undefined) return direct;
  }
  const longer = [...weights].filter(([path]) => names.some((name) => path.endsWith(`/${name}`)));
  if (longer.length === 1) return longer[0]![1];
  const received = { paths: longer.map(([path]) => path) };
  throw mismatch(where, `one tensor for ${variable.name} of ${layer.label}`, received);
}
