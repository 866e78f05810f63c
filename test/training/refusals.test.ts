/** What losses, metrics and optimizers refuse. */
import { describe, expect, test } from 'vitest';
import { callbacks, constraints, losses, metrics, optimizers, regularizers, tensor, Variable } from 'hillock';

const [yTrue, yPred] = [[[0], [1]], [[0.5], [1]]]; // prettier-ignore

test('a third argument that is no object of options, or has unknown ones', () => {
  const loss = losses.MeanSquaredError();
  const metric = metrics.MeanSquaredError();
  for (const call of [
    (options: never) => loss(yTrue, yPred, options),
    (options: never) => metric.updateState(yTrue, yPred, options),
  ]) {
    expect(() => call([0, 1] as never)).toThrow(
      'expected an object of options, of sampleWeight. Received: options=[0, 1]',
    );
    expect(() => call({ sample_weight: [0, 1] } as never)).toThrow('Did you mean "sampleWeight"?');
  }
  expect(metric.result().item()).toBe(0);
});

describe('an optimizer', () => {
  test('what are no variables and no tensors', () => {
    const variable = new Variable([1]);
    const apply = (gradients: unknown, variables: unknown) => () =>
      optimizers.SGD().apply(gradients as never, variables as never);
    expect(apply([tensor([1])], [tensor([1])])).toThrow('expected a list of variables. Received: variables[0]=');
    expect(apply([[1]], [variable])).toThrow('expected a list of tensors. Received: gradients[0]=[1]');
    expect(variable.value.toArray()).toEqual([1]);
  });
});

test('as many labels as there are rows of classes', () => {
  expect(() => metrics.sparseCategoricalAccuracy([0, 1, 1], [[0, 1], [1, 0]])).toThrow('one label for each row of classes, shape [2]'); // prettier-ignore
});

// keras.metrics.sparse_categorical_accuracy on JAX, whose argmax finds the first NaN.
test('NaN is the largest prediction', () => {
  const predictions = [[0.9, NaN, 0.1], [NaN, 1, NaN], [0.1, 0.2, NaN]]; // prettier-ignore
  expect(metrics.sparseCategoricalAccuracy([1, 0, 1], predictions).toArray()).toEqual([1, 1, 0]);
});

/** What can be made with options alone: no base class, and no function that is wrapped. */
const classesOf = (namespace: object): (readonly [string, (options: unknown) => unknown])[] =>
  Object.entries(namespace).filter(
    ([name]) =>
      /^[A-Z]/.test(name) &&
      !/^(Loss|Metric|MeanMetricWrapper|Optimizer|LearningRateSchedule|Regularizer|Constraint|NonNeg)$/.test(name),
  );

describe('an unknown option', () => {
  test.each([losses, metrics, optimizers, optimizers.schedules, regularizers, constraints].flatMap(classesOf))(
    '%s',
    (_, make) => {
      expect(() => make({ bogus: 1 })).toThrow('bogus');
    },
  );
});

test('weight decay that is none', () => {
  const message = 'AdamW: expected weightDecay to be a finite number that is not negative. Received: weightDecay=null';
  expect(() => optimizers.AdamW({ weightDecay: null as never })).toThrow(message);
});

test('what is no function', () => {
  const expected = 'MeanMetricWrapper: expected a function of labels and predictions. Received: fn=';
  expect(() => metrics.MeanMetricWrapper({} as never)).toThrow(expected);
  expect(() => callbacks.LearningRateScheduler(0.1 as never)).toThrow('function');
});

describe('a learning rate', () => {
  test('that is set while a schedule gives it', () => {
    const optimizer = optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 10, 0.5));
    expect(() => (optimizer.learningRate = 0.1)).toThrow('learningRate');
  });

  test('that is no number', () => {
    for (const rate of ['0.1', NaN, null]) {
      expect(() => optimizers.SGD(rate as never)).toThrow('learningRate to be a finite number, a schedule');
      expect(() => (optimizers.SGD().learningRate = rate as never)).toThrow('learningRate');
    }
  });

  test('of which a function gives nothing', () => {
    const optimizer = optimizers.SGD((() => undefined) as never);
    const refusal = 'expected a learning rate that is a number. Received: learningRate=undefined.';
    expect(() => optimizer.learningRate).toThrow(refusal);
    expect(() => optimizer.getConfig()).toThrow(refusal);
    expect(() => optimizer.apply([tensor([1])], [Variable([1])])).toThrow(refusal);
  });
});
