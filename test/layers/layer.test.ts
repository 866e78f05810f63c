import { beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import * as activations from '../../src/activations/index.js';
import { forgetWarnings } from '../../src/errors/index.js';
import { clearSession, Input, Layer } from '../../src/layers/index.js';
import { layers } from '../../src/models/index.js';
import type { CallContext } from '../../src/layers/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import type { SymbolicTensor, Tensor } from '../../src/tensor/index.js';
import { tensor, Variable, type SymbolicShape } from '../../src/tensor/index.js';
import { setRandomSeed } from '../../src/tensor/seed-generator.js';
import { ones } from './layer-harness.js';

class Scale extends Layer {
  factor!: Variable;

  override build(): void {
    this.addWeight({ name: 'calls', shape: [], initializer: 'zeros', trainable: false });
    this.factor = this.addWeight({ name: 'factor', shape: [], initializer: 'ones' });
  }

  override call(x: Tensor): Tensor {
    return ops.multiply(x, this.factor);
  }
}

class Block extends Layer {
  readonly scale = new Scale({ name: 'scale' });
  readonly others = [layers.Dense(2, { name: 'inner' }), layers.Dropout(0.5, { seed: 1 })];
  wasTraining: boolean | undefined;

  override call(x: Tensor, { training }: CallContext): Tensor {
    this.wasTraining = training;
    return this.others.reduce<Tensor>((y, layer) => layer(y), this.scale(x));
  }
}

beforeEach(clearSession);

describe('making a layer', () => {
  test('with and without new, with the leading arguments before the options or in them', () => {
    const made = [
      new layers.Dense(3),
      layers.Dense(3),
      layers.Dense({ units: 3 }),
      new layers.Dense({ units: 3, useBias: true }),
    ];
    for (const layer of made) {
      expect(layer).toBeInstanceOf(layers.Dense);
      expect(layer).toBeInstanceOf(Layer);
      expect(layer).not.toBeInstanceOf(layers.Conv2D);
      expect(typeof layer).toBe('function');
      expect(layer.units).toBe(3);
    }
    expectTypeOf(made[0]!.units).toEqualTypeOf<number>();
  });

  test('the types refuse what does not exist', () => {
    const refused = (): unknown[] => [
      // @ts-expect-error a name that no activation has
      layers.Dense(1, { activation: 'gelo' }),
      // @ts-expect-error a name that no initializer has
      layers.Dense(1, { kernelInitializer: 'glorot' }),
      // @ts-expect-error a name that no regularizer has
      layers.Dense(1, { kernelRegularizer: 'l3' }),
      // @ts-expect-error an option that no layer has
      layers.Dense(1, { useBiass: true }),
      // @ts-expect-error a required argument
      layers.Dense({ useBias: true }),
    ];
    expect(refused).toThrow('unknown activation "gelo"');
  });

  test('of a class that extends one of them', () => {
    class Wide extends layers.Dense {
      constructor() {
        super(100, { useBias: false });
      }
    }
    const wide = new Wide();
    expect(wide).toBeInstanceOf(layers.Dense);
    expect(wide.name).toBe('wide');
    expect(wide(ones([2, 3])).shape).toEqual([2, 100]);
    expect(layers.serialize(wide)).toMatchObject({ module: null, class_name: 'Wide', registered_name: 'Wide' });
  });

  test('names it after its class, and counts', () => {
    const names = [
      layers.Dense(1),
      layers.Dense(1),
      layers.Conv2D(1, 1),
      layers.MaxPooling2D(),
      layers.PReLU(),
      layers.LeakyReLU(),
    ];
    expect(names.map(({ name }) => name)).toEqual([
      'dense',
      'dense_1',
      'conv2d',
      'max_pooling2d',
      'p_re_lu',
      'leaky_re_lu',
    ]);
    expect(layers.Dense(1, { name: 'mine' }).name).toBe('mine');
    clearSession();
    expect(layers.Dense(1).name).toBe('dense');
  });

  test('takes the shape of its inputs in three ways', () => {
    expect(layers.Dense(1, { inputShape: [4, null] }).batchInputShape).toEqual([null, 4, null]);
    expect(layers.Dense(1, { inputShape: [4], batchSize: 8 }).batchInputShape).toEqual([8, 4]);
    expect(layers.Dense(1, { batchShape: [8, 4] }).batchInputShape).toEqual([8, 4]);
    expect(layers.Dense(1, { inputDim: 4 }).batchInputShape).toEqual([null, 4]);
    expect(layers.Dense(1).batchInputShape).toBeUndefined();
  });

  test('prints it', () => {
    const dense = layers.Dense(1);
    expect(String(dense)).toBe('<Dense name=dense, built=false>');
    dense.build([null, 2]);
    expect(String(dense)).toBe('<Dense name=dense, built=true>');
  });
});

describe('calling a layer', () => {
  test('on everything that is accepted for a tensor', () => {
    const dense = layers.Dense(1, { kernelInitializer: 'ones' });
    for (const x of [
      [[1, 2]],
      tensor([[1, 2]]),
      new Variable([[1, 2]]),
      tensor([[1, 2]], { dtype: 'float64' }),
      tensor([[1, 2]], { dtype: 'int32' }),
    ]) {
      expect(dense(x)).toEqual(tensor([[3]]));
    }
  });

  test('in float64', () => {
    const dense = layers.Dense(1, { dtype: 'float64', kernelInitializer: 'ones' });
    expect(dense([[1 / 3, 0]])).toEqual(tensor([[1 / 3]], { dtype: 'float64' }));
    expect(dense.kernel.dtype).toBe('float64');
  });

  test('on a symbolic tensor, which makes a node', () => {
    const x = Input({ shape: [4], name: 'x' });
    const dense = layers.Dense(3);
    const y = dense(x, { training: true });
    expectTypeOf(y).toEqualTypeOf<SymbolicTensor>();
    expect(y.shape).toEqual([null, 3]);
    expect(y.history?.node).toMatchObject({ inputs: [x], outputs: [y], arguments: { training: true } });
    expect(y.history?.node.operation).toBe(dense);
    expect([dense.input, dense.output]).toEqual([x, y]);
    expect(dense.built).toBe(true);
  });

  test('training is that of the layer around, and false outside', () => {
    const block = new Block();
    const x = ones([1, 2]);
    block(x);
    expect(block.wasTraining).toBe(false);
    expect(block(x)).toEqual(block(x));
    const dropped = block(ones([50, 2]), { training: true });
    expect(block.wasTraining).toBe(true);
    expect((dropped.data as Float32Array).includes(0)).toBe(true);
    expect((block(ones([50, 2])).data as Float32Array).includes(0)).toBe(false);
  });
});

describe('weights', () => {
  test('trained ones come first, then the others, then those of the layers within', () => {
    const block = new Block();
    block(ones([1, 2]));
    expect(block.weights.map(({ path }) => path)).toEqual([
      'block/scale/factor',
      'block/scale/calls',
      'block/inner/kernel',
      'block/inner/bias',
    ]);
    expect(block.trainableWeights).toHaveLength(3);
    expect(block.nonTrainableWeights.map(({ name }) => name)).toEqual(['calls']);
    expect(block.countParams()).toBe(8);
  });

  test('are frozen with the layer around, and thawed', () => {
    const block = new Block();
    block(ones([1, 2]));
    block.trainable = false;
    expect(block.trainableWeights).toEqual([]);
    expect(block.nonTrainableWeights).toHaveLength(4);
    expect(block.scale.trainableWeights).toEqual([]);
    block.trainable = true;
    expect(block.trainableWeights.map(({ name }) => name)).toEqual(['factor', 'kernel', 'bias']);
    expect(layers.Dense(1, { trainable: false }).getConfig()['trainable']).toBe(false);
  });

  test('are set from tensors, nested arrays and typed arrays', () => {
    const dense = layers.Dense(2);
    dense.build([null, 2]);
    dense.setWeights([
      [
        [1, 2],
        [3, 4],
      ],
      new Float64Array([5, 6]),
    ]);
    expect(dense.getWeights()).toEqual([
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([5, 6]),
    ]);
    dense.setWeights([new Float32Array([4, 3, 2, 1]), tensor([0, 0])]);
    expect(dense([[1, 1]])).toEqual(tensor([[6, 4]]));
  });

  test('are copies: what was taken and what was given may be written into', () => {
    const dense = layers.Dense(1, { kernelInitializer: 'ones' });
    dense.build([null, 2]);
    const [kernel, bias] = dense.getWeights();
    kernel!.data.fill(0);
    expect([...dense.getWeights()[0]!.data]).toEqual([1, 1]);
    const numbers = Float32Array.of(2, 3);
    for (const given of [numbers, tensor(numbers, { shape: [2, 1] })]) {
      numbers.set([2, 3]);
      dense.setWeights([given, bias!]);
      numbers.fill(0);
      expect([...dense.getWeights()[0]!.data]).toEqual([2, 3]);
    }
  });

  test('of a layer that is an activation are trained with it', () => {
    forgetWarnings();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const [first, second] = [1, 2].map((units) => layers.Dense(units, { activation: layers.PReLU() }));
    expect(warn.mock.calls).toEqual([
      ['Dense: put PReLU "p_re_lu" after this layer, rather than into it as its activation.'],
    ]);
    first!(ones([2, 3]));
    expect(first!.weights.map(({ path }) => path)).toEqual(['dense/kernel', 'dense/bias', 'dense/p_re_lu/alpha']);
    const again = layers.deserialize(JSON.parse(JSON.stringify(layers.serialize(second!))) as never);
    expect(again.getConfig()).toEqual(second!.getConfig());
  });
});

describe('activations of layers', () => {
  test('are names, configs, functions and own functions', () => {
    const x = tensor([[-1, 2]]);
    const relu = tensor([[0, 2]]);
    const config = { class_name: 'relu', config: { negative_slope: 0 } };
    for (const activation of ['relu', config, activations.relu, (each: Tensor) => ops.maximum(each, 0)] as const) {
      expect(layers.Activation(activation)(x)).toEqual(relu);
      expect(layers.Dense(2, { activation, kernelInitializer: 'identity' })(x)).toEqual(relu);
    }
  });

  test("'hard_sigmoid' is the older Keras's in code, and stays what it is in a config", () => {
    const x = tensor([1]);
    const inCode = layers.Activation('hard_sigmoid');
    const inConfig = layers.deserialize({ class_name: 'Activation', config: { activation: 'hard_sigmoid' } });
    const ofKeras2 = layers.deserialize(
      { class_name: 'Activation', config: { activation: 'hard_sigmoid' } },
      { keras: 2 },
    );
    const again = layers.deserialize(layers.serialize(inCode));
    expect([inCode, inConfig, ofKeras2, again].map((layer) => layer(x))).toEqual(
      [0.7, 2 / 3, 0.7, 0.7].map((value) => tensor([value])),
    );
    expect(inConfig.getConfig()['activation']).toBe('hard_sigmoid');
  });
});

describe('configs', () => {
  test('have the keys in the order of Keras', () => {
    expect(Object.keys(layers.Conv2D(1, 1).getConfig())).toEqual([
      ...[
        'name',
        'trainable',
        'dtype',
        'filters',
        'kernel_size',
        'strides',
        'padding',
        'data_format',
        'dilation_rate',
        'groups',
      ],
      ...['activation', 'use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer', 'bias_regularizer'],
      ...['activity_regularizer', 'kernel_constraint', 'bias_constraint'],
    ]);
  });

  test('of an input layer are as Keras writes them', () => {
    expect(layers.serialize(layers.InputLayer({ shape: [3], batchSize: 2, dtype: 'int32' }))).toEqual({
      module: 'keras.layers',
      class_name: 'InputLayer',
      config: {
        batch_shape: [2, 3],
        dtype: 'int32',
        sparse: false,
        ragged: false,
        name: 'input_layer',
        optional: false,
      },
      registered_name: null,
    });
  });

  test('say for which shape a layer was built', () => {
    const dense = layers.Dense(2, { name: 'd' });
    expect(layers.serialize(dense)).not.toHaveProperty('build_config');
    dense.build([null, 3]);
    const written = layers.serialize(dense);
    expect(written.build_config).toEqual({ input_shape: [null, 3] });
    const again = layers.deserialize(written);
    expect(again.weights.map(({ path, shape }) => [path, shape])).toEqual([
      ['d/kernel', [3, 2]],
      ['d/bias', [2]],
    ]);
  });

  test('make layers of your own again', () => {
    const scale = new Scale({ name: 'mine' });
    const written = layers.serialize(scale);
    const again = layers.deserialize(written, { customObjects: { Scale } });
    expect(again).toBeInstanceOf(Scale);
    expect(again.name).toBe('mine');
  });

  test('of older generations are read', () => {
    const leaky = layers.deserialize({
      class_name: 'LeakyReLU',
      config: { name: 'l', trainable: true, dtype: 'float32', alpha: 0.5 },
    });
    expect(leaky([-2, 2])).toEqual(tensor([-1, 2]));
    expect(leaky.getConfig()['negative_slope']).toBe(0.5);
  });
});

describe('dropout', () => {
  const x = ones([200, 50]);
  const mean = (y: Tensor): number => Number(ops.mean(y).item());

  test('keeps its part and scales it', () => {
    const y = layers.Dropout(0.25, { seed: 1 })(x, { training: true });
    expect(new Set<unknown>(y.data)).toEqual(new Set([0, Math.fround(4 / 3)]));
    // The share of what is kept has the standard deviation √(0.25·0.75/10000) = 0.0043.
    expect(Math.abs(mean(y) - 1)).toBeLessThan(0.025);
  });

  test('drops whole rows with a noise shape', () => {
    const y = layers.Dropout(0.5, { seed: 1, noiseShape: [null, 1] })(x, { training: true });
    const rows = y.toArray() as number[][];
    expect(rows.every((row) => new Set(row).size === 1)).toBe(true);
    expect(new Set(rows.map(([first]) => first)).size).toBe(2);
  });

  test('draws other numbers each time, and the same ones from the same seed', () => {
    const [a, b] = [layers.Dropout(0.5, { seed: 3 }), layers.Dropout(0.5, { seed: 3 })];
    const [first, second] = [a(x, { training: true }), a(x, { training: true })];
    expect(first).not.toEqual(second);
    expect([b(x, { training: true }), b(x, { training: true })]).toEqual([first, second]);
    const seeded = (): Tensor => {
      setRandomSeed(5);
      return layers.Dropout(0.5)(x, { training: true });
    };
    expect(seeded()).toEqual(seeded());
  });

  test('passes gradients only where it passes values', () => {
    const dropout = layers.Dropout(0.5, { seed: 3 });
    const variable = new Variable(ones([10]));
    let y: Tensor | undefined;
    const { gradients } = variableGradients(() => ops.sum((y = dropout(variable, { training: true }))), [variable]);
    expect(gradients[0]).toEqual(y);
  });

  test('of all, and of none', () => {
    expect(mean(layers.Dropout(1)(x, { training: true }))).toBe(0);
    expect(layers.Dropout(0)(x, { training: true })).toBe(x);
    expect(layers.Dropout(0.5)(x)).toBe(x);
  });

  test('alpha dropout keeps mean and variance', () => {
    const normal = tensor(Float32Array.from({ length: 20000 }, (_, i) => (i % 2 === 0 ? 1 : -1)));
    const y = layers.AlphaDropout(0.3, { seed: 1 })(normal, { training: true });
    expect(Math.abs(mean(y))).toBeLessThan(0.04);
    expect(Math.abs(Number(ops.var(y).item()) - 1)).toBeLessThan(0.04);
    expect(new Set<unknown>(y.data).size).toBe(3);
    expect(layers.AlphaDropout(0.3)(normal)).toBe(normal);
  });
});

test('softmax with a mask of numbers, on every row and none', () => {
  const y = layers.Softmax()(
    [
      [1, 1, 9],
      [1, 2, 3],
    ],
    {
      mask: [
        [1, 1, 0],
        [0, 0, 0],
      ],
    },
  );
  expect(y).toEqual(
    tensor([
      [0.5, 0.5, 0],
      [0, 0, 0],
    ]),
  );
});

test('flatten and reshape know what they can of unknown lengths', () => {
  const shapes: [Layer, SymbolicShape, SymbolicShape][] = [
    [layers.Flatten(), [null, null, 3], [null, null]],
    [layers.Reshape([-1, 2]), [null, null, 3], [null, null, 2]],
    [layers.Reshape([-1, 2]), [null, 4, 3], [null, 6, 2]],
  ];
  for (const [layer, from, to] of shapes) {
    expect(layer.computeOutputShape(from)).toEqual(to);
    expect(layer(Input({ batchShape: from })).shape).toEqual(to);
  }
});

test("ReLU without a bound, in either of Keras's spellings", () => {
  for (const layer of [layers.ReLU(), layers.ReLU(Infinity)]) {
    expect(layer([-1, 2, Infinity, NaN]).toArray()).toEqual([0, 2, Infinity, NaN]);
    const again = layers.deserialize(JSON.parse(JSON.stringify(layers.serialize(layer))) as never);
    expect(again([-1, 2, Infinity]).toArray()).toEqual([0, 2, Infinity]);
  }
  expect(layers.ReLU(Infinity).getConfig()['max_value']).toBe(Infinity);
});
