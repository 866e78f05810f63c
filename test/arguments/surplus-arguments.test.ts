/**
 * No public function, class or method ignores what it is given: an unknown option, something behind its options, one argument too many. What
 * is public is found in `src/index.ts`, so that a new function without a call in `calls.ts` fails.
 */
import { describe, expect, test } from 'vitest';
import * as hillock from '../../src/index.js';
import { serveTraining, trainInWorker } from '../../src/worker/index.js';
import { callable, functionCalls, methodCalls, notCalled } from './calls.js';
import { isClass, publicClasses, publicFunctions, publicMethods, type AnyFunction } from './public-functions.js';

const unknown = { unknownOption: 1 };

/** The error of a call or of its promise; undefined if there is none. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What promises something fails by its promise: `model.fit(…).catch(…)` must do. */
function settledLater(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return new Error('thrown before there was a promise', { cause: error });
  }
}

async function expectNothingIgnored(name: string, f: AnyFunction, given: readonly unknown[]): Promise<void> {
  let isPromising = false;
  const proper = async (): Promise<void> => {
    const result = f(...given);
    isPromising = result instanceof Promise;
    await result;
  };
  if (!notCalled.has(name)) expect(await failureOf(proper), 'a proper call').toBeUndefined();
  for (const surplus of [[{}, {}], [{}, 3], [undefined, 3], [undefined, undefined, 3], [unknown]]) {
    const call = (): unknown => f(...given, ...surplus);
    const failure = await failureOf(isPromising ? () => settledLater(call) : call);
    expect(failure, `${name} with ${JSON.stringify(surplus)} behind its arguments`).toBeInstanceOf(
      hillock.HillockError,
    );
  }
}

/** Why some take whatever they are given. */
const exempt: Readonly<Record<string, string>> = {
  'optimizers.schedules.get': 'does not exist',
  clearSession: 'is handed over where callbacks get something: beforeEach(clearSession)',
  'ops.switch': 'hands all that follows its functions to one of them',
};

/** Methods that users do not call with arguments of their own. */
const uncalled: ReadonlySet<string> = new Set(
  Object.values({
    'what classes of users write, and the library calls':
      'call computeMask computeOutputShape getConfig getBuildConfig fromConfig getCompileConfig loadAssets loadOwnVariables optionTable result ' +
      'saveAssets saveOwnVariables sublayers toJSON transformLabels trainStep testStep predictStep computeLoss computeMetrics update ' +
      'createSlots completeState finalizeVariableValues scaleLoss applyIf scalars',
    'what takes data alone': 'from',
    'the inside of variables, layers and models':
      'moveAway bringHome adopt hold invoke dtypeIn checkpoint ownCheckpoint callWith forgetLosses addNode outputSymbols outputShapesOf outputDType buildWith ' +
      'lockWeights addWeightOf savedNameOf ownWeights seedGenerators holds prepareFor layerConfig trainElsewhere whereHolds countStep',
    'the parts of single layers':
      'outputChannels convolve expectChannelsOf addBias outputLengths along score shapesIn shared scoresShape buildProjections zeroStates ' +
      'project step wholeSequence draw disturb transform unchanged batchOf checkImages sizeOf samplesIn encoded',
    'the parts of single losses, metrics, optimizers and callbacks':
      'settle isImprovement valueIn checkLabels values countVariable count weightDecayOf isDecaying keep addSlots setSlot',
  }).flatMap((names) => names.split(' ')),
);

describe('functions', () => {
  test('each has a call', () => {
    expect(publicFunctions.map(([name]) => name).filter((name) => functionCalls[name] === undefined)).toEqual([]);
    const names = new Set(publicFunctions.map(([name]) => name));
    expect(Object.keys(functionCalls).filter((name) => !names.has(name) && exempt[name] === undefined)).toEqual([]);
  });

  test.each(publicFunctions.filter(([name]) => exempt[name] === undefined))('%s', async (name, f) => {
    await expectNothingIgnored(name, f, functionCalls[name]!());
  });
});

describe('methods and instances that are functions', () => {
  test('each method has a call, or a reason', () => {
    const called = new Set(Object.values(methodCalls).map(([, method]) => method));
    const methods = publicMethods();
    expect([...methods].filter((name) => !called.has(name) && !uncalled.has(name))).toEqual([]);
    expect([...uncalled].filter((name) => called.has(name) || !methods.has(name))).toEqual([]);
  });

  test.each(Object.entries(methodCalls))('%s', async (name, call) => {
    await expectNothingIgnored(name, (...given) => callable(call)(...given), call[2]());
  });
});

test('what trains in a worker, which has a path of its own', async () => {
  expect(() => (serveTraining as AnyFunction)(unknown)).toThrow(hillock.HillockError);
  expect(() => (serveTraining as AnyFunction)({}, {})).toThrow(hillock.HillockError);
  const train = trainInWorker as AnyFunction;
  const model = methodCalls['model.fit']![0]();
  for (const surplus of [[unknown], [{}, {}], [undefined, 3]]) {
    const call = (): unknown => train(model, [[1, 2]], [[1]], ...surplus);
    expect(await failureOf(() => settledLater(call)), JSON.stringify(surplus)).toBeInstanceOf(hillock.HillockError);
  }
});

/** What comes before the options, where something has to. */
const leading: Readonly<Record<string, readonly unknown[]>> = {
  'callbacks.BackupAndRestore': ['folder'],
  'callbacks.CSVLogger': ['log.csv'],
  'callbacks.LearningRateScheduler': [(epoch: number, rate: number) => rate / (epoch + 1)],
  'callbacks.ModelCheckpoint': ['model.keras'],
  'metrics.MeanMetricWrapper': [(yTrue: unknown) => yTrue],
  Variable: [1],
};

const abstractOrInternal: Readonly<Record<string, string>> = {
  Dataset: 'is made by Dataset.from',
  Tensor: 'is made by tensor',
  SymbolicTensor: 'is made by Input',
  'optimizers.OptimizerMap': 'takes optimizers by the names of variables',
};

const isError = (name: string): boolean => name.endsWith('Error');

describe('classes', () => {
  test('those that are exempt are there', () => {
    const names = new Set(publicClasses.map(([name]) => name));
    expect([...Object.keys(leading), ...Object.keys(abstractOrInternal)].filter((name) => !names.has(name))).toEqual(
      [],
    );
  });

  const tested = publicClasses.filter(([name]) => isClass(name) && !isError(name) && !(name in abstractOrInternal));
  test.each(tested)('%s', (name, Class) => {
    const made = (...given: readonly unknown[]): object =>
      Reflect.construct(Class, [...(leading[name] ?? []), ...given]) as object;
    expect(() => made(unknown)).toThrow(/unknownOption|no argument/);
    for (const surplus of [[{}, {}], [{}, 5], Array<number>(12).fill(1)]) {
      expect(() => made(...surplus), JSON.stringify(surplus)).toThrow(hillock.HillockError);
    }
  });
});

const { initializers, layers, ops, tensor } = hillock;

describe('what is no argument at all is refused in words', () => {
  test.each<[string, () => unknown]>([
    ['readNpy: expected the bytes of a NumPy file', () => (hillock.readNpy as AnyFunction)(null)],
    ['readNpz: expected the bytes of', () => (hillock.readNpz as AnyFunction)(null)],
    [
      'writeNpz: expected arrays by name, in an object or a Map. Received: arrays=null',
      () => (hillock.writeNpz as AnyFunction)(null),
    ],
    ['modelToJSON: expected a model. Received: model=null', () => (hillock.modelToJSON as AnyFunction)(null)],
    ['layerOutputs: expected a model. Received: model=null', () => (hillock.layerOutputs as AnyFunction)(null, [1])],
    [
      'variableGradients: expected a function that gives the loss',
      () => (hillock.variableGradients as AnyFunction)(() => 1, null),
    ],
    [
      'variableGradients: expected a function that gives the loss',
      () => (hillock.variableGradients as AnyFunction)(null, []),
    ],
    [
      'GlorotUniform: expected a shape, an array of integers that are not negative. Received: shape=3.',
      () => (initializers.GlorotUniform() as AnyFunction)(3),
    ],
    [
      'Ones: expected a shape, an array of integers that are not negative. Received: shape=[2.5].',
      () => initializers.Ones()([2.5]),
    ],
    ['expected inputs with an axis of samples, or numbers alone', () => layers.add([tensor(1), tensor([2])])],
  ])('%s', (message, call) => {
    expect(call).toThrow(hillock.HillockError);
    expect(call).toThrow(message);
  });

  test('numbers are merged, as in Keras', () => {
    expect(layers.add([tensor(1), tensor(2)])).toEqual(tensor(3));
  });
});

const x = tensor([[1, 2], [3, 4]]); // prettier-ignore

describe('the message names what was too much', () => {
  test.each<[string, () => unknown]>([
    [
      'ops.add: expected 2 arguments. Received: argument 3=3. Hint: for more than two operands, call it on the result of the first two.',
      () => (ops.add as AnyFunction)(1, 2, 3),
    ],
    [
      'ops.exp: expected one argument. Received: argument 2={ axis: 0 }.',
      () => (ops.exp as AnyFunction)(1, { axis: 0 }),
    ],
    [
      'ops.swapaxes: expected 3 arguments. Received: argument 4=2, argument 5=3.',
      () => (ops.swapaxes as AnyFunction)(x, 0, 1, 2, 3),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(message);
  });
});

describe('what lists call with the place and the list', () => {
  test('maps', () => {
    expect([[1, 2], [3]].map(ops.square).map(String)).toEqual([
      'array([1., 4.], dtype=float32)',
      'array([9.], dtype=float32)',
    ]);
    expect([x].map(ops.ravel)[0]!.shape).toEqual([4]);
  });

  test('reduces', () => {
    expect([tensor(1), tensor(2), tensor(3), tensor(NaN)].reduce(ops.add).item()).toBeNaN();
    expect([tensor(1), tensor(2), tensor(3)].reduce(ops.add).item()).toBe(6);
  });

  test('and nothing that looks like it', () => {
    expect(() => (ops.square as AnyFunction)(2, 0, [3])).toThrow(hillock.HillockError);
    expect(() => (ops.add as AnyFunction)(1, 2, 1, [1, 3])).toThrow(hillock.HillockError);
  });
});
