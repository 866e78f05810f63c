/** The activations whose defaults differ from those of `keras.ops`. */
import { ShapeError } from '../errors/index.js';
import { geluWithDefault, hardSigmoidWithDefault } from '../ops/activation-variants.js';
import { specOf } from '../ops/apply.js';
import type { Axes } from '../ops/axes.js';
import type { Operand, ResultOf } from '../ops/operation.js';
import { checkAxisOption, type RowActivation, type RowOptions, softmaxAlong } from '../ops/softmax.js';
import { readArguments } from '../ops/arguments.js';

/**
 * Gaussian error linear unit: `x·Φ(x)` with the normal distribution's Φ, exact; with `approximate: true`
 * `x/2·(1 + tanh(√(2/π)·(x + 0.044715x³)))`.
 *
 * `ops.gelu` is approximate by default, as in Keras. Source: Hendrycks and Gimpel, 2016, arXiv:1606.08415.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.gelu([-1, 0, 1]); // → array([-0.15865526,  0.        ,  0.8413448 ], dtype=float32)
 */
export const gelu = /* @__PURE__ */ geluWithDefault('activations.gelu', false);

/** The slope of the earlier generations of Keras, and of ONNX. */
const slopeOfKeras2 = 0.2;

/**
 * Piecewise linear sigmoid: `slope·x + offset` clipped to [0, 1], by default `0.2x + 0.5`.
 *
 * That is Keras 2's function; Keras 3's has the slope 1/6 (`{ slope: 1 / 6 }`, and the default of `ops.hardSigmoid`). Source: Courbariaux
 * et al., 2015, arXiv:1511.00363.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.hardSigmoid([-3, -1, 0, 1, 3]); // → array([0. , 0.3, 0.5, 0.7, 1. ], dtype=float32)
 * activations.hardSigmoid([1.5], { slope: 1 / 6 }); // → array([0.75], dtype=float32)
 */
export const hardSigmoid = /* @__PURE__ */ hardSigmoidWithDefault('activations.hardSigmoid', slopeOfKeras2);

function softmaxOfBatch<X extends Operand>(x: X, ...given: [options?: RowOptions | undefined]): ResultOf<X> {
  const where = 'activations.softmax';
  type Read = { readonly axis: Axes | undefined; readonly out: RowOptions['out'] };
  const { axis, out } = readArguments<Read>(where, [], given, { axis: undefined, out: undefined });
  const { shape } = specOf(x, where);
  if (axis === undefined && shape.length <= 1) {
    throw new ShapeError({
      where,
      expected: 'a tensor of rank 2 or more, because an unbatched vector is the usual mistake',
      received: { 'x.shape': shape },
      hint: 'pass { axis: -1 } to take the softmax of a vector',
    });
  }
  return softmaxAlong(where, x, axis === undefined ? -1 : axis, out);
}

/**
 * Softmax: `exp(x) / Σ exp(x)` along an axis, or several together, computed from `x - max(x)`. Each row of the result sums to 1.
 *
 * A vector is refused unless `axis` is given. One +∞ in a row takes all its weight; a row of -∞ alone gives NaN, as does NaN. An axis of
 * size 1 gives a warning.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.softmax([[1, 2, 3]]); // → array([[0.09003057, 0.24472848, 0.66524094]], dtype=float32)
 */
export const softmax: RowActivation<'softmax'> = /* @__PURE__ */ Object.assign(softmaxOfBatch, {
  identifier: 'softmax' as const,
  configDefaults: { axis: -1 },
  checkOptions: checkAxisOption,
});
