import { callable } from '../../objects/callable.js';
import { defaulted, positiveNumber, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { add, multiply, rsqrt, square } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { mean } from '../../ops/reductions.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { inWholePrecision } from './affine.js';
import { alongAxes, lengthsAt, normalizedAxes, placesOf } from './axes.js';

const options = () => ({
  /** The axis, or the axes, over which each sample is normalized. */
  axis: normalizedAxes(),
  /** A small number that is added to the mean of the squares, so that nothing is divided by 0. */
  epsilon: defaulted(positiveNumber(), 1e-6),
});

/** The options of `RMSNormalization`. */
export interface RMSNormalizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RMSNormalizationLayer
  extends /* @__PURE__ */ layerWith(options, [] as Leading<[], RMSNormalizationOptions>)
{
  static readonly path = 'keras.layers.RMSNormalization';
  scale!: Variable;

  override build(inputShape: SymbolicShape): void {
    const shape = lengthsAt(this.label, this.axis, inputShape);
    this.scale = this.addWeight({ name: 'scale', shape, initializer: 'ones' });
  }

  override call(given: Tensor): Tensor {
    const x = inWholePrecision(given);
    const axis = placesOf(this.label, this.axis, x.shape);
    const inverse = rsqrt(add(mean(square(x), { axis, keepdims: true }), this.epsilon));
    const scale = alongAxes(cast(this.scale, x.dtype), axis, x.shape);
    return cast(multiply(multiply(x, inverse), scale), this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    placesOf(this.label, this.axis, inputShape);
    return inputShape;
  }
}

/**
 * Divides each sample by the root of the mean of its squares, `scale·x / √(mean(x²) + epsilon)`: layer normalization without the shift.
 * Source: Zhang and Sennrich, 2019.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RMSNormalization({ epsilon: 3 })([[1, -1]]) // → array([[ 0.5, -0.5]], dtype=float32)
 */
export const RMSNormalization = /* @__PURE__ */ callable<typeof RMSNormalizationLayer, RMSNormalization>(
  RMSNormalizationLayer,
);
export interface RMSNormalization extends RMSNormalizationLayer {}
