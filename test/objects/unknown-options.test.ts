/** No class, no function and no method accepts an option that it would ignore; the operations have a table of their own. */
import { describe, expect, test } from 'vitest';
import * as hillock from '../../src/index.js';

const { layers, ops, tensor, utils, Dataset, Sequential, random } = hillock;
const unknown = { unknownOption: 1 };

const [x, y] = [ops.ones([2, 2]), ops.ones([2, 1])];

type AnyFunction = (...given: readonly unknown[]) => unknown;

/** What comes before the options, where something has to. */
const leading: Readonly<Record<string, readonly unknown[]>> = {
  'callbacks.BackupAndRestore': ['folder'],
  'callbacks.CSVLogger': ['log.csv'],
  'callbacks.LearningRateScheduler': [(epoch: number, rate: number) => rate / (epoch + 1)],
  'callbacks.ModelCheckpoint': ['model.keras'],
  'metrics.MeanMetricWrapper': [(yTrue: unknown) => yTrue],
};

/** Why some refuse nothing by name. */
const exempt: Readonly<Record<string, string>> = {
  'optimizers.OptimizerMap': 'takes optimizers by the names of variables',
  'optimizers.Optimizer': 'is a base that takes what its subclasses state',
  'schedules.LearningRateSchedule': 'is a base without arguments',
  'initializers.Initializer': 'is a base without arguments',
  'regularizers.Regularizer': 'is a base without arguments',
  'constraints.Constraint': 'is a base without arguments',
  'callbacks.Callback': 'is a base without arguments',
  'callbacks.History': 'is made by fit',
};

const namespaces = {
  ...{ layers, losses: hillock.losses, metrics: hillock.metrics, optimizers: hillock.optimizers },
  ...{ schedules: hillock.optimizers.schedules, initializers: hillock.initializers },
  ...{ regularizers: hillock.regularizers, constraints: hillock.constraints, callbacks: hillock.callbacks },
};

const members = Object.entries(namespaces).flatMap(([namespace, entries]) =>
  Object.entries(entries)
    .filter(([name, value]) => typeof value === 'function' && !['get', 'serialize', 'deserialize'].includes(name))
    .map(([name, value]) => [`${namespace}.${name}`, value as unknown as AnyFunction] as const),
);

const isClass = ([name]: readonly [string, unknown]): boolean => /\.[A-Z]/.test(name);

describe('classes', () => {
  test('those that are exempt are there', () => {
    const names: string[] = members.map(([name]) => name);
    expect(Object.keys(exempt).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(members.filter((each) => isClass(each) && exempt[each[0]] === undefined))('%s', (name, Class) => {
    expect(() => Reflect.construct(Class, [...(leading[name] ?? []), unknown]) as object).toThrow(/unknownOption/);
  });
});

describe('functions of labels and predictions', () => {
  test.each(members.filter((each) => !isClass(each)))('%s', (name, f) => {
    // Those of layers take their inputs in one list.
    const given = name.startsWith('layers.') ? [[x, x]] : [[[1, 0]], [[1, 0]]];
    expect(() => f(...given, unknown)).toThrow(/unknownOption/);
  });
});

const made = () => {
  const model = Sequential([layers.Dense(1, { inputShape: [2], name: 'dense' })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model as unknown as Record<string, AnyFunction>;
};
const dataset = () => Dataset.from([x, y]) as unknown as Record<string, AnyFunction>;

describe('methods and other functions', () => {
  test.each<[string, () => unknown]>([
    ['model.compile', () => made()['compile']!(unknown)],
    ['model.fit', () => made()['fit']!(x, y, unknown)],
    ['model.evaluate', () => made()['evaluate']!(x, y, unknown)],
    ['model.predict', () => made()['predict']!(x, unknown)],
    ['model.trainOnBatch', () => made()['trainOnBatch']!(x, y, unknown)],
    ['model.testOnBatch', () => made()['testOnBatch']!(x, y, unknown)],
    ['model.predictOnBatch', () => made()['predictOnBatch']!(x, unknown)],
    ['model.summary', () => made()['summary']!(unknown)],
    ['model.save', () => made()['save']!('model.keras', unknown)],
    ['model.saveWeights', () => made()['saveWeights']!('model.weights.h5', unknown)],
    ['model.toBytes', () => made()['toBytes']!(unknown)],
    ['model.loadWeights', () => made()['loadWeights']!(new Uint8Array(8), unknown)],
    ['layer(x)', () => (layers.Dense(1) as unknown as AnyFunction)(x, unknown)],
    ['loss(yTrue, yPred)', () => (hillock.losses.MeanSquaredError() as unknown as AnyFunction)(y, y, unknown)],
    ['metric.updateState', () => (hillock.metrics.MeanSquaredError().updateState as AnyFunction)(y, y, unknown)],
    ['layers.deserialize', () => layers.deserialize({ class_name: 'Dense', config: { units: 1 } }, unknown as never)],
    ['loadModel', () => hillock.loadModel(new Uint8Array(8), unknown as never)],
    ['modelFromJSON', () => hillock.modelFromJSON('{}', unknown as never)],
    ['inspect', () => hillock.inspect(new Uint8Array(8), unknown as never)],
    ['readWeights', () => hillock.readWeights(new Uint8Array(8), unknown as never)],
    ['readNpz', () => (hillock.readNpz as AnyFunction)(new Uint8Array(8), unknown)],
    ['Sequential', () => (Sequential as unknown as AnyFunction)([], unknown)],
    ['Model', () => (hillock.Model as unknown as AnyFunction)(unknown)],
    ['Input', () => hillock.Input(unknown as never)],
    ['Variable', () => hillock.Variable([1], unknown as never)],
    ['tensor', () => tensor([1], unknown as never)],
    ['cloneModel', () => hillock.cloneModel(made() as never, unknown as never)],
    ['setEngine', () => (hillock.setEngine as AnyFunction)(unknown)],
    ['grad', () => (hillock.grad as AnyFunction)((v: unknown) => v, unknown)],
    [
      'registerKerasSerializable',
      () => hillock.registerKerasSerializable(class extends layers.Dense {} as never, unknown as never),
    ],
    ['utils.normalize', () => (utils.normalize as AnyFunction)(x, unknown)],
    ['utils.padSequences', () => (utils.padSequences as AnyFunction)([[1]], unknown)],
    ['utils.splitDataset', () => (utils.splitDataset as AnyFunction)([x], { leftSize: 0.5, ...unknown })],
    [
      'utils.timeseriesDatasetFromArray',
      () => (utils.timeseriesDatasetFromArray as AnyFunction)(x, null, { sequenceLength: 1, ...unknown }),
    ],
    ['utils.toCategorical', () => (utils.toCategorical as AnyFunction)([0, 1], unknown)],
    ['random.SeedGenerator', () => new random.SeedGenerator(unknown as never)],
    ['dataset.batch', () => dataset()['batch']!(1, unknown)],
    ['dataset.shuffle', () => dataset()['shuffle']!(1, unknown)],
    ['writeNpy', () => (hillock.writeNpy as AnyFunction)(x, unknown)],
    ['Dataset.fromCSV', () => (Dataset.fromCSV as AnyFunction)('a,b', unknown)],
  ])('%s', async (_, call) => {
    await expect(Promise.resolve().then(call)).rejects.toThrow(/unknownOption/);
  });
});
