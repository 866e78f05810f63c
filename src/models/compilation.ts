import { StateError, ValueError } from '../errors/index.js';
import { add } from '../ops/arithmetic.js';
import { cast } from '../ops/casting.js';
import { asTensor, flattenTree, mapTree, type Tensor, type Tree } from '../tensor/index.js';
import { Mean, type AnyMetric } from '../training/metrics/index.js';
import { checkOptionsObject, flag, positiveInteger } from '../objects/options/index.js';
import { LossScaleOptimizer, type Optimizer, type OptimizerIdentifier } from '../training/optimizers/index.js';
import { namedOptimizers } from '../training/optimizers/named.js';
import { checkLossOption, checkLossWeights, CompiledLoss, type LossOption, type LossWeights } from './compiled-loss.js';
import { byName, checkMetricsOption, CompiledMetrics, type MetricsOption } from './compiled-metrics.js';

/** The options of `compile`. */
export interface CompileOptions {
  /** The optimizer; `'rmsprop'` by default. */
  readonly optimizer?: OptimizerIdentifier | undefined;
  /** One loss for all outputs; or one for each, in a list or by the outputs' names. */
  readonly loss?: LossOption | null | undefined;
  /** The metrics: for the only output, or for each output in a list or by name. As in Keras, a metric named `loss` hides the loss. */
  readonly metrics?: MetricsOption | null | undefined;
  /** The weight of each output's loss. */
  readonly lossWeights?: LossWeights | null | undefined;
  /** Metrics to which the weights of samples apply. */
  readonly weightedMetrics?: MetricsOption | null | undefined;
  /** The number of steps between two calls of callbacks. */
  readonly stepsPerExecution?: number | undefined;
  /** Whether each step is computed operation by operation, instead of being traced once and replayed. */
  readonly runEagerly?: boolean | undefined;
  /** Whether a model with the policy `mixed_float16` gets a `LossScaleOptimizer` around its optimizer; true by default. */
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

/** The optimizer to train with. It scales the loss if the policy requires it, because small float16 gradients become 0 otherwise. */
function scaledIfNeeded(given: Optimizer, policy: string, autoScaleLoss: boolean): Optimizer {
  if (!autoScaleLoss || policy !== 'mixed_float16' || given instanceof LossScaleOptimizer) return given;
  return LossScaleOptimizer(given, { name: 'loss_scale_optimizer' });
}

/** The inputs, labels, weights and predictions of a batch. */
export interface Outcome {
  readonly x: Tree<Tensor>;
  /** The labels, in the form of the outputs. */
  readonly y?: Tree<Tensor> | null | undefined;
  readonly yPred: Tree<Tensor>;
  /** The weight of each sample. */
  readonly sampleWeight?: Tree<Tensor | undefined> | null | undefined;
}

/** Values of a step by name, as tensors. */
export type StepLogs = Record<string, Tree<Tensor>>;

/**
 * The compilation of a model: its optimizer, losses and metrics, with their state.
 *
 * @example
 * import { layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1)]);
 * model.compile({ optimizer: 'sgd', loss: 'mse' });
 * model.compilation?.optimizer.name; // → sgd
 */
export class Compilation {
  readonly optimizer: Optimizer;
  /** The optimizer as it was given. This one is saved, because compiling the loaded model adds the loss scaling again. */
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
    this.givenOptimizer = namedOptimizers.get(optimizer, { where, argument: 'optimizer', kind: 'optimizer' });
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

  /** Assigns losses and metrics to outputs, as soon as the outputs are known. */
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

  /** The number to minimise: the compiled loss, plus the losses that layers and regularizers added. */
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

  /** Adds the loss of a batch to its mean. */
  trackLoss(loss: Tensor, x: Tree<Tensor>): void {
    this.lossTracker.updateState(loss, { sampleWeight: samplesIn(x) });
  }

  /** Updates the metrics with a batch. */
  updateMetrics(where: string, { y, yPred, sampleWeight }: Outcome): void {
    if (y === undefined || y === null) return;
    const predictions = flattenTree(yPred);
    this.prepare(where, namesOf(yPred));
    const labels = labelsFor(where, y, predictions);
    this.#metrics!.update(labels, predictions);
    this.#weightedMetrics!.update(labels, predictions, weightsFor(predictions, sampleWeight));
  }

  /** All metrics: the loss, the losses of single outputs, and the metrics that were asked for. */
  get metrics(): AnyMetric[] {
    return [
      this.lossTracker,
      ...(this.#loss?.trackers ?? []),
      ...(this.#metrics?.metrics ?? []),
      ...(this.#weightedMetrics?.metrics ?? []),
    ];
  }

  /** Loss and metrics over the batches since the last reset; the loss is first, the metrics follow in the order of the option. */
  results(): [name: string, value: Tree<Tensor>][] {
    const trackers = this.#loss?.trackers ?? [];
    return [
      ['loss', asTensor(this.lossTracker.result())],
      ...trackers.map((tracker): [string, Tree<Tensor>] => [tracker.name, asTensor(tracker.result())]),
      ...(this.#metrics?.results() ?? []),
      ...(this.#weightedMetrics?.results() ?? []),
    ];
  }

  /** These results together with those of other metrics, by name in alphabetical order, as Keras shows and records them. */
  logs(others: readonly AnyMetric[] = []): StepLogs {
    const ofOthers = others.map((metric): [string, Tree<Tensor>] => [metric.name, metric.result()]);
    return Object.fromEntries([...this.results(), ...ofOthers].sort(byName));
  }

  /** The names of `results`. They are cached once all metrics are known, because every step needs them. */
  get metricsNames(): string[] {
    const count = this.metrics.length;
    if (this.#names?.count !== count) this.#names = { count, names: this.results().map(([name]) => name) };
    return [...this.#names.names];
  }
}

/** The labels for each output. */
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

/** The names of outputs that have no names from a graph: their keys, or numbers. */
function namesOf(yPred: Tree<Tensor>): string[] {
  const names: string[] = [];
  mapTree(yPred, (_, path) => names.push(path === '' ? 'output' : path.replace(/^\[(\d+)\]$/, 'output_$1')));
  return names;
}

/** The sample weights for each output: the same for all, or separate ones. */
function weightsFor(predictions: readonly Tensor[], sampleWeight: Outcome['sampleWeight']): (Tensor | undefined)[] {
  if (sampleWeight === undefined || sampleWeight === null) return predictions.map(() => undefined);
  const weights = flattenTree<Tensor | undefined>(sampleWeight);
  return weights.length === 1 ? predictions.map(() => weights[0]) : weights;
}
