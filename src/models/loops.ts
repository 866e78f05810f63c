/** The loops over batches and epochs behind fit, evaluate and predict. */
import { ValueError } from '../errors/index.js';
import { checkOptionsObject, type OptionTable, readOptions, type ValuesOf } from '../objects/options/index.js';
import type { Tensor } from '../tensor/index.js';
import { History, type Callback, type Logs } from '../training/callbacks/index.js';
import { ProgressLogger } from '../training/callbacks/progress-logger.js';
import {
  Dataset,
  joinRows,
  tensorsFor,
  weightsOfClasses,
  type ClassWeights,
  type ModelData,
} from '../training/data/index.js';
import { Breathing } from './breathing.js';
import { batchOptions, evaluateOptions, fitOptions, predictOptions } from './run-options.js';
import type { BatchOptions, EvaluateOptions, FitOptions, PredictOptions, ValidationData } from './run-options.js';
import { Callbacks, checkIsFree, runAlone } from './runs.js';
import { compilationOf, testStep, trainStep } from './steps.js';
import type { Trainee } from './trainee.js';

function checkedOptions<Table extends OptionTable>(
  where: string,
  options: () => Table,
  given: object,
): ValuesOf<Table> {
  const table = options();
  checkOptionsObject(where, given, Object.keys(table));
  return readOptions(where, table, given as Record<string, unknown>);
}

/** What says how much samples count. */
interface WeightOptions {
  readonly sampleWeight: ModelData | null;
  readonly classWeight: ClassWeights | null;
}

function datasetOf(where: string, model: Trainee, x: ModelData, y: ModelData, options: WeightOptions): Dataset {
  const { inputNames, outputNames } = model;
  const labels = tensorsFor(where, 'y', y, outputNames);
  const weights = weightsFor(where, labels, outputNames, options);
  return new Dataset(where, { x: tensorsFor(where, 'x', x, inputNames), y: labels, weights });
}

function weightsFor(
  where: string,
  y: readonly Tensor[],
  names: readonly string[],
  { sampleWeight, classWeight }: WeightOptions,
): (Tensor | undefined)[] {
  if (sampleWeight !== null && classWeight !== null) {
    throw new ValueError({
      where,
      expected: 'either sampleWeight or classWeight',
      received: { sampleWeight, classWeight },
    });
  }
  if (classWeight !== null) {
    if (y.length > 1)
      throw new ValueError({
        where,
        expected: 'classWeight for a model with one output only',
        received: { outputs: names },
      });
    return [weightsOfClasses(where, y[0]!, classWeight)];
  }
  if (sampleWeight === null) return y.map(() => undefined);
  const isForAll = names.length > 1 && !Array.isArray(sampleWeight) && 'data' in Object(sampleWeight);
  if (!isForAll) return tensorsFor(where, 'sampleWeight', sampleWeight, names);
  const [weight] = tensorsFor(where, 'sampleWeight', sampleWeight, ['sampleWeight']);
  return y.map(() => weight);
}

function prepareInputs(model: Trainee, dataset: Dataset, batchSize: number): void {
  // The last batch may be smaller, which matters to a model for batches of one length.
  for (const step of [0, dataset.steps(batchSize) - 1]) model.prepare(dataset.batch(step, batchSize).x);
}

/** Makes a model and its compilation ready for samples, and refuses those of which a batch would not fit. */
function prepare(where: string, model: Trainee, dataset: Dataset, batchSize: number): void {
  prepareInputs(model, dataset, batchSize);
  const compilation = compilationOf(where, model);
  compilation.prepare(where, model.outputNames);
  compilation.checkLabels(dataset.y, model.outputShapes);
}

const loggers = (verbose: number): Callback[] => (verbose === 0 ? [] : [new ProgressLogger()]);

export async function fit(model: Trainee, x: ModelData, y: ModelData, given: FitOptions): Promise<History> {
  const where = `${model.label}.fit`;
  const compilation = compilationOf(where, model);
  const options = checkedOptions(where, fitOptions, given);
  const { batchSize, epochs, initialEpoch, verbose, shuffle } = options;
  const [training, validation] = trainingAndValidation(where, model, datasetOf(where, model, x, y, options), options);
  const callbacks = [...options.callbacks, ...loggers(verbose)];
  const history = new History();
  const steps = training.steps(batchSize);
  const told = new Callbacks(model, [history, ...callbacks], { verbose, epochs, steps });
  return runAlone(where, model, told, async () => {
    prepare(where, model, training, batchSize);
    if (validation !== undefined) rehearse(where, model, validation, batchSize);
    const breathing = new Breathing();
    model.stopTraining = false;
    let logs: Logs = {};
    await told.between((callback) => callback.onTrainBegin());
    for (let epoch = initialEpoch; epoch < epochs && !isStopped(model); epoch++) {
      await told.between((callback) => callback.onEpochBegin(epoch));
      compilation.reset();
      const order = shuffle ? training.randomOrder() : undefined;
      for (let step = 0; step < steps && !isStopped(model); step++) {
        await told.each((callback) => callback.onTrainBatchBegin(step));
        trainStep(model, compilation, training.batch(step, batchSize, order));
        const batchLogs = compilation.logs();
        await told.each((callback) => callback.onTrainBatchEnd(step, batchLogs));
        await breathing.pause();
      }
      logs = compilation.logs();
      if (validation !== undefined)
        logs = { ...logs, ...prefixed(await test(model, validation, batchSize, told, breathing)) };
      await told.between((callback) => callback.onEpochEnd(epoch, logs));
    }
    await told.between((callback) => callback.onTrainEnd(logs));
    return history;
  });
}

/** Validates on one batch before anything is trained, so that validation data that do not fit are refused in time. */
function rehearse(where: string, model: Trainee, validation: Dataset, batchSize: number): void {
  prepare(`${where}, validationData`, model, validation, batchSize);
  const compilation = compilationOf(where, model);
  compilation.reset();
  testStep(model, compilation, validation.batch(0, batchSize));
  compilation.reset();
}

/** The samples to train on, and those to look at after each epoch, if any. */
function trainingAndValidation(
  where: string,
  model: Trainee,
  given: Dataset,
  {
    validationData,
    validationSplit,
  }: { readonly validationData: ValidationData | null; readonly validationSplit: number },
): [training: Dataset, validation: Dataset | undefined] {
  if (validationData === null) return validationSplit === 0 ? [given, undefined] : given.split(where, validationSplit);
  const [x, y, sampleWeight] = validationData;
  const options = { sampleWeight: sampleWeight ?? null, classWeight: null };
  return [given, datasetOf(`${where}, validationData`, model, x, y, options)];
}

/** Read anew each time, because callbacks set it. */
const isStopped = ({ stopTraining }: Trainee): boolean => stopTraining;

const prefixed = (logs: Logs): Logs =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));

async function test(
  model: Trainee,
  dataset: Dataset,
  batchSize: number,
  callbacks: Callbacks,
  breathing: Breathing,
): Promise<Logs> {
  const compilation = compilationOf(model.label, model);
  compilation.reset();
  await callbacks.between((callback) => callback.onTestBegin());
  for (let step = 0; step < dataset.steps(batchSize); step++) {
    testStep(model, compilation, dataset.batch(step, batchSize));
    const batchLogs = compilation.logs();
    await callbacks.each((callback) => callback.onTestBatchEnd(step, batchLogs));
    await breathing.pause();
  }
  const logs = compilation.logs();
  await callbacks.between((callback) => callback.onTestEnd(logs));
  return logs;
}

/** Loss and metrics as Keras returns them: one number, a list with the loss first, or an object by their names. */
export type Results = number | number[] | Record<string, number>;

function resultsOf(model: Trainee, where: string, returnDict: boolean): Results {
  const compilation = compilationOf(where, model);
  if (returnDict) return { ...compilation.logs() };
  const values = compilation.results().map(([, value]) => value);
  return values.length === 1 ? values[0]! : values;
}

export async function evaluate(model: Trainee, x: ModelData, y: ModelData, given: EvaluateOptions): Promise<Results> {
  const where = `${model.label}.evaluate`;
  compilationOf(where, model);
  const {
    batchSize,
    verbose,
    callbacks: own,
    returnDict,
    sampleWeight,
  } = checkedOptions(where, evaluateOptions, given);
  const dataset = datasetOf(where, model, x, y, { sampleWeight, classWeight: null });
  const params = { verbose, epochs: 1, steps: dataset.steps(batchSize) };
  const callbacks = new Callbacks(model, [...own, ...loggers(verbose)], params);
  return runAlone(where, model, callbacks, async () => {
    prepare(where, model, dataset, batchSize);
    await test(model, dataset, batchSize, callbacks, new Breathing());
    return resultsOf(model, where, returnDict);
  });
}

export async function predict(model: Trainee, x: ModelData, given: PredictOptions): Promise<Tensor[]> {
  const where = `${model.label}.predict`;
  const { batchSize, verbose, callbacks: own } = checkedOptions(where, predictOptions, given);
  const dataset = new Dataset(where, { x: tensorsFor(where, 'x', x, model.inputNames), y: [], weights: [] });
  const steps = dataset.steps(batchSize);
  prepareInputs(model, dataset, batchSize);
  const callbacks = new Callbacks(model, [...own, ...loggers(verbose)], { verbose, epochs: 1, steps });
  const breathing = new Breathing();
  const batches: Tensor[][] = [];
  await callbacks.between((callback) => callback.onPredictBegin());
  for (let step = 0; step < steps; step++) {
    batches.push(model.run(dataset.batch(step, batchSize).x, false));
    await callbacks.each((callback) => callback.onPredictBatchEnd(step));
    await breathing.pause();
  }
  await callbacks.between((callback) => callback.onPredictEnd());
  return batches[0]!.map((_, output) => joinRows(batches.map((batch) => batch[output]!)));
}

/** Trains on one batch, or only looks at it. */
export function runBatch(
  model: Trainee,
  method: 'trainOnBatch' | 'testOnBatch',
  x: ModelData,
  y: ModelData,
  given: BatchOptions,
): Results {
  const where = `${model.label}.${method}`;
  const compilation = compilationOf(where, model);
  const options = checkedOptions(where, batchOptions, given);
  const dataset = datasetOf(where, model, x, y, options);
  checkIsFree(where, model);
  prepare(where, model, dataset, dataset.size);
  compilation.reset();
  if (method === 'trainOnBatch') trainStep(model, compilation, dataset);
  else testStep(model, compilation, dataset);
  return resultsOf(model, where, options.returnDict);
}
