/** The loops over batches and epochs behind fit, evaluate and predict. */
import { mapTree, flattenTree, arrangeAs, Tensor, type Tree } from '../tensor/index.js';
import { checkOptionsObject, type OptionTable, readOptions, type ValuesOf } from '../objects/options/index.js';
import { History, ProgbarLogger, type Callback, type Logs } from '../training/callbacks/index.js';
import { joinRows, type ModelData } from '../training/data/index.js';
import { Breathing } from './breathing.js';
import type { StepLogs } from './compilation.js';
import { batchOptions, evaluateOptions, fitOptions, predictOptions } from './run-options.js';
import type { BatchOptions, EvaluateOptions, FitOptions, PredictOptions, ValidationData } from './run-options.js';
import { Callbacks, checkIsFree, runAlone } from './runs.js';
import { runData, stepData, type RunData } from './step-data.js';
import { compilationOf } from './steps.js';
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

function prepareInputs(trainee: Trainee, { samples }: RunData, batchSize: number): void {
  // The last batch may be smaller, which matters to a model for batches of one length.
  for (const step of [0, samples.steps(batchSize) - 1]) trainee.prepare(samples.batch(step, batchSize).x);
}

/** Makes a model and its compilation ready for samples, and refuses those of which a batch would not fit. */
function prepare(where: string, trainee: Trainee, data: RunData, batchSize: number): void {
  prepareInputs(trainee, data, batchSize);
  const { outputs, outputShapes, compilation } = trainee;
  if (outputs === undefined || compilation === undefined) return;
  compilation.prepare(where, outputs.names);
  if (outputShapes !== undefined && data.samples.y.length > 0) compilation.checkLabels(data.samples.y, outputShapes);
}

const loggers = (verbose: number, own: readonly Callback[]): Callback[] =>
  verbose === 0 || own.some((callback) => callback instanceof ProgbarLogger) ? [] : [ProgbarLogger()];

/** What a step gave, as numbers by their names, in alphabetical order. */
function numbersOf(logs: StepLogs): Logs {
  const names = Object.keys(logs).sort();
  return Object.fromEntries(names.map((name) => [name, numberOf(logs[name])]));
}

/** A scalar is a number in logs, and what has more of them an array. */
const numberOf = (value: unknown): number =>
  value instanceof Tensor ? ((value.rank === 0 ? value.item() : value.toArray()) as number) : (value as number);

/** What is told to callbacks at once: each `stepsPerExecution` batches, the last time what is left. */
function executions(steps: number, { compilation }: Trainee): { readonly begin: number; readonly end: number }[] {
  const size = compilation?.stepsPerExecution ?? 1;
  const starts = Array.from({ length: Math.ceil(steps / size) }, (_, i) => i * size);
  return starts.map((begin) => ({ begin, end: Math.min(begin + size, steps) - 1 }));
}

export async function fit(trainee: Trainee, x: ModelData, y: ModelData | null, given: FitOptions): Promise<History> {
  const where = `${trainee.label}.fit`;
  const compilation = compilationOf(where, trainee);
  const { model } = trainee;
  const options = checkedOptions(where, fitOptions, given);
  const { batchSize, epochs, initialEpoch, verbose, shuffle } = options;
  const [training, validation] = trainingAndValidation(where, trainee, x, y, options);
  const history = new History();
  // What callbacks write into the logs is part of the history and of what is shown.
  const callbacks = [...options.callbacks, history, ...loggers(verbose, options.callbacks)];
  const { samples } = training;
  const steps = samples.steps(batchSize);
  const told = new Callbacks(model, callbacks, { verbose, epochs, steps });
  return runAlone(where, model, told, async () => {
    prepare(where, trainee, training, batchSize);
    if (validation !== undefined) rehearse(where, trainee, validation, batchSize);
    const breathing = new Breathing();
    model.stopTraining = false;
    model.initialEpoch = initialEpoch;
    let logs: Logs = {};
    await told.between((callback) => callback.onTrainBegin());
    for (let epoch = model.initialEpoch; epoch < epochs && !isStopped(trainee); epoch++) {
      await told.between((callback) => callback.onEpochBegin(epoch));
      trainee.resetMetrics();
      const order = shuffle ? samples.randomOrder() : undefined;
      for (const { begin, end } of executions(steps, trainee)) {
        if (isStopped(trainee)) break;
        await told.each((callback) => callback.onTrainBatchBegin(begin));
        for (let step = begin; step <= end; step++) {
          logs = numbersOf(trainee.trainStep(stepData(samples.batch(step, batchSize, order), training)));
          if (step < end) await breathing.pause();
        }
        const batchLogs = logs;
        await told.each((callback) => callback.onTrainBatchEnd(end, batchLogs));
        await breathing.pause();
      }
      if (validation !== undefined)
        logs = { ...logs, ...prefixed(await test(trainee, validation, batchSize, told, breathing)) };
      const epochLogs = logs;
      await told.between((callback) => callback.onEpochEnd(epoch, epochLogs));
    }
    compilation.optimizer.finalizeVariableValues(model.trainableVariables ?? []);
    const lastLogs = logs;
    await told.between((callback) => callback.onTrainEnd(lastLogs));
    return history;
  });
}

/** Validates on one batch before anything is trained, so that validation data that do not fit are refused in time. */
function rehearse(where: string, trainee: Trainee, validation: RunData, batchSize: number): void {
  if (trainee.outputs === undefined) return;
  prepare(`${where}, validationData`, trainee, validation, batchSize);
  trainee.resetMetrics();
  trainee.testStep(stepData(validation.samples.batch(0, batchSize), validation));
  trainee.resetMetrics();
}

/** The samples to train on, and those to look at after each epoch, if any. */
function trainingAndValidation(
  where: string,
  trainee: Trainee,
  x: ModelData,
  y: ModelData | null,
  options: {
    readonly validationData: ValidationData | null;
    readonly validationSplit: number;
    readonly sampleWeight: ModelData | null;
    readonly classWeight: Readonly<Record<number, number>> | null;
  },
): [training: RunData, validation: RunData | undefined] {
  const { validationData, validationSplit, classWeight, sampleWeight } = options;
  if (validationData !== null) {
    const [heldX, heldY = null, heldWeight = null] = validationData;
    const held = { sampleWeight: heldWeight, classWeight: null };
    const validation = runData(`${where}, validationData`, trainee, heldX, heldY, held);
    return [runData(where, trainee, x, y, options), validation];
  }
  if (validationSplit === 0) return [runData(where, trainee, x, y, options), undefined];
  // Weights of classes are for training only.
  const all = runData(where, trainee, x, y, { sampleWeight, classWeight: null });
  const [first, last] = all.samples.split(where, validationSplit);
  const weighed = runData(where, trainee, x, y, options).samples.split(where, validationSplit)[0];
  return [
    { ...all, samples: classWeight === null ? first : weighed },
    { ...all, samples: last },
  ];
}

/** Read anew each time, because callbacks set it. */
const isStopped = ({ model }: Trainee): boolean => model.stopTraining;

const prefixed = (logs: Logs): Logs =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));

async function test(
  trainee: Trainee,
  data: RunData,
  batchSize: number,
  callbacks: Callbacks,
  breathing: Breathing,
): Promise<Logs> {
  trainee.resetMetrics();
  await callbacks.between((callback) => callback.onTestBegin());
  let logs: Logs = {};
  for (const { begin, end } of executions(data.samples.steps(batchSize), trainee)) {
    await callbacks.each((callback) => callback.onTestBatchBegin(begin));
    for (let step = begin; step <= end; step++) {
      logs = numbersOf(trainee.testStep(stepData(data.samples.batch(step, batchSize), data)));
      if (step < end) await breathing.pause();
    }
    const batchLogs = logs;
    await callbacks.each((callback) => callback.onTestBatchEnd(end, batchLogs));
    await breathing.pause();
  }
  const lastLogs = logs;
  await callbacks.between((callback) => callback.onTestEnd(lastLogs));
  return logs;
}

/** Loss and metrics: a list with the loss first, or an object by their names. */
export type Results = number[] | Record<string, number>;

/** The results in the order of the metrics; what an own step calls otherwise comes behind, by name. */
function resultsOf(trainee: Trainee, where: string, logs: Logs, returnDict: boolean): Results {
  if (returnDict) return { ...logs };
  const known = compilationOf(where, trainee).metricsNames.filter((name) => name in logs);
  const others = Object.keys(logs).filter((name) => !known.includes(name));
  return [...new Set([...known, ...others])].map((name) => logs[name]!);
}

export async function evaluate(
  trainee: Trainee,
  x: ModelData,
  y: ModelData | null,
  given: EvaluateOptions,
): Promise<Results> {
  const where = `${trainee.label}.evaluate`;
  compilationOf(where, trainee);
  const {
    batchSize,
    verbose,
    callbacks: own,
    returnDict,
    sampleWeight,
  } = checkedOptions(where, evaluateOptions, given);
  const data = runData(where, trainee, x, y, { sampleWeight, classWeight: null });
  const params = { verbose, epochs: 1, steps: data.samples.steps(batchSize) };
  const callbacks = new Callbacks(trainee.model, [...own, ...loggers(verbose, own)], params);
  return runAlone(where, trainee.model, callbacks, async () => {
    prepare(where, trainee, data, batchSize);
    const logs = await test(trainee, data, batchSize, callbacks, new Breathing());
    return resultsOf(trainee, where, logs, returnDict);
  });
}

export async function predict(trainee: Trainee, x: ModelData, given: PredictOptions): Promise<Tree<Tensor>> {
  const where = `${trainee.label}.predict`;
  const { batchSize, verbose, callbacks: own } = checkedOptions(where, predictOptions, given);
  const data = runData(where, trainee, x, null, { sampleWeight: null, classWeight: null });
  const steps = data.samples.steps(batchSize);
  prepareInputs(trainee, data, batchSize);
  const callbacks = new Callbacks(trainee.model, [...own, ...loggers(verbose, own)], { verbose, epochs: 1, steps });
  const breathing = new Breathing();
  const batches: Tensor[][] = [];
  let form: Tree<unknown> = 0;
  await callbacks.between((callback) => callback.onPredictBegin());
  for (const { begin, end } of executions(steps, trainee)) {
    await callbacks.each((callback) => callback.onPredictBatchBegin(begin));
    for (let step = begin; step <= end; step++) {
      const outputs = trainee.predictStep(stepData(data.samples.batch(step, batchSize), data));
      form = mapTree(outputs, () => 0);
      batches.push(flattenTree(outputs));
      if (step < end) await breathing.pause();
    }
    await callbacks.each((callback) => callback.onPredictBatchEnd(end));
    await breathing.pause();
  }
  await callbacks.between((callback) => callback.onPredictEnd());
  return arrangeAs(
    form,
    batches[0]!.map((_, output) => joinRows(batches.map((batch) => batch[output]!))),
  );
}

/** Trains on one batch, or only looks at it. */
export function runBatch(
  trainee: Trainee,
  method: 'trainOnBatch' | 'testOnBatch',
  x: ModelData,
  y: ModelData | null,
  given: BatchOptions,
): Results {
  const where = `${trainee.label}.${method}`;
  compilationOf(where, trainee);
  const options = checkedOptions(where, batchOptions, given);
  const data = runData(where, trainee, x, y, options);
  checkIsFree(where, trainee.model);
  prepare(where, trainee, data, data.samples.size);
  trainee.resetMetrics();
  const step = stepData(data.samples, data);
  const logs = numbersOf(method === 'trainOnBatch' ? trainee.trainStep(step) : trainee.testStep(step));
  return resultsOf(trainee, where, logs, options.returnDict);
}

/** One batch of inputs, in the form in which the model takes it. */
export function batchOf(
  where: string,
  trainee: Trainee,
  x: ModelData,
): { tensors: readonly Tensor[]; tree: Tree<Tensor> } {
  const { samples, forms } = runData(where, trainee, x, null, { sampleWeight: null, classWeight: null });
  return { tensors: samples.x, tree: arrangeAs(forms.x, samples.x) };
}
