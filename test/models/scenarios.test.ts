/** What users of Keras do with layers and models of their own, each once. */
import { describe, expect, test, vi } from 'vitest';
import {
  callbacks,
  grad,
  Input,
  Layer,
  layers,
  losses,
  Model,
  modelFromJSON,
  ops,
  optimizers,
  random,
  registerKerasSerializable,
  Sequential,
  SymbolicTensor,
  tensor,
  Variable,
  withCustomObjects,
  type Tensor,
} from 'hillock';
import type { CallContext } from '../../src/layers/index.js';

/** Batch normalization as a user writes it. */
class Normalized extends Layer {
  gamma!: Variable;
  beta!: Variable;
  movingMean!: Variable;
  movingVariance!: Variable;

  override build(inputShape: readonly (number | null)[]): void {
    const shape = [inputShape.at(-1)!];
    this.gamma = this.addWeight({ name: 'gamma', shape, initializer: 'ones' });
    this.beta = this.addWeight({ name: 'beta', shape, initializer: 'zeros' });
    this.movingMean = this.addWeight({ name: 'moving_mean', shape, initializer: 'zeros', trainable: false });
    this.movingVariance = this.addWeight({ name: 'moving_variance', shape, initializer: 'ones', trainable: false });
  }

  override call(x: Tensor, { training }: CallContext): Tensor {
    const scaled = (mean: Tensor, variance: Tensor): Tensor =>
      ops.add(
        ops.multiply(ops.divide(ops.subtract(x, mean), ops.sqrt(ops.add(variance, 1e-3))), this.gamma),
        this.beta,
      );
    if (!training) return scaled(this.movingMean.value, this.movingVariance.value);
    const [mean, variance] = [ops.mean(x, { axis: 0 }), ops.var(x, { axis: 0 })];
    this.movingMean.assign(ops.add(ops.multiply(this.movingMean, 0.99), ops.multiply(mean, 0.01)));
    this.movingVariance.assign(ops.add(ops.multiply(this.movingVariance, 0.99), ops.multiply(variance, 0.01)));
    return scaled(mean, variance);
  }
}

describe('a layer that keeps statistics', () => {
  test('trains in fit, as the layer of the library', async () => {
    const [x, y] = [random.normal([32, 3], { seed: 1 }), random.normal([32, 1], { seed: 2 })];
    const trained = async (normalization: Layer): Promise<number[][]> => {
      const model = Sequential([
        layers.Dense(4, { inputShape: [3], kernelInitializer: 'ones' }),
        normalization,
        layers.Dense(1, { kernelInitializer: 'ones' }),
      ]);
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      await model.fit(x, y, { epochs: 2, verbose: 0, shuffle: false });
      expect(model.nonTrainableWeights.map(({ path }) => path.split('/').at(-1))).toEqual([
        'moving_mean',
        'moving_variance',
      ]);
      return model.weights.map(({ value }) => [...value.data]);
    };
    const own = await trained(new Normalized());
    const known = await trained(layers.BatchNormalization());
    own.forEach((values, weight) => values.forEach((value, at) => expect(value).toBeCloseTo(known[weight]![at]!, 5)));
    expect(own[4]).not.toEqual([0, 0, 0, 0]);
  });

  test('is called symbolically with training', () => {
    expect(new Normalized()(Input([3]) as never, { training: true }).shape).toEqual([null, 3]);
  });

  test('is asked for its shape within a training call', () => {
    class Outer extends Layer {
      readonly inner = new Normalized();
      readonly dense = layers.Dense(2);
      override build(shape: readonly (number | null)[]): void {
        this.dense.build(this.inner.computeOutputShape(shape) as readonly (number | null)[]);
      }
      override call(x: Tensor): Tensor {
        return this.dense(this.inner(x));
      }
    }
    const outer = new Outer();
    expect(outer(random.normal([2, 3]), { training: true }).shape).toEqual([2, 2]);
    // Asking for the shape changes no statistics: they have moved once.
    expect(outer.weights.map(({ path }) => path.split('/').at(-1)).sort()).toEqual([
      'beta',
      'bias',
      'gamma',
      'kernel',
      'moving_mean',
      'moving_variance',
    ]);
    expect(outer.inner.movingVariance.value.data[0]).toBeLessThan(1.1);
  });
});

describe('calls', () => {
  class Two extends Layer<[q: Tensor, v: Tensor]> {
    override call(q: Tensor, v: Tensor): Tensor {
      return ops.add(q, v);
    }
  }
  class States extends Layer<[x: Tensor], { initialState?: Tensor }, [Tensor, Tensor]> {
    override call(x: Tensor, { initialState }: CallContext & { initialState?: Tensor }): [Tensor, Tensor] {
      return [x, initialState ?? x];
    }
  }

  test('of two inputs', () => {
    expect(new Two()(tensor([1]), tensor([2])).toArray()).toEqual([3]);
  });

  test('of inputs by name', () => {
    class Named extends Layer<[{ a: Tensor; b: Tensor }]> {
      override call({ a, b }: { a: Tensor; b: Tensor }): Tensor {
        return ops.subtract(a, b);
      }
    }
    expect(new Named()({ b: tensor([2]), a: tensor([1]) }).toArray()).toEqual([-1]);
  });

  test('with an option of the layer', () => {
    const [y, state] = new States()(tensor([1]), { initialState: tensor([0]) });
    expect([y.toArray(), state.toArray()]).toEqual([[1], [0]]);
  });

  test('with several outputs, in a functional model', async () => {
    const inputs = Input([3]);
    const [y, state] = new States()(inputs as never);
    const model = Model({ inputs, outputs: [y, state] as never[] });
    expect(model.outputShape).toEqual([
      [null, 3],
      [null, 3],
    ]);
    const outputs = (await model.predict([[1, 2, 3]], { verbose: 0 })) as unknown as Tensor[];
    expect(outputs.map((output) => output.toArray())).toEqual([[[1, 2, 3]], [[1, 2, 3]]]);
  });

  test('with a list of plain arrays', () => {
    class Sum extends Layer<[Tensor[]]> {
      override call([a, b]: Tensor[]): Tensor {
        return ops.add(a!, b!);
      }
    }
    expect(new Sum()([[[1, 2]], [[3, 4]]] as never).toArray()).toEqual([[4, 6]]);
  });

  test('hand masks on', () => {
    class Marks extends Layer {
      override supportsMasking = true;
      override computeMask(): Tensor {
        return tensor([[true, false]]);
      }
      override call(x: Tensor): Tensor {
        return x;
      }
    }
    let seen: unknown;
    class Sees extends Layer {
      override supportsMasking = true;
      override call(x: Tensor, { mask }: CallContext): Tensor {
        seen = mask;
        return x;
      }
    }
    new Sees()(new Marks()(tensor([[1, 2]])));
    expect((seen as Tensor).toArray()).toEqual([[true, false]]);
  });

  test('may count in a field', () => {
    class Counts extends Layer {
      count = 0;
      override call(x: Tensor): Tensor {
        this.count++;
        return x;
      }
    }
    const counts = new Counts();
    counts(tensor([1]));
    counts(tensor([1]));
    // The first call also asks what is stored, without numbers.
    expect(counts.count).toBeGreaterThanOrEqual(2);
  });
});

describe('models', () => {
  test('of a class of their own are called and trained', async () => {
    class Mine extends Model {
      readonly dense = layers.Dense(1, { kernelInitializer: 'ones' });
      override call(x: Tensor): Tensor {
        return this.dense(x);
      }
    }
    const mine = new Mine();
    expect(mine([[1, 2]] as never).toArray()).toEqual([[3]]);
    mine.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await mine.fit([[1, 2]], [[1]], { verbose: 0 });
    expect(history['loss']).toEqual([4]);
    expect(mine([[1, 2]] as never).item()).toBeLessThan(3);
  });

  test('stand in the config of a layer', () => {
    const model = Sequential([layers.Dense(2, { inputShape: [3], name: 'inside' })], { name: 'nested' });
    const read = layers.deserialize(JSON.parse(JSON.stringify(model)));
    expect(read).toBeInstanceOf(Sequential);
    expect((read as unknown as Sequential).layers.map(({ name }) => name)).toEqual(['inside']);
  });

  test('with operations on constants are written as JSON and read back', async () => {
    const inputs = Input([3]);
    const model = Model({ inputs, outputs: ops.exp(ops.add(inputs, 1)) });
    const read = modelFromJSON(JSON.stringify(model));
    expect(((await read.predict([[0, -1, 1]], { verbose: 0 })) as Tensor).data).toEqual(
      (await model.predict([[0, -1, 1]], { verbose: 0 })).data,
    );
  });

  test('name the paths of their weights, and of what the optimizer keeps of them', () => {
    const model = Sequential([layers.Dense(1, { inputShape: [2], name: 'dense' })], { name: 'seq' });
    model.compile({ optimizer: 'adam', loss: 'mse' });
    model.trainOnBatch([[1, 2]], [[1]]);
    expect(model.weights.map(({ path }) => path)).toEqual(['seq/dense/kernel', 'seq/dense/bias']);
    expect(model.optimizer!.variables.map(({ path }) => path)).toEqual([
      'adam/iteration',
      'adam/learning_rate',
      'adam/seq_dense_kernel_momentum',
      'adam/seq_dense_kernel_velocity',
      'adam/seq_dense_bias_momentum',
      'adam/seq_dense_bias_velocity',
    ]);
  });

  test('are seen whole by callbacks', async () => {
    let seen: unknown[] = [];
    class Looks extends callbacks.Callback {
      override onEpochEnd(): void {
        seen = [this.model.getWeights().length, this.model.optimizer!.learningRate, this.model.layers.length];
      }
    }
    const model = Sequential([layers.Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1]], [[1]], { verbose: 0, callbacks: [new Looks()] });
    expect(seen).toEqual([2, Math.fround(0.01), 1]);
  });
});

describe('objects', () => {
  test('losses of an own class come back from their config', () => {
    class Difference extends losses.Loss {
      override call(yTrue: Tensor, yPred: Tensor): Tensor {
        return ops.subtract(yTrue, yPred);
      }
    }
    const config = losses.serialize(new Difference({ name: 'difference' }));
    const read = withCustomObjects({ Difference }, () => losses.deserialize(config));
    expect(read).toBeInstanceOf(Difference);
    expect(read.name).toBe('difference');
    registerKerasSerializable(Difference, { package: 'scenarios' });
    expect(losses.deserialize(losses.serialize(new Difference()))).toBeInstanceOf(Difference);
  });

  test('a policy and a regularizer stand in the config of a layer', () => {
    const policy = {
      module: 'keras',
      class_name: 'DTypePolicy',
      config: { name: 'mixed_float16' },
      registered_name: null,
    };
    const mixed = layers.deserialize({ class_name: 'Dense', config: { units: 1, dtype: policy } });
    expect([mixed.computeDtype, mixed.variableDtype]).toEqual(['float16', 'float32']);
    const l2 = { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.01 }, registered_name: null };
    const dense = layers.deserialize({
      class_name: 'Dense',
      config: { units: 1, kernel_regularizer: l2 },
    }) as layers.Dense;
    dense(tensor([[2]]));
    expect(dense.losses.map((loss) => loss.item())).toEqual(
      [Math.fround(0.01 * dense.kernel.value.item() ** 2)].map((value) => expect.closeTo(value, 7)),
    );
  });

  test('an optimizer keeps what has another shape than its variable', () => {
    class Rows extends optimizers.Optimizer {
      protected override createSlots(variables: readonly Variable[]): void {
        for (const variable of variables) this.addSlots([variable], { rows: 0 });
      }
      protected override update({ variable, gradient, learningRate, slots }: optimizers.UpdateTerms) {
        const rows = ops.mean(gradient, { axis: -1, keepdims: true });
        return {
          variable: ops.subtract(variable, ops.multiply(learningRate, rows)),
          slots: { rows: ops.add(slots['rows']!, rows) },
        };
      }
    }
    const weight = new Variable([[1, 2]]);
    new Rows({ learningRate: 1 }).apply([tensor([[1, 3]])], [weight]);
    expect(weight.value.toArray()).toEqual([[-1, 0]]);
  });

  test('a function as learning rate is asked at every step', () => {
    const rate = vi.fn(() => 0.1);
    const optimizer = optimizers.SGD({ learningRate: rate });
    const weight = new Variable([1]);
    optimizer.apply([tensor([1])], [weight]);
    optimizer.apply([tensor([1])], [weight]);
    expect(rate).toHaveBeenCalledTimes(2);
    expect(weight.value.data[0]).toBeCloseTo(0.8, 6);
  });
});

test('the mean over a batch of unknown size, and its gradient', () => {
  expect(ops.mean(new SymbolicTensor({ shape: [null, 2] }), { axis: 0 }).shape).toEqual([2]);
  expect(
    grad((x) => ops.sum(ops.mean(x, { axis: 0 })))(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ).toArray(),
  ).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
});

test('a layer shows its own keys and is a function', () => {
  const dense = layers.Dense(1);
  expect(typeof dense).toBe('function');
  expect(dense).toBeInstanceOf(layers.Dense);
  expect(Object.keys(dense)).toContain('units');
  expect(Object.keys(dense)).not.toContain('prototype');
});
