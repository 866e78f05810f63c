/** What a model file may not ask for: code, and files and addresses elsewhere. */
import { FileError } from '../../errors/index.js';
import type { CustomObjects } from '../../objects/custom-objects.js';
import { entryOf, isJsonObject, type Json } from '../../saving/json/parsing.js';

/** Layers that hold code, or load a graph from elsewhere. */
const codeClasses = new Set(['Lambda', 'TorchModuleWrapper', 'TFSMLayer', 'JaxLayer', 'FlaxLayer', '__lambda__']);

/** Refuses code wherever it stands in a config, unless the caller gave their own object under its layer's name. */
export function checkArchitecture(where: string, config: Json, customObjects: CustomObjects): void {
  visit(where, config, customObjects);
}

function visit(where: string, value: Json, customObjects: CustomObjects): void {
  if (Array.isArray(value)) {
    for (const each of value as readonly Json[]) visit(where, each, customObjects);
    return;
  }
  if (!isJsonObject(value)) return;
  const className = value['class_name'];
  if (isMarshalled(value['value'])) checkSupplied(where, value, '__lambda__', customObjects);
  if (typeof className === 'string' && codeClasses.has(className))
    checkSupplied(where, value, className, customObjects);
  if (className === '__typespec__') {
    const received = { class_name: className };
    throw new FileError({ kind: 'unknown-class', where, expected: 'classes of Keras', received });
  }
  checkVocabulary(where, value);
  for (const each of Object.values(value)) visit(where, each, customObjects);
}

/** Python's code, defaults and closure, in Base64; the older files have it without a class. */
const isMarshalled = (value: Json | undefined): boolean =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'string' &&
  /^[A-Za-z0-9+/=\s]{40,}$/.test(value[0]);

function checkSupplied(where: string, value: Json, className: string, customObjects: CustomObjects): void {
  const name = entryOf(entryOf(value, 'config'), 'name');
  const isGiven = typeof name === 'string' && Object.hasOwn(customObjects, name);
  if (isGiven || Object.hasOwn(customObjects, className)) return;
  throw new FileError({
    kind: 'code',
    where,
    expected: 'a model without code',
    received: { class_name: className, name },
    hint: `Code of a file is never run: pass your own as { customObjects: { ${JSON.stringify(name ?? className)}: … } }`,
  });
}

/** A vocabulary is a list of words; a text in its place is the name of a file. */
function checkVocabulary(where: string, value: Json): void {
  const vocabulary = entryOf(value, 'vocabulary');
  if (typeof vocabulary !== 'string') return;
  throw new FileError({
    kind: 'external',
    where,
    expected: 'a vocabulary in the file itself',
    received: { vocabulary },
    hint: 'A model opens no other file and no address',
  });
}
