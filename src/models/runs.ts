/** What goes on with a model: one run at a time, and the callbacks that accompany it. */
import { StateError } from '../errors/index.js';
import type { Callback, RunParameters, TrainingModel } from '../training/callbacks/index.js';

type Notice = (callback: Callback) => void | Promise<void>;

/** Calls the same method of several callbacks, one after the other. */
export class Callbacks {
  readonly #model: TrainingModel;
  readonly #params: RunParameters;
  readonly #callbacks: Callback[] = [];
  /** Whether the run stands still between sums, so that a callback may evaluate the model. */
  isBetweenSums = false;

  constructor(model: TrainingModel, callbacks: readonly Callback[], params: RunParameters) {
    this.#model = model;
    this.#params = params;
    for (const callback of callbacks) this.add(callback);
  }

  /** Tells one more, after all others. */
  add(callback: Callback): void {
    this.#callbacks.push(Object.assign(callback, { model: this.#model, params: this.#params }));
  }

  get all(): readonly Callback[] {
    return this.#callbacks;
  }

  some(holds: (callback: Callback) => boolean): boolean {
    return this.#callbacks.some(holds);
  }

  /** Tells them of a batch. */
  each(notice: Notice): Promise<void> {
    return this.#tell(notice, false);
  }

  /** Tells them of the beginning or the end of an epoch or a run. */
  between(notice: Notice): Promise<void> {
    return this.#tell(notice, true);
  }

  async #tell(notice: Notice, isBetweenSums: boolean): Promise<void> {
    for (const callback of this.#callbacks) {
      this.isBetweenSums = isBetweenSums;
      try {
        const answer = notice(callback);
        // Waiting for nothing would give others a chance to begin another run.
        if (answer !== undefined) await answer;
      } finally {
        this.isBetweenSums = false;
      }
    }
  }
}

/** The runs that sum up losses and metrics now. */
const runs = /* @__PURE__ */ new WeakMap<object, Callbacks>();

/** Refuses to begin while another run would have its sums mixed with those of this one. */
export function checkIsFree(where: string, model: TrainingModel): void {
  const current = runs.get(model);
  if (current === undefined || current.isBetweenSums) return;
  throw new StateError({
    where,
    expected: 'a model that is not being trained or evaluated already',
    hint: 'Wait for the other run to end: await model.fit(…)',
  });
}

/** Does a run while no other goes on, except from its callbacks. */
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
