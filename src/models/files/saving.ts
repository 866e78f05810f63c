/** Saves models in files that Keras 3 opens. */
import { StateError, ValueError, warnOnce } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import { flag } from '../../objects/options/index.js';
import { readOptions } from '../../tensor/options.js';
import { storedBytes } from '../../saving/arrays/stored.js';
import type { StoredDType } from '../../saving/arrays/stored-dtypes.js';
import { WrittenGroup, writeHdf5, type WrittenDataset } from '../../saving/hdf5/writing.js';
import {
  activationsWithoutForm,
  inWordsOfAllKeras,
  inWordsOfKeras3,
} from '../../saving/generations/words-of-keras3.js';
import { writeFileAtomically, type WriteOptions } from '../../saving/writing/atomic-file.js';
import { writeKerasArchive } from '../../saving/writing/keras-archive.js';
import { writeWholeModel, type NamedDataset } from '../../saving/writing/whole-model.js';
import { asTensor, Tensor, type TensorLike, type Variable } from '../../tensor/index.js';
import type { Optimizer } from '../../training/optimizers/optimizer.js';
import type { SerializedModel } from '../serialized-part.js';
import { legacyConfig, trainingConfig } from './legacy-config.js';
import { assetsOf } from './kept-besides.js';
import { isModel, savedObjects } from './saved-objects.js';

/** The formats in which a model can be saved: everything in Keras 3's format, everything in HDF5, or only the weights. */
export type SavedFormat = 'keras' | 'h5' | 'weights.h5';

/** Options for the bytes of a model. */
export interface BytesOptions {
  /** Whether the state of the optimizer is saved, too; `true` by default. */
  readonly includeOptimizer?: boolean | undefined;
}

/** Options for saving a model. */
export interface SaveOptions extends BytesOptions, WriteOptions {}

/** The part of a model that saving uses. */
export type SavedModel = AnyLayer & {
  readonly optimizer: Optimizer | undefined;
  toJSON(): SerializedModel;
};

/** The format that the ending of a file's name means. */
export function formatOfName(where: string, path: string, formats: readonly SavedFormat[]): SavedFormat {
  const found = formats.find((format) => path.endsWith(`.${format}`));
  if (found !== undefined) return found;
  if (path.endsWith('.hdf5') && formats.includes('h5')) return 'h5';
  const endings = formats.map((format) => `.${format}`).join(' or ');
  throw new ValueError({ where, expected: `a name that ends in ${endings}`, received: { path } });
}

export async function saveModel(model: SavedModel, path: string, options: SaveOptions): Promise<void> {
  const where = `${model.label}.save`;
  if (typeof path !== 'string') throw new ValueError({ where, expected: 'a path', received: { path } });
  const format = formatOfName(where, path, ['keras', 'h5']);
  await write(where, model, path, format, options);
}

export async function saveWeights(model: SavedModel, path: string, options: SaveOptions): Promise<void> {
  const where = `${model.label}.saveWeights`;
  const format = formatOfName(where, path, ['weights.h5']);
  await write(where, model, path, format, options);
}

async function write(
  where: string,
  model: SavedModel,
  path: string,
  format: SavedFormat,
  options: SaveOptions,
): Promise<void> {
  const defaults = { includeOptimizer: true, onProgress: undefined, overwrite: true };
  const { includeOptimizer, onProgress, overwrite } = readOptions<SaveOptions>(where, options, defaults);
  const isReplaced = flag(true).check(overwrite as boolean, where, 'overwrite');
  const bytes = modelBytes(where, model, format, { includeOptimizer });
  await writeFileAtomically(where, path, bytes, { onProgress, overwrite: isReplaced });
}

/** The bytes of a file that contains the model. */
export function modelBytes(where: string, model: SavedModel, format: SavedFormat, options: BytesOptions): Uint8Array {
  const { includeOptimizer } = readOptions<BytesOptions>(where, options, { includeOptimizer: true });
  if (!model.built) {
    const hint = 'Give the first layer an inputShape, or call model.build';
    throw new StateError({ where, expected: 'a model whose weights exist', hint });
  }
  if (format !== 'weights.h5') warnOfLayersThatAreGone(where, model);
  const optimizer = includeOptimizer ? model.optimizer : undefined;
  switch (format) {
    case 'keras':
      return writeKerasArchive(where, {
        ...{ config: checkedConfig(where, inWordsOfKeras3(model.toJSON())), weights: weightsGroup(model, optimizer) },
        assets: assetsOf(model),
      });
    case 'weights.h5':
      return writeHdf5(where, weightsGroup(model, optimizer));
    case 'h5':
      return wholeModelBytes(where, model, optimizer);
  }
}

/** Layers of Keras 2 that Keras 3 does not have under any name. */
const gone = /* @__PURE__ */ new Set(['keras.layers.LocallyConnected1D', 'keras.layers.LocallyConnected2D']);

function warnOfLayersThatAreGone(where: string, model: AnyLayer): void {
  const paths = savedObjects(model).map(({ layer }) => (layer.constructor as { readonly path?: string }).path ?? '');
  const names = [
    ...new Set(paths.filter((path) => gone.has(path)).map((path) => path.slice(path.lastIndexOf('.') + 1))),
  ];
  if (names.length === 0) return;
  const message = `${where}: Keras 3 has no ${names.join(' and no ')}, and does not open the file. Hillock does, and Keras 2 its .h5.`;
  warnOnce(`gone ${names.join()}`, message);
}

/** The config; warns of activations in it that Keras needs functions for. */
function checkedConfig<Config>(where: string, config: Config): Config {
  const found = activationsWithoutForm(config);
  if (found.length > 0) {
    const names = found.map((activation) => `"${activation.split(' ')[0]}": …`).join(', ');
    const message = `${where}: Keras has no way to write ${found.join(' and ')}. To open the file there, pass functions that compute this: custom_objects={${names}}. Hillock opens it as it is.`;
    warnOnce(`activations ${found.join()}`, message);
  }
  return config;
}

function datasetOf({ held }: Variable): WrittenDataset {
  return datasetOfTensor(held);
}

function datasetOfTensor(held: Tensor): WrittenDataset {
  const { shape, dtype } = held;
  const attributes = dtype === 'bfloat16' ? new Map([['dtype', 'bfloat16']]) : undefined;
  const stored = { shape, dtype: dtype as StoredDType, data: storedBytes(held) };
  return attributes === undefined ? stored : { ...stored, attributes };
}

/** The HDF5 group of the weights: a group for each object, with its variables by number. */
function weightsGroup(model: AnyLayer, optimizer: Optimizer | undefined): WrittenGroup {
  const root = new WrittenGroup();
  const add = (path: string, name: string, variables: readonly Variable[]): void => {
    const group = root.group(path === '' ? 'vars' : `${path}/vars`);
    group.attributes.set('name', name);
    variables.forEach((variable, i) => group.datasets.set(String(i), datasetOf(variable)));
  };
  for (const { path, layer, variables } of savedObjects(model)) {
    add(path, layer.name, layer.hasOwnState ? [] : variables);
    if (layer.hasOwnState) fillWithOwnState(root.group(path === '' ? 'vars' : `${path}/vars`), layer);
  }
  if (optimizer !== undefined) add('optimizer', optimizer.name, optimizer.variables);
  const { innerOptimizer } = (optimizer ?? {}) as { readonly innerOptimizer?: Optimizer };
  if (innerOptimizer !== undefined) add('optimizer/inner_optimizer', innerOptimizer.name, innerOptimizer.variables);
  return root;
}

/** Lets a class write its own state into its group. */
function fillWithOwnState({ datasets }: WrittenGroup, layer: AnyLayer): void {
  const store: Record<string, TensorLike> = {};
  const where = `${layer.label}.saveOwnVariables`;
  layer.saveOwnVariables(store);
  for (const [name, value] of Object.entries(store)) {
    if (name === '' || name.includes('/')) {
      throw new ValueError({ where, expected: 'names without a slash in the store', received: { name } });
    }
    datasets.set(name, datasetOfTensor(asTensor(value, undefined, where)));
  }
}

function wholeModelBytes(where: string, model: SavedModel, optimizer: Optimizer | undefined): Uint8Array {
  if (!isModel(model)) throw new StateError({ where, expected: 'a model with layers' });
  if ((model as { readonly graph?: object }).graph === undefined) {
    const expected =
      'a model whose graph is known: this format holds no classes of your own, and neither Keras nor Hillock opens such a file';
    throw new StateError({ where, expected, hint: 'Save it as .keras, or its weights with model.saveWeights' });
  }
  const serialized = checkedConfig(where, inWordsOfAllKeras(model.toJSON()));
  const layers = model.layers.map((layer) => {
    const variables = [...layer.trainableWeights, ...layer.nonTrainableWeights];
    return { name: layer.name, weights: named(variables) };
  });
  return writeWholeModel(where, {
    ...{ config: legacyConfig(serialized), training: trainingConfig(serialized.compile_config) },
    ...{ layers, optimizer: optimizer === undefined ? [] : named(optimizer.variables), backend: 'jax' },
  });
}

/** Keras opens no bfloat16 in these files, but accepts float32 for it. */
const legacyDatasetOf = ({ held }: Variable): WrittenDataset =>
  datasetOfTensor(held.dtype === 'bfloat16' ? new Tensor(held.data as Float32Array, held.shape, 'float32') : held);

/** Variables with their paths as names; the paths have to differ. */
function named(variables: readonly Variable[]): NamedDataset[] {
  const used = new Map<string, number>();
  return variables.map((variable) => {
    const count = used.get(variable.path) ?? 0;
    used.set(variable.path, count + 1);
    return [count === 0 ? variable.path : `${variable.path}_${count}`, legacyDatasetOf(variable)];
  });
}
