/** Every namespace finds its objects by the same rules. */
import { describe, expect, test } from 'vitest';
import * as hillock from 'hillock';
import { HillockError } from 'hillock';
import { messageOf } from '../support/message-of.js';

interface Namespace {
  get(identifier: unknown): unknown;
  serialize(object: unknown): unknown;
  deserialize(config: unknown, options?: unknown): unknown;
}

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly namespace: Namespace;
  /** A class that is made of its name, if there is one. */
  readonly className?: string;
  readonly module?: string;
  /** A config of the class, and what it then has in its config. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly functionName?: string;
  /** A name that is mistyped, and the one that was meant. */
  readonly typo: readonly [typo: string, meant: string];
  /** A class of another kind. */
  readonly foreign?: readonly [module: string, className: string];
}

const namespaces = hillock as unknown as Record<string, Namespace>;
const table: readonly Omit<Row, 'namespace'>[] = [
  {
    name: 'layers',
    kind: 'layer',
    className: 'LeakyReLU',
    module: 'keras.layers',
    config: { negative_slope: 0.5 },
    typo: ['LeakyReLu', 'LeakyReLU'],
    foreign: ['keras.losses', 'MeanSquaredError'],
  },
  {
    name: 'losses',
    kind: 'loss',
    className: 'MeanSquaredError',
    module: 'keras.losses',
    config: { reduction: 'sum' },
    functionName: 'mean_squared_error',
    typo: ['mean_squared_erorr', 'mean_squared_error'],
    foreign: ['keras.metrics', 'MeanSquaredError'],
  },
  {
    name: 'metrics',
    kind: 'metric',
    className: 'BinaryAccuracy',
    module: 'keras.metrics',
    config: { threshold: 0.25 },
    functionName: 'huber',
    typo: ['binary_acuracy', 'binary_accuracy'],
    foreign: ['keras.losses', 'MeanSquaredError'],
  },
  {
    name: 'optimizers',
    kind: 'optimizer',
    className: 'SGD',
    module: 'keras.optimizers',
    config: { momentum: 0.5 },
    typo: ['adma', 'adam'],
    foreign: ['keras.layers', 'Dense'],
  },
  {
    name: 'initializers',
    kind: 'initializer',
    className: 'Constant',
    module: 'keras.initializers',
    config: { value: 3 },
    typo: ['glorot_unifrom', 'glorot_uniform'],
    foreign: ['keras.regularizers', 'L2'],
  },
  { name: 'activations', kind: 'activation', functionName: 'selu', typo: ['gelo', 'gelu'] },
  {
    name: 'dtypePolicies',
    kind: 'dtype policy',
    module: 'keras',
    config: { name: 'mixed_float16' },
    typo: ['mixed_flaot16', 'mixed_float16'],
    foreign: ['keras.layers', 'Dense'],
  },
  {
    name: 'regularizers',
    kind: 'regularizer',
    className: 'L2',
    module: 'keras.regularizers',
    config: { l2: 0.5 },
    typo: ['l22', 'l2'],
    foreign: ['keras.constraints', 'MaxNorm'],
  },
  {
    name: 'constraints',
    kind: 'constraint',
    className: 'MaxNorm',
    module: 'keras.constraints',
    config: { max_value: 3 },
    typo: ['MaxNrom', 'MaxNorm'],
    foreign: ['keras.regularizers', 'L2'],
  },
];

const rows: readonly Row[] = table.flatMap((row) => {
  const namespace = namespaces[row.name];
  return namespace === undefined ? [] : [{ ...row, namespace }];
});

const configOf = (object: unknown): unknown => (object as { getConfig(): unknown }).getConfig();

describe.each(rows)('$name', ({ name, kind, namespace, className, module, config, functionName, typo, foreign }) => {
  const withClass = className !== undefined;

  test.runIf(withClass)('gets a new instance for the name of a class, and gives an instance back', () => {
    const [first, second] = [namespace.get(className), namespace.get(className)];
    expect((namespace.serialize(first) as { class_name: string }).class_name).toBe(className);
    expect(second).not.toBe(first);
    expect(namespace.get(first)).toBe(first);
  });

  test.runIf(withClass)(
    'gets an instance for a class, as compile({ optimizer: optimizers.Adam }) is a natural try',
    () => {
      const constructor = (namespace as unknown as Record<string, unknown>)[className!];
      expect(namespace.get(constructor)).toBeInstanceOf(constructor);
    },
  );

  test.runIf(withClass)('gets and deserializes what a config describes, with or without a module', () => {
    for (const about of [{}, { module }, { module, registered_name: null }, { module: null, registered_name: null }]) {
      const given = { ...about, class_name: className, config };
      expect(configOf(namespace.get(given))).toMatchObject(config!);
      expect(configOf(namespace.deserialize(given))).toMatchObject(config!);
    }
  });

  test.runIf(withClass)('serializes an instance so that it is read again', () => {
    const object = namespace.deserialize({ class_name: className, config });
    const serialized = namespace.serialize(object) as Record<string, unknown>;
    expect(serialized).toMatchObject({ module, class_name: className, config, registered_name: null });
    expect(configOf(namespace.deserialize(JSON.parse(JSON.stringify(serialized))))).toEqual(configOf(object));
  });

  test.runIf(functionName !== undefined)(
    'finds a function by its name, as a text and as Keras writes functions',
    () => {
      const found = namespace.get(functionName);
      expect(found).toBeTypeOf('function');
      expect(namespace.get(found)).toBe(found);
      expect(namespace.serialize(found)).toBe(functionName);
      expect(namespace.deserialize(functionName)).toBe(found);
      for (const about of [
        {},
        { module: 'builtins', registered_name: 'function' },
        { module: `keras.${name}`, registered_name: functionName },
      ]) {
        expect(namespace.deserialize({ ...about, class_name: 'function', config: functionName })).toBe(found);
      }
    },
  );

  test('names the nearest for a name that is mistyped', () => {
    expect(messageOf(() => namespace.get(typo[0]))).toBe(
      `${name}.get: unknown ${kind} "${typo[0]}". Did you mean "${typo[1]}"?`,
    );
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('knows no %s', (word) => {
    expect(() => namespace.get(word)).toThrow(`unknown ${kind} "${word}"`);
    expect(() => namespace.deserialize({ class_name: word, config: {} })).toThrow(`unknown ${kind} "${word}"`);
    expect(() =>
      namespace.deserialize(JSON.parse(`{ "class_name": "${word}", "config": {} }`), { customObjects: {} }),
    ).toThrow(`unknown ${kind} "${word}"`);
  });

  test.each([3, true, undefined, Symbol('name'), [], new Map()].map((value) => ({ value })))(
    'refuses $value',
    ({ value }) => {
      expect(() => namespace.get(value)).toThrow(HillockError);
      expect(() => namespace.deserialize(value)).toThrow(HillockError);
      expect(() => namespace.serialize(value)).toThrow(HillockError);
    },
  );

  test('refuses a config without a class, and one whose config is none', () => {
    for (const given of [
      {},
      { class_name: 3, config: {} },
      { class_name: className ?? 'relu' },
      { class_name: className ?? 'relu', config: 3 },
    ]) {
      expect(() => namespace.deserialize(given)).toThrow(/expected a config of the form \{ class_name, config \}/);
    }
  });

  test.runIf(foreign !== undefined)('refuses the config of another kind', () => {
    const [module, className] = foreign!;
    expect(messageOf(() => namespace.deserialize({ module, class_name: className, config: {} }))).toBe(
      `${name}.deserialize: expected ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}. Received: module="${module}", class_name="${className}".`,
    );
  });

  test('says how an own class is made known', () => {
    const given = { module: 'zoo', class_name: 'Own', config: {}, registered_name: 'zoo>Own' };
    expect(messageOf(() => namespace.deserialize(given))).toBe(
      `${name}.deserialize: expected the ${kind} "zoo>Own" among the custom objects, since it is not one of Keras. Received: module="zoo", class_name="Own". Hint: give customObjects: { "zoo>Own": … }, or call registerKerasSerializable beforehand.`,
    );
  });

  test.runIf(withClass)('does not take a class of Keras for an own one of the same name', () => {
    for (const about of [
      { module: 'zoo', registered_name: className },
      { module, registered_name: `zoo>${className!}` },
    ]) {
      expect(() => namespace.deserialize({ ...about, class_name: className, config })).toThrow(
        'among the custom objects',
      );
    }
  });

  test('refuses options that it does not know', () => {
    const given = { class_name: className ?? 'relu', config: config ?? {} };
    expect(() => namespace.deserialize(given, { keras: 4 })).toThrow('expected keras to be 2 or 3');
    expect(() => namespace.deserialize(given, { customObject: {} })).toThrow('Did you mean "customObjects"?');
    expect(() => namespace.deserialize(given, { customObjects: [] })).toThrow('expected customObjects to be an object');
    expect(() => namespace.deserialize(given, { customObjects: { Own: 3 } })).toThrow('customObjects["Own"]=3');
  });
});
