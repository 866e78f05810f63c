/** The gated linear unit: the product of one half of an array with the sigmoid of the other. */
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
import { readArguments } from './arguments.js';
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

/** `a·sigmoid(b)` with one rounding: a sigmoid that is no normal float32 number may still count beside a huge `a`. */
const gate = /* @__PURE__ */ multiply(/* @__PURE__ */ input(0), /* @__PURE__ */ sigmoid(/* @__PURE__ */ input(1)));

const gated = /* @__PURE__ */ elementwiseOperation({ name: 'glu', where, expression: gate, limits: 'apart' });

/** Elements that are computed at a time: both halves of as many rows stay in the first caches. */
const blockLength = 16384;

/**
 * Gates the first of every two runs of `half` elements by the second. Both are copied before anything is written, block by block, so that
 * the target may begin where the source does.
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
    // The rule of an elementwise function looks at its inputs alone.
    const call = { inputs, outputs: [] as never, attributes: noAttributes, wanted: [true, true] };
    return [concatenate(gated.gradient!(call, [dy]) as readonly Tensor[], { axis })];
  },
});

/** Options of `glu`. */
export interface GluOptions extends OutputOption {
  /** The axis that is halved. */
  readonly axis?: number | undefined;
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
  checkOptions: checkOneAxis,
});
