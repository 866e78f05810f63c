/** The side that asks for a training: everything but the arithmetic stays in this thread. */
import { ValueError } from '../errors/index.js';
import { currentEngine, isRelaxing } from '../kernel/engine.js';
import { ModelClass, type AnyModel } from '../models/model.js';
import { fitOptionsFor, prepareToFit, showProgress } from '../models/loops.js';
import type { FeedData } from '../models/feeds.js';
import type { FitOptions } from '../models/run-options.js';
import { Callbacks, runAlone } from '../models/runs.js';
import type { Trainee } from '../models/trainee.js';
import { runArguments } from '../models/trainer.js';
import { Callback } from '../training/callbacks/callback.js';
import { History, withHistory } from '../training/callbacks/history.js';
import { ProgbarLogger } from '../training/callbacks/progress-logger.js';
import { isBatchSource, type BatchSource, type ModelData } from '../training/data/index.js';
import { Exchange, type Sources } from './exchange.js';
import { events, type EventName, type Task } from './messages.js';
import { ownStatesOf, stateOf } from './model-state.js';
import { portOf, type Port, type PortEnd } from './port.js';
import { settingsInForce } from './settings.js';
import { GivenSource, type PostedSource } from './sources.js';
import { startDefaultWorker, startWorker, type WorkerEnd } from './threads.js';

/** A worker whose file calls `serveTraining`: a web worker or one of Node's, which is not terminated afterwards, or the address of the file. */
export type TrainingWorker = URL | string | PortEnd;

/** The options of `fit`, and the worker in which to train. */
export interface TrainInWorkerOptions extends FitOptions {
  /** By default a worker of the library, which knows the library's classes and is terminated after the training. */
  readonly worker?: TrainingWorker | undefined;
}

/**
 * Trains a model in a worker, so that this thread is free for other things and a page stays responsive. It takes what `fit` takes, and with
 * the same seed gives the same results to the last bit. Callbacks are called here, and see the model as it stands in the worker when an
 * epoch or, if one of them listens to batches, a batch ends; what they change goes back. Afterwards the model here has the weights, and its
 * optimizer its state.
 *
 * Models of classes of your own need a worker file that knows them: see `serveTraining`.
 *
 * @example
 * import { layers, Sequential } from 'hillock';
 * import { trainInWorker } from 'hillock/worker';
 * const model = Sequential([layers.Dense(1, { inputShape: [1] })]);
 * model.compile({ optimizer: 'sgd', loss: 'mse' });
 * const history = await trainInWorker(model, [[1], [2]], [[2], [4]], { epochs: 3, verbose: 0 });
 * history.epoch // → [ 0, 1, 2 ]
 */
export function trainInWorker(model: AnyModel, x: BatchSource, options: TrainInWorkerOptions): Promise<History>;
export function trainInWorker(
  model: AnyModel,
  x: FeedData,
  y?: ModelData | null,
  options?: TrainInWorkerOptions,
): Promise<History>;
export function trainInWorker(
  model: AnyModel,
  everything: TrainInWorkerOptions & { readonly x: FeedData; readonly y?: ModelData | null },
): Promise<History>;
export async function trainInWorker(model: AnyModel, ...given: readonly unknown[]): Promise<History> {
  const where = 'trainInWorker';
  if (!((model as unknown) instanceof ModelClass))
    throw new ValueError({ where, expected: 'a model, and then the data', received: { model } });
  const [x, y, { worker, ...options }] = runArguments<TrainInWorkerOptions>(where, given);
  const start = async (): Promise<Connection> => {
    if (worker === undefined) return endedWith(await startDefaultWorker());
    if (typeof worker === 'string' || worker instanceof URL) return endedWith(await startWorker(worker));
    if (typeof (worker as Partial<PortEnd>).postMessage !== 'function') {
      const expected = 'worker to be a Worker, or the address of a file that calls serveTraining';
      throw new ValueError({ where, expected, received: { worker } });
    }
    return { port: portOf(worker), close: () => undefined };
  };
  return trainThrough(start, model, x, y, options);
}

/** A connection to a worker, and a function that is called at the end. */
interface Connection {
  readonly port: Port;
  readonly close: () => unknown;
}

const endedWith = (worker: WorkerEnd): Connection => ({ port: portOf(worker), close: () => worker.terminate() });

/** Trains with the worker at the other end of a connection. */
export function trainThrough(
  connect: () => Connection | Promise<Connection>,
  model: AnyModel,
  x: FeedData,
  y: ModelData | null,
  given: FitOptions,
): Promise<History> {
  const hidden = model as unknown as { trainElsewhere(run: (trainee: Trainee) => Promise<History>): Promise<History> };
  return hidden.trainElsewhere((trainee) => {
    const options = fitOptionsFor(trainee, given);
    const { callbacks, signal, verbose, epochs, validationData } = options;
    const where = `${trainee.label}.fit`;
    const [history, all] = withHistory(callbacks);
    const params = { verbose, epochs, steps: null };
    const told = new Callbacks(trainee.model, all, params);
    return runAlone(where, trainee.model, told, async () => {
      if (verbose !== 0) await showProgress(told);
      if (signal?.aborted === true) return history;
      model.history = history;
      const sources = sourcesIn(where, x, given);
      try {
        const buildShape = await prepareToFit(trainee, await sampled(x, sources.x), y, {
          ...options,
          ...(validationData && { validationData: await sampled(validationData, sources.validationData) }),
        });
        if (!model.built) model.build(buildShape);
        const task = taskOf(model, { buildShape, sources, x, y, given, told });
        const { port, close } = await connect();
        try {
          await new Exchange(where, port, { model, told, params, sources, signal }).run(task);
        } finally {
          await close();
        }
      } finally {
        for (const source of Object.values(sources)) await source.close();
      }
      return history;
    });
  });
}

function sourcesIn(where: string, x: FeedData, { validationData }: FitOptions): Sources {
  return {
    ...(isBatchSource(x) && { x: new GivenSource(where, x) }),
    ...(!Array.isArray(validationData) &&
      isBatchSource(validationData) && {
        validationData: new GivenSource(`${where}, validationData`, validationData),
      }),
  };
}

/** Data to check the arguments with: the data itself, or the first batch of a source. */
async function sampled<Data>(data: Data, source: GivenSource | undefined): Promise<Data | BatchSource> {
  if (source === undefined) return data;
  const first = await source.first();
  return function* () {
    if (first !== undefined) yield first;
  };
}

/** The parts that a task is made from. */
interface TaskParts {
  readonly buildShape: unknown;
  readonly sources: Sources;
  readonly x: FeedData;
  readonly y: ModelData | null;
  readonly given: FitOptions;
  readonly told: Callbacks;
}

function taskOf(model: AnyModel, { buildShape, sources, x, y, given, told }: TaskParts): Task {
  const { callbacks: _, signal: __, verbose: ___, ...rest } = given;
  const { compile_config: compilation, ...serialized } = model.toJSON();
  return {
    model: serialized,
    compilation: { ...compilation, auto_scale_loss: model.compilation!.options.autoScaleLoss },
    buildShape,
    state: stateOf(model),
    own: ownStatesOf(model),
    engine: { engine: currentEngine(), relaxed: isRelaxing() },
    settings: settingsInForce(),
    x: sources.x === undefined ? x : null,
    y,
    options: sources.validationData === undefined ? rest : { ...rest, validationData: undefined },
    sources: Object.fromEntries(
      Object.entries(sources).map(([name, { posted }]): [string, PostedSource] => [name, posted]),
    ),
    heard: Object.fromEntries(events.flatMap((name) => hearing(told, name))),
  };
}

/**
 * Whether an event is reported, and whether training waits for the callbacks: it does not wait for those that only record or print the
 * event.
 */
function hearing(told: Callbacks, name: EventName): [name: EventName, mode: 'told' | 'awaited'][] {
  // The methods of batches in training call those of their older names.
  const names = [name, name.replace('TrainBatch', 'Batch') as EventName];
  const hearers = told.all.filter((callback) => names.some((each) => callback[each] !== Callback.prototype[each]));
  if (hearers.length === 0) return [];
  const isAwaited = hearers.some((each) => !(each instanceof History || each instanceof ProgbarLogger));
  return [[name, isAwaited ? 'awaited' : 'told']];
}
