import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { regularizerOption } from '../regularizers/registry.js';
import { cudnnOption, lstmOptions } from './cell-options.js';
import { LSTMCell } from './lstm-cell.js';
import { optionsForCell, recurrentWith, type recurrentOptions } from './rnn.js';

const options = () => ({ ...lstmOptions(), activityRegularizer: regularizerOption(), ...cudnnOption() });

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
export const LSTM = /* @__PURE__ */ callable<typeof LSTMLayer, LSTM>(LSTMLayer);
export interface LSTM extends LSTMLayer {}
