/** Softmax and related functions of whole rows, along any axis or axes. */
import { describeValue, ValueError, warnOnce } from '../errors/index.js';
import type { NumericArray } from '../kernel/arrays.js';
import { range, rowMajorStrides } from '../kernel/lattice.js';
import type { SoftmaxName } from '../kernel/rows/softmax-module.js';
import { planSoftmax } from '../kernel/rows/softmax-plan.js';
import { logSoftmaxRows, logSoftmaxRowsGradient, softmaxRows, softmaxRowsGradient } from '../kernel/rows/softmax.js';
import { sparsemaxRows, sparsemaxRowsGradient } from '../kernel/rows/sparsemax.js';
import type { Tensor } from '../tensor/index.js';
import { allocate, castData, isFloating, sizeOf, type TypedArray } from '../tensor/index.js';
import type { ActivationIdentity } from './activation-function.js';
import { apply, specOf } from './apply.js';
import { negative, subtract } from './arithmetic.js';
import { areLastAxes, type Axes, resolveAxes } from './axes.js';
import { oneRun, type Lowering } from './lowering.js';
import {
  defineOperation,
  type ConcreteSpec,
  type ForEachOperand,
  type Operand,
  type Operation,
  type ResultOf,
  type TensorSpec,
} from './operation.js';
import { fillOutput, type OutputOption } from './output.js';
import { readArguments, type AxesLike } from './arguments.js';
import { camelCase } from '../objects/spelling.js';
import { gatherStrided } from './strided-copy.js';
import { sum } from './summation.js';
import { nothingOrProduct, weighted } from './weighting.js';

interface RowAttributes {
  /** The axes that form a row, counted from the first, in ascending order. */
  readonly axes: readonly number[];
}

/** A kernel that computes rows from one array or from two. */
type RowKernel<N extends 1 | 2> = (
  inputs: ForEachOperand<NumericArray, N>,
  output: NumericArray,
  length: number,
) => void;

const floatingSpec = ({ shape, dtype }: TensorSpec): TensorSpec => ({
  shape,
  dtype: isFloating(dtype) ? dtype : 'float32',
});

/**
 * Runs a kernel on rows that lie along some axes. If these are the last axes, it runs on the elements as they are, else on a copy in which
 * they are last.
 */
function runOverRows<N extends 1 | 2>(
  kernel: RowKernel<N>,
  inputs: ForEachOperand<Tensor, N>,
  axes: readonly number[],
): TypedArray {
  const { shape, size } = inputs[0];
  const { dtype } = floatingSpec(inputs[0]);
  const length = lengthOfRows(shape, axes);
  const order = areLastAxes(axes, shape.length) ? undefined : [...otherAxes(shape, axes), ...axes];
  const arrays = inputs.map((input) => {
    const data = order === undefined ? input.data : permuted(input, order);
    return castData('softmax', data, input.dtype, dtype);
  });
  const output = allocate(dtype, size) as TypedArray;
  if (output.length === 0) return output;
  // There are as many arrays as inputs, which the type of `map` does not say.
  kernel(arrays as unknown as ForEachOperand<NumericArray, N>, output, length);
  if (order === undefined) return output;
  const back = shape.map((_, axis) => order.indexOf(axis));
  const strides = rowMajorStrides(order.map((axis) => shape[axis]!));
  return gatherStrided(
    output,
    dtype,
    { strides: back.map((position) => strides[position]!), start: 0 },
    shape,
  ) as TypedArray;
}

const lengthOfRows = (shape: readonly number[], axes: readonly number[]): number =>
  axes.reduce((product, axis) => product * shape[axis]!, 1);

const otherAxes = (shape: readonly number[], axes: readonly number[]): number[] =>
  range(shape.length).filter((axis) => !axes.includes(axis));

function permuted({ data, shape, dtype }: Tensor, order: readonly number[]): TypedArray {
  const strides = rowMajorStrides(shape);
  const target = order.map((axis) => shape[axis]!);
  return gatherStrided(data, dtype, { strides: order.map((axis) => strides[axis]!), start: 0 }, target) as TypedArray;
}

function rowOperation<N extends 1 | 2>(
  name: string,
  kernel: RowKernel<N>,
  gradient: Operation<RowAttributes, 'one', N>['gradient'],
  planned?: SoftmaxName,
): Operation<RowAttributes, 'one', N> {
  return defineOperation<RowAttributes, 'one', N>({
    name,
    where: `activations.${camelCase(name)}`,
    inferShape: ([x]) => floatingSpec(x),
    compute: (inputs, { axes }) => runOverRows(kernel, inputs, axes),
    ...(planned !== undefined && {
      lower: (inputs: readonly ConcreteSpec[], { axes }: RowAttributes, [output]: readonly [ConcreteSpec]) =>
        loweredRows(planned, inputs.length, axes, output),
    }),
    ...(gradient && { gradient }),
  });
}

/** The kernel run, possible if the rows lie along the last axes. */
function loweredRows(
  name: SoftmaxName,
  inputCount: number,
  axes: readonly number[],
  { shape, dtype }: ConcreteSpec,
): Lowering | undefined {
  const size = sizeOf(shape);
  if (dtype !== 'float32' || size === 0 || !areLastAxes(axes, shape.length)) return undefined;
  const length = lengthOfRows(shape, axes);
  return oneRun(planSoftmax({ name, rows: size / length, length }), inputCount);
}

const alongRows = (x: Operand, { axes }: RowAttributes): Tensor => sum(x, { axis: axes, keepdims: true }) as Tensor;

/** softmax without the warning about rows of one element. */
export const softmaxOf = (x: Tensor, attributes: RowAttributes): Tensor => apply(softmaxOperation, [x], attributes);

/** `v - Σ p·v` with p = softmax(x). */
const centred = (v: Tensor, x: Tensor, attributes: RowAttributes): Tensor =>
  subtract(v, alongRows(weighted(v, softmaxOf(x, attributes)), attributes));

const softmaxGradient: Operation<RowAttributes, 'one', 2> = /* @__PURE__ */ rowOperation(
  'softmax gradient',
  ([x, dy], dx, length) => softmaxRowsGradient(x, dy, dx, length),
  ({ inputs: [x, dy], attributes }, [upstream]) => {
    const product = nothingOrProduct(centred(upstream, x, attributes), centred(dy, x, attributes));
    return [apply(softmaxGradient, [x, product], attributes), apply(softmaxGradient, [x, upstream], attributes)];
  },
  'softmaxGradient',
);

const softmaxOperation: Operation<RowAttributes, 'one', 1> = /* @__PURE__ */ rowOperation(
  'softmax',
  ([x], y, length) => softmaxRows(x, y, length),
  ({ inputs: [x], attributes }, [dy]) => [apply(softmaxGradient, [x, dy], attributes)],
  'softmax',
);

const logSoftmaxGradient: Operation<RowAttributes, 'one', 2> = /* @__PURE__ */ rowOperation(
  'log_softmax gradient',
  ([x, dy], dx, length) => logSoftmaxRowsGradient(x, dy, dx, length),
  ({ inputs: [x, dy], attributes }, [upstream]) => {
    const ofSoftmax: Tensor = apply(softmaxGradient, [x, upstream], attributes);
    return [negative(nothingOrProduct(alongRows(dy, attributes), ofSoftmax)), centred(upstream, x, attributes)];
  },
  'logSoftmaxGradient',
);

const logSoftmaxOperation: Operation<RowAttributes, 'one', 1> = /* @__PURE__ */ rowOperation(
  'log_softmax',
  ([x], y, length) => logSoftmaxRows(x, y, length),
  ({ inputs: [x], attributes }, [dy]) => [apply(logSoftmaxGradient, [x, dy], attributes)],
  'logSoftmax',
);

const sparsemaxGradient: Operation<RowAttributes, 'one', 2> = /* @__PURE__ */ rowOperation(
  'sparsemax gradient',
  ([y, dy], dx, length) => sparsemaxRowsGradient(y, dy, dx, length),
  ({ inputs: [y], attributes }, [upstream]) => [null, apply(sparsemaxGradient, [y, upstream], attributes)],
);

const sparsemaxOperation: Operation<RowAttributes, 'one', 1> = /* @__PURE__ */ rowOperation(
  'sparsemax',
  ([x], y, length) => sparsemaxRows(x, y, length),
  ({ outputs: [y], attributes }, [dy]) => [apply(sparsemaxGradient, [y, dy], attributes)],
);

/** The attributes for the axes of a softmax. A scalar has no axes; its softmax, by default and with `null`, is 1. */
function rowAttributes(where: string, { shape }: TensorSpec, axis: Axes): RowAttributes {
  if (shape.length === 0 && (axis === null || axis === lastAxis.axis)) return { axes: [] };
  const axes = resolveAxes(where, axis, shape.length);
  if (axes.length > 0) return { axes };
  throw new ValueError({ where, expected: 'at least one axis', received: { axis } });
}

/** Options of the functions of rows. */
export interface RowOptions extends OutputOption {
  /** The axis, or the axes, along which a row lies; `null` for all axes. */
  readonly axis?: AxesLike | undefined;
}

/** An activation function of whole rows. */
export interface RowActivation<Name extends string = string> extends ActivationIdentity<Name> {
  <X extends Operand>(x: X, options?: RowOptions): ResultOf<X>;
}

const lastAxis = { axis: -1 };

/** Refuses an `axis` that no tensor could have, before there is a tensor. */
export function checkAxisOption(where: string, { axis }: Readonly<Record<string, unknown>>): void {
  if (axis === null || Number.isInteger(axis) || (Array.isArray(axis) && axis.every(Number.isInteger))) return;
  throw new ValueError({ where, expected: '`axis` to be an integer, a list of them, or null', received: { axis } });
}

const rowOptions = (where: string, given: readonly unknown[]): { axis: Axes; out: RowOptions['out'] } =>
  readArguments<{ axis: Axes; out: RowOptions['out'] }>(where, [], given, { ...lastAxis, out: undefined });

/** Applies an operation on rows; its result may go into an array of the user's. */
function applyToRows<X extends Operand>(
  operation: Operation<RowAttributes, 'one'>,
  where: string,
  x: X,
  attributes: RowAttributes,
  out: RowOptions['out'],
): ResultOf<X> {
  if (out === undefined) return apply(operation, [x], attributes);
  return fillOutput(x, { out, where }, (source, target) =>
    target.set(operation.compute([source], attributes, source) as TypedArray),
  ) as ResultOf<X>;
}

/** softmax, with errors and warnings in the name of the function that the user called. */
export function softmaxAlong<X extends Operand>(where: string, x: X, axis: Axes, out?: RowOptions['out']): ResultOf<X> {
  const spec = specOf(x, where);
  const attributes = rowAttributes(where, spec, axis);
  const [only] = attributes.axes;
  if (attributes.axes.length === 1 && spec.shape[only!] === 1) {
    // The key contains no batch length, so that the warning is printed once: a model is first called without a batch, to be built, and then
    // with batches of different lengths.
    warnOnce(
      `softmax over one element, axis ${only} of ${spec.shape.length}`,
      `${where}: axis ${only} of a tensor of shape ${describeValue(spec.shape)} has size 1, so that every result is 1. Did you mean sigmoid?`,
    );
  }
  return applyToRows(softmaxOperation, where, x, attributes, out);
}

/**
 * Softmax: `exp(x) / Σ exp(x)` along an axis, or several together, computed in a way that cannot overflow. Each row of the result sums to
 * 1.
 *
 * One +∞ in a row takes all its weight; a row of -∞ alone gives NaN, as does NaN. An axis of size 1 gives a warning.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.softmax([1, 2, 3]); // → array([0.09003057, 0.24472848, 0.66524094], dtype=float32)
 */
export function softmax<X extends Operand>(x: X, ...given: [options?: RowOptions | undefined]): ResultOf<X> {
  const where = 'ops.softmax';
  const { axis, out } = rowOptions(where, given);
  return softmaxAlong(where, x, axis, out);
}

/**
 * Logarithm of the softmax: `x - max(x) - log Σ exp(x - max(x))` along an axis, or several together.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.logSoftmax([1, 2, 3]); // → array([-2.407606  , -1.407606  , -0.40760598], dtype=float32)
 */
export const logSoftmax = /* @__PURE__ */ rowFunction('log_softmax', 'activations.logSoftmax', logSoftmaxOperation);

/**
 * Sparsemax: the point of the probability simplex nearest to x, `max(x - τ, 0)` with the τ that makes each row sum to 1.
 *
 * Keras 3.8 to 3.15.1 computes another τ when more than one element is positive; this is the correct one. Source: Martins and Astudillo,
 * 2016, arXiv:1602.02068.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.sparsemax([0, 0.5, 1]); // → array([0.  , 0.25, 0.75], dtype=float32)
 */
export const sparsemax = /* @__PURE__ */ rowFunction('sparsemax', 'activations.sparsemax', sparsemaxOperation);

function rowFunction<Name extends string>(
  identifier: Name,
  where: string,
  operation: Operation<RowAttributes, 'one'>,
): RowActivation<Name> {
  const call = <X extends Operand>(x: X, ...given: [options?: RowOptions | undefined]): ResultOf<X> => {
    const { axis, out } = rowOptions(where, given);
    return applyToRows(operation, where, x, rowAttributes(where, specOf(x, where), axis), out);
  };
  return Object.assign(call, { identifier, configDefaults: lastAxis, checkOptions: checkAxisOption });
}
