import { StateError } from '../errors/index.js';
import type { Tensor } from '../tensor/index.js';
import type { Logs } from '../training/callbacks/index.js';
import { Mean } from '../training/metrics/index.js';
import { checkOptionsObject } from '../objects/options/index.js';
import { get as getOptimizer, type Optimizer, type OptimizerIdentifier } from '../training/optimizers/index.js';
import { checkLossOption, checkLossWeights, CompiledLoss, type LossOption, type LossWeights } from './compiled-loss.js';
import { byName, checkMetricsOption, CompiledMetrics, type MetricsOption } from './compiled-metrics.js';

/** What a model needs to be trained. */
export interface CompileOptions {
  /** `'rmsprop'` by default. */
  readonly optimizer?: OptimizerIdentifier | undefined;
  readonly loss?: LossOption | null | undefined;
  readonly metrics?: MetricsOption | null | undefined;
  readonly lossWeights?: LossWeights | null | undefined;
}

/** What a model predicted for a batch, and what was true. */
export interface Outcome {
  readonly y: readonly Tensor[];
  readonly predictions: readonly Tensor[];
  readonly weights: readonly (Tensor | undefined)[];
}

/** The loss of a batch: the number to be made small, and its parts, where there are several outputs. */
export interface BatchLoss {
  readonly total: Tensor;
  readonly parts: readonly Tensor[];
}

/** Optimizer, losses and metrics of a model, and how they stand. */
export class Compilation {
  readonly optimizer: Optimizer;
  readonly options: CompileOptions;
  readonly #lossTracker = new Mean({ name: 'loss' });
  #loss: CompiledLoss | undefined;
  #metrics: CompiledMetrics | undefined;

  constructor(where: string, options: CompileOptions) {
    checkOptionsObject(where, options, ['optimizer', 'loss', 'metrics', 'lossWeights']);
    const { optimizer = 'rmsprop', loss = null, metrics = null } = options;
    this.optimizer = getOptimizer(optimizer);
    if (loss !== null) checkLossOption(where, loss);
    if (metrics !== null) checkMetricsOption(where, metrics);
    const { lossWeights = null } = options;
    if (lossWeights !== null) checkLossWeights(where, lossWeights);
    this.options = options;
  }

  /** Settles which loss and which metrics belong to which output, once the outputs are known. */
  prepare(where: string, outputNames: readonly string[]): void {
    if (this.#loss !== undefined) return;
    const { loss = null, metrics, lossWeights } = this.options;
    if (loss === null) {
      throw new StateError({
        where,
        expected: 'a model that was compiled with a loss',
        hint: "Call model.compile({ loss: 'mse', … }) first",
      });
    }
    const compiled = new CompiledLoss(where, loss, lossWeights ?? undefined, outputNames);
    this.#metrics = new CompiledMetrics(where, metrics ?? [], outputNames);
    this.#loss = compiled;
  }

  checkLabels(y: readonly Tensor[], outputShapes: readonly (readonly (number | null)[])[]): void {
    this.#loss!.checkLabels(y, outputShapes);
  }

  lossOf({ y, predictions, weights }: Outcome): BatchLoss {
    return this.#loss!.compute(y, predictions, weights);
  }

  /** Takes a batch into account. */
  track({ total, parts }: BatchLoss, { y, predictions }: Outcome): void {
    const samples = predictions[0]!.shape[0] ?? 1;
    this.#lossTracker.updateState(total, { sampleWeight: samples });
    this.#loss!.track(parts, samples);
    this.#metrics!.update(y, predictions);
  }

  /** Forgets the batches so far. */
  reset(): void {
    this.#lossTracker.resetState();
    for (const tracker of this.#loss?.trackers ?? []) tracker.resetState();
    this.#metrics?.reset();
  }

  /** Loss and metrics over the batches since the last reset; the loss first, the metrics as they were asked for. */
  results(): [name: string, value: number][] {
    const trackers = this.#loss?.trackers ?? [];
    return [
      ['loss', this.#lossTracker.result()],
      ...trackers.map((tracker): [string, number] => [tracker.name, tracker.result()]),
      ...(this.#metrics?.results() ?? []),
    ];
  }

  /** The same by their names in alphabetical order, as Keras shows and records them. */
  logs(): Logs {
    return Object.fromEntries(this.results().sort(byName));
  }

  /** The names of `results`. */
  get metricsNames(): string[] {
    return this.results().map(([name]) => name);
  }
}
