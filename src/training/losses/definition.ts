/** Defines losses: a function, a class and a metric follow from one definition of the values of single samples. */
import { callable, type CallableClass } from '../../objects/callable.js';
import {
  gatherKnown,
  type ConfiguredStatics,
  readOptions,
  type OptionsOf,
  type OptionTable,
  type ValuesOf,
  type Without,
} from '../../objects/options/index.js';
import type { SymbolicShape, Tensor, TensorLike } from '../../tensor/index.js';
import { MeanOfFunction } from '../metrics/mean.js';
import { metricWith, type Direction, type MetricOptions } from '../metrics/metric.js';
import { asPredictions, valueIn } from '../values.js';
import { alignRanks, alignShapes } from './alignment.js';
import type { Loss } from './loss.js';
import { lossWith, type LossOptions } from './loss.js';

/** The definition of a loss. */
export interface LossDefinition<Table extends OptionTable> {
  /** The name of the function, in camelCase. */
  readonly name: string;
  /** The name of the class. */
  readonly className: string;
  /** The default name of instances, if it is not derived from the class's name. */
  readonly usualName?: string;
  /** The options of the function and of the class, in the order of Keras's config. */
  options(): Table;
  /** Further options of the function alone, of which no config states anything. */
  functionOptions?(): OptionTable;
  /** Whether labels have the shape of the predictions, as for most losses, or are class numbers. */
  readonly labels?: 'alike' | 'classes';
  /** The hint in the error for labels that are one number for each row of predictions. */
  readonly hintForNumbers?: string;
  /** Computes the value of each sample. The options are checked; `where` is for errors. */
  values(yTrue: Tensor, yPred: Tensor, options: ValuesOf<Table>, where: string): Tensor;
  /** Refuses labels for which the loss cannot be computed, given the shape of the predictions. */
  checkLabels?(where: string, yTrue: Tensor, shape: SymbolicShape, options: ValuesOf<Table>): void;
}

/** The definition of the loss's metric, as far as it differs from the loss. */
export interface LossMetricDefinition<Table extends OptionTable> {
  readonly className?: string;
  readonly usualName?: string;
  /** The options of the metric, if they differ from those of the loss. */
  readonly options?: (() => Table) | undefined;
  readonly direction?: Direction;
}

/** A loss as a plain function. */
export type DefinedLossFunction<Table extends OptionTable> = (
  yTrue: TensorLike,
  yPred: TensorLike,
  options?: OptionsOf<Table>,
) => Tensor;

type Options<Table extends OptionTable, Common> = OptionsOf<Table> & Without<Common, Table>;

/** A loss that is computed by a definition. */
export interface ComputedLoss extends Loss {
  call(yTrue: Tensor, yPred: Tensor): Tensor;
}

/** The metric of a loss. */
export interface ComputedMetric extends MeanOfFunction {
  values(yTrue: Tensor, yPred: Tensor): Tensor;
}

/** The class of a loss. */
export type DefinedLoss<Table extends OptionTable> = CallableClass<
  new (options?: Options<Table, LossOptions>) => ComputedLoss & ValuesOf<Table>
> &
  ConfiguredStatics<ComputedLoss & ValuesOf<Table>>;

/** The class of a loss's metric. */
export type DefinedLossMetric<Table extends OptionTable> = CallableClass<
  new (options?: Options<Table, MetricOptions>) => ComputedMetric & ValuesOf<Table>
> &
  ConfiguredStatics<ComputedMetric & ValuesOf<Table>>;

/** The results of a definition. */
export interface LossEntry<Table extends OptionTable> {
  readonly compute: DefinedLossFunction<Table>;
  readonly Loss: DefinedLoss<Table>;
  /** Makes the metric that is the mean of the loss over all samples. */
  metric<MetricTable extends OptionTable = Table>(
    definition?: LossMetricDefinition<MetricTable>,
  ): DefinedLossMetric<MetricTable>;
}

/** The identity of a loss function. */
export interface LossIdentity {
  readonly name: string;
  readonly loss: new (options: never) => Loss;
}

/** Identities by function, because configs need the names of functions, and training needs their class. */
const identities = /* @__PURE__ */ new WeakMap<object, LossIdentity>();

/** The name and the class of a function made by a definition; undefined for other functions. */
export const lossIdentity = (compute: object): LossIdentity | undefined => identities.get(compute);

/** Makes the function, the class and the metric of a loss from its definition. */
export function defineLoss<Table extends OptionTable>(definition: LossDefinition<Table>): LossEntry<Table> {
  const { name, className, usualName = null, labels: kind = 'alike' } = definition;
  const functionName = `losses.${name}`;
  let made: Table | undefined;
  const table = (): Table => (made ??= definition.options());

  /** Labels and predictions with their shapes aligned. */
  const pairOf = (where: string, yTrue: Tensor, yPred: Tensor): [Tensor, Tensor] =>
    kind === 'alike' ? alignShapes(where, yTrue, yPred, definition.hintForNumbers) : [yTrue, yPred];

  const compute = (yTrue: TensorLike, yPred: TensorLike, ...given: readonly unknown[]): Tensor => {
    const ofFunction = { ...table(), ...definition.functionOptions?.() };
    const known = gatherKnown(functionName, [], given, Object.keys(ofFunction));
    const options = readOptions(functionName, ofFunction, known);
    const predictions = asPredictions(functionName, yPred);
    const labels = valueIn(functionName, yTrue, predictions.dtype);
    return definition.values(...pairOf(functionName, labels, predictions), options, functionName);
  };

  class Defined extends lossWith(table as () => OptionTable) {
    static readonly path: string = `keras.losses.${className}`;
    static readonly usualName: string | null = usualName;

    override call(yTrue: Tensor, yPred: Tensor): Tensor {
      const [labels, predictions] = kind === 'alike' ? [yTrue, yPred] : alignRanks(yTrue, yPred);
      return definition.values(...pairOf(functionName, labels, predictions), this as never, this.name);
    }

    override checkLabels(yTrue: Tensor, shape: SymbolicShape): void {
      definition.checkLabels?.(this.name, yTrue, shape, this as never);
    }
  }

  const loss = callable(Defined);
  identities.set(compute, { name: className, loss });
  return {
    compute,
    Loss: loss as unknown as DefinedLoss<Table>,
    metric: (metric = {}) => metricOf(definition, pairOf, metric as LossMetricDefinition<OptionTable>) as never,
  };
}

function metricOf<Table extends OptionTable>(
  { className, usualName: lossName, options, values }: LossDefinition<Table>,
  pairOf: (where: string, yTrue: Tensor, yPred: Tensor) => [Tensor, Tensor],
  metric: LossMetricDefinition<OptionTable>,
): DefinedLossMetric<OptionTable> {
  const name = metric.className ?? className;
  class DefinedMetric extends metricWith(MeanOfFunction, metric.options ?? options) {
    static readonly path: string = `keras.metrics.${name}`;
    static readonly usualName: string | null = metric.usualName ?? lossName ?? null;
    override readonly direction: Direction = metric.direction ?? 'down';

    override values(yTrue: Tensor, yPred: Tensor): Tensor {
      return values(...pairOf(this.name, yTrue, yPred), this as never, this.name);
    }
  }
  return callable(DefinedMetric);
}
