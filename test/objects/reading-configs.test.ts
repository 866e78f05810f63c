/** What a config may hold besides numbers and texts, and what older generations mean by it. */
import { describe, expect, test } from 'vitest';
import { initializers, Layer, layers, losses, optimizers, tensor, type Tensor } from 'hillock';
import { contextOf } from '../../src/objects/config-context.js';
import { plainEntry } from '../../src/objects/options/plain-entries.js';
import { seed } from '../../src/objects/options/index.js';
import { messageOf } from '../support/message-of.js';

const context = contextOf('layers.deserialize');

const denseConfig = (entries: object): layers.LayerConfig => ({
  class_name: 'Dense',
  config: { name: 'd', units: 1, ...entries },
});

describe('an entry', () => {
  test.each([
    [
      { class_name: '__tensor__', config: { value: [[1, 2]], dtype: 'float64' } },
      tensor([[1, 2]], { dtype: 'float64' }),
    ],
    [{ class_name: '__numpy__', config: { value: [1, 2], dtype: 'int64' } }, tensor([1, 2], { dtype: 'int32' })],
    [{ class_name: '__numpy__', config: { value: [0.5], dtype: 'bfloat16' } }, tensor([0.5], { dtype: 'bfloat16' })],
    [{ class_name: '__tuple__', items: [1, [2, { class_name: '__tuple__', items: ['a'] }]] }, [1, [2, ['a']]]],
    [{ class_name: 'TensorShape', items: [null, 3] }, [null, 3]],
    [
      [1, 'a', null, true],
      [1, 'a', null, true],
    ],
    [
      { class_name: 'Dense', config: {} },
      { class_name: 'Dense', config: {} },
    ],
    [{ a: 1 }, { a: 1 }],
  ])('%j', (entry, value) => {
    expect(plainEntry(entry, context)).toEqual(value);
  });

  test('in the config of a layer', () => {
    const reshape = layers.deserialize({
      class_name: 'Reshape',
      config: { target_shape: { class_name: '__tuple__', items: [2, 3] } },
    });
    expect(reshape.getConfig()['target_shape']).toEqual([2, 3]);
  });

  test('that carries code is refused', () => {
    const lambda = { class_name: '__lambda__', config: { value: ['4wEAAAAA', null, null] } };
    expect(messageOf(() => layers.deserialize({ class_name: 'Reshape', config: { target_shape: lambda } }))).toBe(
      'layers.deserialize at config.target_shape: expected no code of Python, which a config is not allowed to bring along. Hint: write the function in JavaScript and give it in customObjects.',
    );
  });

  test.each([
    { class_name: '__tensor__', config: { value: 'x', dtype: 'float32' } },
    { class_name: '__numpy__', config: { value: [1], dtype: 'complex64' } },
    { class_name: '__tensor__', config: null },
    { class_name: '__tuple__', items: 3 },
  ])('%j is refused with its place', (entry) => {
    expect(
      messageOf(() => layers.deserialize({ class_name: 'Reshape', config: { target_shape: [1, entry] } })),
    ).toMatch(/^layers\.deserialize at config\.target_shape\[1\]: expected a/);
  });
});

test('a generator in the place of a seed is its seed, but for initializers, which keep it', () => {
  const generator = {
    module: 'keras.random',
    class_name: 'SeedGenerator',
    config: { name: 's', seed: 42 },
    registered_name: null,
  };
  expect(seed().fromConfig!(generator, context)).toBe(42);
  const normal = initializers.deserialize({ class_name: 'RandomNormal', config: { seed: generator } });
  expect(normal.getConfig()['seed']).toEqual({ ...generator, config: { seed: 42, name: 's' } });
  expect(
    layers.deserialize({ class_name: 'Dropout', config: { rate: 0.5, seed: generator } }).getConfig()['seed'],
  ).toBe(42);
});

describe('what older generations mean', () => {
  test('reaches the activation of a layer, and the layers of a model', () => {
    const config = denseConfig({ activation: 'hard_sigmoid', kernel_initializer: 'ones' });
    const y = (layer: ReturnType<typeof layers.deserialize>): unknown => (layer([[1.5]]) as Tensor).item();
    expect(y(layers.deserialize(config))).toBe(0.75);
    expect(y(layers.deserialize(config, { keras: 2 }))).toBeCloseTo(0.8, 6);
    const model = { class_name: 'Sequential', config: { name: 's', layers: [config], build_input_shape: [null, 1] } };
    expect(y(layers.deserialize(model))).toBe(0.75);
    expect(y(layers.deserialize(model, { keras: 2 }))).toBeCloseTo(0.8, 6);
  });

  test('is understood in initializers', () => {
    const config = {
      class_name: 'VarianceScaling',
      config: { scale: 1, mode: 'fan_in', distribution: 'normal', seed: null },
    };
    const dense = layers.deserialize(denseConfig({ kernel_initializer: config }), { keras: 2 });
    expect(dense.getConfig()['kernel_initializer']).toMatchObject({ config: { distribution: 'truncated_normal' } });
  });
});

describe('an object with an id that comes twice', () => {
  test('is one object', () => {
    const shared = { ...denseConfig({ units: 2 }), shared_object_id: 7 };
    const inner = (name: string): object => ({ class_name: 'Sequential', config: { name, layers: [shared] } });
    const model = layers.deserialize({
      class_name: 'Sequential',
      config: { name: 'outer', layers: [inner('a'), inner('b')], build_input_shape: [null, 2] },
    }) as unknown as { readonly layers: { readonly layers: unknown[] }[] };
    expect(model.layers[0]!.layers[0]).toBe(model.layers[1]!.layers[0]);
  });

  test('is another one in the next config', () => {
    const config = { ...denseConfig({}), shared_object_id: 7 };
    expect(layers.deserialize(config)).not.toBe(layers.deserialize(config));
  });
});

test('a class reads its own config', () => {
  const dense = layers.Dense.fromConfig({ units: 3, activation: 'relu' });
  expect(dense).toBeInstanceOf(layers.Dense);
  expect(dense.units).toBe(3);
  expect(messageOf(() => layers.Dense.fromConfig({ units: 3, activation: 'rleu' }))).toBe(
    'Dense.fromConfig at activation: unknown activation "rleu". Did you mean "relu"?',
  );
  class Own extends Layer {
    override call(x: Tensor): Tensor {
      return x;
    }
  }
  const own = Own.fromConfig(new Own({ name: 'mine' }).getConfig());
  expect(own).toBeInstanceOf(Own);
  expect((own as Layer).name).toBe('mine');
  class Wide extends layers.Dense {}
  expect(Wide.fromConfig({ units: 3 })).toBeInstanceOf(Wide);
  expect(losses.MeanSquaredError.fromConfig({ reduction: 'sum' }).getConfig()['reduction']).toBe('sum');
  expect(optimizers.SGD.fromConfig({ momentum: 0.5 }).getConfig()['momentum']).toBe(0.5);
});

test('a class whose config holds more than options reads it itself, and hands on who else is known', () => {
  class Doubled extends layers.Dense {
    half: layers.Layer | undefined;

    static override fromConfig(config: Record<string, unknown>, options?: object): Doubled {
      const { half, ...others } = config;
      const made = new Doubled(others as { units: number });
      made.half = layers.deserialize(half as layers.LayerConfig, options);
      return made;
    }
  }
  class Own extends layers.ReLU {}
  const config = { class_name: 'Doubled', config: { units: 2, half: { class_name: 'Own', config: { max_value: 6 } } } };
  const made = layers.deserialize(config, { customObjects: { Doubled, Own } });
  expect((made as unknown as Doubled).half).toBeInstanceOf(Own);
  expect(messageOf(() => layers.deserialize(config, { customObjects: { Doubled } }))).toContain('unknown layer "Own"');
});

test('a key named __proto__ is an option that is unknown', () => {
  const config = JSON.parse('{ "units": 1, "__proto__": { "units": 3 } }') as Record<string, unknown>;
  expect(messageOf(() => layers.deserialize({ class_name: 'Dense', config }))).toMatch(
    /^Dense: unknown option "(__proto__|_Proto__)"/,
  );
});
