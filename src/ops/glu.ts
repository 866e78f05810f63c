/** The gated linear unit: one half of an array, multiplied by the sigmoid of the other half. */
import { ValueError } from '../errors/index.js';
import { input } from '../formula/expression.js';
import { multiply, sigmoid } from '../formula/primitives.js';
import { elementwiseProgram, runElementwise } from '../kernel/elementwise/elementwise.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import {
  allocate,
  castData,
  isFloating,
  type Shape,
  sizeOf,
  type SymbolicShape,
  type Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { readArguments, type Scalar } from './arguments.js';
import { apply, specOf } from './apply.js';
import { resolveAxis } from './axes.js';
import { elementwiseOperation } from './elementwise-operation.js';
import { concatenate, split } from './joining.js';
import { defineOperation, noAttributes, type Operand, type ResultOf } from './operation.js';
import { fillOutput, type OutputOption } from './output.js';
import { contiguous, copyStrided } from './strided-copy.js';

const where = 'activations.glu';

const halved = (shape: SymbolicShape, axis: number): SymbolicShape =>
  shape.map((length, index) => (index === axis ? length! / 2 : length));

/** `a·sigmoid(b)` rounded once: even a sigmoid that is too small for a float32 may matter beside a huge `a`. */
const gate = /* @__PURE__ */ multiply(/* @__PURE__ */ input(0), /* @__PURE__ */ sigmoid(/* @__PURE__ */ input(1)));

const gated = /* @__PURE__ */ elementwiseOperation({ name: 'glu', where, expression: gate, limits: 'apart' });

/** How many elements are computed at a time, so that both halves of their rows stay in the first caches. */
const blockLength = 16384;

/**
 * Multiplies the first of every two runs of `half` elements by the sigmoid of the second. Both are copied block by block before anything is
 * written, so the target may begin where the source begins.
 */
function gateHalves(source: TypedArray, target: TypedArray, half: number): void {
  const program = elementwiseProgram([gate], { limits: 'apart', precision: 'value' });
  const rowsOfBlock = Math.max(1, Math.floor(blockLength / half));
  const halves = [0, half].map((start) => ({ start, data: source.slice(0, rowsOfBlock * half) }));
  for (let done = 0; done < target.length; done += rowsOfBlock * half) {
    const rows = Math.min(rowsOfBlock, (target.length - done) / half);
    for (const { start, data } of halves) {
      const layout = { strides: [2 * half, 1], start: 2 * done + start };
      copyStrided(source, layout, data, contiguous([rows, half]), [rows, half]);
    }
    const operands = halves.map(({ data }) => data.subarray(0, rows * half));
    runElementwise(program, operands, [target.subarray(done, done + rows * half)], rows * half);
  }
}

const gluOperation = /* @__PURE__ */ defineOperation<{ readonly axis: number }>({
  name: 'glu',
  where,
  inferShape: ([x], { axis }) => ({
    shape: halved(x.shape, axis),
    dtype: isFloating(x.dtype) ? x.dtype : 'float32',
  }),
  compute([x], { axis }, { shape, dtype }) {
    const source = castData(where, x.data, x.dtype, dtype);
    const target = allocate(dtype, sizeOf(shape)) as TypedArray;
    gateHalves(source, target, shape[axis]! * rowMajorStrides(shape)[axis]!);
    return target;
  },
  gradient({ inputs: [x], attributes: { axis } }, [dy]) {
    const inputs = split(x, 2, { axis }) as readonly Tensor[];
    // The gradient rule of an elementwise operation reads nothing of the call but its inputs.
    const call = { inputs, outputs: [] as never, attributes: noAttributes, wanted: [true, true] };
    return [concatenate(gated.gradient!(call, [dy]) as readonly Tensor[], { axis })];
  },
});

/** Options of `glu`. */
export interface GluOptions extends OutputOption {
  /** The axis that is halved. */
  readonly axis?: Scalar | undefined;
}

function gluAlong<X extends Operand>(x: X, ...given: [options?: GluOptions | undefined]): ResultOf<X> {
  const { axis, out } = readArguments<typeof lastAxis & OutputOption>(where, [], given, {
    ...lastAxis,
    out: undefined,
  });
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
  if (out === undefined) return apply(gluOperation, [x], { axis: resolved });
  const half = halved(shape, resolved) as Shape;
  return fillOutput(x, { out, where, shape: half }, ({ data }, target) =>
    gateHalves(data, target, half[resolved]! * rowMajorStrides(half)[resolved]!),
  ) as ResultOf<X>;
}

const lastAxis = { axis: -1 };

function checkOneAxis(place: string, { axis }: Readonly<Record<string, unknown>>): void {
  if (Number.isInteger(axis)) return;
  throw new ValueError({ where: place, expected: '`axis` to be an integer', received: { axis } });
}

/**
 * Gated linear unit: `a·sigmoid(b)`, where a and b are the two halves of x along an axis. The result has half the length of x along it.
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
  checkOptions: checkOneAxis,
});
