import { afterEach, describe, expect, test } from 'vitest';
import {
  activations,
  getRegisteredName,
  getRegisteredObject,
  HillockError,
  initializers,
  Input,
  Layer,
  layers,
  losses,
  metrics,
  Model,
  modelFromJSON,
  ops,
  optimizers,
  registerKerasSerializable,
  Sequential,
  withCustomObjects,
  type Tensor,
} from 'hillock';
import { messageOf } from '../support/message-of.js';

class Scale extends Layer {
  override call(x: Tensor): Tensor {
    return ops.multiply(x, 3);
  }
}

class Wide extends layers.Dense {}

class LargestError extends losses.Loss {
  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.max(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 });
  }
}

class Patient extends optimizers.SGD {}

const halves = (shape: readonly number[]): Tensor => ops.full(shape, 0.5);
const triple = (x: Tensor): Tensor => ops.multiply(x, 3);
const largest = (yTrue: Tensor, yPred: Tensor): Tensor => ops.max(ops.subtract(yTrue, yPred), { axis: -1 });

const throughJSON = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('objects of every kind are read again', () => {
  const rows: readonly [
    name: string,
    object: object,
    own: object,
    read: (config: never, options?: object) => unknown,
  ][] = [
    ['a layer', layers.serialize(new Scale({ name: 'mine' })), { Scale }, layers.deserialize],
    ['a layer of a layer', layers.serialize(new Wide(3, { name: 'w' })), { Wide }, layers.deserialize],
    ['a loss', losses.serialize(new LargestError({ name: 'most' })), { LargestError }, losses.deserialize],
    ['an optimizer', optimizers.serialize(new Patient(0.5)), { Patient }, optimizers.deserialize],
  ];

  test.each(rows)('%s, in customObjects', (_, config, own, read) => {
    const [constructor] = Object.values(own) as [new () => unknown];
    const again = read(throughJSON(config) as never, { customObjects: own });
    expect(again).toBeInstanceOf(constructor);
    expect((again as Layer).getConfig()).toEqual((config as { config: unknown }).config);
  });

  test.each(rows)('%s, in a scope', (_, config, own, read) => {
    const [constructor] = Object.values(own) as [new () => unknown];
    expect(withCustomObjects(own as never, () => read(throughJSON(config) as never))).toBeInstanceOf(constructor);
    expect(() => read(throughJSON(config) as never)).toThrow('among the custom objects');
  });

  test('functions', () => {
    const config = throughJSON(losses.serialize(largest));
    expect(config).toEqual({
      module: 'builtins',
      class_name: 'function',
      config: 'largest',
      registered_name: 'function',
    });
    expect(losses.deserialize(config, { customObjects: { largest } })).toBe(largest);
    expect(metrics.deserialize(throughJSON(metrics.serialize(largest)), { customObjects: { largest } })).toBe(largest);
    expect(withCustomObjects({ triple }, () => activations.deserialize('triple'))).toBe(triple);
    expect(() => losses.deserialize(config)).toThrow('unknown loss "largest"');
  });

  test('functions within a layer', () => {
    const dense = layers.Dense(2, { activation: triple, kernelInitializer: halves, name: 'd' });
    const config = throughJSON(layers.serialize(dense));
    const again = layers.deserialize(config, { customObjects: { triple, halves } });
    expect(again(ops.ones([1, 2]))).toEqual(dense(ops.ones([1, 2])));
    expect(() => layers.deserialize(config, { customObjects: { triple } })).toThrow(
      'layers.deserialize at config.kernel_initializer: unknown initializer "halves"',
    );
  });

  test('a class by its name, as an identifier', () => {
    withCustomObjects({ LargestError, halves }, () => {
      expect(losses.get('LargestError' as never)).toBeInstanceOf(LargestError);
      expect(initializers.get('halves' as never)).toBe(halves);
    });
  });
});

describe('registration', () => {
  class Own extends Scale {}
  class Renamed extends Scale {
    static readonly className = 'KeptByMinifiers';
  }

  test('names a class, by default with the package Custom', () => {
    expect(getRegisteredName(Own)).toBe('Own');
    expect(registerKerasSerializable(Own)).toBe(Own);
    expect(getRegisteredName(Own)).toBe('Custom>Own');
    expect(getRegisteredObject('Custom>Own')).toBe(Own);
    expect(getRegisteredObject('Own')).toBeUndefined();
  });

  test('stands in configs, as keras.saving.register_keras_serializable has it', () => {
    class Zoo extends layers.Dense {}
    registerKerasSerializable(Zoo, { package: 'zoo', name: 'Animal' });
    const config = throughJSON(layers.serialize(new Zoo(2)));
    expect(config).toMatchObject({ module: null, class_name: 'Zoo', registered_name: 'zoo>Animal' });
    expect(layers.deserialize(config)).toBeInstanceOf(Zoo);
    expect(layers.deserialize({ ...config, module: 'some.python.module' })).toBeInstanceOf(Zoo);
    // As the h5 files of Keras 2 have it.
    expect(layers.deserialize({ class_name: 'zoo>Animal', config: config.config })).toBeInstanceOf(Zoo);
  });

  test('takes the name that a minifier leaves alone', () => {
    registerKerasSerializable(Renamed, { package: 'kept' });
    expect(getRegisteredName(Renamed)).toBe('kept>KeptByMinifiers');
    expect(layers.serialize(new Renamed())).toMatchObject({ class_name: 'KeptByMinifiers' });
    expect(new Renamed().name).toMatch(/^kept_by_minifiers/);
  });

  test('names functions', () => {
    registerKerasSerializable(triple, { package: 'zoo' });
    expect(activations.serialize(triple)).toMatchObject({ class_name: 'function', config: 'zoo>triple' });
    const again = layers.deserialize(
      throughJSON(layers.serialize(layers.Dense(1, { activation: triple, kernelInitializer: 'ones' }))),
    );
    expect(again([[2]])).toEqual(ops.full([1, 1], 6));
  });

  test('lets a name stand for what registered it last, as a page that is reloaded needs', () => {
    const [first, second] = [class Twice extends Scale {}, class Twice extends Scale {}];
    registerKerasSerializable(first);
    registerKerasSerializable(second);
    expect(getRegisteredObject('Custom>Twice')).toBe(second);
  });

  test('knows the class that can be called as the class that instances know', () => {
    const Called = registerKerasSerializable(class Called extends layers.Dense {}, { package: 'zoo' });
    expect(layers.serialize(new Called(1)).registered_name).toBe('zoo>Called');
  });

  test('refuses what is no class or function, what has no config, and names that are none', () => {
    const register = registerKerasSerializable as unknown as (object: unknown, options?: object) => unknown;
    expect(messageOf(() => register({}))).toBe(
      'registerKerasSerializable: expected a class or a function. Received: object={  }.',
    );
    expect(messageOf(() => register(class Bare {}))).toBe(
      'registerKerasSerializable: expected a class with a method getConfig. Received: class=function Bare. Hint: extend a class of Hillock, such as Layer, or write getConfig().',
    );
    expect(messageOf(() => register(Own, { package: 'a>b' }))).toBe(
      'registerKerasSerializable: expected package to be a text that is not empty, without ">". Received: package="a>b".',
    );
    expect(messageOf(() => register((x: unknown) => x))).toBe(
      'registerKerasSerializable: expected name to be a text that is not empty, without ">". Received: name="".',
    );
    expect(messageOf(() => register(Own, { pakage: 'a' }))).toContain('Did you mean "package"?');
  });
});

describe('a scope', () => {
  test('ends with the function, also when it throws', () => {
    expect(() =>
      withCustomObjects({ Scale }, () => {
        throw new Error('within');
      }),
    ).toThrow('within');
    expect(getRegisteredObject('Scale')).toBeUndefined();
  });

  test('lasts until the promise is settled', async () => {
    const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
    const found = withCustomObjects({ Scale }, async () => {
      await wait();
      return getRegisteredObject('Scale');
    });
    expect(await found).toBe(Scale);
    expect(getRegisteredObject('Scale')).toBeUndefined();
    const failing = withCustomObjects({ Scale }, async () => {
      await wait();
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(getRegisteredObject('Scale')).toBeUndefined();
  });

  test('within another comes first, and leaves it as it was', () => {
    withCustomObjects({ Scale: Wide, Wide }, () => {
      withCustomObjects({ Scale }, () => {
        expect(getRegisteredObject('Scale')).toBe(Scale);
        expect(getRegisteredObject('Wide')).toBe(Wide);
      });
      expect(getRegisteredObject('Scale')).toBe(Wide);
    });
  });

  test('that ends before another, which began later', async () => {
    let end = (): void => {};
    const first = withCustomObjects({ Scale }, () => new Promise<void>((resolve) => (end = resolve)));
    withCustomObjects({ Wide }, () => {
      expect(getRegisteredObject('Scale')).toBe(Scale);
    });
    expect(getRegisteredObject('Scale')).toBe(Scale);
    end();
    await first;
    expect(getRegisteredObject('Scale')).toBeUndefined();
  });

  test('reaches what a class reads by itself', () => {
    class Around extends Layer {
      readonly inner: ReturnType<typeof layers.deserialize>;

      constructor({ inner, ...options }: { readonly inner: layers.LayerConfig; readonly name?: string }) {
        super(options);
        this.inner = layers.deserialize(inner);
      }

      static override optionTable() {
        return { ...super.optionTable(), inner: { check: (given: unknown) => given } };
      }

      override call(x: Tensor): Tensor {
        return this.inner(x) as Tensor;
      }

      override getConfig(): Record<string, unknown> {
        return { ...super.getConfig(), inner: layers.serialize(this.inner) };
      }
    }
    const inner = layers.serialize(new Scale()) as never;
    const around = withCustomObjects({ Scale }, () => new Around({ inner, name: 'a' }));
    const again = layers.deserialize(throughJSON(layers.serialize(around)), {
      customObjects: { Around, Scale },
    });
    expect(again([2])).toEqual(ops.full([1], 6));
  });
});

describe('a custom object', () => {
  test('comes before a class of the same name, and by the registered name before the name of the class', () => {
    const config = { class_name: 'Dense', config: { units: 2 } };
    expect(layers.deserialize(config, { customObjects: { Dense: Wide } })).toBeInstanceOf(Wide);
    const registered = { ...config, registered_name: 'zoo>Dense', module: 'zoo' };
    expect(
      layers.deserialize(registered, { customObjects: { Dense: layers.Dense, 'zoo>Dense': Wide } }),
    ).toBeInstanceOf(Wide);
  });

  test('of the wrong kind is refused', () => {
    const config = { class_name: 'Own', config: {} };
    expect(messageOf(() => layers.deserialize(config, { customObjects: { Own: LargestError } }))).toBe(
      'layers.deserialize: expected the custom object "Own" to be a class that can be a layer. Received: Own=function LargestError. Hint: such a class extends Layer.',
    );
    expect(messageOf(() => layers.deserialize(config, { customObjects: { Own: triple } }))).toBe(
      'layers.deserialize: expected the custom object "Own" to be a class that can be a layer. Received: Own=function triple.',
    );
    expect(messageOf(() => losses.deserialize(config, { customObjects: { Own: Scale } }))).toBe(
      'losses.deserialize: expected the custom object "Own" to be a function or a class that can be a loss. Received: Own=function Scale. Hint: such a class extends Loss.',
    );
    const dense = { class_name: 'Dense', config: { units: 1, kernel_initializer: config } };
    expect(messageOf(() => layers.deserialize(dense, { customObjects: { Own: Scale } }))).toMatch(
      /^layers.deserialize at config.kernel_initializer: expected the custom object "Own" to be a function or a class that can be an initializer/,
    );
  });

  test('is an own entry: what every object has is none', () => {
    const config = { class_name: 'toString', config: {} };
    expect(() => losses.deserialize(config, { customObjects: {} })).toThrow('unknown loss "toString"');
    const hidden = Object.create({ Own: LargestError }) as object;
    expect(() => losses.deserialize({ class_name: 'Own', config: {} }, { customObjects: hidden as never })).toThrow(
      HillockError,
    );
    expect(getRegisteredObject('constructor', {})).toBeUndefined();
    expect(getRegisteredObject('__proto__')).toBeUndefined();
  });
});

describe('in models', () => {
  const options = { customObjects: { Scale, Wide, LargestError, halves, triple } };
  const model = (): Sequential => {
    const made = Sequential([
      Input({ shape: [2] }) as never,
      new Wide(2, { kernelInitializer: halves }),
      new Scale(),
      layers.Activation(triple),
    ]);
    made.compile({ optimizer: 'sgd', loss: new LargestError(), metrics: ['mae'] });
    return made;
  };

  test('layers, functions and losses are read from JSON', () => {
    const json = JSON.stringify(model());
    const again = modelFromJSON(json, options);
    expect(again.layers[0]).toBeInstanceOf(Wide);
    expect(again.predictOnBatch([[1, 1]])).toEqual(ops.full([1, 2], 9));
    expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(json));
  });

  test('layers.deserialize reads models, and models in models', () => {
    const inner = Sequential([layers.Dense(2, { kernelInitializer: 'ones', inputShape: [2] })], { name: 'inner' });
    const inputs = Input({ shape: [2] });
    const outer = Model({ inputs, outputs: new Scale()(inner(inputs) as never) });
    const again = layers.deserialize(throughJSON(layers.serialize(outer)), options);
    expect(again).toBeInstanceOf(Model);
    expect(again([[1, 2]])).toEqual(ops.full([1, 2], 9));
    const stack = layers.deserialize(throughJSON(layers.serialize(inner)));
    expect(stack).toBeInstanceOf(Sequential);
    expect(stack.built).toBe(true);
  });

  test('a place deep in a config is named', () => {
    const config = throughJSON(model().toJSON()) as unknown as {
      config: { layers: { config: Record<string, unknown> }[] };
    };
    const { Scale: _, ...others } = options.customObjects;
    expect(messageOf(() => modelFromJSON(config, { customObjects: others }))).toMatch(
      /^modelFromJSON at config\.layers\[2\]: expected the layer "Scale" among the custom objects/,
    );
    config.config.layers[1]!.config['bias_initializer'] = { class_name: 'Zeroes', config: {} };
    expect(messageOf(() => modelFromJSON(config, options))).toBe(
      'modelFromJSON at config.layers[1].config.bias_initializer: unknown initializer "Zeroes". Did you mean "Zeros"?',
    );
    config.config.layers[1]!.config['bias_initializer'] = { class_name: 'Constant', config: { value: 'x' } };
    expect(messageOf(() => modelFromJSON(config, options))).toBe(
      'modelFromJSON at config.layers[1].config.bias_initializer.config (Constant): expected value to be a finite number. Received: value="x".',
    );
    config.config.layers[1]!.config['bias_initializer'] = 'zeros';
    config.config.layers[1]!.config['units'] = 0;
    expect(messageOf(() => modelFromJSON(config, options))).toBe(
      'modelFromJSON at config.layers[1].config (Wide): expected units to be a positive integer. Received: units=0.',
    );
  });
});

afterEach(() => {
  expect(getRegisteredObject('Scale')).toBeUndefined();
});
