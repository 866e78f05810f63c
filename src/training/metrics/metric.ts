import {
  gatherKnown,
  configured,
  optional,
  readOptions,
  text,
  writeConfig,
  type OptionsOf,
  type OptionTable,
} from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';
import { snakeCase } from '../../objects/spelling.js';
import { zerosLike } from '../../ops/creation.js';
import type { DType, Tensor, TensorLike, Variable } from '../../tensor/index.js';
import { floatingDType } from '../dtype-option.js';
import { keptVariable, type KeptVariableOptions } from '../kept-variable.js';

const metricOptions = () => ({
  name: optional(text()),
  /** In which dtype the metric is computed. */
  dtype: floatingDType(),
});

/** What every metric takes. */
export type MetricOptions = OptionsOf<ReturnType<typeof metricOptions>>;

/** What a metric is told besides labels and predictions. */
export interface MetricCallOptions {
  /** How much each sample counts. */
  readonly sampleWeight?: TensorLike | null | undefined;
}

/** What most metrics are updated with. */
export type LabelsAndPredictions = readonly [yTrue: TensorLike, yPred: TensorLike];

/** The value of a metric: a tensor, or several by their names. */
export type MetricResult = Tensor | Readonly<Record<string, Tensor>>;

/** Whether a metric is to grow or to shrink while a model gets better. */
export type Direction = 'up' | 'down';

/**
 * Base of all metrics: something that is told of batch after batch and sums them up. What it remembers are variables, made with
 * `addVariable` and changed with operations, so that a step that is traced updates metrics, too.
 *
 * @example
 * import { metrics, ops, type TensorLike } from 'hillock';
 * class Counter extends metrics.Metric {
 *   readonly samples = this.addVariable({ name: 'samples' });
 *   override updateState(yTrue: TensorLike) { this.samples.assign(ops.add(this.samples, ops.shape(yTrue)[0] ?? 1)); }
 *   override result() { return this.samples.value; }
 * }
 * const metric = new Counter();
 * metric.updateState([0, 0, 1]);
 * metric.result() // → array(3., dtype=float32)
 */
export abstract class Metric<Inputs extends readonly unknown[] = LabelsAndPredictions> {
  static optionTable(): OptionTable {
    return metricOptions();
  }

  /** Makes an instance from a config that `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Metric {
    return fromConfig(this as never, config, options);
  }

  /** The name of instances that are not told one; by default that of the class. */
  static readonly usualName: string | null = null;

  /** The name in histories; `compile` gives a metric the name that it was asked for by. */
  name: string;
  readonly dtype: DType;
  /** For callbacks that look for the best value; `null` where nobody can know. */
  readonly direction: Direction | null = null;
  readonly #variables: Variable[] = [];

  constructor(...given: [options?: MetricOptions | undefined]) {
    const className = classNameOf(new.target);
    const table = metricOptions();
    const { name, dtype } = readOptions(className, table, gatherKnown(className, [], given, Object.keys(table)));
    this.name = name ?? new.target.usualName ?? snakeCase(className);
    this.dtype = dtype;
  }

  /** Takes a batch into account. */
  abstract updateState(...parameters: [...inputs: Inputs, options?: MetricCallOptions]): void;

  /** The value over everything since the last reset. */
  abstract result(): MetricResult;

  /** Forgets everything. */
  resetState(): void {
    for (const variable of this.#variables) variable.adopt(zerosLike(variable));
  }

  /** Makes a variable in which the metric remembers something, of its own dtype and beginning at 0 unless told otherwise. */
  protected addVariable(options: KeptVariableOptions): Variable {
    const variable = keptVariable(this.name, { dtype: this.dtype, ...options });
    this.#variables.push(variable);
    return variable;
  }

  /** What the metric remembers. */
  get variables(): Variable[] {
    return [...this.#variables];
  }

  getConfig(): Record<string, unknown> {
    return writeConfig(metricOptions(), this);
  }
}

/** A metric, whatever it is updated with. */
export type AnyMetric = Metric<never>;

/** The base of metrics whose own options a table lists. */
export function metricWith<Base extends Metric, Table extends OptionTable>(
  base: { optionTable(): OptionTable } & (abstract new (options: MetricOptions) => Base),
  options: () => Table,
): ReturnType<typeof configured<Base, MetricOptions, Table, []>> {
  return configured<Base, MetricOptions, Table, []>(base, options, []);
}
