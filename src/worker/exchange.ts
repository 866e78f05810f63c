/**
 * The conversation with a worker that trains: passes its events to callbacks and its questions to data sources, and takes the results over
 * into the model.
 */
import { StateError, ValueError } from '../errors/index.js';
import type { AnyModel } from '../models/model.js';
import type { Callbacks } from '../models/runs.js';
import type { Callback } from '../training/callbacks/callback.js';
import { isMarked, marked, type Answer, type Order, type Report, type Task } from './messages.js';
import { adoptOwnStates, adoptState, buffersOf, changesOf, stateOf, type ModelState } from './model-state.js';
import type { Port } from './port.js';
import { errorOfPosted, postedError } from './posted-errors.js';
import type { GivenSource, Question } from './sources.js';

/** The sources of batches on this side, by the argument of `fit` they were given as. */
export type Sources = Readonly<Partial<Record<'x' | 'validationData', GivenSource>>>;

/** The objects on this side that take part in the training. */
interface Parties {
  readonly model: AnyModel;
  readonly told: Callbacks;
  /** The parameters of the run that callbacks can read. */
  readonly params: { steps: number | null };
  readonly sources: Sources;
  readonly signal: AbortSignal | null;
}

/** In milliseconds: how long a worker may take to say that it serves trainings, and the time between two looks at `stopTraining`. */
const patience = 30_000;
const betweenLooks = 50;

export class Exchange {
  readonly #where: string;
  readonly #port: Port;
  readonly #parties: Parties;
  /** The first error that occurred on this side; the worker is only told to stop. */
  #failure: Error | undefined;
  #isBegun = false;
  #handled = Promise.resolve();

  constructor(where: string, port: Port, parties: Parties) {
    this.#where = where;
    this.#port = port;
    this.#parties = parties;
  }

  #order(order: Order, state?: ModelState): void {
    this.#port.post(marked(order), state && buffersOf(state));
  }

  /** Has the worker do a task; settles when the worker says that it has ended, or dies. */
  async run(task: Task): Promise<void> {
    const { model, signal } = this.#parties;
    const undo: (() => void)[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        const died = (reason: string): void => {
          const hint = 'The model has the weights that callbacks saw last';
          const expected = 'a worker that lives until training has ended';
          reject(new StateError({ where: this.#where, expected, received: { worker: reason }, hint }));
        };
        const receive = (message: unknown): void => {
          if (!isMarked<Report>(message)) return;
          if (message.type === 'ready') this.#begin(task, reject);
          // Messages are handled one after the other, in the order in which they came.
          else this.#handled = this.#handled.then(() => this.#handle(message, resolve, reject));
        };
        undo.push(this.#port.listen(receive, died));
        const silent = setTimeout(() => {
          if (!this.#isBegun) died(`no answer within ${patience / 1000} seconds; does its file call serveTraining()?`);
        }, patience);
        const look = setInterval(() => {
          if (model.stopTraining) this.#order({ type: 'stop' });
        }, betweenLooks);
        undo.push(() => {
          clearTimeout(silent);
          clearInterval(look);
        });
        const abort = (): void => this.#order({ type: 'abort' });
        signal?.addEventListener('abort', abort);
        undo.push(() => signal?.removeEventListener('abort', abort));
        model.stopTraining = false;
        this.#order({ type: 'hello' });
      });
    } finally {
      for (const each of undo) each();
    }
  }

  #begin(task: Task, reject: (error: Error) => void): void {
    // The worker says `ready` when it starts, and again when it is greeted; only the first one counts.
    if (this.#isBegun) return;
    this.#isBegun = true;
    try {
      this.#order({ type: 'train', task }, task.state);
    } catch (error) {
      const expected =
        'data and a config that can be posted to a worker: numbers, strings, arrays, tensors, and lists and objects of them';
      const told = new ValueError({ where: this.#where, expected, received: { error: (error as Error).message } });
      told.cause = error;
      reject(told);
    }
  }

  async #handle(report: Report, resolve: () => void, reject: (error: Error) => void): Promise<void> {
    const { model, sources } = this.#parties;
    try {
      if (report.type === 'event') await this.#tell(report);
      if (report.type === 'ask') {
        const value = await sources[report.source]!.answer(report.question as Question, report.index ?? 0);
        this.#order({ type: 'answer', id: report.id, value });
      }
      if (report.type !== 'done' && report.type !== 'failed') return;
      if (report.type === 'done') adoptOwnStates(model, report.own);
      if (report.state !== undefined) adoptState(this.#where, model, report.state);
      if (this.#failure !== undefined) reject(this.#failure);
      else if (report.type === 'failed') reject(errorOfPosted(report.error));
      else resolve();
    } catch (given) {
      const error = given instanceof Error ? given : new Error(String(given));
      this.#failure ??= error;
      if (report.type === 'done' || report.type === 'failed') reject(this.#failure);
      else if ('id' in report && report.id !== undefined)
        this.#order({ type: 'answer', id: report.id, error: postedError(error) });
      else this.#order({ type: 'abort' });
    }
  }

  async #tell({ name, parameters, steps, id, state }: Report & { readonly type: 'event' }): Promise<void> {
    const { model, told, params } = this.#parties;
    params.steps = steps;
    if (state !== undefined) adoptState(this.#where, model, state);
    const hasChanged = changesOf(model);
    const notice = (callback: Callback): void | Promise<void> =>
      (callback[name] as (...given: readonly unknown[]) => void | Promise<void>)(...parameters);
    await (name.includes('Batch') ? told.each(notice) : told.between(notice));
    if (id === undefined) return;
    const { stopTraining, initialEpoch } = model;
    const changed = hasChanged() ? stateOf(model) : undefined;
    const value: Answer = { stopTraining, initialEpoch, ...(changed && { state: changed }) };
    this.#order({ type: 'answer', id, value }, changed);
  }
}
