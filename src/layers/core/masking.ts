import { callable } from '../../objects/callable.js';
import { defaulted, finiteNumber, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { notEqual } from '../../ops/comparison.js';
import { any } from '../../ops/reductions.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';

const options = () => ({
  /** Steps all of whose features have this value are skipped by the next layers. */
  maskValue: defaulted(finiteNumber(), 0),
});

/** The options of `Masking`. */
export interface MaskingOptions extends OptionsIn<typeof options>, LayerOptions {}

export class MaskingLayer
  extends /* @__PURE__ */ layerWith(options, ['maskValue'] as Leading<[maskValue?: number], MaskingOptions>)
{
  static readonly path = 'keras.layers.Masking';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    return multiply(x, cast(any(notEqual(x, this.maskValue), { axis: -1, keepdims: true }), x.dtype));
  }

  override computeMask(x: never): unknown {
    return any(notEqual(x as Tensor, this.maskValue), { axis: -1 });
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/**
 * Masks the steps of a sequence in which all features have a given value, 0 by default, so that the next layers skip them.
 *
 * @example
 * import { layers } from 'hillock';
 * const lstm = layers.LSTM(2, { returnSequences: true });
 * lstm(layers.Masking()([[[1], [0]]])).shape // → [ 1, 2, 2 ]
 */
export const Masking = /* @__PURE__ */ callable<typeof MaskingLayer, Masking>(MaskingLayer);
export interface Masking extends MaskingLayer {}
