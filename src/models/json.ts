import { ValueError } from '../errors/index.js';
import { contextOf, type DeserializeOptions } from '../objects/config-context.js';
import { inWordsOfKeras3, inOwnWords } from '../saving/generations/words-of-keras3.js';
import { writeJson } from '../saving/json/writing.js';
import { layerObjects } from './layer-objects.js';
import { ModelClass, type AnyModel } from './model.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

const where = 'modelFromJSON';

/**
 * The model that Keras's JSON describes, with new weights. `modelToJSON(model)` writes it here, `model.to_json()` in Python.
 *
 * @example
 * import { layers, modelFromJSON, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(3, { inputShape: [2] }), layers.Activation('softmax')]);
 * modelFromJSON(JSON.stringify(model)).layers.map(({ name }) => name) // → [ 'dense', 'activation' ]
 */
export function modelFromJSON(json: string | object, options: DeserializeOptions = {}): AnyModel {
  checkArgumentCount('modelFromJSON', arguments, 2);
  const config = inOwnWords(typeof json === 'string' ? parse(json) : json);
  const model = layerObjects.read(config, contextOf(where, options));
  if (model instanceof ModelClass) return model;
  const { class_name: className } = config as { readonly class_name: string };
  throw new ValueError({ where, expected: 'the config of a model', received: { class_name: className } });
}

/**
 * The JSON that describes a model, without its weights, as `model.to_json()` writes it in Python and `model_from_json` reads it there.
 * Unlike `JSON.stringify(model)`, it writes `0.0` where Keras requires a float.
 *
 * @example
 * import { layers, modelFromJSON, modelToJSON, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(3, { inputShape: [2], name: 'out' })]);
 * modelFromJSON(modelToJSON(model)).outputShape // → [ null, 3 ]
 */
export function modelToJSON(model: AnyModel): string {
  checkArgumentCount('modelToJSON', arguments, 1);
  if (!(model instanceof ModelClass))
    throw new ValueError({ where: 'modelToJSON', expected: 'a model', received: { model } });
  return writeJson(inWordsOfKeras3(model.toJSON()));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ValueError({ where, expected: 'JSON', received: { json } });
  }
}
