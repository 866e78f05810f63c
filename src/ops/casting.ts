import { castData, checkDType, Tensor, type DType } from '../tensor/index.js';
import { apply } from './apply.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';

const castOperation = /* @__PURE__ */ defineOperation<{ readonly dtype: DType }>({
  name: 'cast',
  inferShape: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  compute: ([x], { dtype }) => castData('ops.cast', x!.data, x!.dtype, dtype),
  gradient: ({ inputs }, [dy]) => [cast(dy!, inputs[0]!.dtype)],
});

/**
 * The same values in another dtype. Floating point becomes an integer towards zero, held within the range; everything but 0 is true.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cast([-1.7, 0.2, 2.5], 'int32') // → array([-1,  0,  2], dtype=int32)
 */
export function cast<X extends Operand>(x: X, dtype: DType): ResultOf<X> {
  checkDType('ops.cast', dtype);
  if (x instanceof Tensor && x.dtype === dtype) return x as never;
  return apply(castOperation, [x], { dtype });
}

