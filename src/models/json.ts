import { ValueError } from '../errors/index.js';
import { contextOf, type DeserializeOptions } from '../objects/config-context.js';
import { layerObjects } from './layer-objects.js';
import { ModelClass, type AnyModel } from './model.js';

const where = 'modelFromJSON';

/**
 * The model that Keras's JSON describes, with new weights: what `JSON.stringify(model)` gives, or `model.to_json()` in Python.
 * A model with operations between its layers is written but not read: its operations have to be layers.
 *
 * @example
 * import { layers, modelFromJSON, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(3, { inputShape: [2] }), layers.Activation('softmax')]);
 * modelFromJSON(JSON.stringify(model)).layers.map(({ name }) => name) // → [ 'dense', 'activation' ]
 */
export function modelFromJSON(json: string | object, options: DeserializeOptions = {}): AnyModel {
  const config = typeof json === 'string' ? parse(json) : json;
  const model = layerObjects.read(config, contextOf(where, options));
  if (model instanceof ModelClass) return model;
  const { class_name: className } = config as { readonly class_name: string };
  throw new ValueError({ where, expected: 'the config of a model', received: { class_name: className } });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ValueError({ where, expected: 'JSON', received: { json } });
  }
}
