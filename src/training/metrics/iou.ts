/** Metrics of how much the regions of labels and predictions overlap. */
import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  defaulted,
  finiteNumber,
  flag,
  integer,
  integers,
  oneOf,
  optional,
  positiveInteger,
  type Leading,
  type OptionTable,
} from '../../objects/options/index.js';
import { add, divide, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, greaterEqual, less, logicalAnd, notEqual, where as choose } from '../../ops/comparison.js';
import { eye } from '../../ops/creation.js';
import { argmax } from '../../ops/extremes.js';
import { oneHot, take } from '../../ops/gathering.js';
import { matmul } from '../../ops/matmul.js';
import { expandDims, reshape } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import { transpose } from '../../ops/transpose.js';
import { sizeOf, tensor, type DType, type Tensor, type TensorLike, type Variable } from '../../tensor/index.js';
import { epsilon } from '../../objects/settings.js';
import { asValue, valueIn } from '../values.js';
import { sampleWeightOf } from './mean.js';
import { Metric, type Direction, type MetricCallOptions, type MetricOptions } from './metric.js';

const dtypes = ['int64', 'int32', 'float32', 'float64'] as const;

/** The dtype of the counts. Keras writes int64; counts are computed in int32 here. */
const countOptions = () => ({
  /** The dtype of the counts. */
  dtype: oneOf(dtypes, 'int64'),
});

const classOptions = () => ({
  /** A label to be ignored. */
  ignoreClass: optional(integer()),
  /** Whether labels are class numbers, instead of one-hot rows. */
  sparseYTrue: flag(true),
  /** Whether predictions are class numbers, instead of a value for each class. */
  sparseYPred: flag(true),
  /** The axis of the classes for one-hot labels and predictions. */
  axis: defaulted(integer(), -1),
});

type IoUOptions = Omit<MetricOptions, 'dtype'>;

abstract class OverlapBase extends Metric {
  override readonly direction: Direction = 'up';
  declare readonly ignoreClass: number | null | undefined;
  declare readonly sparseYTrue: boolean | undefined;
  declare readonly sparseYPred: boolean | undefined;
  declare readonly axis: number | undefined;

  protected abstract readonly classes: number;
  protected abstract readonly targets: readonly number[];
  #matrix: Variable | undefined;

  /** The confusion matrix: its rows are the labels' classes, its columns the predicted classes. */
  protected get matrix(): Variable {
    const shape = [this.classes, this.classes];
    return (this.#matrix ??= this.addVariable({ name: 'total_confusion_matrix', shape, dtype: this.#counting }));
  }

  override get variables(): Variable[] {
    return [this.matrix];
  }

  get #counting(): DType {
    return (this.dtype as string) === 'int64' ? 'int32' : this.dtype;
  }

  #classesOf(where: string, given: TensorLike, isSparse: boolean): Tensor {
    const value = asValue(where, given);
    const classes: Tensor = isSparse ? value : argmax(value, { axis: this.axis ?? -1 });
    return cast(reshape(classes, [sizeOf(classes.shape)]), 'int32');
  }

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const where = `metric "${this.name}"`;
    const { classes, sparseYTrue = true, sparseYPred = true, ignoreClass = null } = this;
    const labels = this.#classesOf(where, yTrue, sparseYTrue);
    const predictions = this.#classesOf(where, yPred, sparseYPred);
    const areWithin = [labels, predictions].map((each): Tensor => {
      const [isAtLeast, isBelow]: [Tensor, Tensor] = [greaterEqual(each, 0), less(each, classes)];
      return logicalAnd(isAtLeast, isBelow);
    });
    let counts: Tensor = logicalAnd(areWithin[0]!, areWithin[1]!);
    if (ignoreClass !== null) counts = logicalAnd(counts, notEqual(labels, ignoreClass));
    const weighing = valueIn(where, sampleWeightOf(where, given) ?? 1, this.#counting);
    const weight = weighing.rank > 1 ? reshape(weighing, [sizeOf(weighing.shape)]) : weighing;
    const weights: Tensor = choose(counts, cast(weight, 'float32'), 0);
    const rows = oneHot(choose(counts, labels, 0), classes);
    const columns = multiply(oneHot(choose(counts, predictions, 0), classes), expandDims(weights, -1));
    this.matrix.adopt(add(this.matrix, cast(matmul(transpose(rows), columns), this.#counting)));
  }

  override result(): Tensor {
    const matrix: Tensor = cast(this.matrix, 'float32');
    const ofLabels = sum(matrix, { axis: 1 });
    const ofPredictions = sum(matrix, { axis: 0 });
    const common: Tensor = sum(multiply(matrix, eye(this.classes)), { axis: 0 });
    const targets = tensor([...this.targets], { dtype: 'int32' });
    const [both, either] = [common, subtract(add(ofLabels, ofPredictions), common)].map((each): Tensor =>
      take(each, targets, { axis: 0 }),
    ) as [Tensor, Tensor];
    const occurs = greater(either, 1e-9);
    const shares: Tensor = choose(occurs, divide(both, add(either, epsilon())), 0);
    return divide(sum(shares), add(sum(cast(occurs, 'float32')), epsilon()));
  }
}

const overlapWith = <Table extends OptionTable, Labels extends readonly unknown[]>(
  options: () => Table,
  leading: Leading<Labels>,
): ReturnType<typeof configured<OverlapBase, IoUOptions, Table, Labels>> =>
  configured<OverlapBase, IoUOptions, Table, Labels>(OverlapBase, options, leading, (values, where) => {
    const { numClasses, targetClassIds } = values as { numClasses?: number; targetClassIds?: readonly number[] };
    if (Math.max(...(targetClassIds ?? [0])) < (numClasses ?? 2)) return;
    const expected = 'targetClassIds below numClasses';
    throw new ValueError({ where, expected, received: { targetClassIds, numClasses: numClasses ?? 2 } });
  });

const numClasses = () => ({
  /** The number of classes. */
  numClasses: positiveInteger(),
});

const targetClassIds = () => ({
  /** The classes whose mean is taken. */
  targetClassIds: integers(0),
});

const iouOptions = () => ({ ...countOptions(), ...numClasses(), ...targetClassIds(), ...classOptions() });

export class IoUMetric
  extends /* @__PURE__ */ overlapWith<
    ReturnType<typeof iouOptions>,
    [numClasses: number, targetClassIds: readonly number[]]
  >(iouOptions, ['numClasses', 'targetClassIds'])
{
  static readonly path: string = 'keras.metrics.IoU';
  protected override readonly classes: number = this.numClasses;
  protected override readonly targets: readonly number[] = this.targetClassIds;
}

const binaryOptions = () => ({
  ...countOptions(),
  /** The classes whose mean is taken, out of 0 and 1. */
  targetClassIds: defaulted(integers(0), [0, 1]),
  /** The threshold from which on a prediction is of class 1. */
  threshold: defaulted(finiteNumber(), 0.5),
});

export class BinaryIoUMetric
  extends /* @__PURE__ */ overlapWith<ReturnType<typeof binaryOptions>, []>(binaryOptions, [])
{
  static readonly path: string = 'keras.metrics.BinaryIoU';
  protected override readonly classes: number = 2;
  protected override readonly targets: readonly number[] = this.targetClassIds;

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const predictions = valueIn(`metric "${this.name}"`, yPred, 'float32');
    const isOne: Tensor = greaterEqual(predictions, this.threshold);
    super.updateState(yTrue, cast(isOne, 'int32'), ...given);
  }
}

const meanOptions = () => ({ ...countOptions(), ...numClasses(), ...classOptions() });

const allClasses = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export class MeanIoUMetric
  extends /* @__PURE__ */ overlapWith<ReturnType<typeof meanOptions>, [numClasses: number]>(meanOptions, ['numClasses'])
{
  static readonly path: string = 'keras.metrics.MeanIoU';
  protected override readonly classes: number = this.numClasses;
  protected override readonly targets: readonly number[] = allClasses(this.numClasses);
}

/** In these metrics labels are one-hot, and predictions too unless the option says otherwise. */
const oneHotOptions = () => {
  const { ignoreClass, axis } = classOptions();
  return {
    /** A class whose labels do not count. */
    ignoreClass,
    /** Whether predictions are numbers of classes rather than scores of each. */
    sparseYPred: flag(false),
    /** The axis of the classes. */
    axis,
  };
};

const oneHotIoUOptions = () => ({ ...countOptions(), ...numClasses(), ...targetClassIds(), ...oneHotOptions() });

export class OneHotIoUMetric
  extends /* @__PURE__ */ overlapWith<
    ReturnType<typeof oneHotIoUOptions>,
    [numClasses: number, targetClassIds: readonly number[]]
  >(oneHotIoUOptions, ['numClasses', 'targetClassIds'])
{
  static readonly path: string = 'keras.metrics.OneHotIoU';
  protected override readonly classes: number = this.numClasses;
  protected override readonly targets: readonly number[] = this.targetClassIds;
  override readonly sparseYTrue = false;
}

const oneHotMeanOptions = () => ({ ...countOptions(), ...numClasses(), ...oneHotOptions() });

export class OneHotMeanIoUMetric
  extends /* @__PURE__ */ overlapWith<ReturnType<typeof oneHotMeanOptions>, [numClasses: number]>(oneHotMeanOptions, [
    'numClasses',
  ])
{
  static readonly path: string = 'keras.metrics.OneHotMeanIoU';
  protected override readonly classes: number = this.numClasses;
  protected override readonly targets: readonly number[] = allClasses(this.numClasses);
  override readonly sparseYTrue = false;
}

/**
 * The mean over some classes of the "intersection over union": the number of elements that have the class in labels and predictions,
 * divided by the number of those that have it in either. Classes that do not occur are left out.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.IoU(2, [0]);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * metric.result() // → array(0.3333333, dtype=float32)
 */
export const IoU = /* @__PURE__ */ callable<typeof IoUMetric, IoU>(IoUMetric);
export interface IoU extends IoUMetric {}

/**
 * `IoU` of two classes; predictions are numbers from 0 to 1, and are of class 1 from a threshold on.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.BinaryIoU({ threshold: 0.3 });
 * metric.updateState([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]);
 * metric.result() // → array(0.33333334, dtype=float32)
 */
export const BinaryIoU = /* @__PURE__ */ callable<typeof BinaryIoUMetric, BinaryIoU>(BinaryIoUMetric);
export interface BinaryIoU extends BinaryIoUMetric {}

/**
 * `IoU` over all classes.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanIoU(2);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * metric.result() // → array(0.33333334, dtype=float32)
 */
export const MeanIoU = /* @__PURE__ */ callable<typeof MeanIoUMetric, MeanIoU>(MeanIoUMetric);
export interface MeanIoU extends MeanIoUMetric {}

/**
 * `IoU` for labels that are one-hot, and predictions that have a value for each class.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.OneHotIoU(2, [0]);
 * metric.updateState([[1, 0], [1, 0], [0, 1], [0, 1]], [[0.8, 0.2], [0.1, 0.9], [0.7, 0.3], [0, 1]]);
 * metric.result() // → array(0.3333333, dtype=float32)
 */
export const OneHotIoU = /* @__PURE__ */ callable<typeof OneHotIoUMetric, OneHotIoU>(OneHotIoUMetric);
export interface OneHotIoU extends OneHotIoUMetric {}

/**
 * `MeanIoU` for labels that are one-hot, and predictions that have a value for each class.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.OneHotMeanIoU(2);
 * metric.updateState([[1, 0], [0, 1]], [[0.8, 0.2], [0.1, 0.9]]);
 * metric.result() // → array(0.9999999, dtype=float32)
 */
export const OneHotMeanIoU = /* @__PURE__ */ callable<typeof OneHotMeanIoUMetric, OneHotMeanIoU>(OneHotMeanIoUMetric);
export interface OneHotMeanIoU extends OneHotMeanIoUMetric {}
