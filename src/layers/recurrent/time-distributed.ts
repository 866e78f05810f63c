import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import { split, stack } from '../../ops/joining.js';
import { squeeze } from '../../ops/reshape.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { InputSpec } from '../input-spec.js';
import { layerOption } from '../layer-option.js';
import { outsideOfModels } from '../call-context.js';
import { type AnyLayer, type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { checkHasSteps } from './rnn.js';

const options = () => ({
  /** The layer that is applied to every step. */
  layer: layerOption(),
});

/** The options of `TimeDistributed`. */
export interface TimeDistributedOptions extends OptionsIn<typeof options>, LayerOptions {}

export class TimeDistributedLayer
  extends /* @__PURE__ */ layerWith(options, ['layer'] as Leading<[layer: AnyLayer], TimeDistributedOptions>)
{
  static readonly path = 'keras.layers.TimeDistributed';
  override supportsMasking = true;
  override inputSpec: InputSpec = { leastRank: 3 };

  override build([batch, , ...step]: SymbolicShape): void {
    if (!this.layer.built) this.layer.build([batch!, ...step]);
  }

  override call(x: Tensor, { mask }: CallContext = outsideOfModels): Tensor {
    checkHasSteps(this.label, x);
    const steps = slices(x);
    const masks = mask === undefined ? undefined : this.#masks(x, mask);
    const outputs = steps.map((step, t) => this.layer(step, masks === undefined ? {} : { mask: masks[t] }) as Tensor);
    return stack(outputs, { axis: 1 });
  }

  /** The mask of each step, if the mask says more than which steps count. */
  #masks(x: Tensor, mask: Tensor): Tensor[] | undefined {
    if (mask.rank < 2 || mask.shape[0] !== x.shape[0] || mask.shape[1] !== x.shape[1]) {
      throw new ShapeError({
        where: this.label,
        expected: 'a mask whose first axes are the batch and the steps of the inputs',
        received: { mask, inputs: x },
      });
    }
    return slices(mask);
  }

  override computeOutputShape([batch, steps, ...step]: SymbolicShape): SymbolicShape {
    const [, ...output] = this.layer.computeOutputShape([batch!, ...step]) as SymbolicShape;
    return [batch!, steps!, ...output];
  }
}

const slices = (x: Tensor): Tensor[] =>
  (split(x, x.shape[1]!, { axis: 1 }) as Tensor[]).map((step) => squeeze(step, { axis: 1 }));

/**
 * Calls a layer, or a model, on each step of a sequence `[batch, steps, …]`, with the same weights.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.TimeDistributed(layers.Dense(4))(ops.ones([2, 5, 3])).shape // → [ 2, 5, 4 ]
 */
export const TimeDistributed = /* @__PURE__ */ callable<typeof TimeDistributedLayer, TimeDistributed>(
  TimeDistributedLayer,
);
export interface TimeDistributed extends TimeDistributedLayer {}
