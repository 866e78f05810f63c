import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import { maximum, multiply, rsqrt, square } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { sum } from '../../ops/summation.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { inWholePrecision } from './affine.js';
import { normalizedAxes, placesOf } from './axes.js';

const options = () => ({
  /** The axis, or the axes, along which vectors lie. */
  axis: normalizedAxes(),
});

/** The options of `UnitNormalization`. */
export interface UnitNormalizationOptions extends OptionsIn<typeof options>, LayerOptions {}

/** The square of the least divisor. With it, vectors of zeros stay zeros, and have a gradient. */
const leastSquare = 1e-24;

export class UnitNormalizationLayer
  extends /* @__PURE__ */ layerWith(options, [] as Leading<[], UnitNormalizationOptions>)
{
  static readonly path = 'keras.layers.UnitNormalization';
  override supportsMasking = true;

  override call(given: Tensor): Tensor {
    const x = inWholePrecision(given);
    const axis = placesOf(this.label, this.axis, x.shape);
    const length = maximum(sum(square(x), { axis, keepdims: true }), leastSquare);
    return cast(multiply(x, rsqrt(length)), this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    placesOf(this.label, this.axis, inputShape);
    return inputShape;
  }
}

/**
 * Divides by the Euclidean length along an axis, `x / √(Σ x²)`, so that the vectors along it have length 1; zeros stay zeros.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.UnitNormalization()([[3, 4], [0, 0]])
 * // → array([[0.6, 0.8],
 * //          [0. , 0. ]], dtype=float32)
 */
export const UnitNormalization = /* @__PURE__ */ callable<typeof UnitNormalizationLayer, UnitNormalization>(
  UnitNormalizationLayer,
);
export interface UnitNormalization extends UnitNormalizationLayer {}
