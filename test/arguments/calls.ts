/** A call of every public function, and of the methods that take arguments. */
import * as hillock from '../../src/index.js';
import * as table from '../ops/operation-table.js';
import type { AnyFunction } from './public-functions.js';

const { Dataset, layers, losses, ops, random, Sequential, tensor } = hillock;

/** What a function is called with; without options, unless they are needed. */
export type Call = () => readonly unknown[];

const [x, y] = [ops.ones([2, 2]), ops.ones([2, 1])];
const images = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });

const corners = [[0, 0], [1, 0], [0, 1], [1, 1]]; // prettier-ignore

const made = (): hillock.ModelClass => {
  const model = Sequential([layers.Dense(1, { inputShape: [2], name: 'dense' })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
};

const bytes = await made().toBytes();
const weights = await made().toBytes({ format: 'weights.h5' });
const array = hillock.writeNpy(x);

/** Calls that would change what other tests run under, or need what is not here: only what they refuse is tested. */
export const notCalled: ReadonlySet<string> = new Set([
  ...['download', 'setRandomSeed', 'utils.setRandomSeed', 'activations.remove', 'defineActivation', 'clearSession'],
  ...['model.save', 'model.saveWeights', 'registerKerasSerializable'],
]);

const ofObjects = (namespace: string, identifier: unknown, config: unknown, object: () => unknown) => ({
  [`${namespace}.get`]: () => [identifier],
  [`${namespace}.deserialize`]: () => [config],
  [`${namespace}.serialize`]: () => [object()],
});

const labelled = Object.fromEntries(
  Object.entries({ losses, metrics: hillock.metrics }).flatMap(([namespace, functions]) =>
    Object.keys(functions)
      .filter((name) => /^[a-z]/.test(name))
      .map((name): [string, Call] => [`${namespace}.${name}`, () => [[[1, 0]], [[1, 0]]]]),
  ),
);

const labelsAsNumbers = [
  ...['losses.sparseCategoricalCrossentropy', 'metrics.sparseCategoricalCrossentropy'],
  ...['metrics.sparseCategoricalAccuracy', 'metrics.sparseTopKCategoricalAccuracy'],
];

const merging = ['add', 'average', 'concatenate', 'dot', 'maximum', 'minimum', 'multiply', 'subtract'];

/** The functions by name. */
export const functionCalls: Readonly<Record<string, Call>> = {
  ...Object.fromEntries(table.operationNames.map((name) => [`ops.${name}`, () => table.argumentsOf(name, x)])),
  ...Object.fromEntries(
    Object.keys(hillock.activations)
      .filter((name) => 'identifier' in (hillock.activations as unknown as Record<string, object>)[name]!)
      .map((name): [string, Call] => [`activations.${name}`, () => (name === 'threshold' ? [x, 0, 0] : [x])]),
  ),
  ...Object.fromEntries(merging.map((name) => [`layers.${name}`, () => [[x, x]]])),
  'layers.dot': () => [[x, x], { axes: 1 }],
  ...labelled,
  ...Object.fromEntries(labelsAsNumbers.map((name): [string, Call] => [name, () => [[0], [[1, 0]]]])),
  'losses.ctc': () => [ops.ones([1, 1]), ops.ones([1, 2, 3])],
  'losses.categoricalGeneralizedCrossEntropy': () => [[[0]], [[1, 0]]],
  ...ofObjects('activations', 'relu', 'relu', () => hillock.activations.relu),
  ...ofObjects('layers', layers.Dense(1), layers.serialize(layers.Dense(1)), () => layers.Dense(1)),
  ...ofObjects('losses', 'mse', 'mse', () => losses.MeanSquaredError()),
  ...ofObjects('metrics', 'mse', 'mse', () => hillock.metrics.MeanSquaredError()),
  ...ofObjects('optimizers', 'adam', hillock.optimizers.serialize(hillock.optimizers.Adam()), () =>
    hillock.optimizers.Adam(),
  ),
  ...ofObjects('optimizers.schedules', '', hillock.optimizers.schedules.serialize(schedule()), schedule),
  ...ofObjects('initializers', 'zeros', 'zeros', () => hillock.initializers.Zeros()),
  ...ofObjects('regularizers', 'l2', 'l2', () => hillock.regularizers.L2()),
  ...ofObjects('constraints', 'non_neg', 'non_neg', () => hillock.constraints.NonNeg()),
  ...ofObjects('dtypePolicies', 'float32', hillock.dtypePolicies.serialize(hillock.dtypePolicies.get('float32')), () =>
    hillock.dtypePolicies.get('float32'),
  ),
  setEngine: () => ['wasm'],
  setRandomSeed: () => [1],
  tensor: () => [[1]],
  grad: () => [(v: unknown) => v],
  valueAndGrad: () => [(v: unknown) => v],
  variableGradients: () => [() => ops.sum(0), []],
  jit: () => [(v: unknown) => v],
  defineActivation: () => ['never_defined', {}, (v: unknown) => v],
  'activations.explain': () => ['relu'],
  'activations.facts': () => ['relu'],
  'activations.factTexts': () => [hillock.activations.facts('relu')],
  'activations.list': () => [],
  'activations.remove': () => ['never_defined'],
  getRegisteredName: () => [layers.Dense],
  getRegisteredObject: () => ['Nothing'],
  registerKerasSerializable: () => [class extends layers.Dense {}],
  withCustomObjects: () => [{}, () => 1],
  'config.epsilon': () => [],
  'config.floatx': () => [],
  'config.imageDataFormat': () => [],
  'config.dtypePolicy': () => [],
  'config.setEpsilon': () => [1e-7],
  'config.setFloatx': () => ['float32'],
  'config.setImageDataFormat': () => ['channels_last'],
  'config.setDTypePolicy': () => ['float32'],
  setDTypePolicy: () => ['float32'],
  clearSession: () => [],
  download: () => [bytes, 'model.keras'],
  inspect: () => [bytes],
  loadModel: () => [bytes],
  readWeights: () => [weights],
  readNpy: () => [array],
  readNpz: () => [hillock.writeNpz({ x })],
  writeNpy: () => [x],
  writeNpz: () => [{ x }],
  modelFromJSON: () => [JSON.stringify(made())],
  modelToJSON: () => [made()],
  cloneModel: () => [made()],
  'utils.cloneModel': () => [made()],
  layerOutputs: () => [made(), [[1, 2]]],
  'ops.arange': () => [0, 3, 1],
  'ops.eye': () => [2, 2, 0],
  'ops.switch': () => [0, [() => 1]],
  'ops.image.resize': () => [images, [1, 1]],
  'ops.image.affineTransform': () => [images, [1, 0, 0, 0, 1, 0, 0, 0]],
  'ops.image.cropImages': () => [images, { topCropping: 0, bottomCropping: 1, leftCropping: 0, rightCropping: 0 }],
  'ops.image.elasticTransform': () => [images],
  'ops.image.extractPatches': () => [images, 1],
  'ops.image.extractPatches3d': () => [ops.ones([2, 2, 2, 1]), 1],
  'ops.image.gaussianBlur': () => [images],
  'ops.image.hsvToRgb': () => [ops.ones([1, 1, 3])],
  'ops.image.mapCoordinates': () => [x, [[0], [1]], 1],
  'ops.image.padImages': () => [images, { topPadding: 0, bottomPadding: 1, leftPadding: 0, rightPadding: 0 }],
  'ops.image.perspectiveTransform': () => [images, corners, corners],
  'ops.image.rgbToGrayscale': () => [ops.ones([1, 1, 3])],
  'ops.image.rgbToHsv': () => [ops.ones([1, 1, 3])],
  'ops.image.scaleAndTranslate': () => [x, [3, 2], [2], [0], [0], 'linear'],
  'ops.image.sobelEdges': () => [images],
  'ops.image.ssim': () => [ops.ones([3, 3, 1]), ops.ones([3, 3, 1]), 1, { filterSize: 3 }],
  'random.uniform': () => [[2]],
  'random.normal': () => [[2]],
  'random.truncatedNormal': () => [[2]],
  'random.randint': () => [[2], 0, 2],
  'random.shuffle': () => [[1, 2]],
  'random.gamma': () => [[2], 1],
  'random.beta': () => [[2], 1, 1],
  'random.binomial': () => [[2], 1, 0.5],
  'random.categorical': () => [[[0, 1]], 2],
  'random.dropout': () => [x, 0.5],
  'utils.setRandomSeed': () => [1],
  'utils.toCategorical': () => [[0, 1]],
  'utils.normalize': () => [x, -1, 2],
  'utils.packXYSampleWeight': () => [x, y, null],
  'utils.unpackXYSampleWeight': () => [[x, y]],
  'utils.padSequences': () => [[[1]]],
  'utils.splitDataset': () => [[x], { leftSize: 1 }],
  'utils.timeseriesDatasetFromArray': () => [ops.ones([4]), null, 1],
};

function schedule(): hillock.optimizers.schedules.LearningRateSchedule {
  return hillock.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5);
}

/** Methods, and instances that are functions, of which each call makes its object anew. */
export const methodCalls: Readonly<
  Record<string, readonly [object: () => unknown, method: string | null, call: Call]>
> = {
  ...Object.fromEntries(
    Object.entries<Call>({
      add: () => [layers.Dense(1)],
      pop: () => [],
      getLayer: () => ['dense'],
      getWeights: () => [],
      setWeights: () => [made().getWeights()],
      countParams: () => [],
      compile: () => [],
      fit: () => [x, y, { verbose: 0 }],
      evaluate: () => [x, y, { verbose: 0 }],
      predict: () => [x, { verbose: 0 }],
      trainOnBatch: () => [x, y],
      testOnBatch: () => [x, y],
      predictOnBatch: () => [x],
      summary: () => [{ printFn: () => {} }],
      save: () => ['model.keras'],
      saveWeights: () => ['model.weights.h5'],
      toBytes: () => [],
      loadWeights: () => [weights],
    }).map(([name, call]) => [`model.${name}`, [made, name, call]]),
  ),
  ...Object.fromEntries(
    Object.entries<Call>({
      batch: () => [1],
      shuffle: () => [1],
      map: () => [(each: unknown) => each],
      filter: () => [() => true],
      repeat: () => [2],
      take: () => [1],
      skip: () => [1],
      concatenate: () => [Dataset.from([1])],
      prefetch: () => [1],
      cache: () => [],
      toArray: () => [],
    }).map(([name, call]) => [`dataset.${name}`, [() => Dataset.from([x, y]), name, call]]),
  ),
  'Dataset.fromCSV': [() => Dataset, 'fromCSV', () => [new Blob(['a,b'])]],
  'Dataset.zip': [() => Dataset, 'zip', () => [[Dataset.from([1])]]],
  'layer(x)': [() => layers.Dense(1), null, () => [x]],
  'layer.addWeight': [() => layers.Dense(1), 'addWeight', () => []],
  'layer.addLoss': [() => layers.Dense(1), 'addLoss', () => [1]],
  'loss(yTrue, yPred)': [() => losses.MeanSquaredError(), null, () => [y, y]],
  'metric.updateState': [() => hillock.metrics.MeanSquaredError(), 'updateState', () => [y, y]],
  'optimizer.apply': [() => hillock.optimizers.SGD(), 'apply', () => [[tensor([1])], [hillock.Variable([1])]]],
  'optimizer.build': [() => hillock.optimizers.SGD(), 'build', () => [[]]],
  'optimizer.applyGradients': [() => hillock.optimizers.SGD(), 'applyGradients', () => [[]]],
  'schedule(step)': [schedule, null, () => [1]],
  'initializer(shape)': [() => hillock.initializers.Zeros(), null, () => [[2]]],
  'regularizer(x)': [() => hillock.regularizers.L2(), null, () => [x]],
  'constraint(w)': [() => hillock.constraints.NonNeg(), null, () => [x]],
  'variable.assign': [() => hillock.Variable([1]), 'assign', () => [[2]]],
  'tensor.item': [() => tensor(1), 'item', () => []],
  'tensor.toArray': [() => tensor(1), 'toArray', () => []],
  'tensor.toString': [() => tensor(1), 'toString', () => []],
  'variable.toString': [() => hillock.Variable([1]), 'toString', () => []],
  'symbolicTensor.toString': [() => hillock.Input([1]), 'toString', () => []],
  ...Object.fromEntries(
    Object.entries<readonly [() => object, Call]>({
      resetMetrics: [made, () => []],
      adapt: [() => layers.Normalization(), () => [x]],
      getVocabulary: [() => layers.StringLookup({ vocabulary: ['a'] }), () => []],
      setVocabulary: [() => layers.StringLookup(), () => [['a']]],
      vocabularySize: [() => layers.StringLookup({ vocabulary: ['a'] }), () => []],
      getRandomTransformation: [() => layers.RandomFlip(), () => [images]],
      transformImages: [() => layers.RandomFlip(), () => [images, null]],
      transformSegmentationMasks: [() => layers.RandomFlip(), () => [images, null]],
      getInitialState: [() => layers.LSTM(1), () => [1]],
      resetStates: [() => layers.LSTM(1), () => []],
      resetState: [() => hillock.metrics.Mean(), () => []],
      addVariable: [() => hillock.optimizers.SGD(), () => [{ name: 'own' }]],
      addVariableFromReference: [() => hillock.optimizers.SGD(), () => [hillock.Variable([1])]],
      excludeFromWeightDecay: [() => hillock.optimizers.SGD(), () => [{ varNames: ['bias'] }]],
    }).map(([name, [object, call]]) => [name, [object, name, call] as const]),
  ),
  'metric.addVariable': [() => hillock.metrics.Mean(), 'addVariable', () => [{ name: 'own' }]],
  'discretization.adapt': [() => layers.Discretization({ numBins: 2 }), 'adapt', () => [x]],
  'lookup.adapt': [() => layers.StringLookup(), 'adapt', () => [['a']]],
  'recurrent.resetState': [() => layers.LSTM(1), 'resetState', () => []],
  'seedGenerator.next': [() => new random.SeedGenerator(1), 'next', () => []],
};

/** Every metric can be updated. */
export const metricCalls: Readonly<Record<string, readonly unknown[]>> = Object.fromEntries(
  ['Mean', 'Sum'].map((name) => [name, [[1, 2]]]),
);

/** A method of an object, or the object as a function. */
export function callable([object, method]: (typeof methodCalls)[string]): AnyFunction {
  const made = object() as Record<string, AnyFunction> & AnyFunction;
  return method === null ? made : (...given) => made[method]!(...given);
}
