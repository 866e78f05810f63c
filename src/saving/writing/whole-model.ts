/** Writes whole models as HDF5, `.h5`: the config as an attribute, and the weights by layer. */
import { WrittenGroup, writeHdf5, type WrittenDataset } from '../hdf5/writing.js';
import { writeJson } from '../json/writing.js';
import { writer, writtenKeras } from './keras-archive.js';

/** A weight with its name, which may contain slashes: `dense/kernel`. */
export type NamedDataset = readonly [name: string, dataset: WrittenDataset];

export interface LayerDatasets {
  readonly name: string;
  readonly weights: readonly NamedDataset[];
}

export interface WholeModelParts {
  readonly config: unknown;
  /** How the model was compiled; `undefined` if it was not. */
  readonly training: unknown;
  readonly layers: readonly LayerDatasets[];
  readonly optimizer: readonly NamedDataset[];
  /** The Keras backend whose conventions the file follows. */
  readonly backend: string;
}

export function writeWholeModel(where: string, parts: WholeModelParts): Uint8Array {
  const root = new WrittenGroup();
  root.attributes.set('keras_version', writtenKeras).set('backend', parts.backend).set('written_by', writer);
  root.attributes.set('model_config', writeJson(parts.config));
  if (parts.training !== undefined) root.attributes.set('training_config', writeJson(parts.training));
  fillWithLayers(root.group('model_weights'), parts.layers, parts.backend);
  if (parts.optimizer.length > 0) fillWithWeights(root.group('optimizer_weights'), parts.optimizer);
  return writeHdf5(where, root);
}

/** The most names in one attribute: HDF5 limits attributes to 64 KiB, and a text takes 16 bytes. Longer lists are split, as Keras does. */
const mostNames = 4000;

function setNames(group: WrittenGroup, attribute: string, names: readonly string[]): void {
  if (names.length <= mostNames) {
    group.attributes.set(attribute, names);
    return;
  }
  for (let i = 0; i * mostNames < names.length; i++) {
    group.attributes.set(`${attribute}${i}`, names.slice(i * mostNames, (i + 1) * mostNames));
  }
}

function fillWithWeights(group: WrittenGroup, weights: readonly NamedDataset[]): void {
  const names = weights.map(([name]) => name);
  setNames(group, 'weight_names', names);
  for (const [name, dataset] of weights) {
    const steps = name.split('/');
    const last = steps.pop()!;
    group.group(steps.join('/')).datasets.set(last, dataset);
  }
}

function fillWithLayers(group: WrittenGroup, layers: readonly LayerDatasets[], backend: string): void {
  const names = layers.map(({ name }) => name);
  setNames(group, 'layer_names', names);
  group.attributes.set('backend', backend).set('keras_version', writtenKeras);
  for (const { name, weights } of layers) fillWithWeights(group.group(name), weights);
  if (!names.includes('top_level_model_weights')) fillWithWeights(group.group('top_level_model_weights'), []);
}
