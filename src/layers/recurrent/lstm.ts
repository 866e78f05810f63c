import { callable, type StaticSide } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import type { Tensor } from '../../tensor/index.js';
import type { CallContext } from '../call-context.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { regularizerOption } from '../regularizers/registry.js';
import { cudnnOption, lstmOptions } from './cell-options.js';
import { LSTMCell } from './lstm-cell.js';
import { optionsForCell, recurrentWith, type recurrentOptions } from './rnn.js';
import type { RecurrentArguments, RecurrentCall, RecurrentCallOptions, RecurrentResult } from './rnn.js';

const options = () => ({
  ...lstmOptions(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  ...cudnnOption(),
});

/** The options of `LSTM`. */
export interface LSTMOptions extends OptionsIn<typeof options>, OptionsIn<typeof recurrentOptions>, LayerOptions {}

export class LSTMLayer
  extends /* @__PURE__ */ recurrentWith(options, ['units'] as Leading<[units: number], LSTMOptions>)
{
  static readonly path = 'keras.layers.LSTM';
  override inputSpec: InputSpec = { rank: 3 };
  override cell = new LSTMCell(optionsForCell(this, lstmOptions, 'lstm_cell'));
}

/**
 * A long short-term memory over a sequence `[batch, steps, features]`: gates decide what part of the carried state is kept, what is added
 * to it, and what part is output. Source: Hochreiter and Schmidhuber, 1997. Called as `layer(x, { mask, initialState })`; with
 * `returnState` it returns the states after the output.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.LSTM(4)(ops.ones([2, 5, 3])).shape // → [ 2, 4 ]
 */
export const LSTM: LSTMClass = /* @__PURE__ */ callable(LSTMLayer) as never;
export interface LSTM<ReturnsState extends boolean = boolean>
  extends RecurrentCall<ReturnsState, [h: Tensor, c: Tensor]>, LSTMLayer {
  call(
    sequences: Tensor,
    context?: RecurrentCallOptions & CallContext,
  ): RecurrentResult<ReturnsState, [h: Tensor, c: Tensor]>;
}

/** The class `LSTM`: with `returnState: true`, the calls of its instances give a list. */
export interface LSTMClass extends StaticSide<typeof LSTMLayer, LSTM> {
  new <ReturnsState extends boolean = false>(
    ...given: RecurrentArguments<{ readonly units: number }, LSTMOptions, ReturnsState>
  ): LSTM<ReturnsState>;
  <ReturnsState extends boolean = false>(
    ...given: RecurrentArguments<{ readonly units: number }, LSTMOptions, ReturnsState>
  ): LSTM<ReturnsState>;
}
