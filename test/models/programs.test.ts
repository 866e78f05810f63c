/** Steps that are replayed as programs: what users see of their variables, what they may change on the way, and what cannot be replayed. */
import { describe, expect, test, vi } from 'vitest';
import {
  callbacks,
  clearSession,
  layers,
  Model,
  ops,
  optimizers,
  random,
  Sequential,
  setRandomSeed,
  tensor,
  variableGradients,
  type Tensor,
} from 'hillock';
import { programText } from '../../src/ops/program/listing.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { kernelMemory } from '../../src/kernel/wasm/memory.js';
import { forgetWarnings } from '../../src/errors/warnings.js';

const hasKernels = currentEngine() === 'wasm';

function makeModel(runEagerly = false, learningRate = 0.01) {
  clearSession();
  setRandomSeed(3);
  const model = Sequential([
    layers.Dense(5, { inputShape: [3], activation: 'tanh' }),
    layers.Dropout(0.2),
    layers.BatchNormalization(),
    layers.Dense(2, { activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: optimizers.Adam({ learningRate }),
    loss: 'categorical_crossentropy',
    metrics: ['accuracy'],
    runEagerly,
  });
  return model;
}

type Trained = ReturnType<typeof makeModel>;

const x = () => random.normal([10, 3], { seed: 1 });
const y = () => ops.oneHot<Tensor>(random.randint([10], 0, 2, { seed: 2 }), 2);
const weightsOf = (model: Trained) => model.getWeights().map(({ data }) => [...data]);
const programsOf = (model: Trained, step: string) => model.programs.filter(([key]) => key.startsWith(step)).length;

/** What a way of training gives, replayed and operation by operation. */
async function bothWays<Result>(use: (model: Trained) => Result | Promise<Result>): Promise<[Result, Result]> {
  return [await use(makeModel(true)), await use(makeModel(false))];
}

describe('a program', () => {
  test('is made of the second step of each shape, and of no step with runEagerly', () => {
    const [eager, replayed] = [makeModel(true), makeModel(false)];
    for (const model of [eager, replayed]) for (let step = 0; step < 3; step++) model.trainOnBatch(x(), y());
    expect(programsOf(replayed, 'train')).toBe(hasKernels ? 1 : 0);
    expect(eager.programs).toEqual([]);
    if (hasKernels) expect(programText(replayed.programs[0]![1] as never)).toContain('dense/kernel');
  });

  test('trains, evaluates and predicts as without', async () => {
    const [eager, replayed] = await bothWays(async (model) => {
      const history = await model.fit(x(), y(), { epochs: 4, batchSize: 4, verbose: 0, validationSplit: 0.2 });
      const evaluated = [await model.evaluate(x(), y(), { batchSize: 3, verbose: 0 })];
      evaluated.push(await model.evaluate(x(), y(), { batchSize: 3, verbose: 0 }));
      const predicted: Tensor[] = [await model.predict(x(), { batchSize: 3, verbose: 0 })];
      for (let i = 0; i < 3; i++) predicted.push(model.predictOnBatch(x()));
      return { history: history.history, evaluated, predicted: predicted.map(String), weights: weightsOf(model) };
    });
    expect(replayed).toEqual(eager);
  });

  test('leaves variables as users know them', async () => {
    const [eager, replayed] = await bothWays((model) => {
      const kernel = model.layers[0]!.weights[0]!;
      const seen: unknown[] = [];
      for (let step = 0; step < 6; step++) {
        model.trainOnBatch(x(), y());
        const before = kernel.value;
        const copy = [...before.data];
        model.trainOnBatch(x(), y());
        // Whoever took a value keeps it.
        expect([...before.data]).toEqual(copy);
        seen.push(copy, String(kernel), [kernel.size, kernel.shape, kernel.rank]);
        if (step === 3) kernel.assign(ops.multiply(kernel, 0.5));
        if (step === 4) model.setWeights(model.getWeights().map((weight) => ops.multiply(weight, 0.9)));
      }
      return seen;
    });
    expect(replayed).toEqual(eager);
  });

  test('heeds what callbacks change: the learning rate, weights, what is trained', async () => {
    const [eager, replayed] = await bothWays(async (model) => {
      class Meddler extends callbacks.Callback {
        override onEpochBegin(epoch: number): void {
          if (epoch === 3) model.optimizer!.learningRate = 0.1;
          if (epoch === 4)
            model.layers[0]!.setWeights(
              model.layers[0]!.getWeights()
                .map(() => undefined as never)
                .map((_, i) => (i === 0 ? ops.ones([3, 5]) : ops.zeros([5]))),
            );
          if (epoch === 5) model.layers[0]!.trainable = false;
          if (epoch === 7) model.layers[2]!.trainable = false;
        }
      }
      const seen: unknown[] = [];
      const record = callbacks.LambdaCallback({ onEpochEnd: () => void seen.push(weightsOf(model)) });
      await model.fit(x(), y(), { epochs: 10, batchSize: 5, verbose: 0, callbacks: [new Meddler(), record] });
      return seen;
    });
    expect(replayed).toEqual(eager);
  });

  test('follows a schedule and another one, and a function by computing as ever', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    forgetWarnings();
    const [eager, replayed] = await bothWays((model) => {
      const optimizer = model.optimizer as unknown as { learningRate: unknown };
      optimizer.learningRate = optimizers.schedules.ExponentialDecay(0.1, 2, 0.5);
      const step = () => model.trainOnBatch(x(), y());
      const losses = Array.from({ length: 4 }, step);
      optimizer.learningRate = optimizers.schedules.ExponentialDecay(0.01, 2, 0.9);
      losses.push(...Array.from({ length: 4 }, step));
      let rate = 0.01;
      optimizer.learningRate = () => (rate += 0.01);
      return [losses, Array.from({ length: 4 }, step), weightsOf(model)];
    });
    expect(replayed).toEqual(eager);
    expect(warn).toHaveBeenCalledTimes(hasKernels ? 1 : 0);
    if (hasKernels)
      expect(warn.mock.calls[0]![0]).toMatchInlineSnapshot(
        `"Sequential "sequential" computes operation by operation, which is slower: optimizer "adam", learningRate: expected a number or a schedule: a function is asked anew at each step, which a traced step does not do."`,
      );
  });

  test('gives predictions their masks', () => {
    clearSession();
    setRandomSeed(7);
    const first = Sequential([layers.Masking({ inputShape: [4, 2] }), layers.TimeDistributed(layers.Dense(3))]);
    const second = layers.LSTM(2);
    const steps = ops.concatenate([random.normal([2, 3, 2], { seed: 1 }), ops.zeros([2, 1, 2])], { axis: 1 });
    const results = Array.from({ length: 4 }, () => String(second(first.predictOnBatch(steps))));
    expect(new Set(results).size).toBe(1);
    expect(programsOf(first as never, 'predict')).toBe(hasKernels ? 1 : 0);
  });

  test('serves own train steps, with two optimizers and losses that layers add', () => {
    const train = (runEagerly: boolean) => {
      clearSession();
      setRandomSeed(5);
      class Pair extends Model {
        readonly first = layers.Dense(4, { activation: 'relu', activityRegularizer: 'l2' });
        readonly second = layers.Dense(1, { kernelRegularizer: 'l1' });
        readonly other = optimizers.SGD({ learningRate: 0.1 });
        override call(inputs: Tensor): Tensor {
          return this.second(this.first(inputs));
        }
        override trainStep([given, labels]: readonly [Tensor, Tensor]): Record<string, Tensor> {
          const compute = (): Tensor =>
            this.computeLoss({ x: given, y: labels, yPred: this.invoke(given, { training: true }) as Tensor });
          const [ownWeights, otherWeights] = [this.first.trainableWeights, this.second.trainableWeights];
          const { value, gradients } = variableGradients(compute, [...ownWeights, ...otherWeights]);
          this.optimizer!.apply(gradients.slice(0, 2), ownWeights);
          this.other.apply(gradients.slice(2), otherWeights);
          return { loss: value, norm: ops.sqrt(ops.sum(ops.square(gradients[0]!))) };
        }
      }
      const model = new Pair();
      model.compile({ optimizer: 'adam', loss: 'mse', runEagerly });
      model.predictOnBatch(x());
      const labels = ops.sum(x(), { axis: 1, keepdims: true });
      const logs = Array.from({ length: 6 }, () => model.trainOnBatch(x(), labels, { returnDict: true }));
      return [logs, model.getWeights().map(String), model.programs.length];
    };
    const [eager, replayed] = [train(true), train(false)];
    expect(replayed.slice(0, 2)).toEqual(eager.slice(0, 2));
    expect(replayed[2]).toBe(hasKernels ? 1 : 0);
  });

  test('does not keep what a step computes from numbers of its own', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    forgetWarnings();
    let count = 0;
    class Counting extends layers.Layer {
      override call(inputs: Tensor): Tensor {
        count += 1;
        return ops.multiply(inputs, 2 ** count);
      }
    }
    clearSession();
    const model = Sequential([layers.Dense(1, { inputShape: [3], name: 'first' }), new Counting()]);
    model.compile({ loss: 'mse' });
    const predicted = Array.from({ length: 5 }, () => {
      const before = count;
      const result = model.predictOnBatch(x());
      return [ops.divide(result, 2 ** count).toString(), before];
    });
    expect(new Set(predicted.map(([result]) => result)).size).toBe(1);
    expect(warn).toHaveBeenCalledTimes(hasKernels ? 1 : 0);
  });

  test.runIf(hasKernels)('says which layer looks at numbers, once, and computes as ever', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    forgetWarnings();
    class Peeking extends layers.Layer {
      override call(inputs: Tensor): Tensor {
        return ops.multiply(inputs, (inputs.data[0] as number) > 0 ? 2 : 3);
      }
      override computeOutputShape(shape: number[]): number[] {
        return shape;
      }
    }
    clearSession();
    const model = Sequential([new Peeking({ inputShape: [3], name: 'peeking' }), layers.Dense(1)]);
    model.compile({ loss: 'mse' });
    const labels = ops.sum(x(), { axis: 1, keepdims: true });
    for (let step = 0; step < 4; step++) model.trainOnBatch(x(), labels);
    for (let step = 0; step < 4; step++) model.predictOnBatch(x());
    expect(warn.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "Sequential "sequential" computes operation by operation, which is slower: Peeking "peeking" (SymbolicTensor.data): expected a tensor with values: this one stands for values that are not known yet. Received: tensor=SymbolicTensor(shape=[10, 3], dtype=float32). Hint: Compute with ops instead of JavaScript numbers; ops.where chooses, ops.shape tells lengths.",
        ],
      ]
    `);
  });

  test('throws what the step throws, and loses nothing', () => {
    const model = makeModel();
    model.compile({ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy' });
    const labels = tensor([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    for (let step = 0; step < 4; step++) model.trainOnBatch(x(), labels);
    const before = weightsOf(model);
    expect(() => model.trainOnBatch(x(), tensor([0, 1, 0, 1, 0, 1, 0, 1, 0, 7]))).toThrow('integer labels from 0 to 1');
    const [trained, moving] = [before.slice(0, 4), before.slice(4)];
    expect(weightsOf(model).slice(0, 4)).toEqual(trained);
    expect(moving.length).toBeGreaterThan(0);
    expect(model.trainOnBatch(x(), labels)[0]).toBeGreaterThan(0);
  });

  test.runIf(hasKernels)('that finds no memory is not used', () => {
    const model = makeModel();
    model.trainOnBatch(x(), y());
    const allocate = vi.spyOn(kernelMemory(), 'allocate').mockImplementation(() => {
      throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    forgetWarnings();
    model.trainOnBatch(x(), y());
    allocate.mockRestore();
    expect(warn).toHaveBeenCalledTimes(1);
    const eager = makeModel(true);
    for (let step = 0; step < 3; step++) eager.trainOnBatch(x(), y());
    model.trainOnBatch(x(), y());
    expect(weightsOf(model)).toEqual(weightsOf(eager));
  });
});

test.runIf(hasKernels)(
  'the kernel memory stays as it is over thousands of steps, and over many models',
  () => {
    const model = makeModel();
    const [given, labels] = [x(), y()];
    for (let step = 0; step < 100; step++) model.trainOnBatch(given, labels);
    const bytes = kernelMemory().memory.buffer.byteLength;
    for (let step = 0; step < 10_000; step++) model.trainOnBatch(given, labels);
    expect(kernelMemory().memory.buffer.byteLength).toBe(bytes);
    const first = weightsOf(model);
    for (let i = 0; i < 150; i++) {
      const other = makeModel();
      for (let step = 0; step < 3; step++) other.trainOnBatch(given, labels);
    }
    expect(kernelMemory().memory.buffer.byteLength - bytes).toBeLessThan(1 << 21);
    // Its programs were given up on the way, its weights were not.
    expect(weightsOf(model)).toEqual(first);
    model.trainOnBatch(given, labels);
  },
  240_000,
);
