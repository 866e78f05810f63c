import {
  configured,
  fixed,
  optional,
  type OptionsOf,
  type OptionTable,
  readOptions,
  text,
} from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';
import type { TensorLike } from '../../tensor/index.js';
import { snakeCase } from '../../objects/spelling.js';

const metricOptions = () => ({ name: optional(text()), dtype: fixed('float32') });

/** What every metric takes. */
export type MetricOptions = OptionsOf<ReturnType<typeof metricOptions>>;

/** What a metric is told besides labels and predictions. */
export interface MetricCallOptions {
  /** How much each sample counts. */
  readonly sampleWeight?: TensorLike | null | undefined;
}

/** What most metrics are updated with. */
export type LabelsAndPredictions = readonly [yTrue: TensorLike, yPred: TensorLike];

/**
 * Base of all metrics: something that is told of batch after batch and sums them up in one number.
 *
 * @example
 * import { metrics, tensor, type TensorLike } from 'hillock';
 * class Counter extends metrics.Metric {
 *   #samples = 0;
 *   override updateState(yTrue: TensorLike) { this.#samples += tensor(yTrue).shape[0] ?? 1; }
 *   override result() { return this.#samples; }
 *   override resetState() { this.#samples = 0; }
 * }
 * const metric = new Counter();
 * metric.updateState([0, 0, 1]);
 * metric.result() // → 3
 */
export abstract class Metric<Inputs extends readonly unknown[] = LabelsAndPredictions> {
  static optionTable(): OptionTable {
    return metricOptions();
  }

  /** Makes an instance of what its `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Metric {
    return fromConfig(this as never, config, options);
  }

  /** The name in histories; `compile` gives a metric the name that it was asked for by. */
  name: string;

  constructor(options: MetricOptions = {}) {
    const className = classNameOf(new.target);
    this.name = readOptions(className, metricOptions(), options).name ?? snakeCase(className);
  }

  /** Takes a batch into account. */
  abstract updateState(...parameters: [...inputs: Inputs, options?: MetricCallOptions]): void;

  /** The value over everything since the last reset. */
  abstract result(): number;

  /** Forgets everything. */
  abstract resetState(): void;

  getConfig(): Record<string, unknown> {
    return { name: this.name, dtype: 'float32' };
  }
}

/** The base of metrics whose own options a table lists. */
export function metricWith<Base extends Metric, Table extends OptionTable>(
  base: { optionTable(): OptionTable } & (abstract new (options: MetricOptions) => Base),
  options: () => Table,
): ReturnType<typeof configured<Base, MetricOptions, Table, []>> {
  return configured<Base, MetricOptions, Table, []>(base, options, []);
}
