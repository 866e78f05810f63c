/** Configs as Keras writes them, for every class that is here: made with the same arguments, and read back. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as hillock from 'hillock';
import { clearSession } from 'hillock';

interface Case {
  /** The namespace and the class: `layers.Dense`. */
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly serialized: {
    readonly module: string;
    readonly class_name: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly registered_name: string | null;
  };
}

interface Namespace {
  serialize(object: unknown): unknown;
  deserialize(config: unknown): { getConfig(): Record<string, unknown> };
}

const path = new URL('goldens/configs.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };

/** Keras's names of namespaces that have another one here. */
const names: Readonly<Record<string, string>> = { dtype_policies: 'dtypePolicies' };

function namespaceOf(name: string): (Namespace & Record<string, unknown>) | undefined {
  let found: unknown = hillock;
  for (const part of name.split('.').slice(0, -1)) found = (found as Record<string, unknown>)[names[part] ?? part];
  return found as (Namespace & Record<string, unknown>) | undefined;
}

/** What differs from Keras on purpose, or is a base class that nobody writes into a file. */
const others = new Set([
  ...['layers.Layer', 'losses.Loss', 'metrics.Metric', 'initializers.Initializer', 'constraints.Constraint'],
  // Around a function of the user's, which a file cannot bring along.
  ...['layers.Lambda', 'metrics.MeanMetricWrapper'],
]);

const known = cases.filter(
  ({ name }) => !others.has(name) && typeof namespaceOf(name)?.[name.split('.').at(-1)!] === 'function',
);

test('are here for the classes of every kind', () => {
  const kinds = new Set(known.map(({ name }) => name.split('.')[0]));
  for (const kind of ['layers', 'losses', 'metrics', 'optimizers', 'initializers', 'dtype_policies']) {
    expect(kinds).toContain(kind);
  }
  expect(known.length).toBeGreaterThan(45);
});

describe.each(known.map((each) => [each.name, each] as const))('%s', (name, { arguments: given, serialized }) => {
  const namespace = namespaceOf(name)!;
  const throughJSON = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  test('writes what Keras writes for the same arguments', () => {
    clearSession();
    const { module, class_name: className } = serialized;
    const made = namespace.deserialize({ module, class_name: className, config: given });
    expect(throughJSON(namespace.serialize(made))).toEqual(serialized);
    expect(Object.keys(made.getConfig())).toEqual(expect.arrayContaining(Object.keys(serialized.config)));
  });

  test('reads what Keras writes', () => {
    const made = namespace.deserialize(serialized);
    expect(throughJSON(namespace.serialize(made))).toEqual(serialized);
    // A class by itself does not know the classes of layers that its config holds.
    if (!name.startsWith('layers.') || JSON.stringify(serialized.config).includes('"module":"keras.layers"')) return;
    const { constructor } = made as unknown as { constructor: { fromConfig(config: unknown): typeof made } };
    expect(throughJSON(constructor.fromConfig(serialized.config).getConfig())).toEqual(serialized.config);
  });
});
