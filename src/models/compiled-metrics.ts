import { ValueError } from '../errors/index.js';
import { listOf } from '../layers/input-spec.js';
import { asTensor, type Tensor, type TensorLike, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import {
  BinaryAccuracy,
  CategoricalAccuracy,
  MeanMetricWrapper,
  Metric,
  SparseCategoricalAccuracy,
  type MetricIdentifier,
} from '../training/metrics/index.js';
import { namedMetrics } from '../training/metrics/named.js';
import { kindOfClasses, partsOf } from './compiled-loss.js';

type Identifier = MetricIdentifier | 'acc';

/** The metrics of the only output; or those of each output, in a list of lists or by the outputs' names. */
export type MetricsOption =
  | readonly Identifier[]
  | readonly (readonly Identifier[])[]
  | Readonly<Record<string, Identifier | readonly Identifier[]>>;

/** Compares by code units, as Python sorts. */
export const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

interface OutputMetric {
  readonly output: number;
  readonly metric: Metric;
  readonly name: string;
}

/** The accuracy of each kind of labels. */
const accuracies = {
  binary: BinaryAccuracy,
  sparse_categorical: SparseCategoricalAccuracy,
  categorical: CategoricalAccuracy,
} as const;

/** Whether an identifier means different metrics for different shapes. */
const isAccuracy = (identifier: Identifier): identifier is 'accuracy' | 'acc' =>
  typeof identifier === 'string' && ['accuracy', 'acc'].includes(identifier.toLowerCase());

const metricAt = (where: string, identifier: Identifier): ReturnType<typeof namedMetrics.get> =>
  namedMetrics.get(identifier, { where, argument: 'metrics', kind: 'metric' });

function asMetric(where: string, identifier: Identifier, yTrue: Tensor, yPred: Tensor): Metric {
  if (isAccuracy(identifier)) return new accuracies[kindOfClasses(yTrue.shape, yPred.shape)]({ name: identifier });
  const metric = metricAt(where, identifier);
  const name = typeof identifier === 'string' ? identifier : metric.name;
  if (!(metric instanceof Metric)) return new MeanMetricWrapper(metric, name === '' ? {} : { name });
  metric.name = name;
  return metric;
}

const identifiersIn = (option: MetricsOption): Identifier[] =>
  Object.values<Identifier | readonly Identifier[]>(option as never).flat();

/** Refuses the option if it contains an unknown metric. */
export function checkMetricsOption(where: string, option: MetricsOption): void {
  if (typeof option !== 'object' || option instanceof Metric) {
    throw new ValueError({ where, expected: 'metrics to be a list', received: { metrics: option } });
  }
  for (const identifier of identifiersIn(option)) if (!isAccuracy(identifier)) metricAt(where, identifier);
}

/** The metrics of all outputs. Which metrics these are may depend on the shapes of the first batch. */
export class CompiledMetrics {
  readonly #where: string;
  readonly #option: MetricsOption;
  readonly #outputNames: readonly string[];
  readonly #unweighted: CompiledMetrics | undefined;
  #metrics: readonly OutputMetric[] | undefined;

  /** With `unweighted`, these are the weighted metrics beside those; if a name occurs in both, it is changed here. */
  constructor(where: string, option: MetricsOption, outputNames: readonly string[], unweighted?: CompiledMetrics) {
    this.#where = where;
    this.#unweighted = unweighted;
    this.#option = option;
    this.#outputNames = outputNames;
    if (outputNames.length > 1) this.#identifiersPerOutput();
  }

  #identifiersPerOutput(): Identifier[][] {
    if (this.#outputNames.length === 1) return [identifiersIn(this.#option)];
    if (Array.isArray(this.#option) && this.#option.length === 0) return this.#outputNames.map(() => []);
    const parts = partsOf<Identifier | readonly Identifier[]>(this.#where, 'metrics', this.#option, this.#outputNames);
    return parts.map((part) => (part === null ? [] : [...listOf<Identifier>(part)]));
  }

  #build(y: readonly Tensor[], predictions: readonly Tensor[]): readonly OutputMetric[] {
    const used = new Map<string, number>(this.#unweighted?.names.map((name) => [name, 1]));
    return this.#identifiersPerOutput().flatMap((identifiers, output) =>
      identifiers.map((identifier) => {
        const metric = asMetric(this.#where, identifier, y[output]!, predictions[output]!);
        const prefix = this.#outputNames.length === 1 ? '' : `${this.#outputNames[output]!}_`;
        const plain = `${prefix}${metric.name}`;
        const stem = this.#unweighted !== undefined && used.has(plain) ? `${prefix}weighted_${metric.name}` : plain;
        const times = used.get(stem) ?? 0;
        used.set(stem, times + 1);
        return { output, metric, name: times === 0 ? stem : `${stem}_${times}` };
      }),
    );
  }

  /** Updates the metrics with a batch. */
  update(y: readonly Tensor[], predictions: readonly Tensor[], weights: readonly (Tensor | undefined)[] = []): void {
    const metrics = this.#metrics ?? this.#build(y, predictions);
    for (const { output, metric } of metrics) {
      const sampleWeight = weights[output];
      metric.updateState(y[output]!, predictions[output]!, ...(sampleWeight === undefined ? [] : [{ sampleWeight }]));
    }
    // Assigned only after the update succeeded, so that a batch whose shapes do not fit does not determine the metrics.
    this.#metrics = metrics;
  }

  /** The names of the metrics; empty until they are known. */
  get names(): string[] {
    return (this.#metrics ?? []).map(({ name }) => name);
  }

  /** The metrics; empty until they are known. */
  get metrics(): Metric[] {
    return (this.#metrics ?? []).map(({ metric }) => metric);
  }

  /** The values by name: in the order of the option, or for several outputs in alphabetical order, as Keras returns them. */
  results(): [name: string, value: Tree<Tensor>][] {
    const results = (this.#metrics ?? []).flatMap(({ name, metric }) => namedResults(name, metric.result()));
    return this.#outputNames.length === 1 ? results : results.sort(byName);
  }
}

/** A result under the name of its metric; several results that have names of their own under these. */
function namedResults(name: string, result: unknown): [name: string, value: Tree<Tensor>][] {
  if (!isPlainObject(result)) return [[name, asTensor(result as TensorLike)]];
  return Object.entries(result).map(([own, value]) => [own, asTensor(value as TensorLike)]);
}
