/** Models that say for themselves what one step does. */
import { expect, test } from 'vitest';
import {
  layers,
  losses,
  metrics,
  Model,
  ops,
  optimizers,
  Sequential,
  tensor,
  variableGradients,
  type Tensor,
} from 'hillock';
import type { StepData } from '../../src/models/steps.js';

const crossentropy = losses.BinaryCrossentropy({ fromLogits: true });

/** A generator and a discriminator of one weight each, which train against each other. */
class Adversaries extends Model {
  readonly generator = Sequential([layers.Dense(1, { useBias: false, kernelInitializer: 'ones', inputShape: [1] })]);
  readonly discriminator = Sequential([
    layers.Dense(1, { useBias: false, kernelInitializer: 'ones', inputShape: [1] }),
  ]);
  readonly discriminatorOptimizer = optimizers.SGD(0.5);
  readonly generatorOptimizer = optimizers.SGD(0.25);
  readonly discriminatorLoss = metrics.Mean({ name: 'd_loss' });
  readonly generatorLoss = metrics.Mean({ name: 'g_loss' });

  override get metrics() {
    return [this.discriminatorLoss, this.generatorLoss];
  }

  override call(noise: Tensor): Tensor {
    return this.generator(noise);
  }

  override trainStep([noise, real]: StepData) {
    const [z, x] = [noise as Tensor, real as Tensor];
    const ofDiscriminator = variableGradients(() => {
      const [onReal, onFake] = [this.discriminator(x), this.discriminator(this.generator(z))];
      const [right, wrong] = [crossentropy(ops.onesLike(onReal), onReal), crossentropy(ops.zerosLike(onFake), onFake)];
      return ops.divide(ops.add(right, wrong), 2);
    }, this.discriminator.trainableVariables);
    this.discriminatorOptimizer.apply(ofDiscriminator.gradients, this.discriminator.trainableVariables);
    const ofGenerator = variableGradients(() => {
      const onFake = this.discriminator(this.generator(z));
      return crossentropy(ops.onesLike(onFake), onFake);
    }, this.generator.trainableVariables);
    this.generatorOptimizer.apply(ofGenerator.gradients, this.generator.trainableVariables);
    this.discriminatorLoss.updateState(ofDiscriminator.value);
    this.generatorLoss.updateState(ofGenerator.value);
    return { d_loss: this.discriminatorLoss.result(), g_loss: this.generatorLoss.result() };
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same step by hand: both losses are logarithms of sigmoids of products. */
function stepByHand(v: number, w: number, noise: readonly number[], real: readonly number[]) {
  const dLoss = mean([
    mean(real.map((x) => -Math.log(sigmoid(v * x)))),
    mean(noise.map((z) => -Math.log(1 - sigmoid(v * w * z)))),
  ]);
  const ofReal = mean(real.map((x) => (sigmoid(v * x) - 1) * x));
  const ofFake = mean(noise.map((z) => sigmoid(v * w * z) * w * z));
  const nextV = v - 0.5 * mean([ofReal, ofFake]);
  const gLoss = mean(noise.map((z) => -Math.log(sigmoid(nextV * w * z))));
  const nextW = w - 0.25 * mean(noise.map((z) => (sigmoid(nextV * w * z) - 1) * nextV * z));
  return { v: nextV, w: nextW, dLoss, gLoss };
}

test('two networks with an optimizer each train against each other', async () => {
  const [noise, real] = [
    [0.5, -1, 2, 1.5],
    [3, 2.5, 2, 4],
  ];
  const model = new Adversaries();
  model.compile();
  const column = (values: readonly number[]) => tensor(values.map((value) => [value]));
  const { history } = await model.fit(column(noise), column(real), {
    epochs: 3,
    batchSize: 4,
    shuffle: false,
    verbose: 0,
  });
  let hand = { v: 1, w: 1, dLoss: 0, gLoss: 0 };
  for (let epoch = 0; epoch < 3; epoch++) {
    hand = stepByHand(hand.v, hand.w, noise, real);
    expect(history['d_loss']![epoch]).toBeCloseTo(hand.dLoss, 6);
    expect(history['g_loss']![epoch]).toBeCloseTo(hand.gLoss, 6);
  }
  expect(model.discriminator.weights[0]!.value.item()).toBeCloseTo(hand.v, 6);
  expect(model.generator.weights[0]!.value.item()).toBeCloseTo(hand.w, 6);
  expect((await model.predict(column([2]), { verbose: 0 })).item()).toBeCloseTo(2 * hand.w, 6);
});

test('own steps see the compiled loss and metrics, and what they return is what is shown', async () => {
  class Halved extends Model {
    readonly dense = layers.Dense(1, { useBias: false, kernelInitializer: 'ones' });
    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
    override trainStep(data: StepData) {
      const logs = super.trainStep(data);
      return { ...logs, half: ops.divide(logs['loss'] as Tensor, 2) };
    }
    override testStep(data: StepData) {
      return { ...super.testStep(data), tested: tensor(7) };
    }
    override predictStep(data: StepData) {
      return ops.negative(super.predictStep(data) as Tensor);
    }
  }
  const model = new Halved();
  model.compile({ optimizer: optimizers.SGD(0), loss: 'mse', metrics: ['mae'] });
  const { history } = await model.fit([[1], [3]], [[2], [1]], { verbose: 0 });
  expect(history).toEqual({ loss: [2.5], mae: [1.5], half: [1.25] });
  expect(await model.evaluate([[1], [3]], [[2], [1]], { verbose: 0, returnDict: true })).toEqual({
    loss: 2.5,
    mae: 1.5,
    tested: 7,
  });
  expect((await model.predict([[1], [3]], { verbose: 0 })).toArray()).toEqual([[-1], [-3]]);
});

test('a model of a class of one is built before its first step, so that this trains, too', async () => {
  class Own extends Model {
    dense = layers.Dense(2);
    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
  }
  const model = new Own();
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit([[1, 2]], [[3, 4]], { epochs: 3, verbose: 0 });
  expect(model.optimizer!.iterations).toBe(3);
});

class Plain extends Model {
  readonly dense = layers.Dense(1);

  override call(x: Tensor): Tensor {
    return this.dense(x);
  }
}

test.each([
  ['nothing', undefined, 'Received: result=undefined. Hint: return { loss }.'],
  ['a number', 3, 'Received: result=3. Hint: return { loss }.'],
  ['a promise', Promise.resolve({ loss: 1 }), 'Hint: A step is no async function.'],
])('a step that returns %s is refused', async (_, result, message) => {
  class Returning extends Plain {
    override trainStep = () => result as never;
    override testStep = () => result as never;
  }
  const model = new Returning();
  model.compile({ loss: 'mse' });
  const fitted = model.fit([[1, 2]], [[1]], { verbose: 0 });
  await expect(fitted).rejects.toThrow('.trainStep: expected an object of scalars by their names as the result.');
  await expect(fitted).rejects.toThrow(message);
  await expect(model.evaluate([[1, 2]], [[1]], { verbose: 0 })).rejects.toThrow('.testStep: expected an object');
});

test('an error of a model that is built by its first step is told', () => {
  class Wrong extends Plain {
    override call(): never {
      throw new RangeError('of my own');
    }
  }
  const model = new Wrong();
  model.compile({ loss: 'mse' });
  expect(() => model.trainOnBatch([[1, 2]], [[10]])).toThrow(new RangeError('of my own'));
});
