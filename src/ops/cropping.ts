/** Removes the ends of axes: the reverse of `pad`. */
import { ShapeError } from '../errors/index.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import { apply } from './apply.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';
import { pad, type Pair } from './slicing.js';
import { gatherStrided } from './strided-copy.js';

const cropOperation = /* @__PURE__ */ defineOperation<{ readonly cropping: readonly Pair[] }>({
  name: 'crop',
  inferShape([x], { cropping }) {
    const shape = x.shape.map((length, axis) => length && length - cropping[axis]![0] - cropping[axis]![1]);
    if (shape.every((length) => length === null || length > 0)) return { shape, dtype: x.dtype };
    throw new ShapeError({
      where: 'ops.crop',
      expected: 'axes that are longer than what is taken from them',
      received: { x, cropping },
    });
  },
  compute([x], { cropping }, { shape, dtype }) {
    const strides = rowMajorStrides(x.shape);
    const start = strides.reduce((sum, stride, axis) => sum + stride * cropping[axis]![0], 0);
    return gatherStrided(x.data, dtype, { strides, start }, shape);
  },
  gradient: ({ attributes: { cropping } }, [dy]) => [pad(dy, cropping)],
});

/** The tensor without the given numbers of elements at the beginning and the end of each axis. */
export const crop = <X extends Operand>(x: X, cropping: readonly Pair[]): ResultOf<X> =>
  apply(cropOperation, [x], { cropping });
