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
import { isHalf, type DType, type Tensor, type TensorLike, type Variable } from '../../tensor/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { floatingDType } from '../dtype-option.js';
import { keptVariable, type KeptVariableOptions } from '../kept-variable.js';

const metricOptions = () => ({
  /** The metric's name, which logs have; by default that of its class. */
  name: optional(text()),
  /** The dtype in which the metric is computed. */
  dtype: floatingDType(),
});

/** The options of every metric. */
export type MetricOptions = OptionsOf<ReturnType<typeof metricOptions>>;

/** The options of a metric's update. */
export interface MetricCallOptions {
  /** The weight of each sample. */
  readonly sampleWeight?: TensorLike | null | undefined;
}

/** The arguments of most metrics' updates. */
export type LabelsAndPredictions = readonly [yTrue: TensorLike, yPred: TensorLike];

/** The value of a metric: a tensor, or several by name. */
export type MetricResult = Tensor | Readonly<Record<string, Tensor>>;

/** Whether a metric grows or shrinks when a model gets better. */
export type Direction = 'up' | 'down';

/**
 * The base of all metrics. A metric accumulates the batches it is updated with. It keeps numbers in variables, which are made with
 * `addVariable` and changed by operations, so that metrics can be updated in a traced step.
 *
 * @example
 * import { metrics, ops, type TensorLike } from 'hillock';
 * class Counter extends metrics.Metric {
 *   readonly samples = this.addVariable({ name: 'samples' });
 *   override updateState(yTrue: TensorLike) { this.samples.assign(ops.add(this.samples, ops.shape(yTrue)[0] ?? 1)); }
 *   override result() { return ops.copy(this.samples); }
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

  /** The default name of instances; null means that it is derived from the class's name. */
  static readonly usualName: string | null = null;

  /** The name in histories. For a metric given by name, `compile` sets this name. */
  name: string;
  readonly dtype: DType;
  /** The direction of improvement, for callbacks that look for the best value; `null` if it is not known. */
  readonly direction: Direction | null = null;
  readonly #variables: Variable[] = [];

  constructor(...given: [options?: MetricOptions | undefined]) {
    const className = classNameOf(new.target);
    const table = metricOptions();
    const { name, dtype } = readOptions(className, table, gatherKnown(className, [], given, Object.keys(table)));
    this.name = name ?? new.target.usualName ?? snakeCase(className);
    this.dtype = dtype;
  }

  /** Adds a batch to the accumulated values. */
  abstract updateState(...parameters: [...inputs: Inputs, options?: MetricCallOptions]): void;

  /** The value over all batches since the last reset. */
  abstract result(): MetricResult;

  /** Forgets all batches. */
  resetState(): void {
    checkArgumentCount(`${this.name}.resetState`, arguments, 0);
    for (const variable of this.#variables) variable.adopt(zerosLike(variable));
  }

  /** Makes a variable of the metric; by default it starts at 0 and has the metric's dtype, but float32 where that could not count to 257. */
  protected addVariable(options: KeptVariableOptions): Variable {
    checkArgumentCount(`${this.name}.addVariable`, arguments, 1);
    const variable = keptVariable(this.name, options, isHalf(this.dtype) ? 'float32' : this.dtype);
    this.#variables.push(variable);
    return variable;
  }

  /** The variables of the metric. */
  get variables(): Variable[] {
    return [...this.#variables];
  }

  getConfig(): Record<string, unknown> {
    return writeConfig(metricOptions(), this);
  }
}

/** A metric, whatever arguments its update takes. */
export type AnyMetric = Metric<never>;

/** The base class for metrics whose own options are listed in a table. */
export function metricWith<Base extends Metric, Table extends OptionTable>(
  base: { optionTable(): OptionTable } & (abstract new (options: MetricOptions) => Base),
  options: () => Table,
): ReturnType<typeof configured<Base, MetricOptions, Table, []>> {
  return configured<Base, MetricOptions, Table, []>(base, options, []);
}
