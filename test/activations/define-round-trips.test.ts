/** An own activation goes through configs and JSON unchanged, alone, in layers and in models. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  activations,
  defineActivation,
  Input,
  layers,
  Model,
  modelFromJSON,
  ops,
  Sequential,
  tensor,
} from '../../src/index.js';
import type { Tensor } from '../../src/index.js';

afterEach(() => {
  const known: readonly string[] = activations.list();
  if (known.includes('own')) activations.remove('own');
});

const throughJSON = (value: unknown): never => JSON.parse(JSON.stringify(value)) as never;

describe('a parameter keeps its name and value', () => {
  test.each([
    'alpha',
    'my_alpha',
    'myAlpha',
    'Alpha',
    'A',
    'a1',
    'a_1',
    'alpha2Beta',
    '_x',
    'x_',
    'useEMA',
    'α',
    'constructor_',
  ])('%s', (name) => {
    const own = defineActivation('own', { [name]: 1 }, (x, parameters) => ops.multiply(parameters[name]!, x));
    const given = activations.get({
      class_name: 'own',
      config: throughJSON(
        (
          activations.serialize(
            Object.assign((x: Tensor) => own(x), own, { config: { [name]: 2.5 } }),
          ) as activations.ActivationConfig
        ).config,
      ),
    });
    expect(given([3]).toArray()).toEqual([7.5]);
    const again = activations.deserialize(throughJSON(activations.serialize(given)));
    expect(again([3]).toArray()).toEqual([7.5]);
    expect(activations.serialize(again)).toEqual(activations.serialize(given));
  });

  test.each([
    [['myAlpha', 'my_alpha'], 'my_alpha'],
    [['Alpha', 'alpha'], 'alpha'],
    [['aB', 'a_b'], 'a_b'],
  ])('%j cannot be told apart in a config, and are refused', (names, key) => {
    const parameters = Object.fromEntries(names.map((name) => [name, 1]));
    expect(() => defineActivation('own', parameters, (x) => x)).toThrow(
      `defineActivation: expected parameters that differ in configs, where \`${names[0]}\` and \`${names[1]}\` both are "${key}".`,
    );
  });

  test.each(['out', '', 'a b', 'a-b', '2x', '__proto__', 'constructor', 'toString', '0', 'a$'])(
    '"%s" is refused as a name',
    (name) => {
      const parameters = Object.defineProperty({}, name, { value: 1, enumerable: true });
      expect(() => defineActivation('own', parameters, (x) => x)).toThrow(
        /^defineActivation: expected (a parameter named|another name)/,
      );
    },
  );

  test.each([Infinity, -Infinity, -0, 1e-320, 1e308, 0.1 + 0.2])('%d', (value) => {
    defineActivation('own', { most: 1 }, (x, { most }) => ops.divide(1, ops.add(most, ops.multiply(0, x))));
    const given = activations.deserialize({ class_name: 'own', config: { most: value } });
    const again = activations.deserialize(throughJSON(activations.serialize(given)));
    expect((again as { config?: object }).config).toEqual({ most: value });
    const at = tensor([-0], { dtype: 'float64' });
    expect(again(at).toArray()).toEqual(given(at).toArray());
  });

  test('a default that JSON has no word for', () => {
    defineActivation('own', { most: Infinity, step: -0 }, (x, { most, step }) => ops.minimum(ops.add(x, step), most));
    expect(activations.serialize(activations.get('own' as never))).toBe('own');
    const given = activations.deserialize({ class_name: 'own', config: { step: 1 } });
    expect(activations.serialize(given)).toEqual({ class_name: 'own', config: { most: 'Infinity', step: 1 } });
    expect(
      activations
        .deserialize(throughJSON(activations.serialize(given)))([1])
        .toArray(),
    ).toEqual([2]);
  });

  test('of a built-in one, too', () => {
    const threshold = activations.deserialize({
      class_name: 'threshold',
      config: { threshold: 0, default_value: -Infinity },
    });
    const again = activations.deserialize(throughJSON(activations.serialize(threshold)));
    expect(again([-1, 1]).toArray()).toEqual([-Infinity, 1]);
  });
});

describe('an activation with arguments of a config', () => {
  test('is as exact as the one that it comes from, and has its facts', () => {
    const own = defineActivation('own', { alpha: 1 }, (x, { alpha }) => ops.multiply(alpha, ops.tanh(x)));
    const given = activations.deserialize({ class_name: 'own', config: { alpha: 2 } });
    expect(given([0.3, -2]).toArray()).toEqual(own([0.3, -2], { alpha: 2 }).toArray());
    expect(activations.facts(given)).toMatchObject({
      identifier: 'own',
      options: { alpha: 2 },
      limits: { negative: -2, positive: 2 },
    });
    expect(activations.explain(given)).toEqual(activations.explain(own, { alpha: 2 }));
  });

  test('takes options as the one that it comes from', () => {
    const elu = activations.deserialize({
      class_name: 'elu',
      config: { alpha: 0.5 },
    }) as unknown as typeof activations.elu;
    const out = new Float32Array(1);
    expect(elu([-1], { out }).data).toBe(out);
    expect([...out]).toEqual(activations.elu([-1], { alpha: 0.5 }).toArray());
    expect(elu([-1], { alpha: 2 }).toArray()).toEqual(activations.elu([-1], { alpha: 2 }).toArray());
    expect(() => elu([-1], 2 as never)).toThrow('expected an object of options');
  });
});

describe('models', () => {
  const x = [[-1.5, 0.25], [0.75, 2]]; // prettier-ignore

  /** snake; with alpha 0.5 as a config has it. */
  function define() {
    const own = defineActivation('own', { alpha: 1 }, (x, { alpha }) =>
      ops.add(x, ops.divide(ops.square(ops.sin(ops.multiply(alpha, x))), alpha)),
    );
    return {
      own,
      half: activations.deserialize({ class_name: 'own', config: { alpha: 0.5 } }) as (x: Tensor) => Tensor,
    };
  }

  const sequential = (own: never, half: (x: Tensor) => Tensor) =>
    Sequential([
      layers.Dense(3, { activation: own, inputShape: [2] }),
      layers.Dense(3, { activation: half }),
      layers.Activation(half),
      layers.Activation('own' as never),
    ]);

  const functional = (own: never, half: (x: Tensor) => Tensor) => {
    const inputs = Input({ shape: [2] });
    const first = layers.Dense(3, { activation: own })(inputs);
    return Model({ inputs, outputs: layers.Activation(half)(layers.Dense(3, { activation: half })(first)) });
  };

  test.each([
    ['Sequential', sequential],
    ['functional', functional],
  ] as const)('a %s model', async (_, make) => {
    const { own, half } = define();
    const model = make(own as never, half);
    const again = modelFromJSON(JSON.stringify(model));
    again.setWeights(model.getWeights());
    const values = (await model.predict(x, { verbose: 0 })).toArray();
    expect((await again.predict(x, { verbose: 0 })).toArray()).toEqual(values);
    expect(throughJSON(again)).toEqual(throughJSON(model));
    // Not the same by chance: with the default argument it is another function.
    const plain = make(own as never, own);
    plain.setWeights(model.getWeights());
    expect((await plain.predict(x, { verbose: 0 })).toArray()).not.toEqual(values);
  });

  test('as an operation between layers, or within a function, it has to become a layer', () => {
    const { own, half } = define();
    const inputs = Input({ shape: [2] });
    const model = Model({ inputs, outputs: layers.Activation((v: Tensor) => own(half(v), { alpha: 2 }))(inputs) });
    expect(() => JSON.stringify(model)).toThrow('expected an activation with a name');
    const graph = Model({ inputs, outputs: own(inputs, { alpha: 2 }) as never });
    expect(() => JSON.stringify(graph)).toThrow('Hint: Put the operation into a layer.');
    const bare = Model({ inputs, outputs: own(inputs) as never });
    expect(() => JSON.stringify(bare)).toThrow('Hint: Put the operation into a layer.');
  });

  test('that is called as an operation of Keras is not written as that', () => {
    const square = defineActivation('square', {}, (x) => ops.multiply(2, x));
    try {
      const inputs = Input({ shape: [2] });
      const model = Model({ inputs, outputs: square(inputs) as never });
      expect(() => JSON.stringify(model)).toThrow('Hint: Put the operation into a layer.');
    } finally {
      activations.remove('square');
    }
  });

  test('that is not defined where the JSON is read', () => {
    const { own, half } = define();
    const json = JSON.stringify(sequential(own as never, half));
    activations.remove('own');
    expect(() => modelFromJSON(json)).toThrow(
      /^modelFromJSON at config\.layers\[1\]\.config\.activation: unknown activation "own"\./,
    );
  });
});
