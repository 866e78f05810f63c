/** The bits of numbers as numbers of another dtype. */
import { DTypeError, ShapeError } from '../errors/index.js';
import { decodeHalves } from '../tensor/half-precision.js';
import { encodeStorage } from '../tensor/storage.js';
import {
  allocate,
  checkDType,
  isHalf,
  sizeOf,
  type DType,
  type SymbolicShape,
  type TypedArray,
} from '../tensor/index.js';
import { apply } from './apply.js';
import { readArguments } from './arguments.js';
import { asOperand } from './operand.js';
import { defineOperation, type Operand, type ResultOf, type TensorSpec } from './operation.js';

const where = 'ops.view';

const bytes: Readonly<Record<Exclude<DType, 'string'>, number>> = {
  bool: 1,
  uint8: 1,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  float32: 4,
  float64: 8,
};

const bytesOf = (dtype: DType): number => bytes[dtype as keyof typeof bytes];

/** The shape of the view: the last axis has as many more numbers as they are shorter. */
function viewShape(x: TensorSpec, to: DType): SymbolicShape {
  const { shape, dtype } = x;
  const [from, wanted] = [bytesOf(dtype), bytesOf(to)];
  if (from === wanted) return shape;
  const last = shape[shape.length - 1];
  const isWhole = last === null || (last !== undefined && (last * from) % wanted === 0);
  if (isWhole) return [...shape.slice(0, -1), last === null ? null : (last * from) / wanted];
  const expected = `a last axis whose length times ${from} bytes is a multiple of the ${wanted} bytes of ${to}`;
  throw new ShapeError({ where, expected, received: { x } });
}

const viewOperation = /* @__PURE__ */ defineOperation<{ readonly dtype: Exclude<DType, 'string'> }>({
  name: 'view',
  inferShape: ([x], { dtype }) => ({ shape: viewShape(x, dtype), dtype }),
  compute([x], { dtype }, { shape }) {
    // A copy, because the bytes begin where numbers of any dtype may.
    const given = encodeStorage(x).slice();
    if (isHalf(dtype)) return decodeHalves(new Uint16Array(given.buffer), dtype);
    const out: TypedArray = allocate(dtype, sizeOf(shape));
    new Uint8Array(out.buffer).set(given);
    return dtype === 'bool' ? Uint8Array.from(out, (each) => Number(each !== 0)) : out;
  },
});

/**
 * The same bits as numbers of another dtype. Where these are shorter or longer, the last axis has more or fewer of them. No gradient goes through it.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.view(ops.ones([2]), 'int32') // → array([1065353216, 1065353216], dtype=int32)
 */
export function view<X extends Operand>(
  x: X,
  ...given: [dtype?: DType | null | undefined] | [options: { readonly dtype?: DType | null | undefined }]
): ResultOf<X> {
  const { dtype } = readArguments<{ readonly dtype: DType | null }>(where, ['dtype'], given, { dtype: null });
  const operand = asOperand(where, x);
  if (dtype === null || dtype === operand.dtype) return operand as unknown as ResultOf<X>;
  checkDType(where, dtype);
  if (dtype === 'string') throw new DTypeError({ where, expected: 'a dtype of numbers', received: { dtype } });
  return apply(viewOperation, [operand], { dtype });
}
