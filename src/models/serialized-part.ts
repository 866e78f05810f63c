/** Writes a layer or a nested model into the config of a model. */
import { InputLayer, type AnyLayer, type SerializedLayer } from '../layers/index.js';
import { serialize as serializeLayer } from '../layers/serialization.js';
import type { SerializedObject } from '../objects/serialization.js';
import type { BuildConfig } from '../layers/shape-trees.js';

/** A model as Keras writes it: its config, the shape it was built for, and how it was compiled. */
export interface SerializedModel extends SerializedObject {
  readonly build_config?: BuildConfig;
  readonly compile_config: Readonly<Record<string, unknown>>;
}

export const isModel = (layer: AnyLayer): layer is AnyLayer & { toJSON(): SerializedModel } => 'toJSON' in layer;

/** The entry of a layer in a model's config; a nested model is written as a whole. */
export const serializePart = (layer: AnyLayer): SerializedLayer | SerializedModel =>
  isModel(layer) ? layer.toJSON() : withoutShapeOfInput(serializeLayer(layer), layer);

function withoutShapeOfInput(serialized: SerializedLayer, layer: AnyLayer): SerializedLayer {
  if (!(layer instanceof InputLayer)) return serialized;
  const { build_config: _, ...rest } = serialized;
  return rest;
}
