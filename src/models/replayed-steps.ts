/** The steps of a model, traced and replayed until something changes that they depend on. */
import { ReplayedFunctions } from '../ops/program/replayed-function.js';
import { changeCount, type Tensor, type Tree } from '../tensor/index.js';
import type { Compilation } from './compilation.js';
import type { StepData } from './steps.js';

/** What steps depend on, besides their data and the values of variables. */
interface ReplayedModel {
  readonly label: string;
  readonly compilation: Compilation | undefined;
  readonly trainableWeights: readonly unknown[];
}

export class ReplayedSteps {
  readonly #model: ReplayedModel;
  readonly #layers: () => Iterable<{ readonly trainable: boolean }>;
  readonly #functions: ReplayedFunctions;
  #changes = -1;
  #state: readonly unknown[] = [];

  constructor(model: ReplayedModel, layers: () => Iterable<{ readonly trainable: boolean }>) {
    this.#model = model;
    this.#layers = layers;
    this.#functions = new ReplayedFunctions(() => model.label);
  }

  /** The programs that have been made, by name and shapes. */
  get programs(): [key: string, program: unknown][] {
    return this.#functions.programs;
  }

  /** Computes one of the model's steps on a batch. */
  run<Result extends Tree<Tensor>>(name: string, step: (data: StepData) => Result, data: StepData): Result {
    if (this.#model.compilation?.runEagerly === true) return step(data);
    this.#heedChanges();
    const result = this.#functions.call(name, (...parts) => step(parts as never), data as never);
    return result as Result;
  }

  /** Drops all programs if the optimizer, the compilation or the set of trained variables has changed, because programs contain these. */
  #heedChanges(): void {
    const { compilation } = this.#model;
    const schedule = compilation?.optimizer.learningRateSchedule;
    const isKnown = this.#changes === changeCount() && this.#state[0] === compilation && this.#state[1] === schedule;
    if (isKnown) return;
    this.#changes = changeCount();
    const layers = [...this.#layers()].map(({ trainable }) => trainable);
    const state = [compilation, schedule, ...layers, ...this.#model.trainableWeights];
    const isSame = state.length === this.#state.length && state.every((each, i) => each === this.#state[i]);
    if (!isSame) this.#functions.clear();
    this.#state = state;
  }
}
