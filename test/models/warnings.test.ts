/** What training says of data and models that cannot be right, and how it takes what is arguable. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { clearSession, layers, losses, metrics, ops, optimizers, Sequential, setRandomSeed, tensor } from 'hillock';
import { forgetWarnings } from '../../src/errors/index.js';

const quiet = { verbose: 0 } as const;

beforeEach(() => {
  forgetWarnings();
  clearSession();
  setRandomSeed(1);
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

const warnings = (): string[] => vi.mocked(console.warn).mock.calls.map(([text]) => String(text));

function classifier(units: number, loss: 'categorical_crossentropy' | 'mse', activation: 'softmax' | 'sigmoid') {
  const model = Sequential([layers.Dense(units, { activation, inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss });
  return model;
}

describe('a loss that is no number', () => {
  test('is told once, with what may help', async () => {
    await classifier(1, 'mse', 'sigmoid').fit([[NaN], [1]], [[1], [0]], { epochs: 3, ...quiet });
    expect(warnings()).toEqual([
      'Sequential "sequential".fit: the loss was NaN in epoch 1. Hint: Look for NaN in x and y, or try a smaller learningRate or clipnorm; callbacks.TerminateOnNaN() ends training there',
    ]);
  });

  test('is told of infinity, too', async () => {
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'ones', inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1e30]], [[0]], quiet);
    expect(warnings()).toEqual([
      'Sequential "sequential".fit: the loss was Infinity in epoch 1. Hint: Look for huge numbers in x and y, or try a smaller learningRate or clipnorm; callbacks.TerminateOnNaN() ends training there',
    ]);
  });

  test('is told of that of validation, if it alone is none', async () => {
    const validationData = [[[NaN]], [[1]]] as const;
    await classifier(1, 'mse', 'sigmoid').fit([[2]], [[1]], { epochs: 2, validationData, ...quiet });
    expect(warnings()).toEqual([
      'Sequential "sequential".fit: the val_loss was NaN in epoch 1. Hint: Look for NaN in the validation data',
    ]);
  });

  test('is not told of one that is', async () => {
    await classifier(1, 'mse', 'sigmoid').fit([[2], [1]], [[1], [0]], { epochs: 3, ...quiet });
    expect(warnings()).toEqual([]);
  });
});

describe('labels that are numbers of classes with categorical_crossentropy', () => {
  test.each([
    ['in a list', [2, 0]],
    ['in a column', [[2], [0]]],
  ])('%s are refused with what to take instead', async (_, y) => {
    await expect(classifier(3, 'categorical_crossentropy', 'softmax').fit([[1], [1]], y, quiet)).rejects.toThrow(
      'Hint: for labels that are numbers of classes take sparse_categorical_crossentropy, or spread them with utils.toCategorical(y).',
    );
  });

  test.each<[string, () => unknown]>([
    ['losses.categoricalHinge', () => losses.categoricalHinge([2, 0], ops.ones([2, 3]))],
    ['metrics.categoricalAccuracy', () => metrics.categoricalAccuracy([2, 0], ops.ones([2, 3]))],
    ['metrics.topKCategoricalAccuracy', () => metrics.topKCategoricalAccuracy([2, 0], ops.ones([2, 3]))],
  ])('and with %s', (where, call) => {
    expect(call).toThrow(`${where}: expected labels of the shape of the predictions.`);
    expect(call).toThrow('Hint: for labels that are numbers of classes spread them with utils.toCategorical(y).');
  });

  test('and with ops.categoricalCrossentropy', () => {
    expect(() => ops.categoricalCrossentropy([2, 0], ops.ones([2, 3]))).toThrow(
      'Hint: for targets that are numbers of classes take ops.sparseCategoricalCrossentropy.',
    );
  });

  test('and labels of another number of classes without', async () => {
    const fit = classifier(3, 'categorical_crossentropy', 'softmax').fit([[1], [1]], [[0, 1], [1, 0]], quiet); // prettier-ignore
    await expect(fit).rejects.not.toThrow('Hint');
  });
});

test.each<[string, () => unknown]>([
  [
    'losses.categoricalGeneralizedCrossEntropy',
    () => losses.categoricalGeneralizedCrossEntropy([[1, 0, 0]], [[0.2, 0.3, 0.5]]),
  ],
  ['metrics.sparseCategoricalAccuracy', () => metrics.sparseCategoricalAccuracy([[1, 0, 0]], [[0.2, 0.3, 0.5]])],
])('rows of ones and zeros where class numbers are wanted are refused by %s', (where, call) => {
  expect(call).toThrow(`${where}: expected one label for each row of classes, shape [1].`);
  expect(call).toThrow(
    'Hint: for labels that are rows of ones and zeros take their classes, ops.argmax(y, { axis: -1 }).',
  );
});

test('one unit with categorical_crossentropy is told of', async () => {
  await classifier(1, 'categorical_crossentropy', 'sigmoid').fit([[1], [2]], [[1], [0]], { epochs: 2, ...quiet });
  expect(warnings()).toEqual([
    'categorical_crossentropy: expected predictions of several classes, received the shape (2, 1). The loss of a single class is always 0; for a yes or no take binary_crossentropy.',
  ]);
});

test('weights of classes do not weigh what is held back by validationSplit', async () => {
  const still = () => {
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    model.optimizer!.learningRate = 0;
    return model;
  };
  const [x, y] = [[[1], [1], [1], [1]], [[0], [1], [1], [0]]]; // prettier-ignore
  const weights = { classWeight: { 0: 0, 1: 8 }, ...quiet };
  const split = await still().fit(x, y, { validationSplit: 0.5, ...weights });
  const given = await still().fit(x.slice(0, 2), y.slice(0, 2), {
    validationData: [x.slice(2), y.slice(2)],
    ...weights,
  });
  expect(split.history).toEqual({ loss: [4], val_loss: [0.5] });
  expect(given.history).toEqual(split.history);
});

describe('what is arguable', () => {
  test('a list around the only input is another axis, and refused', async () => {
    const model = classifier(1, 'mse', 'sigmoid');
    await expect(model.fit([tensor([[1]])], [tensor([[1]])], quiet)).rejects.toThrow(
      'expected an input of shape [null, 1]',
    );
  });

  test('no epochs leave an empty history, as in Keras', async () => {
    const { history, epoch } = await classifier(1, 'mse', 'sigmoid').fit([[1]], [[1]], { epochs: 0, ...quiet });
    expect([history, epoch]).toEqual([{}, []]);
  });

  test('a metric called loss takes the place of the loss in what is told, as in Keras', async () => {
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [metrics.MeanAbsoluteError({ name: 'loss' })] });
    expect((await model.fit([[1]], [[3]], quiet)).history).toEqual({ loss: [3] });
  });

  test('one called val_loss is hidden by the loss of validation, as in Keras', async () => {
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
    model.compile({
      optimizer: optimizers.SGD(0),
      loss: 'mse',
      metrics: [metrics.MeanAbsoluteError({ name: 'val_loss' })],
    });
    const validationData = { x: [[1]], y: [[2]] };
    expect((await model.fit([[1]], [[3]], { validationData, ...quiet })).history).toEqual({
      loss: [9],
      val_loss: [4],
      val_val_loss: [2],
    });
    expect(await model.evaluate([[1]], [[3]], quiet)).toEqual([9, 3]);
  });

  test('metrics take weights of samples for values of more axes, which losses do not', () => {
    const [y, weights] = [ops.ones([2, 4, 1]), { sampleWeight: [1, 3] }];
    const metric = metrics.MeanSquaredError();
    metric.updateState(y, ops.reshape([0, 0, 0, 0, 3, 3, 3, 3], [2, 4, 1]), weights);
    // (1 · 1 + 3 · 4) / (1 + 3), as in Keras.
    expect(metric.result().item()).toBe(3.25);
    expect(() => losses.MeanSquaredError()(y, y, weights)).toThrow('expected sampleWeight of the shape of the values');
  });

  test('one weight for each sample of an output with more axes is refused', async () => {
    const model = Sequential([layers.Dense(1, { inputShape: [4, 1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const [x, y] = [ops.ones([2, 4, 1]), ops.ones([2, 4, 1])];
    await expect(model.fit(x, y, { sampleWeight: [1, 2], ...quiet })).rejects.toThrow(
      'expected sampleWeight of the shape of the values, [2, 4]',
    );
    await model.fit(x, y, { sampleWeight: [[1], [2]], ...quiet });
    // As many samples as steps, where Keras weighs the steps.
    const square = ops.ones([4, 4, 1]);
    await expect(model.fit(square, square, { sampleWeight: [1, 2, 3, 4], ...quiet })).rejects.toThrow('[4, 4]');
  });

  test('padding is spelt as it is', () => {
    expect(() => layers.Conv1D(1, 1, { padding: 'SAME' as never })).toThrow(
      'unknown padding "SAME". Did you mean "same"?',
    );
  });
});
