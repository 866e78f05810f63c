import { StateError, ValueError } from '../errors/index.js';
import { add } from '../ops/arithmetic.js';
import { cast } from '../ops/casting.js';
import { asTensor, flattenTree, mapTree, type Tensor, type Tree } from '../tensor/index.js';
import { Mean, type AnyMetric } from '../training/metrics/index.js';
import { checkOptionsObject, flag, positiveInteger } from '../objects/options/index.js';
import { LossScaleOptimizer, type Optimizer, type OptimizerIdentifier } from '../training/optimizers/index.js';
import { optimizerObjects } from '../training/optimizers/registry.js';
import { checkLossOption, checkLossWeights, CompiledLoss, type LossOption, type LossWeights } from './compiled-loss.js';
import { byName, checkMetricsOption, CompiledMetrics, type MetricsOption } from './compiled-metrics.js';

/** What a model needs to be trained. */
export interface CompileOptions {
  /** `'rmsprop'` by default. */
  readonly optimizer?: OptimizerIdentifier | undefined;
  /** One loss for every output; or one for each, in a list or by the outputs' names. */
  readonly loss?: LossOption | null | undefined;
  /** What is measured besides: for the only output, or for each in a list or by name. One called `loss` hides the loss, as in Keras. */
  readonly metrics?: MetricsOption | null | undefined;
  /** How much the loss of each output counts. */
  readonly lossWeights?: LossWeights | null | undefined;
  /** Metrics in which samples count by their weights. */
  readonly weightedMetrics?: MetricsOption | null | undefined;
  /** How many steps there are between two calls of callbacks. */
  readonly stepsPerExecution?: number | undefined;
  /** Whether each step is computed operation by operation, instead of being traced once and replayed. */
  readonly runEagerly?: boolean | undefined;
  /** Whether a model of the policy `mixed_float16` gets a `LossScaleOptimizer` around its optimizer, as by default. */
  readonly autoScaleLoss?: boolean | undefined;
}

const optionNames = [
  'optimizer',
  'loss',
  'metrics',
  'lossWeights',
  'weightedMetrics',
  'stepsPerExecution',
  'runEagerly',
  'autoScaleLoss',
] as const;

/** The optimizer that a model trains with: gradients of float16 vanish, unless the loss is scaled. */
function scaledIfNeeded(given: Optimizer, policy: string, autoScaleLoss: boolean): Optimizer {
  if (!autoScaleLoss || policy !== 'mixed_float16' || given instanceof LossScaleOptimizer) return given;
  return LossScaleOptimizer(given, { name: 'loss_scale_optimizer' });
}

/** What a model predicted for a batch, and what was true. */
export interface Outcome {
  readonly x: Tree<Tensor>;
  readonly y?: Tree<Tensor> | null | undefined;
  readonly yPred: Tree<Tensor>;
  readonly sampleWeight?: Tree<Tensor | undefined> | null | undefined;
}

/** Numbers by their names: of a step, traced or computed. */
export type StepLogs = Record<string, Tree<Tensor>>;

/**
 * Optimizer, losses and metrics of a model, and how they stand.
 *
 * @example
 * import { layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1)]);
 * model.compile({ optimizer: 'sgd', loss: 'mse' });
 * model.compilation?.optimizer.name; // → sgd
 */
export class Compilation {
  readonly optimizer: Optimizer;
  /** The optimizer that was asked for: what is saved, since compiling again scales its loss again. */
  readonly givenOptimizer: Optimizer;
  readonly options: CompileOptions;
  readonly stepsPerExecution: number;
  readonly runEagerly: boolean;
  #names: { readonly count: number; readonly names: readonly string[] } | undefined;
  readonly lossTracker = new Mean({ name: 'loss' });
  #loss: CompiledLoss | undefined;
  #metrics: CompiledMetrics | undefined;
  #weightedMetrics: CompiledMetrics | undefined;

  constructor(where: string, options: CompileOptions, policy: string) {
    checkOptionsObject(where, options, optionNames);
    const { optimizer = 'rmsprop', loss = null, metrics = null, weightedMetrics = null, lossWeights = null } = options;
    this.givenOptimizer = optimizerObjects.get(optimizer, { where, argument: 'optimizer', kind: 'optimizer' });
    const autoScaleLoss = flag(true).check(options.autoScaleLoss ?? true, where, 'autoScaleLoss');
    this.optimizer = scaledIfNeeded(this.givenOptimizer, policy, autoScaleLoss);
    if (loss !== null) checkLossOption(where, loss);
    if (metrics !== null) checkMetricsOption(where, metrics);
    if (weightedMetrics !== null) checkMetricsOption(where, weightedMetrics);
    if (lossWeights !== null) checkLossWeights(where, lossWeights);
    this.stepsPerExecution = positiveInteger().check(options.stepsPerExecution ?? 1, where, 'stepsPerExecution');
    this.runEagerly = flag(false).check(options.runEagerly ?? false, where, 'runEagerly');
    this.options = options;
  }

  get hasLoss(): boolean {
    return (this.options.loss ?? null) !== null;
  }

  /** Settles which loss and which metrics belong to which output, once the outputs are known. */
  prepare(where: string, outputNames: readonly string[]): void {
    if (this.#metrics !== undefined) return;
    const { loss = null, metrics, weightedMetrics, lossWeights } = this.options;
    const compiled = loss === null ? undefined : new CompiledLoss(where, loss, lossWeights ?? undefined, outputNames);
    const plain = new CompiledMetrics(where, metrics ?? [], outputNames);
    const weighted = new CompiledMetrics(where, weightedMetrics ?? [], outputNames, plain);
    this.#loss = compiled;
    this.#metrics = plain;
    this.#weightedMetrics = weighted;
  }

  checkLabels(y: readonly Tensor[], outputShapes: readonly (readonly (number | null)[])[]): void {
    this.#loss?.checkLabels(y, outputShapes);
  }

  /** The number to be made small: the compiled loss, and what layers and regularizers added. */
  lossOf(where: string, { x, y, yPred, sampleWeight }: Outcome, added: readonly Tensor[]): Tensor {
    const losses = [...added];
    if (this.hasLoss && y !== undefined && y !== null) {
      const predictions = flattenTree(yPred);
      this.prepare(where, namesOf(yPred));
      const weights = weightsFor(predictions, sampleWeight);
      const { total, parts } = this.#loss!.compute(labelsFor(where, y, predictions), predictions, weights);
      this.#loss!.track(parts, samplesIn(x));
      losses.unshift(total);
    }
    if (losses.length > 0) return losses.reduce((sum, loss) => add(sum, cast(loss, sum.dtype)));
    throw new StateError({
      where,
      expected: this.hasLoss
        ? 'labels y for the loss'
        : 'a model that was compiled with a loss, or layers that add losses',
      hint: "Call model.compile({ loss: 'mse', … }) and give x and y, or use layer.addLoss within a call",
    });
  }

  /** Takes the loss of a batch into account. */
  trackLoss(loss: Tensor, x: Tree<Tensor>): void {
    this.lossTracker.updateState(loss, { sampleWeight: samplesIn(x) });
  }

  /** Takes a batch into account. */
  updateMetrics(where: string, { y, yPred, sampleWeight }: Outcome): void {
    if (y === undefined || y === null) return;
    const predictions = flattenTree(yPred);
    this.prepare(where, namesOf(yPred));
    const labels = labelsFor(where, y, predictions);
    this.#metrics!.update(labels, predictions);
    this.#weightedMetrics!.update(labels, predictions, weightsFor(predictions, sampleWeight));
  }

  /** Every metric: the loss, the losses of single outputs, and what was asked for. */
  get metrics(): AnyMetric[] {
    return [
      this.lossTracker,
      ...(this.#loss?.trackers ?? []),
      ...(this.#metrics?.metrics ?? []),
      ...(this.#weightedMetrics?.metrics ?? []),
    ];
  }

  /** Loss and metrics over the batches since the last reset; the loss first, the metrics as they were asked for. */
  results(): [name: string, value: Tree<Tensor>][] {
    const trackers = this.#loss?.trackers ?? [];
    return [
      ['loss', asTensor(this.lossTracker.result())],
      ...trackers.map((tracker): [string, Tree<Tensor>] => [tracker.name, asTensor(tracker.result())]),
      ...(this.#metrics?.results() ?? []),
      ...(this.#weightedMetrics?.results() ?? []),
    ];
  }

  /** The same and the results of other metrics by their names in alphabetical order, as Keras shows and records them. */
  logs(others: readonly AnyMetric[] = []): StepLogs {
    const ofOthers = others.map((metric): [string, Tree<Tensor>] => [metric.name, metric.result()]);
    return Object.fromEntries([...this.results(), ...ofOthers].sort(byName));
  }

  /** The names of `results`. They stay what they are once all metrics are known, and are asked for at each step. */
  get metricsNames(): string[] {
    const count = this.metrics.length;
    if (this.#names?.count !== count) this.#names = { count, names: this.results().map(([name]) => name) };
    return [...this.#names.names];
  }
}

/** The labels of each output. */
function labelsFor(where: string, y: Tree<Tensor>, predictions: readonly Tensor[]): Tensor[] {
  const labels = flattenTree(y);
  if (labels.length === predictions.length) return labels;
  throw new ValueError({
    where,
    expected: `labels for each of the ${predictions.length} outputs`,
    received: { y: labels, yPred: predictions },
  });
}

/** The number of samples in a batch. */
function samplesIn(x: Tree<Tensor>): number {
  return flattenTree(x)[0]?.shape[0] ?? 1;
}

/** How outputs are called that no graph names: by their names, or numbers. */
function namesOf(yPred: Tree<Tensor>): string[] {
  const names: string[] = [];
  mapTree(yPred, (_, path) => names.push(path === '' ? 'output' : path.replace(/^\[(\d+)\]$/, 'output_$1')));
  return names;
}

/** The weight for each output: one for all, or each its own. */
function weightsFor(predictions: readonly Tensor[], sampleWeight: Outcome['sampleWeight']): (Tensor | undefined)[] {
  if (sampleWeight === undefined || sampleWeight === null) return predictions.map(() => undefined);
  const weights = flattenTree<Tensor | undefined>(sampleWeight);
  return weights.length === 1 ? predictions.map(() => weights[0]) : weights;
}
