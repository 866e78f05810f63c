import { callable } from '../../objects/callable.js';
import { defaulted, numberOfAtLeastZero, type Leading, type OptionsIn } from '../../objects/options/index.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { L1L2 } from '../regularizers/norms.js';

const options = () => ({
  /** The factor of the sum of absolute values. */
  l1: defaulted(numberOfAtLeastZero(), 0),
  /** The factor of the sum of squares. */
  l2: defaulted(numberOfAtLeastZero(), 0),
});

/** The options of `ActivityRegularization`. */
export interface ActivityRegularizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ActivityRegularizationLayer
  extends /* @__PURE__ */ layerWith(options, [] as Leading<[], ActivityRegularizationOptions>)
{
  static readonly path = 'keras.layers.ActivityRegularization';
  override supportsMasking = true;
  override activityRegularizer: ((output: Tensor) => Tensor) | null = L1L2({ l1: this.l1, l2: this.l2 });

  override call(x: Tensor): Tensor {
    return x;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }

  /** The config has no entry for the regularizer, because `l1` and `l2` say what it is. */
  override getConfig(): Record<string, unknown> {
    const { activity_regularizer: _, ...config } = super.getConfig();
    return config;
  }
}

/**
 * Returns its inputs unchanged, and adds `l1·Σ|x| + l2·Σx²` of each sample to the loss.
 *
 * @example
 * import { layers } from 'hillock';
 * const layer = layers.ActivityRegularization({ l1: 0.5 });
 * layer([[1, -3]]);
 * layer.losses.map((loss) => loss.item()) // → [ 2 ]
 */
export const ActivityRegularization = /* @__PURE__ */ callable<
  typeof ActivityRegularizationLayer,
  ActivityRegularization
>(ActivityRegularizationLayer);
export interface ActivityRegularization extends ActivityRegularizationLayer {}
