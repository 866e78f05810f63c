/** Refuses model files that ask for something dangerous: code, other files and addresses, or more memory than any machine has. */
import { FileError } from '../../errors/index.js';
import type { CustomObjects } from '../../objects/custom-objects.js';
import { entryOf, isJsonObject, type Json } from '../../saving/json/parsing.js';

/** Layers that contain code, or load a graph from elsewhere. */
const codeClasses = /* @__PURE__ */ new Set([
  'Lambda',
  'TorchModuleWrapper',
  'TFSMLayer',
  'JaxLayer',
  'FlaxLayer',
  '__lambda__',
]);

/** Checks a config of the model, or of how it was compiled, before anything is made from it. */
export function checkConfig(where: string, config: Json | undefined, customObjects: CustomObjects): void {
  if (Array.isArray(config)) {
    for (const each of config as readonly Json[]) checkConfig(where, each, customObjects);
    return;
  }
  if (!isJsonObject(config)) return;
  checkIsNoCode(where, config, customObjects);
  checkVocabulary(where, config);
  for (const [key, value] of Object.entries(config)) {
    checkSize(where, key, value);
    checkConfig(where, value, customObjects);
  }
}

function checkIsNoCode(where: string, config: Json, customObjects: CustomObjects): void {
  const className = entryOf(config, 'class_name');
  if (className === '__typespec__') {
    const received = { class_name: className };
    throw new FileError({ kind: 'unknown-class', where, expected: 'classes of Keras', received });
  }
  const isCode =
    isMarshalled(entryOf(config, 'value')) || (typeof className === 'string' && codeClasses.has(className));
  if (!isCode) return;
  const name = entryOf(entryOf(config, 'config'), 'name');
  const isGiven = (key: Json | undefined): boolean => typeof key === 'string' && Object.hasOwn(customObjects, key);
  if (isGiven(name) || isGiven(className)) return;
  throw new FileError({
    kind: 'code',
    where,
    expected: 'a model without code',
    received: { class_name: className, name },
    hint: `Code of a file is never run: pass your own as { customObjects: { ${JSON.stringify(name ?? className)}: … } }`,
  });
}

/** Whether a value is Python code with defaults and closure, in Base64; some files contain these without a class. */
const isMarshalled = (value: Json | undefined): boolean =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'string' &&
  /^[A-Za-z0-9+/=\s]{40,}$/.test(value[0]);

/** Refuses a vocabulary that is a text and not a list of words, because a text is the name of a file. */
function checkVocabulary(where: string, config: Json): void {
  const vocabulary = entryOf(config, 'vocabulary');
  if (typeof vocabulary !== 'string') return;
  throw new FileError({
    kind: 'external',
    where,
    expected: 'a vocabulary in the file itself',
    received: { vocabulary },
    hint: 'A model opens no other file and no address',
  });
}

/** Entries that determine the size of a weight. */
const sizes = /* @__PURE__ */ new Set([
  'units',
  'filters',
  'output_dim',
  'input_dim',
  'num_heads',
  'key_dim',
  'value_dim',
  'depth_multiplier',
]);

/** The longest axis that arrays can have in any engine, and the most axes that NumPy allows. */
const most = { length: 2 ** 31, axes: 32 };

function checkSize(where: string, key: string, value: Json): void {
  const isShape = /shape$/.test(key) && Array.isArray(value);
  const lengths = isShape ? (value as readonly Json[]) : sizes.has(key) ? [value] : [];
  const isTooLarge = lengths.some((length) => typeof length === 'number' && length >= most.length);
  if (!isTooLarge && lengths.length <= most.axes) return;
  const expected = `axes shorter than ${most.length}, and at most ${most.axes} of them`;
  throw new FileError({ kind: 'limit', where, expected, received: { [key]: value } });
}
