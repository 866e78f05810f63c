/** What of Keras is here: each public name of Keras 3 with what it lacks, or why it is missing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { publicArguments } from './declarations.js';
import { givenOptions, unprovenOptions } from './option-proofs.js';
import { lateArguments, proofs, reasons, within } from './coverage-reasons.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The page. */
export const pagePath = join(root, 'docs/coverage.md');

/**
 * @typedef {{ kind?: string; arguments?: string[]; defaults?: Record<string, unknown>; sameAs?: string }} Entry
 * @typedef {{ name: string; state: 'yes' | 'partly' | 'no'; note: string }} Row
 * @typedef {import('./declarations.js').Arguments} Arguments
 */

const camelCase = (/** @type {string} */ name) =>
  name.replace(/_+([a-z0-9])/g, (_, /** @type {string} */ letter) => letter.toUpperCase());

/** Names are compared without regard to how they are spelled. */
const bare = (/** @type {string} */ name) => name.replaceAll('_', '').toLowerCase();

/**
 * Of which namespaces a file of goldens tells, by its path. The same functions stand in several.
 *
 * @type {readonly (readonly [RegExp, readonly string[]])[]}
 */
const subjects = [
  [/^activations\//, ['activations', 'ops']],
  [/^ops\//, ['ops']],
  [/^layers\/goldens\/initializers\./, ['initializers']],
  [/^layers\/goldens\/regularizers_constraints\./, ['regularizers', 'constraints']],
  [/^layers\//, ['layers']],
  [/^training\/goldens\/losses\./, ['losses']],
  [/^training\/goldens\/metrics\./, ['metrics']],
  [/^training\/goldens\/optimizers\./, ['optimizers', 'optimizers.schedules']],
  [/^training\/goldens\/callbacks\./, ['callbacks']],
  [/^training\/data\//, ['utils']],
];

/** The text of all tests. */
function textOfTests() {
  const files = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true });
  return files
    .filter(({ name }) => name.endsWith('.ts'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n');
}

/** What golden cases are about, as `namespace.name`: classes, functions and operations. A file that no test reads proves nothing. */
function goldenNames() {
  /** @type {Set<string>} */
  const names = new Set();
  const tests = textOfTests();
  const top = join(root, 'test');
  for (const file of readdirSync(top, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (!/[/\\]goldens$/.test(file.parentPath) || !file.name.endsWith('.json')) continue;
    // Configs say nothing of numbers.
    if (/configs\.json$/.test(path)) continue;
    const name = file.name.replace('.json', '');
    const mentions = [`'${name}'`, `${name}.json`, `\n  ${name}: `];
    if (!mentions.some((each) => tests.includes(each))) continue;
    const [, namespaces = []] =
      subjects.find(([pattern]) => pattern.test(relative(top, path).replaceAll('\\', '/'))) ?? [];
    const content = JSON.parse(readFileSync(path, 'utf8'));
    for (const namespace of namespaces) for (const each of subjectsOf(content)) names.add(`${namespace}.${each}`);
    // The functions of losses are metrics, too.
    if (namespaces.includes('losses'))
      for (const each of subjectsOf({ functions: content.functions })) names.add(`metrics.${each}`);
  }
  return names;
}

/**
 * The names that the cases of a file state, and those of its sections.
 *
 * @param {Record<string, any>} content
 * @returns {string[]}
 */
function subjectsOf(content) {
  return Object.entries(content).flatMap(([section, cases]) => {
    if (!Array.isArray(cases) || cases.length === 0) return [];
    const stated = cases.flatMap((each) =>
      ['class_name', 'class', 'function', 'op', 'id'].flatMap((key) =>
        typeof each?.[key] === 'string' ? [each[key]] : [],
      ),
    );
    return [section, ...stated].map((name) => name.split('.').map(bare).join('.'));
  });
}

/**
 * The arguments of Keras's that cannot be given here: those without a default are counted, the others found by their names or places.
 *
 * @param {readonly string[]} wanted
 * @param {Arguments} here
 */
function missingArguments(wanted, here) {
  const names = new Set([...here.names].map(bare));
  return wanted.flatMap((argument, index) => {
    if (argument.startsWith('*')) return [];
    const name = argument.replace('?', '');
    return names.has(bare(name)) || index < here.positions ? [] : [name];
  });
}

/**
 * @param {string} namespace
 * @param {string} name
 * @param {Entry} entry
 * @param {Map<string, Arguments>} available
 * @param {ReadonlySet<string>} goldens
 * @param {(path: string, entry: Entry) => string[]} unproven The options of a class that no golden case is about.
 * @returns {Row}
 */
function rowOf(namespace, name, entry, available, goldens, unproven) {
  const path = `${namespace}.${name}`;
  const spelled = entry.kind === 'class' ? name : camelCase(name);
  // Some of what Keras has in `utils` stands at the top here.
  const here = available.get(`${namespace}.${spelled}`) ?? (namespace === 'utils' ? available.get(spelled) : undefined);
  if (here === undefined) return { name, state: 'no', note: reasons[path] ?? 'not yet' };
  const missing = missingArguments(entry.arguments ?? [], here);
  if (missing.length > 0) return { name, state: 'partly', note: `without ${described(missing)}` };
  const open = entry.kind === 'class' && proofs[path] === undefined ? unproven(path, entry) : [];
  if (open.length > 0)
    return {
      name,
      state: 'partly',
      note: `not yet compared with Keras: ${open.map((each) => `\`${each}\``).join(', ')}`,
    };
  if (isProven(namespace, name, entry, goldens)) return { name, state: 'yes', note: '' };
  return { name, state: 'partly', note: 'not yet compared with Keras' };
}

/** @param {readonly string[]} missing */
function described(missing) {
  const own = missing.filter((name) => !(name in lateArguments)).map((name) => `\`${name}\``);
  const larger = new Set(missing.flatMap((name) => lateArguments[name] ?? []));
  return [...own, ...larger].join(', ') + (larger.size > 0 && own.length === 0 ? ' (later)' : '');
}

/**
 * @param {string} namespace
 * @param {string} name
 * @param {Entry} entry
 * @param {ReadonlySet<string>} goldens
 */
function isProven(namespace, name, entry, goldens) {
  const path = `${namespace}.${name}`;
  // What finds, writes and reads objects is tested with every one of them.
  if (['get', 'serialize', 'deserialize'].includes(name) || entry.kind === 'constant') return true;
  const proof = proofs[path];
  if (proof !== undefined && existsSync(join(root, proof))) return true;
  return (
    goldens.has(`${namespace}.${bare(name)}`) ||
    goldens.has(`ops.${bare(namespace.replace('ops.', ''))}.${bare(name)}`) ||
    within[path] !== undefined
  );
}

/** Every namespace with the rows of its names; other names of one thing have no row of their own. */
export function coverage() {
  const { namespaces } = JSON.parse(readFileSync(join(root, 'tools/goldens/keras-api.json'), 'utf8'));
  const available = publicArguments(root);
  const goldens = goldenNames();
  const given = givenOptions(root);
  /** @type {Map<string, Record<string, unknown>>} */
  const configs = new Map(
    JSON.parse(readFileSync(join(root, 'test/objects/goldens/configs.json'), 'utf8')).cases.map(
      (/** @type {any} */ each) => [each.name, each.serialized.config],
    ),
  );
  const unproven = (/** @type {string} */ path, /** @type {Entry} */ entry) =>
    classNamespaces.has(path.slice(0, path.lastIndexOf('.')))
      ? unprovenOptions(root, path, entry, given, configs.get(path) ?? {})
      : [];
  return Object.entries(namespaces).map(([namespace, entries]) => {
    const all = /** @type {[string, Entry][]} */ (Object.entries(/** @type {object} */ (entries)));
    const named = all.filter(([, { sameAs }]) => sameAs === undefined);
    return {
      namespace,
      rows: named.map(([name, entry]) => rowOf(namespace, name, entry, available, goldens, unproven)),
    };
  });
}

/** Where the options of classes are proven one by one. */
const classNamespaces = new Set([
  'layers',
  'losses',
  'metrics',
  'optimizers',
  'optimizers.schedules',
  'initializers',
  'regularizers',
  'constraints',
  'callbacks',
]);

const states = /** @type {const} */ (['yes', 'partly', 'no']);

/** The text of docs/coverage.md. */
export async function coveragePage() {
  const all = coverage();
  const count = (/** @type {Row[]} */ rows, /** @type {Row['state']} */ state) =>
    rows.filter((row) => row.state === state).length;
  const lines = [
    '# What of Keras is here',
    '',
    'The public names of Keras 3.15.1 in the namespaces below; its ready-made models and data have no counterpart here. *Yes*: every argument',
    'can be given, and its numbers are compared with those of Keras, for every option of a class with another value than the default, or,',
    'where there are none, a test is about it. *Partly*: something is missing, and the table says what. `npm run coverage:docs` writes this page from the names of',
    'Keras, the declarations of Hillock and the goldens of the tests; a test fails when it is stale.',
    '',
    '| namespace | yes | partly | no |',
    '| --- | --: | --: | --: |',
    ...all.map(
      ({ namespace, rows }) =>
        [
          `| [${namespace}](#${namespace.replaceAll('.', '')})`,
          ...states.map((state) => String(count(rows, state))),
        ].join(' | ') + ' |',
    ),
    ...all.flatMap(({ namespace, rows }) => section(namespace, rows)),
  ];
  const config = await resolveConfig(pagePath);
  return format(lines.join('\n') + '\n', { ...config, parser: 'markdown' });
}

/**
 * @param {string} namespace
 * @param {Row[]} rows
 */
function section(namespace, rows) {
  const yes = rows.filter(({ state }) => state === 'yes').map(({ name }) => `\`${name}\``);
  const others = rows.filter(({ state }) => state !== 'yes');
  return [
    '',
    `## ${namespace}`,
    '',
    ...(yes.length > 0 ? [`Yes: ${yes.join(', ')}.`, ''] : []),
    ...(others.length > 0 ? ['| name | | |', '| --- | --- | --- |'] : []),
    ...others.map(({ name, state, note }) => `| \`${name}\` | ${state} | ${note} |`),
  ];
}
