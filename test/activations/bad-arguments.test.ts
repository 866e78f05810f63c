/** Whatever stands in the place of an argument: a result, or an error of Hillock's that names the argument. */
import { describe, expect, test, vi } from 'vitest';
import { activations, defineActivation, HillockError, ops, tensor, Tensor } from '../../src/index.js';

const values: Readonly<Record<string, unknown>> = {
  null: null,
  undefined,
  text: 'a',
  'empty text': '',
  number: 1,
  NaN,
  infinite: Infinity,
  true: true,
  'big integer': 1n,
  symbol: Symbol('s'),
  function: () => 1,
  object: {},
  'object without prototype': Object.create(null) as object,
  'object of an odd prototype': Object.create(Object.create(null) as object) as object,
  'empty array': [],
  array: [1],
  'array of null': [null],
  'typed array': Float32Array.of(1),
  'big integers': BigInt64Array.of(1n),
  view: new DataView(new ArrayBuffer(4)),
  tensor: tensor([1]),
  'tensor of text': tensor(['a']),
  date: new Date(0),
  map: new Map(),
  promise: Promise.resolve(1),
};

type Anything = (...values: unknown[]) => unknown;

const identifiers = activations.list();
const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The functions of `activations` and of `ops`, by what errors call them. */
const functions = identifiers.flatMap((identifier) =>
  [activations, ops].flatMap((space, i): [where: string, call: Anything, options: string[]][] => {
    const name = camelCase(identifier);
    const found = (space as unknown as Record<string, Anything & { configDefaults?: object }>)[name];
    if (found?.configDefaults === undefined) return [];
    return [[`${['activations', 'ops'][i]}.${name}`, found, Object.keys(found.configDefaults)]];
  }),
);

/** What came out: nothing wrong, or the message of Hillock's error. Anything else fails. */
function outcome(call: () => unknown): string | undefined {
  try {
    expect(call()).toBeInstanceOf(Tensor);
    return undefined;
  } catch (error) {
    if (!(error instanceof HillockError)) throw error;
    return error.message;
  }
}

const x = [[-1, 0.5]];

describe.each(functions)('%s', (where, call, options) => {
  test.each(Object.entries(values))('of %s', (_, value) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    outcome(() => call(value));
    outcome(() => call(value, { axis: -1 }));
  });

  test.each(Object.entries(values))('with %s as its options', (name, value) => {
    const message = outcome(() => call(x, value));
    const isNone = value === undefined || name.startsWith('object');
    if (!isNone && options[0] !== 'threshold') expect(message).toContain('an object of options as last argument');
  });

  // Of all, glu alone has no output of the input's shape.
  for (const option of where.endsWith('.glu') ? options : [...options, 'out']) {
    test.each(Object.entries(values))(`with %s as ${option}`, (_, value) => {
      const required = options.includes('defaultValue') ? { threshold: 1, defaultValue: 0 } : {};
      const message = outcome(() => call(x, { ...required, [option]: value }));
      if (message !== undefined && !message.includes('broadcast')) expect(message).toContain(`${option}=`);
    });
  }
});

describe('threshold', () => {
  const threshold = activations.threshold as unknown as Anything;
  const of = (...rest: unknown[]) => outcome(() => threshold([1], ...rest));

  test('takes its two arguments by position, as options, or one so and one so', () => {
    for (const rest of [
      [1, 0],
      [{ threshold: 1, defaultValue: 0 }],
      [1, { defaultValue: 0 }],
      [1, 0, {}],
      [1, 0, undefined],
    ]) {
      expect((threshold([0.5, 2], ...rest) as Tensor).toArray()).toEqual([0, 2]);
    }
    const out = new Float32Array(2);
    expect((threshold([0.5, 2], 1, 0, { out }) as Tensor).data).toBe(out);
  });

  test.each(Object.entries(values))('refuses %s or takes it, in each place', (_, value) => {
    for (const [rest, name] of [
      [[value, 0], 'threshold'],
      [[1, value], 'defaultValue'],
    ] as const) {
      const message = of(...rest);
      if (message !== undefined)
        expect(message).toMatch(new RegExp(`^activations\\.threshold: .*(${name}=|broadcast)`));
    }
  });

  test('refuses null, what is there twice, and what is too much', () => {
    expect(of(null, 0)).toMatchInlineSnapshot(
      `"activations.threshold: expected \`threshold\` to be a number. Received: threshold=null."`,
    );
    expect(of(1, null)).toMatchInlineSnapshot(
      `"activations.threshold: expected \`defaultValue\` to be a number. Received: defaultValue=null."`,
    );
    expect(of(1, 0, { threshold: 2 })).toMatchInlineSnapshot(
      `"activations.threshold: expected threshold once. Received: argument=1, option=2."`,
    );
    expect(of(1, { threshold: 2, defaultValue: 0 })).toMatchInlineSnapshot(
      `"activations.threshold: expected threshold once. Received: argument=1, option=2."`,
    );
    expect(of(1, 0, {}, 5)).toMatchInlineSnapshot(
      `"activations.threshold: expected threshold, defaultValue and then an options object. Received: threshold=1, defaultValue=0, argument 3={  }, argument 4=5."`,
    );
    expect(of(1, 0, 5)).toMatchInlineSnapshot(
      `"activations.threshold: expected threshold, defaultValue and then an options object. Received: threshold=1, defaultValue=0, argument 3=5."`,
    );
    expect(of({ threshold: 1, defaultValue: 0 }, 5)).toMatchInlineSnapshot(
      `"activations.threshold: expected \`threshold\` to be a number. Received: threshold={ threshold: 1, defaultValue: 0 }."`,
    );
  });
});

describe('get, serialize, deserialize', () => {
  const { get, serialize, deserialize, remove, facts, explain } = activations as unknown as Record<string, Anything>;

  test.each(Object.entries(values))('%s', (_, value) => {
    for (const call of [
      () => get!(value),
      () => get!({ class_name: value, config: {} }),
      () => get!({ class_name: 'elu', config: value }),
      () => get!({ class_name: 'function', config: value }),
      () => get!({ class_name: 'elu', config: { alpha: value } }),
      () => get!({ class_name: 'softmax', config: { axis: value } }),
      () => get!({ class_name: 'elu', config: {}, module: value, registered_name: value }),
      () => deserialize!(value),
      () => deserialize!('elu', value),
      () => deserialize!('elu', { keras: value }),
      () => serialize!(value),
      () => remove!(value),
      () => facts!(value),
      () => explain!(value),
    ]) {
      try {
        call();
      } catch (error) {
        expect(error).toBeInstanceOf(HillockError);
      }
    }
  });

  const ofConfig = (config: unknown): string | undefined => {
    try {
      get!(config);
    } catch (error) {
      expect(error).toBeInstanceOf(HillockError);
      return (error as Error).message;
    }
    return undefined;
  };

  test('configs that are none', () => {
    expect(ofConfig({ class_name: 'relu', config: null })).toMatchInlineSnapshot(
      `"activations.get: expected a config of the form { class_name, config }, with the name and the arguments. Received: identifier={ class_name: "relu", config: null }. Hint: Keras writes a function without arguments as { class_name: "function", config: "relu" }."`,
    );
    expect(ofConfig({ class_name: 3 })).toMatchInlineSnapshot(
      `"activations.get: expected a config of the form { class_name, config }, with the name and the arguments. Received: identifier={ class_name: 3 }. Hint: Keras writes a function without arguments as { class_name: "function", config: "relu" }."`,
    );
    expect(ofConfig([])).toMatchInlineSnapshot(
      `"activations.get: expected the name of an activation, a function, a config or null. Received: identifier=[]."`,
    );
    // As in Keras, a name stands in the place of the arguments of a function only.
    expect(ofConfig({ class_name: 'relu', config: 'gelu' })).toMatch('expected a config of the form');
    expect(ofConfig({ class_name: 'relu', config: [] })).toMatch('expected a config of the form');
    expect(ofConfig({ class_name: 'relu', config: {}, module: 5 })).toMatch('expected a config of the form');
    expect(ofConfig({ class_name: 'relu', config: {}, registered_name: [] })).toMatch('expected a config of the form');
  });

  test('arguments that the function does not have are refused before it is called', () => {
    expect(ofConfig({ class_name: 'softmax', config: { zzz: 1 } })).toMatchInlineSnapshot(
      `"activations.get("softmax"): unknown option "zzz". Known are axis."`,
    );
    expect(ofConfig({ class_name: 'elu', config: { out: new Float32Array(1) } })).toMatchInlineSnapshot(
      `"activations.get("elu"): unknown option "out". Known are alpha."`,
    );
    expect(ofConfig({ class_name: 'tanh', config: { alpha: 1 } })).toMatchInlineSnapshot(
      `"activations.get("tanh"): unknown option "alpha". There is none."`,
    );
    expect(
      ofConfig(JSON.parse('{ "class_name": "elu", "config": { "__proto__": { "alpha": 2 } } }')),
    ).toMatchInlineSnapshot(`"activations.get("elu"): unknown option "__proto__". Known are alpha."`);
    expect(ofConfig({ class_name: 'glu', config: { axis: [0] } })).toMatchInlineSnapshot(
      `"activations.get("glu"): expected \`axis\` to be an integer. Received: axis=[0]."`,
    );
  });

  test('a config nested without end', () => {
    const config: Record<string, unknown> = { class_name: 'elu' };
    config['config'] = { alpha: config };
    expect(ofConfig(config)).toMatch(/^activations.get\("elu"\): expected `alpha` to be a number/);
    expect(ofConfig({ class_name: config, config: {} })).toMatch('expected a config of the form');
  });

  test('a function that somebody registered in Python is not the built-in one of its name', () => {
    const registered = (name: string) => ({
      module: 'builtins',
      class_name: 'function',
      config: name,
      registered_name: 'function',
    });
    expect(ofConfig(registered('mine>relu'))).toMatch(
      /^activations\.get: unknown activation "mine>relu"\. Known are .*relu, relu6, .*\.$/,
    );
    const ripple = defineActivation('ripple', {}, (v) => ops.sin(v));
    try {
      expect(get!(registered('mine>ripple'))).toBe(ripple);
    } finally {
      activations.remove('ripple');
    }
  });
});
