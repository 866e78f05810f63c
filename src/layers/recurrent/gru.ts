import { callable, type StaticSide } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import type { Tensor } from '../../tensor/index.js';
import type { CallContext } from '../call-context.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { regularizerOption } from '../regularizers/registry.js';
import { cudnnOption, gruOptions } from './cell-options.js';
import { GRUCell } from './gru-cell.js';
import { optionsForCell, recurrentWith, type recurrentOptions } from './rnn.js';
import type { RecurrentArguments, RecurrentCall, RecurrentCallOptions, RecurrentResult } from './rnn.js';

const options = () => ({
  ...gruOptions(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  ...cudnnOption(),
});

/** The options of `GRU`. */
export interface GRUOptions extends OptionsIn<typeof options>, OptionsIn<typeof recurrentOptions>, LayerOptions {}

export class GRULayer
  extends /* @__PURE__ */ recurrentWith(options, ['units'] as Leading<[units: number], GRUOptions>)
{
  static readonly path = 'keras.layers.GRU';
  override inputSpec: InputSpec = { rank: 3 };
  override cell = new GRUCell(optionsForCell(this, gruOptions, 'gru_cell'));
}

/**
 * Gated recurrent units over a sequence `[batch, steps, features]`. Source: Cho et al., 2014. Called as `layer(x, { mask, initialState })`;
 * with `returnState` it returns the states after the output.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.GRU(4)(ops.ones([2, 5, 3])).shape // → [ 2, 4 ]
 */
export const GRU: GRUClass = /* @__PURE__ */ callable(GRULayer) as never;
export interface GRU<ReturnsState extends boolean = boolean>
  extends RecurrentCall<ReturnsState, [h: Tensor]>, GRULayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): RecurrentResult<ReturnsState, [h: Tensor]>;
}

/** The class `GRU`: with `returnState: true`, the calls of its instances give a list. */
export interface GRUClass extends StaticSide<typeof GRULayer, GRU> {
  new <ReturnsState extends boolean = false>(
    ...given: RecurrentArguments<{ readonly units: number }, GRUOptions, ReturnsState>
  ): GRU<ReturnsState>;
  <ReturnsState extends boolean = false>(
    ...given: RecurrentArguments<{ readonly units: number }, GRUOptions, ReturnsState>
  ): GRU<ReturnsState>;
}
