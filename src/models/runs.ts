/** Runs on a model: one at a time, with their callbacks. */
import { StateError } from '../errors/index.js';
import type { Callback, RunParameters, TrainingModel } from '../training/callbacks/index.js';

type Notice = (callback: Callback) => void | Promise<void>;

/** Calls the same method of several callbacks, one after the other. */
export class Callbacks {
  readonly #model: TrainingModel;
  readonly #params: RunParameters;
  readonly #callbacks: Callback[] = [];
  /** Whether the run is at a point where it accumulates no losses and metrics, so that a callback may evaluate the model. */
  isBetweenSums = false;

  constructor(model: TrainingModel, callbacks: readonly Callback[], params: RunParameters) {
    this.#model = model;
    this.#params = params;
    for (const callback of callbacks) this.add(callback);
  }

  /** Adds a callback that is called after all others. */
  add(callback: Callback): void {
    this.#callbacks.push(Object.assign(callback, { model: this.#model, params: this.#params }));
  }

  get all(): readonly Callback[] {
    return this.#callbacks;
  }

  some(holds: (callback: Callback) => boolean): boolean {
    return this.#callbacks.some(holds);
  }

  /** Calls the callbacks' method for a batch. */
  each(notice: Notice): Promise<void> {
    return this.#tell(notice, false);
  }

  /** Calls the callbacks' method for the beginning or the end of an epoch or a run. */
  between(notice: Notice): Promise<void> {
    return this.#tell(notice, true);
  }

  async #tell(notice: Notice, isBetweenSums: boolean): Promise<void> {
    for (const callback of this.#callbacks) {
      this.isBetweenSums = isBetweenSums;
      try {
        const answer = notice(callback);
        // Only promises are awaited, because awaiting anything else would give other code a chance to begin another run.
        if (answer !== undefined) await answer;
      } finally {
        this.isBetweenSums = false;
      }
    }
  }
}

/** The runs that are accumulating losses and metrics, by model. */
const runs = /* @__PURE__ */ new WeakMap<object, Callbacks>();

/** Refuses to begin a run while another one accumulates losses and metrics of the same model. */
export function checkIsFree(where: string, model: TrainingModel): void {
  const current = runs.get(model);
  if (current === undefined || current.isBetweenSums) return;
  throw new StateError({
    where,
    expected: 'a model that is not being trained or evaluated already',
    hint: 'Wait for the other run to end: await model.fit(…)',
  });
}

/** Does a run, during which no other may begin, except from its callbacks. */
export async function runAlone<Result>(
  where: string,
  model: TrainingModel,
  callbacks: Callbacks,
  run: () => Promise<Result>,
): Promise<Result> {
  checkIsFree(where, model);
  const outer = runs.get(model);
  runs.set(model, callbacks);
  try {
    return await run();
  } finally {
    if (outer === undefined) runs.delete(model);
    else runs.set(model, outer);
  }
}
