/** Softmax and its kin: functions of whole rows, along any axis or axes. */
import { ValueError, warnOnce } from '../errors/index.js';
import * as formula from '../formula/primitives.js';
import type { NumericArray } from '../kernel/arrays.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import { logSoftmaxRows, logSoftmaxRowsGradient, softmaxRows, softmaxRowsGradient } from '../kernel/softmax.js';
import { sparsemaxRows } from '../kernel/sparsemax.js';
import type { Tensor } from '../tensor/index.js';
import { allocate, castData, isFloating, type TypedArray } from '../tensor/index.js';
import { camelCase } from './activation-names.js';
import { apply, specOf } from './apply.js';
import { divide, multiply, negative, subtract } from './arithmetic.js';
import { type Axes, resolveAxes, resolveAxis } from './axes.js';
import { cast } from './casting.js';
import { greater } from './comparison.js';
import { binary } from './elementwise.js';
import { exp } from './exponentials.js';
import { defineOperation, type Operand, type Operation, type ResultOf, type TensorSpec } from './operation.js';
import { split } from './joining.js';
import { fillOutput, type OutputOption } from './output.js';
import { readOptions } from '../tensor/options.js';
import { gatherStrided } from './strided-copy.js';
import { sum } from './summation.js';

interface RowAttributes {
  /** The axes that make up a row, counted from the first, in ascending order. */
  readonly axes: readonly number[];
}

type RowKernel = (inputs: readonly NumericArray[], output: NumericArray, length: number) => void;

const floatingSpec = ({ shape, dtype }: TensorSpec): TensorSpec => ({
  shape,
  dtype: isFloating(dtype) ? dtype : 'float32',
});

/** Runs a kernel over rows that lie along some axes: as they are where those are the last, else in a copy that has them last. */
function runOverRows(kernel: RowKernel, inputs: readonly Tensor[], axes: readonly number[]): TypedArray {
  const { shape } = inputs[0]!;
  const { dtype } = floatingSpec(inputs[0]!);
  const length = axes.reduce((product, axis) => product * shape[axis]!, 1);
  const others = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const isInOrder = order.every((axis, position) => axis === position);
  const arrays = inputs.map((input) => {
    const data = isInOrder ? input.data : permuted(input, order);
    return castData('softmax', data, input.dtype, dtype) as TypedArray;
  });
  const output = allocate(dtype, inputs[0]!.size) as TypedArray;
  if (output.length === 0) return output;
  kernel(arrays, output, length);
  if (isInOrder) return output;
  const back = shape.map((_, axis) => order.indexOf(axis));
  const strides = rowMajorStrides(order.map((axis) => shape[axis]!));
  return gatherStrided(
    output,
    dtype,
    { strides: back.map((position) => strides[position]!), start: 0 },
    shape,
  ) as TypedArray;
}

function permuted({ data, shape, dtype }: Tensor, order: readonly number[]): TypedArray {
  const strides = rowMajorStrides(shape);
  const target = order.map((axis) => shape[axis]!);
  return gatherStrided(data, dtype, { strides: order.map((axis) => strides[axis]!), start: 0 }, target) as TypedArray;
}

function rowOperation(
  name: string,
  kernel: RowKernel,
  gradient: Operation<RowAttributes, 'one'>['gradient'],
): Operation<RowAttributes, 'one'> {
  return defineOperation<RowAttributes>({
    name,
    where: `activations.${camelCase(name)}`,
    inferShape: ([x]) => floatingSpec(x!),
    compute: (inputs, { axes }) => runOverRows(kernel, inputs, axes),
    ...(gradient && { gradient }),
  });
}

const alongRows = (x: Operand, { axes }: RowAttributes): Tensor => sum(x, { axis: axes, keepdims: true }) as Tensor;

const softmaxGradient = /* @__PURE__ */ rowOperation(
  'softmax gradient',
  ([y, dy], dx, length) => softmaxRowsGradient(y!, dy!, dx, length),
  ({ inputs: [y, dy], attributes }, [upstream]) => [
    subtract(
      multiply(upstream!, subtract(dy!, alongRows(multiply(y!, dy!), attributes))),
      multiply(dy!, alongRows(multiply(upstream!, y!), attributes)),
    ),
    apply(softmaxGradient, [y!, upstream!], attributes),
  ],
);

const softmaxOperation = /* @__PURE__ */ rowOperation(
  'softmax',
  ([x], y, length) => softmaxRows(x!, y, length),
  ({ outputs: [y], attributes }, [dy]) => [apply(softmaxGradient, [y!, dy!], attributes)],
);

const logSoftmaxGradient = /* @__PURE__ */ rowOperation(
  'log_softmax gradient',
  ([y, dy], dx, length) => logSoftmaxRowsGradient(y!, dy!, dx, length),
  ({ inputs: [y, dy], attributes }, [upstream]) => [
    negative(multiply(multiply(upstream!, exp(y!)), alongRows(dy!, attributes))),
    subtract(upstream!, alongRows(multiply(upstream!, exp(y!)), attributes)),
  ],
);

const logSoftmaxOperation = /* @__PURE__ */ rowOperation(
  'log_softmax',
  ([x], y, length) => logSoftmaxRows(x!, y, length),
  ({ outputs: [y], attributes }, [dy]) => [apply(logSoftmaxGradient, [y!, dy!], attributes)],
);

const sparsemaxOperation = /* @__PURE__ */ rowOperation(
  'sparsemax',
  ([x], y, length) => sparsemaxRows(x!, y, length),
  ({ outputs: [y], attributes }, [dy]) => {
    const support = cast(greater(y!, 0), y!.dtype);
    const mean = divide(alongRows(multiply(support, dy!), attributes), alongRows(support, attributes));
    return [multiply(support, subtract(dy!, mean))];
  },
);

/** The axes of a softmax; a scalar has none, and its softmax is 1. */
function rowAttributes(where: string, x: TensorSpec, axis: Axes): RowAttributes {
  if (x.shape.length === 0) return { axes: [] };
  const axes = resolveAxes(where, axis, x.shape.length);
  if (axes.length > 0) return { axes };
  throw new ValueError({ where, expected: 'at least one axis', received: { axis } });
}

/** Options of the functions of rows. */
export interface RowOptions extends OutputOption {
  /** The axis, or several, along which a row lies; `null` for all. */
  readonly axis?: Axes | undefined;
}

const lastAxis = { axis: -1 };

const rowOptions = (where: string, options: RowOptions): { axis: Axes; out: RowOptions['out'] } =>
  readOptions<{ axis: Axes; out: RowOptions['out'] }>(where, options, { ...lastAxis, out: undefined });

/** Applies an operation of rows, whose result may go into an array of the user's. */
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

/** softmax in the name of the function that the user called. */
export function softmaxAlong<X extends Operand>(where: string, x: X, axis: Axes, out?: RowOptions['out']): ResultOf<X> {
  const spec = specOf(x, where);
  const attributes = rowAttributes(where, spec, axis);
  const [only] = attributes.axes;
  if (attributes.axes.length === 1 && spec.shape[only!] === 1) {
    warnOnce(
      `softmax over one element ${only} ${String(spec.shape)}`,
      `${where}: axis ${only} of a tensor of shape [${spec.shape.join(', ')}] has size 1, so that every result is 1. Did you mean sigmoid?`,
    );
  }
  return applyToRows(softmaxOperation, where, x, attributes, out);
}

/**
 * Softmax: `exp(x) / Σ exp(x)` along an axis, or several together, computed from `x - max(x)`. Each row of the result sums to 1.
 *
 * One +∞ in a row takes all its weight; a row of -∞ alone gives NaN, as does NaN. An axis of size 1 gives a warning.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.softmax([1, 2, 3]); // → array([0.09003057, 0.24472848, 0.66524094], dtype=float32)
 */
export function softmax<X extends Operand>(x: X, options: RowOptions = {}): ResultOf<X> {
  const where = 'ops.softmax';
  const { axis, out } = rowOptions(where, options);
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

function rowFunction<Name extends string>(identifier: Name, where: string, operation: Operation<RowAttributes, 'one'>) {
  const call = <X extends Operand>(x: X, options: RowOptions = {}): ResultOf<X> => {
    const { axis, out } = rowOptions(where, options);
    return applyToRows(operation, where, x, rowAttributes(where, specOf(x, where), axis), out);
  };
  return Object.assign(call, { identifier, configDefaults: lastAxis });
}

/** `a·sigmoid(b)` with one rounding: a sigmoid that is no normal float32 number may still count beside a huge `a`. */
const gated = /* @__PURE__ */ binary('glu', (a, b) => formula.multiply(a, formula.sigmoid(b)), {
  where: 'activations.glu',
  limits: true,
});

function gluAlong<X extends Operand>(x: X, options: { readonly axis?: number } = {}): ResultOf<X> {
  const where = 'activations.glu';
  const { axis } = readOptions(where, options, lastAxis);
  const { shape } = specOf(x, where);
  const resolved = resolveAxis(where, axis, shape.length);
  const length = shape[resolved];
  if (length === undefined || length === null || length % 2 !== 0) {
    throw new ValueError({
      where,
      expected: 'an axis whose length can be divided by 2',
      received: { 'x.shape': shape, axis },
    });
  }
  const [values, gates] = split(x, 2, { axis: resolved }) as unknown as [Tensor, Tensor];
  return gated(values, gates) as ResultOf<X>;
}

/**
 * Gated linear unit: `a·sigmoid(b)`, where a and b are the two halves of x along an axis, which it halves.
 *
 * Source: Dauphin et al., 2016, arXiv:1612.08083.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.glu([-1, 0, 1, 1]); // → array([-0.7310586,  0.       ], dtype=float32)
 */
export const glu = /* @__PURE__ */ Object.assign(gluAlong, {
  identifier: 'glu' as const,
  configDefaults: lastAxis,
});
