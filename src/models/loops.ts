/** The loops over epochs and batches of fit, evaluate and predict. */
import { ValueError, warnOnce } from '../errors/index.js';
import type { InputShapes } from '../layers/shape-trees.js';
import { mapTree, flattenTree, arrangeAs, rehearse, Tensor, type Tree } from '../tensor/index.js';
import { checkOptionsObject, type OptionTable, readOptions, type ValuesOf } from '../objects/options/index.js';
import type { Logs } from '../training/callbacks/index.js';
import { withHistory, type History } from '../training/callbacks/history.js';
import { Breathing } from '../training/breathing.js';
import { isBatchSource, joinRows, type ModelData } from '../training/data/index.js';
import type { StepLogs } from './compilation.js';
import { feedOf, StoredFeed, type Beginning, type Feed, type FeedData } from './feeds.js';
import { batchOptions, evaluateOptions, fitOptions, predictOptions } from './run-options.js';
import type { BatchOptions, EvaluateOptions, FitOptions, PredictOptions, ValidationArrays } from './run-options.js';
import { byName } from './compiled-metrics.js';
import { Callbacks, checkIsFree, runAlone } from './runs.js';
import { runData, stepData } from './step-data.js';
import { compilationOf, type StepData } from './steps.js';
import type { Trainee } from './trainee.js';

/** The tables of options, kept because a table is prepared for reading only once. */
const tables = /* @__PURE__ */ new Map<() => OptionTable, OptionTable>();

function checkedOptions<Table extends OptionTable>(
  where: string,
  options: () => Table,
  given: object,
): ValuesOf<Table> {
  let table = tables.get(options) as Table | undefined;
  if (table === undefined) tables.set(options, (table = options()));
  checkOptionsObject(where, given, Object.keys(table));
  return readOptions(where, table, given as Record<string, unknown>);
}

function prepareInputs(trainee: Trainee, { data: { samples }, batchSize }: Beginning): void {
  // The last batch may be smaller, which a model for a fixed batch size would refuse; so both sizes are checked.
  for (const step of [0, samples.steps(batchSize) - 1]) trainee.prepare(samples.batch(step, batchSize).x);
}

/** Prepares a model and its compilation for the data; data of which some batch would not fit are refused. */
function prepare(where: string, trainee: Trainee, beginning: Beginning): void {
  prepareInputs(trainee, beginning);
  const { outputs, outputShapes, compilation } = trainee;
  if (outputs === undefined || compilation === undefined) return;
  compilation.prepare(where, outputs.names);
  const { y } = beginning.data.samples;
  if (outputShapes !== undefined && y.length > 0) compilation.checkLabels(y, outputShapes);
}

/** Adds the callback that shows progress, unless there is one. Its code is only loaded if something is shown. */
export async function showProgress(callbacks: Callbacks): Promise<void> {
  const { ProgbarLogger } = await import('../training/callbacks/progress-logger.js');
  if (!callbacks.some((callback) => callback instanceof ProgbarLogger)) callbacks.add(ProgbarLogger());
}

/** The results of a step as numbers by name, in alphabetical order. */
function numbersOf(logs: StepLogs): Logs {
  const names = Object.keys(logs).sort();
  return Object.fromEntries(names.map((name) => [name, numberOf(logs[name])]));
}

/** The entry in the logs for a result: a number for a scalar, an array for several numbers. */
const numberOf = (value: unknown): number =>
  value instanceof Tensor ? ((value.rank === 0 ? value.item() : value.toArray()) as number) : (value as number);

/** The actions for the batches of a pass; callbacks are told of `stepsPerExecution` batches at once. */
interface Pass {
  readonly begin: (step: number) => Promise<void>;
  readonly step: (data: StepData) => void;
  readonly end: (step: number) => Promise<void>;
  /** Called after each execution. */
  readonly isStopped: () => boolean;
}

/** Goes through the batches of an epoch, and returns their number. */
async function runPass(trainee: Trainee, feed: Feed, breathing: Breathing, pass: Pass): Promise<number> {
  const { steps = Infinity } = feed;
  const size = trainee.compilation?.stepsPerExecution ?? 1;
  await waited(feed.begin());
  let done = 0;
  while (done < steps) {
    const begin = done;
    // The batch is requested before callbacks are told of it, because it may not exist.
    let data = await waited(feed.next());
    if (data === undefined) break;
    await pass.begin(begin);
    while (data !== undefined) {
      pass.step(data);
      done++;
      if (done === begin + size || done === steps) break;
      await breathing.pause();
      data = await waited(feed.next());
    }
    await pass.end(done - 1);
    await breathing.pause();
    if (pass.isStopped()) break;
  }
  await waited(feed.end());
  return done;
}

/** A value that is available is not awaited, because awaiting would give other code a chance to begin another run. */
const waited = <Value>(value: Value | Promise<Value>): Value | Promise<Value> => value;

/** `stopTraining` is read each time, because callbacks set it. */
const isStopped = ({ model }: Trainee, signal: AbortSignal | null): boolean =>
  model.stopTraining || (signal?.aborted ?? false);

/** Whether the model is validated after an epoch: after every so many epochs, or after those in a list. */
const isValidated = (epoch: number, frequency: number | readonly number[]): boolean =>
  typeof frequency === 'number' ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1);

/** The options of `fit`, checked; the model has to be compiled. */
export function fitOptionsFor(trainee: Trainee, given: FitOptions): ValuesOf<ReturnType<typeof fitOptions>> {
  const where = `${trainee.label}.fit`;
  compilationOf(where, trainee);
  return checkedOptions(where, fitOptions, given);
}

/** Prepares a model for data as `fit` does with checked options, and refuses what does not fit; returns the shapes of the inputs. */
export async function prepareToFit(
  trainee: Trainee,
  x: FeedData,
  y: ModelData | null,
  options: ReturnType<typeof fitOptionsFor>,
): Promise<InputShapes> {
  const where = `${trainee.label}.fit`;
  const [training, validation] = trainingAndValidation(where, trainee, x, y, options);
  try {
    const beginning = await training.first();
    prepare(where, trainee, beginning);
    if (validation !== undefined) prepare(`${where}, validationData`, trainee, await validation.first());
    const { samples, forms } = beginning.data;
    const shapes = samples.batch(0, beginning.batchSize).x.map(({ shape }) => [null, ...shape.slice(1)]);
    return arrangeAs(forms.x, shapes);
  } finally {
    await training.close();
    await validation?.close();
  }
}

export async function fit(trainee: Trainee, x: FeedData, y: ModelData | null, given: FitOptions): Promise<History> {
  const where = `${trainee.label}.fit`;
  const { model } = trainee;
  const options = fitOptionsFor(trainee, given);
  const { epochs, initialEpoch, verbose, signal, validationFreq } = options;
  const [training, validation] = trainingAndValidation(where, trainee, x, y, options);
  const [history, callbacks] = withHistory(options.callbacks);
  const told = new Callbacks(model, callbacks, { verbose, epochs, steps: training.steps ?? null });
  return runAlone(where, model, told, async () => {
    try {
      if (verbose !== 0) await showProgress(told);
      if (!(signal?.aborted ?? false)) {
        prepare(where, trainee, await training.first());
        if (validation !== undefined) await tryValidation(where, trainee, validation);
      }
      const breathing = new Breathing();
      model.stopTraining = false;
      model.initialEpoch = initialEpoch;
      model.history = history;
      let logs: Logs = {};
      await told.between((callback) => callback.onTrainBegin());
      for (let epoch = model.initialEpoch; epoch < epochs; epoch++) {
        if (signal?.aborted ?? false) break;
        await told.between((callback) => callback.onEpochBegin(epoch));
        trainee.resetMetrics();
        const steps = await runPass(trainee, training, breathing, {
          begin: (step) => told.each((callback) => callback.onTrainBatchBegin(step)),
          step: (data) => (logs = numbersOf(trainee.trainStep(data))),
          end: (step) => {
            const batchLogs = logs;
            return told.each((callback) => callback.onTrainBatchEnd(step, batchLogs));
          },
          isStopped: () => isStopped(trainee, signal),
        });
        const isAborted = signal?.aborted ?? false;
        // An epoch that was aborted before its first step has no results.
        if (isAborted && steps === 0) break;
        if (!isStopped(trainee, signal)) checkCompleteness(where, training, steps, epochs - epoch - 1);
        if (validation !== undefined && !isAborted && isValidated(epoch, validationFreq)) {
          const found = await test(trainee, validation, told, breathing, signal);
          if (!(signal?.aborted ?? false))
            logs = Object.fromEntries(Object.entries({ ...logs, ...prefixed(found) }).sort(byName));
        }
        if (!isStopped(trainee, signal)) warnOfNoNumber(where, epoch, logs);
        const epochLogs = logs;
        await told.between((callback) => callback.onEpochEnd(epoch, epochLogs));
        if (isStopped(trainee, signal) || training.isSpent) break;
      }
      trainee.compilation!.optimizer.finalizeVariableValues(model.trainableVariables ?? []);
      const lastLogs = logs;
      await told.between((callback) => callback.onTrainEnd(lastLogs));
      return history;
    } finally {
      await training.close();
      await validation?.close();
    }
  });
}

/**
 * Warns of a loss of NaN or infinity: weights that have become NaN stay NaN, and an infinite loss makes them so. If only that of validation
 * is, its data are.
 */
function warnOfNoNumber(where: string, epoch: number, logs: Logs): void {
  const isNoNumber = (name: string): boolean => typeof logs[name] === 'number' && !Number.isFinite(logs[name]);
  const name = ['loss', 'val_loss'].find(isNoNumber);
  if (name === undefined) return;
  const loss = logs[name]!;
  const sought = Number.isNaN(loss) ? 'NaN' : 'huge numbers';
  const hint =
    name === 'loss'
      ? `Look for ${sought} in x and y, or try a smaller learningRate or clipnorm; callbacks.TerminateOnNaN() ends training there`
      : `Look for ${sought} in the validation data`;
  warnOnce(`${where}: ${name} ${loss}`, `${where}: the ${name} was ${loss} in epoch ${epoch + 1}. Hint: ${hint}`);
}

/** Warns if there were fewer batches than requested. */
function checkCompleteness(where: string, { steps, isSpent }: Feed, done: number, epochsLeft: number): void {
  const isShort = steps !== undefined && done < steps;
  if (!isShort && (!isSpent || epochsLeft === 0)) return;
  const rest = isSpent && epochsLeft > 0 ? `, ${epochsLeft} epochs before the end` : '';
  const meant = isShort ? ` of ${steps}` : '';
  warnOnce(
    `${where}: data ran out`,
    `${where}: the data ran out after ${done}${meant} steps${rest}. Hint: Give a Dataset, a PyDataset or a function, which can begin anew`,
  );
}

/** Validates with one batch before training begins, so that validation data that do not fit are refused in time. */
async function tryValidation(where: string, trainee: Trainee, validation: Feed): Promise<void> {
  const beginning = await validation.first();
  if (trainee.outputs === undefined) return;
  prepare(`${where}, validationData`, trainee, beginning);
  const { data, batchSize } = beginning;
  rehearse(() => trainee.testStep(stepData(data.samples.batch(0, batchSize), data)));
}

/** The batches to train on, and those to validate with after each epoch, if there are any. */
function trainingAndValidation(
  where: string,
  trainee: Trainee,
  x: FeedData,
  y: ModelData | null,
  options: ValuesOf<ReturnType<typeof fitOptions>>,
): [training: Feed, validation: Feed | undefined] {
  const { validationData, validationSplit, classWeight, sampleWeight, shuffle, stepsPerEpoch, signal } = options;
  const batches = { batchSize: options.batchSize, shuffle, steps: stepsPerEpoch, signal, hasLabels: true };
  const held = {
    ...batches,
    batchSize: options.validationBatchSize ?? options.batchSize,
    shuffle: false,
    steps: options.validationSteps,
    classWeight: null,
  };
  if (validationData !== null || validationSplit === 0) {
    const training = feedOf(where, trainee, x, y, { ...batches, sampleWeight, classWeight });
    if (validationData === null) return [training, undefined];
    const parts = Array.isArray(validationData)
      ? (validationData as unknown as ValidationArrays)
      : ([validationData] as const);
    const [heldX, heldY = null, heldWeight = null] = parts;
    const validation = feedOf(`${where}, validationData`, trainee, heldX, heldY, { ...held, sampleWeight: heldWeight });
    return [training, validation];
  }
  if (isBatchSource(x)) {
    const hint = 'Give validationData, such as dataset.take(10) beside dataset.skip(10)';
    throw new ValueError({ where, expected: 'validationSplit for arrays only', received: { validationSplit }, hint });
  }
  // Class weights apply to training only.
  const all = runData(where, trainee, x, y, { sampleWeight, classWeight: null });
  const [first, last] = all.samples.split(where, validationSplit);
  const weighed = runData(where, trainee, x, y, { sampleWeight, classWeight }).samples.split(where, validationSplit)[0];
  return [
    new StoredFeed({ ...all, samples: classWeight === null ? first : weighed }, batches),
    new StoredFeed({ ...all, samples: last }, held),
  ];
}

const prefixed = (logs: Logs): Logs =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));

async function test(
  trainee: Trainee,
  feed: Feed,
  callbacks: Callbacks,
  breathing: Breathing,
  signal: AbortSignal | null,
): Promise<Logs> {
  trainee.resetMetrics();
  await callbacks.between((callback) => callback.onTestBegin());
  let logs: Logs = {};
  await runPass(trainee, feed, breathing, {
    begin: (step) => callbacks.each((callback) => callback.onTestBatchBegin(step)),
    step: (data) => (logs = numbersOf(trainee.testStep(data))),
    end: (step) => {
      const batchLogs = logs;
      return callbacks.each((callback) => callback.onTestBatchEnd(step, batchLogs));
    },
    isStopped: () => signal?.aborted ?? false,
  });
  const lastLogs = logs;
  await callbacks.between((callback) => callback.onTestEnd(lastLogs));
  return logs;
}

/** Loss and metrics: a list that begins with the loss, or an object by name. */
export type Results = number[] | Record<string, number>;

/** The results in the order of the metrics, followed by results of a user's own step that have other names. */
function resultsOf(trainee: Trainee, where: string, logs: Logs, returnDict: boolean): Results {
  if (returnDict) return { ...logs };
  const known = compilationOf(where, trainee).metricsNames.filter((name) => name in logs);
  const others = Object.keys(logs).filter((name) => !known.includes(name));
  return [...new Set([...known, ...others])].map((name) => logs[name]!);
}

export async function evaluate(
  trainee: Trainee,
  x: FeedData,
  y: ModelData | null,
  given: EvaluateOptions,
): Promise<Results> {
  const where = `${trainee.label}.evaluate`;
  compilationOf(where, trainee);
  const options = checkedOptions(where, evaluateOptions, given);
  const { verbose, callbacks: own, returnDict, signal } = options;
  const feed = feedOf(where, trainee, x, y, { ...options, shuffle: false, classWeight: null, hasLabels: true });
  const params = { verbose, epochs: 1, steps: feed.steps ?? null };
  const callbacks = new Callbacks(trainee.model, own, params);
  return runAlone(where, trainee.model, callbacks, async () => {
    try {
      signal?.throwIfAborted();
      if (verbose !== 0) await showProgress(callbacks);
      prepare(where, trainee, await feed.first());
      const logs = await test(trainee, feed, callbacks, new Breathing(), signal);
      // An aborted evaluation throws, because its partial results would pass for complete ones.
      signal?.throwIfAborted();
      return resultsOf(trainee, where, logs, returnDict);
    } finally {
      await feed.close();
    }
  });
}

export async function predict(trainee: Trainee, x: FeedData, given: PredictOptions): Promise<Tree<Tensor>> {
  const where = `${trainee.label}.predict`;
  const options = checkedOptions(where, predictOptions, given);
  const { verbose, callbacks: own, signal } = options;
  const unlabelled = { shuffle: false, sampleWeight: null, classWeight: null, hasLabels: false };
  const feed = feedOf(where, trainee, x, null, { ...options, ...unlabelled });
  try {
    signal?.throwIfAborted();
    prepareInputs(trainee, await feed.first());
    const params = { verbose, epochs: 1, steps: feed.steps ?? null };
    const callbacks = new Callbacks(trainee.model, own, params);
    if (verbose !== 0) await showProgress(callbacks);
    const batches: Tensor[][] = [];
    let form: Tree<unknown> = 0;
    let told = 0;
    const outputsFrom = (first: number): Tree<Tensor> => {
      const joined = batches.slice(first);
      return arrangeAs(
        form,
        joined[0]!.map((_, output) => joinRows(joined.map((batch) => batch[output]!))),
      );
    };
    await callbacks.between((callback) => callback.onPredictBegin());
    await runPass(trainee, feed, new Breathing(), {
      begin: (step) => callbacks.each((callback) => callback.onPredictBatchBegin(step)),
      step: (data) => {
        const outputs = trainee.predictStep(data);
        form = mapTree(outputs, () => 0);
        batches.push(flattenTree(outputs));
      },
      end: (step) => {
        const logs = { outputs: outputsFrom(told) };
        told = batches.length;
        return callbacks.each((callback) => callback.onPredictBatchEnd(step, logs));
      },
      isStopped: () => signal?.aborted ?? false,
    });
    await callbacks.between((callback) => callback.onPredictEnd());
    signal?.throwIfAborted();
    return outputsFrom(0);
  } finally {
    await feed.close();
  }
}

/** Trains or evaluates with one batch. */
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
  prepare(where, trainee, { data, batchSize: data.samples.size });
  trainee.resetMetrics();
  const step = stepData(data.samples, data);
  const logs = numbersOf(method === 'trainOnBatch' ? trainee.trainStep(step) : trainee.testStep(step));
  return resultsOf(trainee, where, logs, options.returnDict);
}

/** A batch of inputs, in the form in which the model takes it. */
export function batchOf(
  where: string,
  trainee: Trainee,
  x: ModelData,
): { tensors: readonly Tensor[]; tree: Tree<Tensor> } {
  const { samples, forms } = runData(where, trainee, x, null, { sampleWeight: null, classWeight: null });
  return { tensors: samples.x, tree: arrangeAs(forms.x, samples.x) };
}
