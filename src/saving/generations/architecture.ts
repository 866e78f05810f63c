/** Converts the config of a model of any Keras to the form that Keras 3 writes. */
import { entryOf, isJsonObject, type Json, type JsonObject } from '../json/parsing.js';
import { translateCalls, type LayerKind } from './calls.js';
import type { Generation } from './generation.js';
import { inOwnWords } from './words-of-keras3.js';
import { translateLayer } from './layers.js';

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The generation of Keras that a file is from, by the version it states. Files of Keras 1 state none, but use other names. */
export function generationOf(version: string | undefined, architecture: Json | undefined): Generation {
  if (version !== undefined) return { keras: version.startsWith('3') ? 3 : version.startsWith('1') ? 1 : 2 };
  const text = JSON.stringify(architecture ?? null);
  if (/"module": ?"keras|"registered_name"|"batch_shape"/.test(text)) return { keras: 3 };
  return {
    keras: /"(output_dim|nb_filter|nb_row)":(?!.*"input_dim":[^}]*"embeddings_initializer")/.test(text) ? 1 : 2,
  };
}

/**
 * The same model as Keras 3 would describe it: `{ class_name, config }` with calls in the form of Keras 3. A list of layers is a
 * Sequential; the class of a config without class_name is recognised by its entries. Configs of Keras 3 are not changed, except where they
 * contain parts from older files.
 */
export function translateArchitecture(architecture: Json, generation: Generation): JsonObject {
  return translateModel(wrapped(inOwnWords(architecture)), generation);
}

/** An object with class_name and config, even if one of these is missing in the file. */
function wrapped(architecture: Json): JsonObject {
  if (Array.isArray(architecture)) return { class_name: 'Sequential', config: { layers: architecture } };
  if (!isJsonObject(architecture)) return {};
  const config = entryOf(architecture, 'config');
  if (config !== undefined) return architecture;
  const className = 'input_layers' in architecture ? 'Functional' : 'Sequential';
  return 'layers' in architecture ? { class_name: className, config: architecture } : architecture;
}

export const modelClasses = /* @__PURE__ */ new Set(['Sequential', 'Functional', 'Model']);

function translateModel(model: JsonObject, generation: Generation): JsonObject {
  const className = entryOf(model, 'class_name');
  const given = entryOf(model, 'config');
  const config = Array.isArray(given) ? { layers: given } : given;
  const layers = entryOf(config, 'layers');
  if (!isJsonObject(config) || !Array.isArray(layers)) return model;
  const isSequential = className === 'Sequential';
  const translated = (layers as readonly Json[]).map((layer) => translatePart(layer, generation));
  const kinds = new Map(translated.map((layer) => [textOf(entryOf(layer, 'name')), kindOf(layer)]));
  const next = isSequential
    ? withoutBatchLength({ ...config, layers: withInputLayer(layers as readonly Json[], translated) })
    : translateCalls({ ...config, layers: translated }, kinds, generation);
  const { build_config: _, ...rest } = model;
  return { ...rest, class_name: className === 'Model' ? 'Functional' : className!, config: next };
}

/** Removes the length of the batch with which a Sequential was built by a call: it does not oblige later batches. */
function withoutBatchLength(config: JsonObject): JsonObject {
  const shape = config['build_input_shape'];
  return Array.isArray(shape)
    ? { ...config, build_input_shape: [null, ...(shape as readonly Json[]).slice(1)] }
    : config;
}

const kindOf = (layer: Json): LayerKind => {
  const className = entryOf(layer, 'class_name');
  if (className === 'Sequential') return 'sequential';
  return modelClasses.has(className as string) ? 'functional' : 'layer';
};

/** Translates a layer, a nested model, or a wrapper. */
function translatePart(part: Json, generation: Generation): Json {
  if (!isJsonObject(part)) return part;
  if (modelClasses.has(entryOf(part, 'class_name') as string)) return translateModel(part, generation);
  return translateLayer(part, generation, (inner) => translatePart(inner, generation));
}

/** Adds the input layer of a Sequential: before Keras 3 the first layer stated the input shape. */
function withInputLayer(given: readonly Json[], layers: readonly Json[]): readonly Json[] {
  const first = entryOf(given[0], 'config');
  const className = entryOf(given[0], 'class_name');
  if (className === 'InputLayer' || modelClasses.has(className as string)) return layers;
  const shape = entryOf(first, 'batch_input_shape') ?? shapeOf(first);
  if (!Array.isArray(shape)) return layers;
  const dtype = entryOf(first, 'input_dtype') ?? inputDType(className, entryOf(first, 'dtype'));
  const name = `${textOf(entryOf(first, 'name')) || 'layer'}_input`;
  return [{ class_name: 'InputLayer', config: { batch_shape: shape, dtype, name } }, ...layers];
}

/** The input shape of a layer; Keras 1 states only the last axis and the length of sequences. */
function shapeOf(config: Json | undefined): Json | undefined {
  const inner = entryOf(config, 'input_shape');
  if (Array.isArray(inner)) return [null, ...(inner as readonly Json[])];
  const width = entryOf(config, 'input_dim');
  const length = entryOf(config, 'input_length');
  if (entryOf(config, 'embeddings_initializer') !== undefined) return [null, length ?? null];
  return typeof width === 'number' ? [null, ...(length === undefined ? [] : [length]), width] : undefined;
}

/** The dtype of the inputs: indices for an embedding may have any dtype; other layers get the dtype of their variables. */
function inputDType(className: Json | undefined, dtype: Json | undefined): string {
  if (typeof dtype !== 'string' || className === 'Embedding') return 'float32';
  return dtype.startsWith('mixed') ? 'float32' : dtype;
}
