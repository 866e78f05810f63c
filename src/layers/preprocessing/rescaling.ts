import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { defaulted, type Leading, type OptionsIn, type RequiredOption } from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { asTensor, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';

/** A number, or a number for each channel. */
const factor = (): RequiredOption<number | readonly number[]> => ({
  check: (given, where, name) => {
    const numbers: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (numbers.length > 0 && numbers.every(Number.isFinite)) return given;
    throw new ValueError({
      where,
      expected: `${name} to be a number or a list of numbers`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** What the inputs are multiplied by. */
  scale: factor(),
  /** What is added afterwards. */
  offset: defaulted(factor(), 0),
});

/** The options of `Rescaling`. */
export interface RescalingOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RescalingLayer
  extends /* @__PURE__ */ layerWith(options, ['scale', 'offset'] as Leading<
    [scale: number | readonly number[], offset?: number | readonly number[]],
    RescalingOptions
  >)
{
  static readonly path = 'keras.layers.Rescaling';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    const dtype = this.computeDtype;
    const along = (values: number | readonly number[]): Tensor => asTensor(values, dtype);
    return add(multiply(cast(x, dtype), cast(along(this.scale), dtype)), cast(along(this.offset), dtype));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/**
 * Computes `x · scale + offset`, for example to convert pixels from 0 to 255 to numbers from 0 to 1.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Rescaling(1 / 127.5, -1)([[0, 127.5, 255]]) // → array([[-1.,  0.,  1.]], dtype=float32)
 */
export const Rescaling = /* @__PURE__ */ callable<typeof RescalingLayer, Rescaling>(RescalingLayer);
export interface Rescaling extends RescalingLayer {}
