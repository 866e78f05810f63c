/** The side of the worker, which trains. */
import { StateError, ValueError } from '../errors/index.js';
import { setEngine } from '../kernel/engine.js';
import { contextOf, type ConfigContext } from '../objects/config-context.js';
import { withCustomObjects, type CustomObjects } from '../objects/custom-objects.js';
import { checkOptionsObject } from '../objects/options/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { compileOptionsOf } from '../models/compile-options.js';
import { layerObjects } from '../models/layer-objects.js';
import type { AnyModel } from '../models/model.js';
import type { FitOptions } from '../models/run-options.js';
import { Callback } from '../training/callbacks/callback.js';
import type { ModelData } from '../training/data/index.js';
import {
  events,
  isMarked,
  marked,
  type Answer,
  type EventName,
  type Order,
  type Report,
  type Task,
} from './messages.js';
import { adoptOwnStates, adoptState, buffersOf, ownStatesOf, stateOf } from './model-state.js';
import { portOf, type Port, type PortEnd } from './port.js';
import { errorOfPosted, postedError } from './posted-errors.js';
import { putIntoForce } from './settings.js';
import { takenSource } from './sources.js';
import { parentPort } from './threads.js';

/** The options of `serveTraining`. */
export interface ServeTrainingOptions {
  /** Your own classes and functions that the models use, by the names they have in the models' configs. */
  readonly customObjects?: CustomObjects | undefined;
}

/**
 * Makes a worker train the models that `trainInWorker` sends it. A worker file of your own calls it once, and knows the classes that your models are made of.
 *
 * ```js
 * // my-worker.js
 * import { serveTraining } from 'hillock/worker';
 * import { MyLayer } from './my-layer.js';
 * serveTraining({ customObjects: { MyLayer } });
 * ```
 *
 * @example
 * import { serveTraining } from 'hillock/worker';
 * typeof serveTraining // → function
 */
export function serveTraining(options: ServeTrainingOptions = {}): void {
  checkArgumentCount('serveTraining', arguments, 1);
  checkOptionsObject('serveTraining', options, ['customObjects']);
  const { postMessage } = globalThis as { readonly postMessage?: unknown };
  // A web worker has to listen at once, because messages that arrive before are lost.
  if (typeof postMessage === 'function') serve(portOf(globalThis as unknown as PortEnd), options);
  else void parentPort('serveTraining').then((end) => serve(portOf(end), options));
}

/** Serves the thread at the other end of the port; returns a function that stops it. */
export function serve(port: Port, { customObjects = {} }: ServeTrainingOptions = {}): () => void {
  const report = (message: Report, transfer?: readonly ArrayBuffer[]): void => port.post(marked(message), transfer);
  let current: Training | undefined;
  const receive = (message: unknown): void => {
    if (!isMarked<Order>(message)) return;
    if (message.type === 'hello') report({ type: 'ready' });
    else if (message.type !== 'train') current?.receive(message);
    else if (current === undefined) {
      current = new Training(report, message.task, customObjects);
      void current.run().finally(() => (current = undefined));
    } else {
      const hint = 'Wait for the other one to end, or use another worker';
      const error = new StateError({ where: 'trainInWorker', expected: 'a worker that trains nothing else', hint });
      report({ type: 'failed', error: postedError(error), state: undefined });
    }
  };
  const end = port.listen(receive, () => undefined);
  report({ type: 'ready' });
  return end;
}

/** One training from beginning to end. */
class Training {
  readonly #report: (message: Report, transfer?: readonly ArrayBuffer[]) => void;
  readonly #task: Task;
  readonly #customObjects: CustomObjects;
  readonly #controller = new AbortController();
  readonly #questions = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #asked = 0;
  #model: AnyModel | undefined;

  constructor(
    report: (message: Report, transfer?: readonly ArrayBuffer[]) => void,
    task: Task,
    customObjects: CustomObjects,
  ) {
    this.#report = report;
    this.#task = task;
    this.#customObjects = customObjects;
  }

  async run(): Promise<void> {
    try {
      const model = this.#make();
      this.#model = model;
      const { x, y, options, sources } = this.#task;
      const from = (name: 'x' | 'validationData', given: unknown): unknown => {
        const source = sources[name];
        const ask = (question: string, index?: number): Promise<unknown> =>
          this.#ask((id) => ({ type: 'ask', id, source: name, question, ...(index !== undefined && { index }) }));
        return source === undefined ? given : takenSource(source, ask);
      };
      const fitOptions: FitOptions = {
        ...(options as FitOptions),
        ...(sources.validationData && { validationData: from('validationData', undefined) as never }),
        ...{ verbose: 0, callbacks: [this.#teller()], signal: this.#controller.signal },
      };
      await model.fit(from('x', x) as ModelData, y as ModelData | null, fitOptions);
      this.#tellEnd(model, (state) => ({ type: 'done', state, own: ownStatesOf(model) }));
    } catch (error) {
      const posted = postedError(error);
      if (this.#model?.built === true)
        this.#tellEnd(this.#model, (state) => ({ type: 'failed', error: posted, state }));
      else this.#report({ type: 'failed', error: posted, state: undefined });
    }
  }

  #tellEnd(model: AnyModel, message: (state: ReturnType<typeof stateOf>) => Report): void {
    const state = stateOf(model);
    this.#report(message(state), buffersOf(state));
  }

  receive(order: Order): void {
    if (order.type === 'abort') this.#controller.abort();
    if (order.type === 'stop' && this.#model !== undefined) this.#model.stopTraining = true;
    if (order.type !== 'answer') return;
    const question = this.#questions.get(order.id);
    this.#questions.delete(order.id);
    if (order.error === undefined) question?.resolve(order.value);
    else question?.reject(errorOfPosted(order.error));
  }

  #ask(message: (id: number) => Report, transfer?: readonly ArrayBuffer[]): Promise<unknown> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve, reject });
      this.#report(message(id), transfer);
    });
  }

  #make(): AnyModel {
    const { engine, settings, state, buildShape } = this.#task;
    setEngine(engine);
    putIntoForce(settings);
    const where = 'trainInWorker';
    const context = contextOf(where, { customObjects: this.#customObjects });
    const model = layerObjects.read(this.#task.model, context) as AnyModel;
    if (!model.built) model.build(buildShape as never);
    withCustomObjects(this.#customObjects, () => compileAs(model, this.#task.compilation, context));
    adoptOwnStates(model, this.#task.own);
    adoptState(where, model, state);
    return model;
  }

  /** A callback that reports all events to the other side. */
  #teller(): Callback {
    const tell = async (callback: Callback, name: EventName, parameters: readonly unknown[]): Promise<void> => {
      const model = this.#model!;
      const heard = this.#task.heard[name];
      if (heard === undefined) return;
      const { steps } = callback.params;
      const event = { type: 'event', name, parameters, steps } as const;
      if (heard === 'told') {
        this.#report(event);
        return;
      }
      const state = stateOf(model);
      const answer = (await this.#ask((id) => ({ ...event, id, state }), buffersOf(state))) as Answer;
      if (answer.stopTraining) model.stopTraining = true;
      model.initialEpoch = answer.initialEpoch;
      if (answer.state !== undefined) adoptState('trainInWorker', model, answer.state);
    };
    const callback = new Callback();
    for (const name of events)
      Object.assign(callback, { [name]: (...parameters: unknown[]) => tell(callback, name, parameters) });
    return callback;
  }
}

/** Compiles the model; where it was compiled with a function that only the other side knows, the error says how this side learns of it. */
function compileAs(model: AnyModel, compilation: Task['compilation'], context: ConfigContext): void {
  try {
    model.compile(compileOptionsOf(compilation, context));
  } catch (error) {
    const unknown = /unknown (loss|metric|optimizer) "([^"]+)"/.exec((error as Error).message);
    if (unknown === null) throw error;
    throw new ValueError({
      where: 'trainInWorker',
      expected: `a worker that knows the ${unknown[1]!} of your own`,
      received: { [unknown[1]!]: unknown[2]! },
      hint: `give a worker of your own, whose file calls serveTraining({ customObjects: { ${unknown[2]!} } })`,
    });
  }
}
