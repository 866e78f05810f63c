/** Layers that a user writes, and what comes of their mistakes. */
import { beforeEach, describe, expect, test } from 'vitest';
import { clearSession, Input, Layer } from '../../src/layers/index.js';
import { layers, Sequential } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import { tensor, Variable, type Tensor } from '../../src/tensor/index.js';
import { messageOf, ones } from './layer-harness.js';

beforeEach(clearSession);

const untyped = (value: unknown): never => value as never;

/** A layer without a `build`, which makes its weights when it is made. */
class Shift extends Layer {
  readonly amount = this.addWeight({ initializer: 'ones' });

  override call(x: Tensor): Tensor {
    return ops.add(x, this.amount);
  }
}

/** A layer that keeps others, and variables, in all kinds of attributes. */
class Nest extends Layer {
  readonly rows = [[layers.Dense(2, { name: 'a' })], [layers.Dense(2, { name: 'b' })]] as const;
  readonly parts = { head: layers.Dense(2, { name: 'c' }), scale: new Variable(2, { name: 'scale' }) };

  override call(x: Tensor): Tensor {
    const [[a], [b]] = this.rows;
    return ops.multiply(this.parts.head(b(a(x))), this.parts.scale);
  }
}

class Gives extends Layer {
  constructor(readonly given: unknown) {
    super({ name: 'gives' });
  }

  override call(): Tensor {
    return this.given as Tensor;
  }
}

describe('a first call that fails', () => {
  test('does not decide what the layer is built for', () => {
    const dense = layers.Dense(3);
    expect(() => dense([['a']])).toThrow('dtype=string');
    expect([dense.built, dense.weights.length, dense.getBuildConfig()]).toEqual([false, 0, undefined]);
    expect(dense([[1, 2]]).shape).toEqual([1, 3]);
  });

  test('nor what the layers within are', () => {
    const nest = new Nest();
    const { head } = nest.parts;
    const { scale } = nest.parts;
    Object.assign(nest.parts, { scale: new Variable([1, 2, 3, 4, 5]) });
    expect(() => nest(ones([1, 7]))).toThrow('broadcast');
    expect(head.built).toBe(false);
    Object.assign(nest.parts, { scale });
    expect(nest(ones([1, 4])).shape).toEqual([1, 2]);
  });

  test('leaves what was built before it', () => {
    const dense = layers.Dense(3);
    dense.build([null, 2]);
    const before = dense.getWeights();
    expect(() => dense(ones([1, 5]))).toThrow('axis -1 has length 2');
    expect(dense.getWeights()).toEqual(before);
  });
});

describe('weights', () => {
  test('can be made in the constructor of a layer without build, without a name', () => {
    const shift = new Shift();
    expect(shift([1, 2])).toEqual(tensor([2, 3]));
    expect(shift.weights.map(({ path, shape }) => [path, shape])).toEqual([['shift/variable', []]]);
  });

  test('of layers in nested arrays and in objects, and variables, are found', () => {
    const nest = new Nest();
    nest(ones([1, 2]));
    expect(nest.weights.map(({ path }) => path)).toEqual([
      'scale',
      'nest/a/kernel',
      'nest/a/bias',
      'nest/b/kernel',
      'nest/b/bias',
      'nest/c/kernel',
      'nest/c/bias',
    ]);
    nest.trainable = false;
    expect([nest.parts.scale.trainable, nest.parts.head.trainable]).toEqual([false, false]);
    nest.trainable = true;
    expect(nest.trainableWeights).toHaveLength(7);
  });

  test('are found in objects that refer to each other', () => {
    const nest = new Nest();
    Object.assign(nest.parts, { self: nest.parts });
    nest(ones([1, 2]));
    expect(nest.weights).toHaveLength(7);
  });
});

test('a symbolic output has the dtype of the values', () => {
  const x = tensor([[1, 2]], { dtype: 'int32' });
  for (const layer of [layers.Flatten(), layers.Reshape([2, 1]), layers.Dropout(0.5), layers.AlphaDropout(0.5)]) {
    expect(layer(Input({ shape: [2], dtype: 'int32' })).dtype).toBe(layer(x).dtype);
  }
});

// @ts-expect-error a class without the method that the types ask for
class NoCall extends Layer {}

test.each<[() => unknown, string]>([
  [
    () => new Gives(undefined)([1]),
    'ValueError Gives "gives".call: expected a tensor, or a list of tensors, as the result. Received: result=undefined. Hint: Return what the layer computes.',
  ],
  [
    () => new Gives([1, 2])([1]),
    'ValueError Gives "gives".call: expected a tensor, or a list of tensors, as the result. Received: result=[1, 2].',
  ],
  [
    () => new NoCall({ name: 'a' })([1]),
    'StateError NoCall "a": expected a class with a method `call(inputs, { training })`, which computes the outputs.',
  ],
  [
    () => layers.Dense(1, { name: 'a' })(ones([1, 1]), untyped({ traning: true })),
    'ValueError Dense "a": unknown option "traning". Did you mean "training"?',
  ],
  [
    () => layers.Dense(1, { name: 'a' })(ones([1, 1]), untyped({ training: 'yes' })),
    'ValueError Dense "a": expected training to be true or false. Received: training="yes".',
  ],
  [
    () => layers.Dense(1, { name: 'a' })(ones([1, 1]), untyped(true)),
    'ValueError Dense "a": expected an object of options as last argument. Received: options=true. Hint: Keyword arguments are one object: { training: true }.',
  ],
  [
    () => layers.deserialize({ class_name: 'Dense', config: { units: 1 } }, untyped({ keras: 4 })),
    'ValueError layers.deserialize: expected keras to be 2 or 3. Received: keras=4.',
  ],
  [
    () => layers.deserialize({ class_name: 'Dense', config: { units: 1 } }, untyped({ kers: 2 })),
    'ValueError layers.deserialize: unknown option "kers". Did you mean "keras"?',
  ],
])('refusal %#', (call, message) => {
  expect(messageOf(call)).toBe(message);
});

test('an option that addWeight does not have', () => {
  class Regular extends Layer {
    override build(): void {
      this.addWeight(untyped({ shape: [1], trainble: false }));
    }
    override call(x: Tensor): Tensor {
      return x;
    }
  }
  expect(messageOf(() => new Regular({ name: 'a' })([1]))).toBe(
    'ValueError Regular "a".addWeight: unknown option "trainble". Did you mean "trainable"?',
  );
});

describe('a constructor with positional parameters', () => {
  class Scale extends Layer {
    constructor(
      readonly units: number,
      readonly factor: number,
    ) {
      super({ name: 'scale' });
    }

    override call(x: Tensor): Tensor {
      return ops.multiply(x, this.factor);
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), units: this.units, factor: this.factor };
    }
  }
  const hint =
    'Hint: its constructor gets the entries of its config in one object: write constructor({ units, factor, ...options }), or a static fromConfig(config).';

  test('is refused where the layer is made from its config', () => {
    const config = new Scale(3, 2).getConfig();
    expect(() => Scale.fromConfig(config)).toThrow('Scale.fromConfig: expected a constructor that takes one object.');
    expect(() => Scale.fromConfig(config)).toThrow(hint);
  });

  test('is what the hint is about, too, if the layer refuses the object', () => {
    class Checked extends Scale {
      constructor(units: number, factor: number) {
        super(units, factor);
        layers.Dense({ units });
      }
    }
    const config = new Checked(3, 2).getConfig();
    expect(() => Checked.fromConfig(config)).toThrow('Checked.fromConfig (Dense): expected units');
    expect(() => Checked.fromConfig(config)).toThrow(hint);
  });

  test('is none with a fromConfig of its own', () => {
    class Made extends Scale {
      static override fromConfig(config: Record<string, unknown>) {
        return new Made(config['units'] as number, config['factor'] as number);
      }
    }
    expect(Made.fromConfig(new Made(3, 2).getConfig())([1])).toEqual(tensor([2]));
  });
});

describe('call, called by itself', () => {
  test.each([
    ['Dropout', () => layers.Dropout(0.5), [2, 3]],
    ['BatchNormalization', () => layers.BatchNormalization(), [2, 3]],
    ['LSTM', () => layers.LSTM(2), [1, 3, 2]],
    ['Softmax', () => layers.Softmax(), [2, 3]],
    ['Lambda', () => layers.Lambda((x: Tensor) => ops.multiply(x, 2)), [2, 3]],
  ] as const)('%s computes what the layer does', (_, make, shape) => {
    const layer = make() as { call(x: Tensor): Tensor } & ((x: Tensor) => Tensor);
    const x = ones([...shape]);
    const expected = layer(x);
    expect(layer.call(x)).toEqual(expected);
  });
});

describe('call, called by itself on a layer without weights', () => {
  class Own extends Layer {
    declare kernel: Variable;
    override build([, features]: (number | null)[]) {
      this.kernel = this.addWeight({ shape: [features!, 1] });
    }
    override call(x: Tensor) {
      return ops.matmul(x, this.kernel);
    }
  }

  test.each([
    ['Dense', () => layers.Dense(2), [1, 2]],
    ['Conv1D', () => layers.Conv1D(2, 1), [1, 2, 2]],
    ['LSTM', () => layers.LSTM(2), [1, 2, 2]],
    ['BatchNormalization', () => layers.BatchNormalization(), [1, 2]],
    ['Embedding', () => layers.Embedding(2, 3), [1, 2]],
    ['PReLU', () => layers.PReLU(), [1, 2]],
    ["a layer of one's own", () => new Own(), [1, 2]],
  ] as const)('says how %s is called', (_, make, shape) => {
    const layer = make() as { call(x: Tensor): Tensor; label: string };
    const message = `${layer.label}.call: expected a layer that is built.`;
    const hint = 'Hint: Call the layer itself, layer(x), which builds it, or layer.build(inputShape) before.';
    const calling = () => layer.call(ones([...shape]));
    expect(calling).toThrow(message);
    expect(calling).toThrow(hint);
  });

  test('has the error of an own layer as its cause, and does not hide errors once it is built', () => {
    class Failing extends Own {
      override call(): never {
        throw new RangeError('my own');
      }
    }
    const layer = new Failing();
    expect(() => layer.call()).toThrow(expect.objectContaining({ cause: new RangeError('my own') }) as Error);
    layer.build([null, 2]);
    expect(() => layer.call()).toThrow(new RangeError('my own'));
  });
});

describe('layers that hold each other', () => {
  class Node extends Layer {
    other: Layer | undefined;
    dense = layers.Dense(1);
    override call(x: Tensor) {
      return this.dense(x);
    }
  }

  test('are called, counted and frozen like others', () => {
    const [a, b] = [new Node({ name: 'a' }), new Node({ name: 'b' })];
    [a.other, b.other] = [b, a];
    a([[1, 2]]);
    b([[1, 2]]);
    expect(a.weights.length).toBe(4);
    a.trainable = false;
    expect([b.trainable, b.trainableWeights.length]).toEqual([false, 0]);
  });

  test('and call each other are an error', () => {
    class Calling extends Node {
      override call(x: Tensor): Tensor {
        return this.other!(x);
      }
    }
    const [a, b] = [new Calling({ name: 'a' }), new Calling({ name: 'b' })];
    [a.other, b.other] = [b, a];
    expect(() => a([[1]])).toThrow('expected layers that do not call each other in a circle.');
  });

  test('are no layers of a Sequential', () => {
    const model = Sequential([layers.Dense(1)], { name: 'inner' });
    expect(() => model.add(model)).toThrow('expected a layer that is not the model itself, and does not contain it.');
    const around = Sequential([model]);
    expect(() => model.add(around)).toThrow('expected a layer that is not the model itself, and does not contain it.');
    expect(model.layers.length).toBe(1);
  });
});

/** A sublayer that is not found would never be trained or saved, and nobody would notice. */
describe('sublayers', () => {
  const hidden = {
    'a private field': class extends Layer {
      readonly #dense = layers.Dense(1);
      override call(x: Tensor) {
        return this.#dense(x);
      }
    },
    'a Map': class extends Layer {
      readonly parts = new Map([['dense', layers.Dense(1)]]);
      override call(x: Tensor) {
        return this.parts.get('dense')!(x);
      }
    },
    'a Set': class extends Layer {
      readonly parts = new Set([layers.Dense(1)]);
      override call(x: Tensor) {
        return [...this.parts][0]!(x);
      }
    },
    'a call': class extends Layer {
      override call(x: Tensor) {
        return layers.Dense(1)(x);
      }
    },
  };

  test.each(Object.entries(hidden))('in %s are refused, and it is said where they belong', (_, Own) => {
    const calling = () => new Own({ name: 'own' })([[1, 2]]);
    expect(calling).toThrow('"own".call: expected layers that are attributes of it');
    expect(calling).toThrow('not in a #private field, a Map or a variable');
  });

  test('in lists and plain objects, one within the other, are found', () => {
    class Own extends Layer {
      readonly parts = { list: [{ dense: layers.Dense(1, { name: 'inner' }) }] as const };
      override call(x: Tensor) {
        return this.parts.list[0].dense(x);
      }
    }
    const own = new Own({ name: 'own' });
    own([[1, 2]]);
    expect(own.weights.map(({ path }) => path)).toEqual(['own/inner/kernel', 'own/inner/bias']);
  });
});
