/** Examples that public reports of other libraries, newcomers and the tests of Keras brought up, as they were reported. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  activations,
  DTypeError,
  grad,
  HillockError,
  initializers,
  Input,
  layers,
  metrics,
  Model,
  modelFromJSON,
  ops,
  optimizers,
  readNpy,
  Sequential,
  ShapeError,
  SymbolicTensor,
  tensor,
  ValueError,
  Variable,
  writeNpy,
  type Tensor,
  random,
} from '../src/index.js';

const i32 = (values: number | number[]): Tensor => tensor(values, { dtype: 'int32' });

describe('creation and padding hold what the dtype can hold', () => {
  test('truth values are as by cast', () => {
    expect(ops.sum(ops.fullLike(tensor([true, false]), 7))).toEqual(i32(2));
    expect([...ops.pad(tensor([true]), [[1, 1]], { constantValues: 5 }).data]).toEqual([1, 1, 1]);
  });

  test('integers that do not fit are refused', () => {
    const message = 'expected numbers that int32 can hold';
    expect(() => ops.fullLike(i32([1]), 3e9)).toThrow(`ops.fullLike: ${message}`);
    expect(() => ops.arange(3e9, 3e9 + 2)).toThrow(`ops.arange: ${message}`);
    expect(() => ops.full([1], 3e9, { dtype: 'int32' })).toThrow(`ops.full: ${message}`);
  });

  test('an axis of length 0 is padded', () => {
    expect(ops.pad(ops.zeros([0]), [[1, 1]], 7)).toEqual(tensor([7, 7]));
    expect(ops.pad(ops.zeros([0]), [[1, 1]], { constantValues: 7 })).toEqual(tensor([7, 7]));
    expect(() => ops.pad([1], 1, 7 as never, { constantValues: 5 })).toThrow('ops.pad: unknown mode "7"');
  });
});

test('linspace', () => {
  expect(ops.linspace(2, 5, 1)).toEqual(tensor([2]));
  expect(ops.linspace(-1, 0, 3, { dtype: 'int32' })).toEqual(i32([-1, -1, 0]));
  expect(ops.linspace([1, 2], [3, 4], { num: 0 }).shape).toEqual([0, 2]);
  expect(ops.linspace(0, 10, { num: 1 })).toEqual(tensor([0]));
});

test('bad counts and shapes', () => {
  expect(() => ops.split([1, 2], 0)).toThrow(ValueError);
  expect(() => ops.broadcastTo([1, 2], [2.5, 2])).toThrow(ShapeError);
  expect(() => ops.broadcastTo([1, 2], [-1, 2])).toThrow(ShapeError);
  expect(() => ops.zeros([2 ** 40, 2 ** 40])).toThrow(ValueError);
  expect(() => ops.squeeze(new SymbolicTensor({ shape: [null, 1] }), { axis: 0 })).toThrow(ValueError);
});

describe('gradients through empty arrays', () => {
  test('are empty, or zeros', () => {
    const centred = (x: Tensor): Tensor => ops.sum(ops.subtract(x, ops.mean(x, { axis: 1, keepdims: true })));
    expect(grad(centred)(ops.zeros([0, 3])).shape).toEqual([0, 3]);
    expect(grad((x: Tensor) => ops.sum(ops.slice(x, [0], [0])))([1, 2, 3])).toEqual(tensor([0, 0, 0]));
    const product = (a: Tensor, b: Tensor): Tensor => ops.sum(ops.matmul(a, b));
    const [a, b] = grad(product, { argument: [0, 1] })(ops.zeros([2, 0]), ops.zeros([0, 3]));
    expect([a!.shape, b!.shape]).toEqual([[2, 0], [0, 3]]); // prettier-ignore
  });
});

describe('weights are copies', () => {
  test('what getWeights gave', () => {
    const layer = layers.Dense(1, { kernelInitializer: 'ones', inputShape: [2] });
    layer.build([null, 2]);
    layer.getWeights()[0]!.data.fill(0);
    expect([...layer.getWeights()[0]!.data]).toEqual([1, 1]);
  });

  test('what assign and setWeights were given', () => {
    const given = new Float32Array([1, 2]);
    const variable = Variable([0, 0]);
    variable.assign(given);
    const layer = layers.Dense(1, { useBias: false });
    layer.build([null, 2]);
    layer.setWeights([tensor(given, { shape: [2, 1] })]);
    given.fill(9);
    expect([...variable.value.data]).toEqual([1, 2]);
    expect([...layer.getWeights()[0]!.data]).toEqual([1, 2]);
  });
});

describe('tensors where numbers may stand, and the other way round', () => {
  test('operations', () => {
    expect(ops.fullLike([[1, 2]], [[3, 4]])).toEqual(tensor([[3, 4]]));
    expect(ops.split([1, 2, 3], i32([1, 2])).map(String)).toEqual(ops.split([1, 2, 3], [1, 2]).map(String));
    expect(ops.power(i32([2]), i32([3]))).toEqual(i32([8]));
    expect(ops.square(tensor([true]))).toEqual(i32([1]));
    expect(ops.full([2], i32(3))).toEqual(tensor([3, 3]));
    expect(ops.argsort(3)).toEqual(i32([0]));
    expect(ops.where([true, false, true])).toEqual([i32([0, 2])]);
    expect(ops.repeat([1, 2], [1, 2])).toEqual(tensor([1, 2, 2]));
    expect(ops.ones(2)).toEqual(tensor([1, 1]));
    expect(ops.takeAlongAxis([[1, 2, 3]], [[0], [1]], { axis: 1 })).toEqual(tensor([[1], [2]]));
  });

  test('options', () => {
    expect(ops.round([1.25, 1.36], { decimals: 1 })).toEqual(tensor([1.2, 1.4]));
    expect(() => optimizers.AdamW({ weightDecay: null as never })).toThrow(ValueError);
    expect([...ops.eye(3, { k: 1 }).data]).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(ops.arange(3, { dtype: 'float32' })).toEqual(tensor([0, 1, 2]));
    expect(ops.arange(2, 10, { dtype: 'float32' })).toEqual(tensor([2, 3, 4, 5, 6, 7, 8, 9]));
    expect(() => (ops.add as (...given: readonly unknown[]) => unknown)(1, 2, 3)).toThrow('call it on the result of the first two'); // prettier-ignore
  });
});

describe('weights of metrics', () => {
  test('what is ignored has none', () => {
    const metric = metrics.SparseCategoricalCrossentropy({ ignoreClass: -1 });
    metric.updateState([0, -1], [[0.5, 0.5], [0.9, 0.1]], { sampleWeight: [1, 3] }); // prettier-ignore
    expect(metric.result().item()).toBeCloseTo(Math.LN2, 6);
  });

  test('one for each element', () => {
    const metric = metrics.RootMeanSquaredError();
    metric.updateState([[1, 2]], [[0, 0]], { sampleWeight: [[1, 3]] });
    expect(metric.result().item()).toBeCloseTo(Math.sqrt(13 / 4), 6);
  });
});

describe('configs', () => {
  test('a seed that is a generator', () => {
    const config = {
      mean: 0,
      stddev: 1,
      seed: { module: 'keras.random', class_name: 'SeedGenerator', config: { seed: 7 } },
    };
    const made = initializers.deserialize({
      module: 'keras.initializers',
      class_name: 'RandomNormal',
      config,
    } as never);
    // As in Keras, each call draws anew, and again from the beginning after the config was read again.
    const own = initializers.RandomNormal({ mean: 0, stddev: 1, seed: random.SeedGenerator(7) });
    const [first, second] = [made([3]), made([3])];
    expect([own([3]), own([3])]).toEqual([first, second]);
    expect(first).not.toEqual(second);
    const again = initializers.deserialize(initializers.serialize(own) as never) as typeof own;
    expect(again([3])).toEqual(first);
    for (const name of ['RandomUniform', 'TruncatedNormal', 'GlorotUniform', 'HeNormal', 'Orthogonal'] as const) {
      const drawn = initializers[name]({ seed: random.SeedGenerator(7) });
      expect(drawn([2, 2])).not.toEqual(drawn([2, 2]));
    }
    expect(() => initializers.RandomNormal({ seed: 'x' as never })).toThrow('an integer that is not negative');
  });

  test('input_layers by name; names alone make Keras recurse without end, and are refused', () => {
    const x = Input({ shape: [2], name: 'a' });
    const config = JSON.parse(JSON.stringify(Model({ inputs: x, outputs: layers.Dense(1)(x) }))) as {
      config: { input_layers: unknown };
    };
    const read = (inputLayers: unknown): unknown => {
      config.config.input_layers = inputLayers;
      return modelFromJSON(config).inputShape;
    };
    expect(read(['a', 0, 0])).toEqual([null, 2]);
    expect(read([['a', 0, 0]])).toEqual([[null, 2]]);
    expect(read({ x: ['a', 0, 0] })).toEqual({ x: [null, 2] });
    for (const names of ['a', ['a'], { x: 'a' }]) expect(() => read(names)).toThrow('tensors of the model');
  });

  test('Reshape behind a fixed batch', () => {
    expect(layers.Reshape([-1, 8])(Input({ batchShape: [4, 16] })).shape).toEqual([4, 2, 8]);
  });
});

describe('what newcomers try', () => {
  const warned = vi.fn();
  beforeEach(() => {
    warned.mockReset();
    vi.spyOn(console, 'warn').mockImplementation(warned);
  });

  const made = (units: number, activation: 'linear' | 'softmax', loss: 'mse' | 'categorical_crossentropy') => {
    const model = Sequential([layers.Dense(units, { inputShape: [1], activation })]);
    model.compile({ optimizer: 'sgd', loss });
    return model;
  };

  test('losses of NaN, and integer labels', async () => {
    await made(1, 'linear', 'mse').fit([[NaN]], [[1]], { verbose: 0 });
    expect(warned.mock.calls.join()).toContain('the loss was NaN in epoch 1');
    await expect(made(3, 'softmax', 'categorical_crossentropy').fit([[1], [2]], [1, 2])).rejects.toThrow(
      'take sparse_categorical_crossentropy',
    );
  });

  test('a generator, pixels, posted tensors and buffers', async () => {
    function* batches(): Generator<unknown> {
      yield [[[1]], [[1]]];
    }
    const { history } = await made(1, 'linear', 'mse').fit(batches(), { verbose: 0 });
    expect(history['loss']).toHaveLength(1);
    expect(tensor({ data: new Uint8ClampedArray(16), width: 2, height: 2 }).shape).toEqual([2, 2, 4]);
    expect(activations.relu(structuredClone(tensor([-1, 1])))).toEqual(tensor([0, 1]));
    const { buffer } = writeNpy(tensor([1, 2])).slice();
    expect(readNpy(buffer)).toEqual(tensor([1, 2]));
  });

  test('labels that are texts', async () => {
    const model = made(1, 'linear', 'mse');
    await expect(model.fit([[1]], ['cat'])).rejects.toThrow(DTypeError);
    await expect(model.fit([[1]], ['cat'])).rejects.toThrow(HillockError);
  });
});

test('copies pass gradients on, and share nothing', () => {
  expect(grad((x: Tensor) => ops.sum(ops.multiply(ops.copy(x), 3)))(tensor([1, 2])).toArray()).toEqual([3, 3]);
  const variable = new Variable([1, 2]);
  ops.copy(variable).data.fill(0);
  expect(variable.value.toArray()).toEqual([1, 2]);
});

test('initializers.Constant refuses what the dtype cannot hold', () => {
  expect(() => initializers.Constant(3e9)([1], { dtype: 'int32' as never })).toThrow(/int32/);
  expect(() => initializers.Constant(300)([1], { dtype: 'uint8' as never })).toThrow(/uint8/);
  expect([...initializers.Constant(7)([2], { dtype: 'bool' as never }).data]).toEqual([1, 1]);
});

test('lcm is computed modulo 2³²', () => {
  const i32 = (value: number): Tensor => tensor([value], { dtype: 'int32' });
  expect(ops.lcm(i32(2), i32(2147483647)).toArray()).toEqual([-2]);
});

describe('the weights of classes do not weigh the validation loss', () => {
  const x = tensor([[1], [2], [3], [4], [8], [7.4], [4], [8.2]]);
  const y = tensor([0, 1, 0, 1, 0, 1, 0, 1]);
  const classWeight = { 0: 0, 1: 2 };
  const [half, quiet] = [4, { verbose: 0, shuffle: false } as const];

  const model = (): Sequential => {
    const same = Sequential([Input([1]), layers.Dense(1, { useBias: false, kernelInitializer: 'ones' })]);
    same.compile({ loss: 'mse', optimizer: optimizers.SGD({ learningRate: 0 }) });
    return same;
  };

  // From Keras 3.15.
  test('with a part of the data, as with data of its own', async () => {
    const split = await model().fit(x, y, { ...quiet, classWeight, validationSplit: 0.5 });
    expect(split.history.val_loss![0]).toBeCloseTo(43.2, 4);
    expect(split.history.loss![0]).toBe(5);
    const rest = [ops.slice(x, [half, 0], [half, 1]), ops.slice(y, [half], [half])] as const;
    const own = await model().fit(ops.slice(x, [0, 0], [half, 1]), ops.slice(y, [0], [half]), {
      ...{ ...quiet, classWeight, validationData: rest },
    });
    expect(own.history).toEqual(split.history);
    // What the weights would make of it.
    const weighed = await model().evaluate(...rest, { sampleWeight: [0, 2, 0, 2], verbose: 0, returnDict: true });
    expect(Number(weighed.loss)).toBeCloseTo(46.4, 4);
  });
});
