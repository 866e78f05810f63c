import { classesIn, functionsIn } from '../../objects/entries.js';
import { objectNamespace, type ObjectConfig, type ObjectNamespace } from '../../objects/namespace.js';
import { stemOfName, type SnakeCase } from '../../objects/spelling.js';
import { abbreviations } from '../losses/abbreviations.js';
import * as entries from './entries.js';
import type { MetricFunction } from './mean.js';
import { Metric } from './metric.js';
import type * as withArguments from './with-arguments.js';

type Entries = typeof entries;
type ClassName = { [Name in keyof Entries]: Name extends Capitalize<Name> ? Name : never }[keyof Entries];
type FunctionName = SnakeCase<Exclude<keyof Entries, ClassName>>;

/** Keras's names in snake_case of classes without a function. */
type SpelledClassName =
  | 'auc'
  | 'binary_io_u'
  | 'cosine_similarity'
  | 'f1_score'
  | 'f_beta_score'
  | 'false_negatives'
  | 'false_positives'
  | 'log_cosh_error'
  | 'mean'
  | 'precision'
  | 'r2_score'
  | 'recall'
  | 'root_mean_squared_error'
  | 'sum'
  | 'true_negatives'
  | 'true_positives';

/** The names of all metrics that can be made without arguments. */
export type MetricName = ClassName | FunctionName | SpelledClassName | keyof typeof abbreviations;

/** The forms in which a metric can be given. */
export type MetricIdentifier = MetricName | Metric | MetricFunction | ObjectConfig;

/** A namespace of the metrics, besides those of `entries` with others. */
export const metricNamespace = (
  others: object,
  needingArguments: readonly string[],
): ObjectNamespace<Metric, MetricFunction> =>
  objectNamespace<Metric, MetricFunction>({
    name: 'metrics',
    kind: 'metric',
    base: Metric,
    classes: classesIn<Metric>({ ...entries, ...others }),
    needingArguments,
    aliases: abbreviations,
    spell: stemOfName,
    functions: functionsIn<MetricFunction>(entries),
  });

const needingArguments: readonly (keyof typeof withArguments)[] = [
  ...(['IoU', 'MeanIoU', 'OneHotIoU', 'OneHotMeanIoU', 'MeanMetricWrapper'] as const),
  ...(['PrecisionAtRecall', 'RecallAtPrecision', 'SensitivityAtSpecificity', 'SpecificityAtSensitivity'] as const),
];

/** The metrics that strings name: what `compile` accepts besides instances, so that bundles need not contain any others. */
export const namedMetrics = /* @__PURE__ */ metricNamespace({}, needingArguments);
