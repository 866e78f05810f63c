/** Crossentropies between targets and predictions, one number per sample. */
import { epsilon } from '../objects/settings.js';
import { ShapeError, ValueError } from '../errors/index.js';
import { input, parameter } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import { allocate, roundTo, shapesEqual, type DType } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { negative } from './arithmetic.js';
import { resolveAxis } from './axes.js';
import { elementwiseOperation, type ElementwiseParameters } from './elementwise-operation.js';
import { takeAlongAxis } from './gathering.js';
import {
  defineOperation,
  noAttributes,
  type Operand,
  type Operation,
  type ResultOf,
  type TensorSpec,
} from './operation.js';
import { readArguments, required, type Scalar } from './arguments.js';
import { squeeze } from './reshape.js';
import { sumTo } from './summation.js';
import { logSoftmax } from './softmax.js';
import { sum } from './summation.js';
import { weighted } from './weighting.js';

/** Options of the crossentropies. */
export interface CrossentropyOptions {
  /** Whether the predictions are logits rather than probabilities. */
  readonly fromLogits?: boolean | undefined;
  /** The axis of the classes; the last by default. */
  readonly axis?: Scalar | undefined;
}

interface CrossentropyArguments {
  readonly output: Operand;
  readonly fromLogits: boolean;
  readonly axis: number;
}

const defaults = { output: required, fromLogits: false, axis: -1 } as const;

/** Probabilities are limited to [ε, 1 - ε], so that no loss is infinite. The limits are rounded to the dtype, as in Keras. */
function bounds(dtype: DType): ElementwiseParameters {
  const least = roundTo(epsilon(), dtype);
  return { least, most: roundTo(1 - least, dtype) };
}

function heldWithinBounds(p: formula.Term): formula.Term {
  const [least, most] = [parameter('least'), parameter('most')];
  return formula.select(formula.less(p, least), least, formula.select(formula.greater(p, most), most, p));
}

type LazyOperation = () => Operation<ElementwiseParameters, 'one'>;

/** Makes the operation when it is first used, so that importing this module costs nothing. */
function lazy(create: LazyOperation): LazyOperation {
  let operation: Operation<ElementwiseParameters, 'one'> | undefined;
  return () => (operation ??= create());
}

const binaryOfProbabilities = /* @__PURE__ */ lazy(() => {
  const [target, p] = [input(0), heldWithinBounds(input(1))];
  const ofOne = formula.multiply(target, formula.log(p));
  const ofZero = formula.multiply(formula.subtract(1, target), formula.log(formula.subtract(1, p)));
  return elementwiseOperation({
    sumTo,
    name: 'binary_crossentropy',
    where: 'ops.binaryCrossentropy',
    expression: formula.negative(formula.add(ofOne, ofZero)),
  });
});

const binaryOfLogits = /* @__PURE__ */ lazy(() => {
  const [target, x] = [input(0), input(1)];
  // -ln σ(x) is softplus(-x), in which nothing cancels. A term whose weight is 0 counts as 0, even if it is infinite.
  const ofOne = formula.weighted(target, formula.softplus(formula.negative(x)));
  const ofZero = formula.weighted(formula.subtract(1, target), formula.softplus(x));
  return elementwiseOperation({
    sumTo,
    name: 'binary_crossentropy of logits',
    where: 'ops.binaryCrossentropy',
    expression: formula.add(ofOne, ofZero),
  });
});

/** `-ln(p / total)`; if all probabilities are 0, they are not divided. */
const surprisal = /* @__PURE__ */ lazy(() => {
  const [p, total] = [input(0), input(1)];
  const share = formula.select(formula.equal(total, 0), p, formula.divide(p, total));
  return elementwiseOperation({
    sumTo,
    name: 'surprisal',
    where: 'ops.categoricalCrossentropy',
    expression: formula.negative(formula.log(heldWithinBounds(share))),
  });
});

const hintForNumbers = 'for targets that are numbers of classes take ops.sparseCategoricalCrossentropy';

function checkSameShape(where: string, target: Operand, output: Operand, hint?: string): void {
  const [a, b] = [specOf(target, where), specOf(output, where)];
  const agree = a.shape.every((length, axis) => length === b.shape[axis] || length === null || b.shape[axis] === null);
  if (a.shape.length === b.shape.length && agree) return;
  throw new ShapeError({
    where,
    expected: 'target and output of one shape',
    received: { target: a, output: b },
    ...(hint !== undefined && a.shape.length < b.shape.length && { hint }),
  });
}

/** Options of `binaryCrossentropy`. */
export interface BinaryCrossentropyOptions {
  /** Whether the predictions are logits rather than probabilities. */
  readonly fromLogits?: boolean | undefined;
}

/**
 * `-target · ln p - (1 - target) · ln(1 - p)`, element by element, for probabilities p or, with `fromLogits`, p = σ(output).
 *
 * @example
 * import { ops } from 'hillock';
 * ops.binaryCrossentropy([0, 1], [0.1, 0.6]) // → array([0.10536052, 0.5108256 ], dtype=float32)
 * ops.binaryCrossentropy([0, 1], [-100, 100], { fromLogits: true }) // → array([3.8e-44, 3.8e-44], dtype=float32)
 */
export function binaryCrossentropy<T extends Operand, O extends Operand>(
  target: T,
  output: O,
  options?: BinaryCrossentropyOptions,
): ResultOf<T, O>;
export function binaryCrossentropy<T extends Operand, O extends Operand>(
  target: T,
  options: BinaryCrossentropyOptions & { readonly output: O },
): ResultOf<T, O>;
export function binaryCrossentropy(target: Operand, ...given: readonly unknown[]): unknown {
  const where = 'ops.binaryCrossentropy';
  type Arguments = { readonly output: Operand; readonly fromLogits: boolean };
  const { output, fromLogits } = readArguments<Arguments>(where, ['output'], given, {
    output: required,
    fromLogits: false,
  });
  checkSameShape(where, target, output);
  if (fromLogits) return apply(binaryOfLogits(), [target, output], noAttributes);
  return apply(binaryOfProbabilities(), [target, output], bounds(specOf(output, where).dtype));
}

/**
 * `-Σ target · ln p` along the axis of the classes, for probabilities p (which are divided by their sum) or, with `fromLogits`, p =
 * softmax(output).
 *
 * @example
 * import { ops } from 'hillock';
 * ops.categoricalCrossentropy([[0, 1, 0]], [[0.2, 0.5, 0.3]]) // → array([0.6931472], dtype=float32)
 */
export function categoricalCrossentropy<T extends Operand, O extends Operand>(
  target: T,
  output: O,
  options?: CrossentropyOptions,
): ResultOf<T, O>;
export function categoricalCrossentropy<T extends Operand, O extends Operand>(
  target: T,
  options: CrossentropyOptions & { readonly output: O },
): ResultOf<T, O>;
export function categoricalCrossentropy(target: Operand, ...given: readonly unknown[]): unknown {
  const where = 'ops.categoricalCrossentropy';
  const { output, fromLogits, axis } = readArguments<CrossentropyArguments>(where, ['output'], given, defaults);
  checkSameShape(where, target, output, hintForNumbers);
  const losses = fromLogits
    ? negative(logSoftmax(output, { axis }))
    : apply<Operand, ElementwiseParameters>(
        surprisal(),
        [output, sum(output, { axis, keepdims: true })],
        bounds(specOf(output, where).dtype),
      );
  return sum<Operand>(weighted<Operand, Operand>(target, losses), { axis });
}

interface LabelAttributes {
  readonly axis: number;
}

/** Labels as positions along the axis of the classes, checked against the predictions. */
const labelOperation = /* @__PURE__ */ defineOperation<LabelAttributes, 'one', 2>({
  name: 'labels',
  where: 'ops.sparseCategoricalCrossentropy',
  inferShape: ([labels, output], { axis }) => ({ shape: labelShape(labels, output, axis), dtype: 'int32' }),
  compute([labels, output], { axis }, { shape }) {
    const classes = output.shape[resolveAxis('ops.sparseCategoricalCrossentropy', axis, shape.length)]!;
    const positions = allocate('int32', labels.size);
    labels.data.forEach((label: number, index: number) => {
      if (!Number.isInteger(label) || label < 0 || label >= classes) throw labelError(label, classes);
      positions[index] = label;
    });
    return positions;
  },
});

const labelError = (label: number, classes: number): ValueError =>
  new ValueError({
    where: 'ops.sparseCategoricalCrossentropy',
    expected: `labels that are integers from 0 to ${classes - 1}, because the output has ${classes} classes`,
    received: { label },
  });

/** The shape of the predictions with a class axis of length 1; labels may have this axis or lack it. */
function labelShape(labels: TensorSpec, output: TensorSpec, axis: number): TensorSpec['shape'] {
  const where = 'ops.sparseCategoricalCrossentropy';
  const along = resolveAxis(where, axis, output.shape.length);
  const shape = output.shape.map((length, each) => (each === along ? 1 : length));
  const samples = labels.shape.length === shape.length ? shape : shape.filter((_, each) => each !== along);
  const fits = samples.every(
    (length, each) => length === labels.shape[each] || length === null || labels.shape[each] === null,
  );
  if (fits && samples.length === labels.shape.length) return shape;
  throw new ShapeError({
    where,
    expected: 'one label for each sample, a target of the shape of the output without its class axis',
    received: { target: labels, output },
    ...(shapesEqual(labels.shape, output.shape) && {
      hint: 'for labels that are rows of ones and zeros take categorical_crossentropy, or their classes with ops.argmax(y, { axis: -1 })',
    }),
  });
}

/**
 * `-ln p` of the class that each label names, for probabilities p (which are divided by their sum) or, with `fromLogits`,
 * p = softmax(output).
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sparseCategoricalCrossentropy([1, 0], [[0.2, 0.5, 0.3], [0.9, 0.05, 0.05]])
 * // → array([0.6931472 , 0.10536055], dtype=float32)
 */
export function sparseCategoricalCrossentropy<T extends Operand, O extends Operand>(
  target: T,
  output: O,
  options?: CrossentropyOptions,
): ResultOf<T, O>;
export function sparseCategoricalCrossentropy<T extends Operand, O extends Operand>(
  target: T,
  options: CrossentropyOptions & { readonly output: O },
): ResultOf<T, O>;
export function sparseCategoricalCrossentropy(target: Operand, ...given: readonly unknown[]): unknown {
  const where = 'ops.sparseCategoricalCrossentropy';
  const { output, fromLogits, axis } = readArguments<CrossentropyArguments>(where, ['output'], given, defaults);
  const positions = apply<Operand, LabelAttributes>(labelOperation, [target, output], { axis });
  const losses = fromLogits
    ? negative(takeAlongAxis(logSoftmax(output, { axis }), positions, { axis }))
    : apply<Operand, ElementwiseParameters>(
        surprisal(),
        [takeAlongAxis(output, positions, { axis }), sum(output, { axis, keepdims: true })],
        bounds(specOf(output, where).dtype),
      );
  return squeeze(losses, { axis });
}
