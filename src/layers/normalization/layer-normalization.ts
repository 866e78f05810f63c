import { callable } from '../../objects/callable.js';
import { defaulted, flag, positiveNumber, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { add, multiply, rsqrt } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { affineOptions, affinePenalties, inWholePrecision, momentsAlong, standardize } from './affine.js';
import { alongAxes, lengthsAt, normalizedAxes, placesOf } from './axes.js';

const options = () => ({
  /** The axis, or the axes, over which each sample is normalized. */
  axis: normalizedAxes(),
  /** A small number that is added to the variance, so that nothing is divided by 0. */
  epsilon: defaulted(positiveNumber(), 1e-3),
  ...affineOptions(),
  /** For older models: x is only divided by the standard deviation, and there is no `beta`. */
  rmsScaling: flag(false),
  ...affinePenalties(),
});

/** The options of `LayerNormalization`. */
export interface LayerNormalizationOptions
  extends OptionsIn<typeof affineOptions>, OptionsIn<typeof affinePenalties>, OptionsIn<typeof options>, LayerOptions {}

export class LayerNormalizationLayer
  extends /* @__PURE__ */ layerWith(options, [] as Leading<[], LayerNormalizationOptions>)
{
  static readonly path = 'keras.layers.LayerNormalization';
  override supportsMasking = true;
  gamma: Variable | null = null;
  beta: Variable | null = null;

  override build(inputShape: SymbolicShape): void {
    const shape = lengthsAt(this.label, this.axis, inputShape);
    if (this.scale || this.rmsScaling) this.gamma = this.addWeightOf('gamma', shape, { autocast: false });
    if (this.center && !this.rmsScaling) this.beta = this.addWeightOf('beta', shape, { autocast: false });
  }

  override call(given: Tensor): Tensor {
    const x = inWholePrecision(given);
    const places = placesOf(this.label, this.axis, x.shape);
    const [average, variance] = momentsAlong(x, places);
    const gamma = this.gamma === null ? null : alongAxes(cast(this.gamma, x.dtype), places, x.shape);
    const beta = this.beta === null ? null : alongAxes(cast(this.beta, x.dtype), places, x.shape);
    const normalized = this.rmsScaling
      ? multiply(multiply(x, rsqrt(add(variance, this.epsilon))), gamma!)
      : standardize(x, { average, variance, epsilon: this.epsilon, gamma, beta });
    return cast(normalized, this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    placesOf(this.label, this.axis, inputShape);
    return inputShape;
  }
}

/**
 * Gives each sample mean 0 and variance 1 over its features, `gamma·(x - mean) / √(variance + epsilon) + beta`, the same in training and
 * otherwise. With several axes, `gamma` and `beta` have all these axes. Source: Ba, Kiros and Hinton, 2016.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.LayerNormalization({ epsilon: 3 })([[1, 3], [5, 7]])
 * // → array([[-0.5,  0.5],
 * //          [-0.5,  0.5]], dtype=float32)
 */
export const LayerNormalization = /* @__PURE__ */ callable<typeof LayerNormalizationLayer, LayerNormalization>(
  LayerNormalizationLayer,
);
export interface LayerNormalization extends LayerNormalizationLayer {}
