import { ShapeError } from '../errors/index.js';
import { greater, less, multiply, select } from '../formula/primitives.js';
import { callable } from '../objects/callable.js';
import { binary } from '../ops/elementwise.js';
import type { SymbolicShape, Tensor, Variable } from '../tensor/index.js';
import { initializerOption } from './initializers/initializer-option.js';
import type { LayerOptions } from './layer-options.js';
import { constraintOption } from './constraints/registry.js';
import { regularizerOption } from './regularizers/registry.js';
import { layerWith } from './layer-with.js';
import { integerList, optional, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** Makes the first values of the slopes. */
  alphaInitializer: initializerOption('zeros'),
  /** Computes what the slopes add to the loss. */
  alphaRegularizer: regularizerOption(),
  /** What the slopes have to be after each step. */
  alphaConstraint: constraintOption(),
  /** The axes along which all positions share a slope; counted from 1 for the axis after the batch. */
  sharedAxes: optional(integerList()),
});

/** `x` for x > 0, `alpha·x` below. The derivative with respect to x at 0 is 0, because Keras computes `relu(x) - alpha·relu(-x)`. */
const parametricRelu = /* @__PURE__ */ binary('prelu', (x, alpha) => select(greater(x, 0), x, multiply(alpha, x)), {
  derivatives: (x, alpha) => [
    select(greater(x, 0), 1, select(less(x, 0), alpha, multiply(0, x))),
    select(greater(x, 0), 0, x),
  ],
  limits: 'apart',
});

/** The options of `PReLU`. */
export interface PReLUOptions extends OptionsIn<typeof options>, LayerOptions {}

export class PReLULayer extends /* @__PURE__ */ layerWith(options, [] as Leading<[], PReLUOptions>) {
  static readonly path = 'keras.layers.PReLU';
  override supportsMasking = true;
  alpha!: Variable;

  override build(inputShape: SymbolicShape): void {
    const shape = inputShape.slice(1);
    const axes = Object.fromEntries(shape.map((length, index) => [index + 1, length]));
    for (const axis of this.sharedAxes ?? []) {
      this.#checkSharedAxis(axis, inputShape);
      shape[axis - 1] = 1;
      axes[axis] = null;
    }
    this.alpha = this.addWeightOf('alpha', shape);
    this.inputSpec = { rank: inputShape.length, axes };
  }

  #checkSharedAxis(axis: number, inputShape: SymbolicShape): void {
    if (axis >= 1 && axis < inputShape.length) return;
    throw new ShapeError({
      where: this.label,
      expected: `sharedAxes from 1 to ${inputShape.length - 1}, because 0 is the axis of the batch`,
      received: { sharedAxes: this.sharedAxes, inputShape },
    });
  }

  override call(x: Tensor): Tensor {
    return parametricRelu(x, this.alpha);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/**
 * Parametric relu: `x` for x > 0, `alpha·x` below, with a trained `alpha` for each position in a sample. The derivative at 0 is 0. Source:
 * He et al., 2015.
 *
 * @example
 * import { layers } from 'hillock';
 * const prelu = layers.PReLU({ alphaInitializer: 'ones', sharedAxes: [1, 2] });
 * prelu.build([null, 28, 28, 8]);
 * prelu.alpha.shape // → [ 1, 1, 8 ]
 */
export const PReLU = /* @__PURE__ */ callable<typeof PReLULayer, PReLU>(PReLULayer);
export interface PReLU extends PReLULayer {}
