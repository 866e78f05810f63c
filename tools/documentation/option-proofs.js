/** Which constructor options of Keras's classes a golden case gives another value than the default, so that its numbers show what the option does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { lateArguments, optionProofs } from './coverage-reasons.js';

/**
 * @typedef {{ kind?: string; arguments?: string[]; defaults?: Record<string, unknown> }} Entry
 * @typedef {Map<string, Record<string, unknown>[]>} Given What cases give, by namespace and class.
 */

/** The namespaces of the classes that the cases of a file are of, by its path. A section of this name says it itself. */
const namespaces = /** @type {const} */ ([
  [/^layers\/goldens\/initializers\./, 'initializers'],
  [/^layers\//, 'layers'],
  [/^training\/goldens\/losses\./, 'losses'],
  [/^training\/goldens\/metrics\./, 'metrics'],
  [/^training\/goldens\/optimizers\./, 'optimizers'],
  [/^training\/goldens\/callbacks\./, 'callbacks'],
]);
const sections = /** @type {const} */ ({
  losses: 'losses',
  metrics: 'metrics',
  optimizers: 'optimizers',
  schedules: 'optimizers.schedules',
  regularizers: 'regularizers',
  constraints: 'constraints',
});

/**
 * What the golden cases of a folder of tests give to the constructors of classes.
 *
 * @param {string} root The folder of the package.
 */
export function givenOptions(root) {
  /** @type {Given} */
  const given = new Map();
  const top = join(root, 'test');
  for (const { parentPath, name } of readdirSync(top, { recursive: true, withFileTypes: true })) {
    if (!/[/\\]goldens$/.test(parentPath) || !name.endsWith('.json') || name.endsWith('configs.json')) continue;
    const path = join(parentPath, name);
    const [, usual] = namespaces.find(([pattern]) => pattern.test(relative(top, path).replaceAll('\\', '/'))) ?? [];
    if (usual === undefined && name !== 'options.json') continue;
    for (const [section, cases] of Object.entries(JSON.parse(readFileSync(path, 'utf8')))) {
      if (!Array.isArray(cases)) continue;
      const namespace = sections[/** @type {keyof typeof sections} */ (section)] ?? usual;
      // The sections of callbacks are named after the classes.
      const named = usual === 'callbacks' ? section.replace(/^(csv|\w)/, (start) => start.toUpperCase()) : undefined;
      for (const each of cases) collect(given, `${namespace}.`, each, named);
    }
  }
  return given;
}

/**
 * A case, and the objects of the same kind within its config, as cells in a layer.
 *
 * @param {Given} given
 * @param {string} namespace With a dot behind it.
 * @param {any} value
 * @param {string} [name] The class, where the case does not say it.
 */
function collect(given, namespace, value, name) {
  if (value === null || typeof value !== 'object') return;
  const own = value.class_name ?? name;
  if (typeof own === 'string' && (value.config ?? value.arguments) !== undefined) {
    const space = spaceOf(value.module) ?? namespace;
    const key = space + own;
    given.set(key, [...(given.get(key) ?? []), { ...value.config, ...value.arguments }]);
  }
  for (const each of Object.values(value.config ?? {})) collect(given, namespace, each);
}

const spaceOf = (/** @type {unknown} */ module) =>
  typeof module === 'string' && module.startsWith('keras.') ? `${module.slice('keras.'.length)}.` : undefined;

/** Numbers are those of float32 in some configs. */
const same = (/** @type {unknown} */ a, /** @type {unknown} */ b) =>
  a === b ||
  (typeof a === 'number' && typeof b === 'number' && Math.fround(a) === Math.fround(b)) ||
  JSON.stringify(a) === JSON.stringify(b);

/**
 * The options of a class to which no case gives another value than the default.
 *
 * @param {string} root The folder of the package.
 * @param {string} path The class: `layers.Dense`.
 * @param {Entry} entry What is known of its arguments.
 * @param {Given} given
 * @param {Record<string, unknown>} config What Keras writes for the least arguments.
 */
export function unprovenOptions(root, path, { arguments: all = [], defaults = {} }, given, config) {
  const cases = given.get(path) ?? [];
  return all.flatMap((argument) => {
    if (argument.startsWith('*')) return [];
    const name = argument.replace('?', '');
    const isOptional = argument.endsWith('?');
    const isOther = (/** @type {Record<string, unknown>} */ each) =>
      name in each &&
      (!isOptional ||
        !(same(each[name], defaults[name] ?? null) || (name in config && same(each[name], config[name]))));
    const isElsewhere =
      name in lateArguments ||
      optionProofs.some(([pattern, proof]) => pattern.test(`${path}.${name}`) && existsSync(join(root, proof)));
    return isElsewhere || cases.some(isOther) ? [] : [name];
  });
}
