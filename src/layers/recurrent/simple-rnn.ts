import { callable, type StaticSide } from '../../objects/callable.js';
import { forgotten, seed, type Leading, type OptionsIn } from '../../objects/options/index.js';
import type { Tensor } from '../../tensor/index.js';
import type { CallContext } from '../call-context.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { regularizerOption } from '../regularizers/registry.js';
import { cellOptions } from './cell-options.js';
import { SimpleRNNCell } from './simple-rnn-cell.js';
import { optionsForCell, recurrentWith, type recurrentOptions } from './rnn.js';
import type { RecurrentArguments, RecurrentCall, RecurrentCallOptions, RecurrentResult } from './rnn.js';

const options = () => ({
  ...cellOptions(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: forgotten(seed()),
});

/** The options of `SimpleRNN`. */
export interface SimpleRNNOptions extends OptionsIn<typeof options>, OptionsIn<typeof recurrentOptions>, LayerOptions {}

export class SimpleRNNLayer
  extends /* @__PURE__ */ recurrentWith(options, ['units'] as Leading<[units: number], SimpleRNNOptions>)
{
  static readonly path = 'keras.layers.SimpleRNN';
  override inputSpec: InputSpec = { rank: 3 };
  override cell = new SimpleRNNCell(optionsForCell(this, cellOptions, 'simple_rnn_cell'));
}

/**
 * A simple recurrence over a sequence `[batch, steps, features]`: `h = tanh(x · kernel + h · recurrent_kernel + bias)` at each step. Called
 * as `layer(x, { mask, initialState })`; with `returnState` it returns the states after the output.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.SimpleRNN(4)(ops.ones([2, 5, 3])).shape // → [ 2, 4 ]
 */
export const SimpleRNN: SimpleRNNClass = /* @__PURE__ */ callable(SimpleRNNLayer) as never;
export interface SimpleRNN<ReturnsState extends boolean = boolean>
  extends RecurrentCall<ReturnsState, [h: Tensor]>, SimpleRNNLayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): RecurrentResult<ReturnsState, [h: Tensor]>;
}

/** The class `SimpleRNN`: with `returnState: true`, the calls of its instances give a list. */
export interface SimpleRNNClass extends StaticSide<typeof SimpleRNNLayer, SimpleRNN> {
  new <ReturnsState extends boolean = false>(
    ...given: RecurrentArguments<{ readonly units: number }, SimpleRNNOptions, ReturnsState>
  ): SimpleRNN<ReturnsState>;
  <ReturnsState extends boolean = false>(
    ...given: RecurrentArguments<{ readonly units: number }, SimpleRNNOptions, ReturnsState>
  ): SimpleRNN<ReturnsState>;
}
