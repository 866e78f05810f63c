/**
 * A training step, traced once and replayed call by call or as a program, gives the bits of the step run eagerly: of every layer, loss,
 * metric and optimizer, for ten steps, with a second batch size, and with a learning rate that changes on the way.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clearSession,
  Input,
  layers,
  losses,
  metrics,
  Model,
  ops,
  optimizers,
  random,
  Sequential,
  setRandomSeed,
  type Tensor,
} from 'hillock';
import { hastening, loadRewriting } from '../../src/ops/program/hastening.js';
import { programText } from '../../src/ops/program/listing.js';
import { ReplayedFunctions } from '../../src/ops/program/replayed-function.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { currentThreads, useThreads } from '../../src/kernel/run-plan.js';
import { replay, traceCall, type Trace } from '../../src/ops/trace.js';
import type { Variable } from '../../src/tensor/index.js';
import { divideEverything } from '../support/threads.js';

const hasKernels = currentEngine() === 'wasm';

interface Trained {
  readonly optimizer: { variables: Variable[]; learningRate: unknown } | undefined;
  readonly variables: Variable[];
  readonly metrics: readonly { readonly variables?: readonly Variable[] }[];
  trainStep(data: never): Record<string, unknown>;
}

const stateOf = (model: Trained): [string, number[]][] =>
  [
    ...model.variables,
    ...(model.optimizer?.variables ?? []),
    ...model.metrics.flatMap(({ variables = [] }) => [...variables]),
  ].map(({ path, value }) => [path, [...value.data]]);

/** The bits of numbers, so that -0 and NaN are told apart. */
const bits = (state: [string, number[]][]): [string, string][] =>
  state.map(([path, values]) => [path, values.map((value) => (Object.is(value, -0) ? '-0' : String(value))).join()]);

interface Steps {
  readonly build: () => unknown;
  readonly make: (size: number) => [Tensor, Tensor];
  readonly changesRate: boolean;
}

/** Batches of two sizes, some times as large as in the other runs. */
function batches(make: Steps['make'], times: number): [Tensor, Tensor][] {
  return Array.from({ length: 10 }, (_, step) => make(times * (step % 3 === 2 ? 2 : 4)));
}

/** The states after each step. */
function train(
  { build, make, changesRate }: Steps,
  way: 'eager' | 'traced' | 'program',
  times = 1,
): [string, string][][] {
  clearSession();
  setRandomSeed(11);
  const model = build() as Trained;
  const traces = new Map<string, Trace>();
  const programs = new ReplayedFunctions(() => 'The step');
  const states: [string, string][][] = [];
  setRandomSeed(12);
  batches(make, times).forEach(([x, y], step) => {
    if (step === 6 && changesRate) model.optimizer!.learningRate = 0.003;
    // The first step of each size is eager: it makes what is made once.
    const key = String(x.shape);
    const known = traces.get(key);
    if (way === 'program') programs.call('train', (...data) => model.trainStep(data as never) as never, [x, y]);
    else if (way === 'eager' || step === 0) model.trainStep([x, y] as never);
    else {
      const specs = [x, y].map(({ shape, dtype }) => ({ shape, dtype }));
      const trace = known ?? traceCall((...data) => model.trainStep(data as never) as never, specs);
      traces.set(key, trace);
      replay(trace, [x, y]);
    }
    states.push(bits(stateOf(model)));
  });
  if (way === 'program' && hasKernels) expect(programs.programs).toHaveLength(2);
  if (way === 'program') joined ||= programs.programs.some(([, program]) => programText(program).includes(' + '));
  programs.clear();
  return states;
}

/** Whether calls of any program were joined. */
let joined = false;

// Programs are made faster after their first run, so that most of the steps run them so.
beforeAll(async () => {
  await loadRewriting();
  hastening.patience = 0;
});

afterAll(() => {
  hastening.patience = Infinity;
  if (hasKernels) expect(joined).toBe(true);
});

/** The steps of all tests. */
const allSteps: Steps[] = [];

function expectTracedEqualsEager(build: Steps['build'], make: Steps['make'], changesRate = true): void {
  const steps = { build, make, changesRate };
  allSteps.push(steps);
  const [eager, traced, replayed] = [train(steps, 'eager'), train(steps, 'traced'), train(steps, 'program')];
  traced.forEach((state, step) => expect(state, `step ${step}`).toEqual(eager[step]));
  replayed.forEach((state, step) => expect(state, `step ${step} of the program`).toEqual(eager[step]));
}

const regression =
  (...shape: number[]) =>
  (size: number): [Tensor, Tensor] => [random.normal([size, ...shape]), random.normal([size, 1])];

const classes = (size: number): [Tensor, Tensor] => [
  random.normal([size, 3]),
  ops.oneHot<Tensor>(random.randint([size], 0, 3), 3),
];

/** A model with a layer in the middle, and what it is trained on. */
const around = (shape: number[], make: () => unknown) => ({
  build: () => {
    const inputs = Input(shape);
    const layer = make() as (x: unknown) => never;
    const outputs = layers.Dense(1)(layers.Flatten()(layer(inputs)));
    const model = Model({ inputs, outputs });
    model.compile({ optimizer: optimizers.SGD({ learningRate: 0.01 }), loss: 'mse', metrics: ['mae'] });
    return model;
  },
  make: regression(...shape),
});

const merged = (merge: (xs: readonly never[]) => never) => (x: never) => merge([x, layers.Dense(3)(x) as never]);

const layersInTraining: Record<string, { build: () => unknown; make: (size: number) => [Tensor, Tensor] }> = {
  Dense: around([3], () =>
    layers.Dense(4, {
      activation: 'gelu',
      kernelRegularizer: 'l2',
      activityRegularizer: 'l1',
      kernelConstraint: 'max_norm',
    }),
  ),
  Conv1D: around([5, 2], () => layers.Conv1D(3, 2)),
  Conv2D: around([5, 5, 2], () => layers.Conv2D(3, 2, { padding: 'same' })),
  DepthwiseConv2D: around([5, 5, 2], () => layers.DepthwiseConv2D(2, { depthMultiplier: 2 })),
  Conv2DTranspose: around([3, 3, 2], () => layers.Conv2DTranspose(3, 2, { strides: 2 })),
  SeparableConv2D: around([5, 5, 2], () => layers.SeparableConv2D(3, 2)),
  MaxPooling2D: around([4, 4, 2], () => layers.MaxPooling2D(2)),
  AveragePooling2D: around([4, 4, 2], () => layers.AveragePooling2D(2)),
  GlobalAveragePooling2D: around([4, 4, 2], () => layers.GlobalAveragePooling2D()),
  BatchNormalization: around([3], () => layers.BatchNormalization()),
  Dropout: around([3], () => layers.Dropout(0.4)),
  AlphaDropout: around([3], () => layers.AlphaDropout(0.4)),
  PReLU: around([3], () => layers.PReLU()),
  Softmax: around([3], () => layers.Softmax()),
  Embedding: around(
    [3],
    () => (x: never) =>
      layers.Embedding(5, 2)(layers.Lambda((v: Tensor) => ops.cast(ops.clip(ops.abs(v), 0, 4), 'int32'))(x) as never),
  ),
  Masking: around([4, 2], () => (x: never) => layers.LSTM(3)(layers.Masking()(x))),
  LSTM: around([4, 2], () => layers.LSTM(3, { returnSequences: true, dropout: 0.2, recurrentDropout: 0.2 })),
  GRU: around([4, 2], () => layers.GRU(3)),
  SimpleRNN: around([4, 2], () => layers.SimpleRNN(3)),
  'SimpleRNN with masks, backwards': around(
    [4, 2],
    () => (x: never) => layers.SimpleRNN(3, { activation: 'relu', goBackwards: true })(layers.Masking()(x)),
  ),
  RNN: around([4, 2], () => layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)])),
  Bidirectional: around([4, 2], () => layers.Bidirectional(layers.LSTM(2))),
  TimeDistributed: around([4, 2], () =>
    layers.TimeDistributed(Sequential([layers.Dense(3), layers.BatchNormalization()])),
  ),
  MultiHeadAttention: around([4, 3], () => {
    const attention = layers.MultiHeadAttention(2, 3, { dropout: 0.1 });
    return (x: never) => attention(x, x) as never;
  }),
  GroupQueryAttention: around([4, 3], () => {
    const attention = layers.GroupQueryAttention(2, 4, 2, { dropout: 0.1, useGate: true, slidingWindow: 2 });
    return (x: never) => attention(x, x, x, { useCausalMask: true }) as never;
  }),
  Attention: around([4, 3], () => {
    const attention = layers.Attention({ useScale: true, scoreMode: 'concat', dropout: 0.2 });
    return (x: never) => attention([x, x], { useCausalMask: true }) as never;
  }),
  AdditiveAttention: around([4, 3], () => {
    const attention = layers.AdditiveAttention({ dropout: 0.2 });
    return (x: never) => attention([x, x]) as never;
  }),
  ConvLSTM1D: around([2, 4, 2], () => layers.ConvLSTM1D(2, 2, { dropout: 0.2, recurrentDropout: 0.2 })),
  ConvLSTM2D: around([2, 3, 3, 1], () => layers.ConvLSTM2D(2, 2, { returnSequences: true })),
  ConvLSTM3D: around([2, 2, 2, 2, 1], () => layers.ConvLSTM3D(2, 2, { padding: 'same' })),
  ReversibleEmbedding: around([4, 3], () => {
    const embedding = layers.ReversibleEmbedding(5, 3, { tieWeights: false, logitSoftCap: 2 });
    return (x: never) => embedding(x, { reverse: true });
  }),
  Wrapper: around([3], () => layers.Wrapper(layers.Dense(2))),
  LayerNormalization: around([4, 3], () => layers.LayerNormalization({ axis: [1, 2] })),
  GroupNormalization: around([4, 6], () => layers.GroupNormalization(3)),
  RMSNormalization: around([3], () => layers.RMSNormalization()),
  UnitNormalization: around([3], () => layers.UnitNormalization()),
  SpectralNormalization: around([3], () => layers.SpectralNormalization(layers.Dense(4), { powerIterations: 2 })),
  SpatialDropout1D: around([4, 3], () => layers.SpatialDropout1D(0.4)),
  SpatialDropout2D: around([4, 4, 3], () => layers.SpatialDropout2D(0.4)),
  SpatialDropout3D: around([2, 2, 2, 3], () => layers.SpatialDropout3D(0.4)),
  GaussianDropout: around([3], () => layers.GaussianDropout(0.4)),
  GaussianNoise: around([3], () => layers.GaussianNoise(0.4)),
  EinsumDense: around([4, 3], () => layers.EinsumDense('abc,cd->abd', [4, 5], { biasAxes: 'd' })),
  Add: around([3], () => merged((xs) => layers.Add()(xs) as never)),
  Concatenate: around([3], () => merged((xs) => layers.Concatenate()(xs) as never)),
  Dot: around([3], () => merged((xs) => layers.Dot(1)(xs) as never)),
  Lambda: around([3], () => layers.Lambda((x: Tensor) => ops.multiply(x, 2))),
  UpSampling2D: around([3, 3, 2], () => layers.UpSampling2D(2)),
};

describe('layers', () => {
  test.each(Object.entries(layersInTraining))('%s', (_, { build, make }) => {
    expectTracedEqualsEager(build, make);
  });
});

const classifier = (optionsOf: () => object) => () => {
  const options = optionsOf();
  const model = Sequential([layers.Dense(3, { inputShape: [3], activation: 'softmax' })]);
  model.compile({ optimizer: optimizers.SGD({ learningRate: 0.01 }), ...options });
  return model;
};

const constructors = (namespace: object, base: unknown): [string, new (options?: object) => object][] =>
  Object.entries(namespace).filter(
    ([name, value]) =>
      /^[A-Z]/.test(name) &&
      typeof value === 'function' &&
      (value as { prototype?: unknown }).prototype instanceof (base as never),
  ) as never;

/** Losses that take other labels than one-hot classes. */
const labelsFor: Record<string, (size: number) => [Tensor, Tensor]> = {
  SparseCategoricalCrossentropy: (size) => [random.normal([size, 3]), random.randint([size], 0, 3)],
  CategoricalGeneralizedCrossEntropy: (size) => [random.normal([size, 3]), random.randint([size], 0, 3)],
  Circle: (size) => [random.normal([size, 3]), random.randint([size], 0, 3)],
  CTC: (size) => [random.normal([size, 5, 3]), random.randint([size, 2], 1, 3)],
  Dice: (size) => [random.normal([size, 3]), ops.oneHot<Tensor>(random.randint([size], 0, 3), 3)],
};

describe('losses', () => {
  const all = constructors(losses, losses.Loss).filter(([name]) => name !== 'CTC');
  test('there are some', () => expect(all.length).toBeGreaterThan(5));
  test.each(all)('%s', (name, Loss) => {
    expectTracedEqualsEager(
      classifier(() => ({ loss: new Loss() })),
      labelsFor[name] ?? classes,
    );
  });
});

/** Metrics that need an argument, or labels of their own. */
const metricArguments: Record<string, unknown[]> = {
  IoU: [{ numClasses: 3, targetClassIds: [0] }],
  OneHotIoU: [{ numClasses: 3, targetClassIds: [0] }],
  MeanIoU: [{ numClasses: 3 }],
  OneHotMeanIoU: [{ numClasses: 3 }],
  PrecisionAtRecall: [{ recall: 0.5 }],
  RecallAtPrecision: [{ precision: 0.5 }],
  SensitivityAtSpecificity: [{ specificity: 0.5 }],
  SpecificityAtSensitivity: [{ sensitivity: 0.5 }],
};
const sparseMetrics = ['SparseCategoricalAccuracy', 'SparseCategoricalCrossentropy', 'SparseTopKCategoricalAccuracy'];
const notForLabels = [
  'Metric',
  'Mean',
  'Sum',
  'MeanMetricWrapper',
  'MeanIoU',
  'IoU',
  'BinaryIoU',
  'ConcordanceCorrelation',
];

describe('metrics', () => {
  const all = constructors(metrics, metrics.Metric).filter(([name]) => !notForLabels.includes(name));
  test('there are some', () => expect(all.length).toBeGreaterThan(5));
  test.each(all)('%s', (name, MetricClass) => {
    const make = sparseMetrics.includes(name) ? labelsFor['SparseCategoricalCrossentropy']! : classes;
    const build = classifier(() => ({
      loss: make === classes ? 'categorical_crossentropy' : 'sparse_categorical_crossentropy',
      metrics: [new MetricClass(...((metricArguments[name] ?? []) as []))],
    }));
    expectTracedEqualsEager(build, make);
  });
});

describe('optimizers', () => {
  const all = constructors(optimizers, optimizers.Optimizer).filter(
    ([name]) => !['LossScaleOptimizer', 'MultiOptimizer'].includes(name),
  );
  test('there are some', () => expect(all.length).toBeGreaterThan(5));
  test.each(all)('%s', (_, OptimizerClass) => {
    const build = (options: object) => () => {
      const model = Sequential([layers.Dense(4, { inputShape: [3], activation: 'tanh' }), layers.Dense(1)]);
      model.compile({ optimizer: new OptimizerClass(options) as never, loss: 'mse' });
      return model;
    };
    expectTracedEqualsEager(build({ learningRate: 0.01 }), regression(3));
    expectTracedEqualsEager(
      build({ learningRate: 0.01, weightDecay: 0.01, clipnorm: 0.5, useEma: true }),
      regression(3),
    );
    expectTracedEqualsEager(
      build({ learningRate: optimizers.schedules.ExponentialDecay(0.01, 3, 0.9) }),
      regression(3),
      false,
    );
  });
});

describe.runIf(hasKernels)('on two threads', () => {
  test('programs of all these steps give the same bits, with batches that can be divided', async () => {
    const times = 6;
    const eager = allSteps.map((steps) => train(steps, 'eager', times));
    await useThreads(2, divideEverything);
    const before = currentThreads()!.jobCount;
    allSteps.forEach((steps, index) => {
      expect(train(steps, 'program', times), String(steps.build)).toEqual(eager[index]);
    });
    expect(currentThreads()!.jobCount - before).toBeGreaterThan(allSteps.length);
    await useThreads(1);
  }, 300_000);
});
