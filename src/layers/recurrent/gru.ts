import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { regularizerOption } from '../regularizers/registry.js';
import { cudnnOption, gruOptions } from './cell-options.js';
import { GRUCell } from './gru-cell.js';
import { optionsForCell, recurrentWith, type recurrentOptions } from './rnn.js';

const options = () => ({ ...gruOptions(), activityRegularizer: regularizerOption(), ...cudnnOption() });

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
export const GRU = /* @__PURE__ */ callable<typeof GRULayer, GRU>(GRULayer);
export interface GRU extends GRULayer {}
