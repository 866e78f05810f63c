import { callable } from '../../objects/callable.js';
import { positiveInteger, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { repeat } from '../../ops/repetition.js';
import { expandDims } from '../../ops/reshape.js';
import type { DType, SymbolicShape, Tensor } from '../../tensor/index.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';

const options = () => ({
  /** How often each sample is repeated. */
  n: positiveInteger(),
});

/** The options of `RepeatVector`. */
export interface RepeatVectorOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RepeatVectorLayer
  extends /* @__PURE__ */ layerWith(options, ['n'] as Leading<[n: number], RepeatVectorOptions>)
{
  static readonly path = 'keras.layers.RepeatVector';
  override inputSpec: InputSpec = { rank: 2 };

  override call(x: Tensor): Tensor {
    return repeat(expandDims(x, 1), this.n, { axis: 1 });
  }

  protected override outputDType(input: DType): DType {
    return input;
  }

  override computeOutputShape([batch, features]: SymbolicShape): SymbolicShape {
    return [batch!, this.n, features!];
  }
}

/**
 * Repeats each sample `n` times, as the steps of a sequence: `[batch, features]` becomes `[batch, n, features]`.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RepeatVector(2)([[1, 2]]).shape // → [ 1, 2, 2 ]
 */
export const RepeatVector = /* @__PURE__ */ callable<typeof RepeatVectorLayer, RepeatVector>(RepeatVectorLayer);
export interface RepeatVector extends RepeatVectorLayer {}
