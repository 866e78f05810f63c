import { callable } from '../objects/callable.js';
import { affine } from '../ops/matmul.js';
import type { SymbolicShape, Tensor, Variable } from '../tensor/index.js';
import { activate, activatedShape, activationOption } from './activation-option.js';
import type { InputSpec } from './input-spec.js';
import { regularizerOption } from './regularizers/registry.js';
import { initializerOption } from './initializers/initializer-option.js';
import type { LayerOptions } from './layer-options.js';
import { constraintOption } from './constraints/registry.js';
import { layerWith } from './layer-with.js';
import { flag, positiveInteger, unsupported, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** The number of outputs. */
  units: positiveInteger(),
  /** Applied to the result; none by default. */
  activation: activationOption(),
  /** Whether a bias is added. */
  useBias: flag(true),
  /** Makes the first values of the kernel. */
  kernelInitializer: initializerOption('glorot_uniform'),
  /** Makes the first values of the bias. */
  biasInitializer: initializerOption('zeros'),
  /** Computes what the kernel adds to the loss. */
  kernelRegularizer: regularizerOption(),
  /** Computes what the bias adds to the loss. */
  biasRegularizer: regularizerOption(),
  /** What the kernel has to be after each step. */
  kernelConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  quantizationConfig: unsupported(),
});

/** The options of `Dense`. */
export interface DenseOptions extends OptionsIn<typeof options>, LayerOptions {}

export class DenseLayer
  extends /* @__PURE__ */ layerWith(options, ['units'] as Leading<[units: number], DenseOptions>)
{
  static readonly path = 'keras.layers.Dense';
  override supportsMasking = true;
  override inputSpec: InputSpec = { leastRank: 2 };
  kernel!: Variable;
  bias: Variable | null = null;

  override build(inputShape: SymbolicShape): void {
    const features = inputShape[inputShape.length - 1] ?? null;
    this.kernel = this.addWeightOf('kernel', [features, this.units]);
    if (this.useBias) this.bias = this.addWeightOf('bias', [this.units]);
    this.inputSpec = { leastRank: 2, axes: { [-1]: features } };
  }

  override call(x: Tensor): Tensor {
    return activate(this.label, this.activation, affine(x, this.kernel, this.bias));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return activatedShape(this.label, this.activation, [...inputShape.slice(0, -1), this.units]);
  }
}

/**
 * A densely connected layer, `activation(x · kernel + bias)` over the last axis.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const dense = layers.Dense(2, { activation: 'relu', kernelInitializer: 'ones' });
 * dense(tensor([[1, 2, 3]])) // → array([[6., 6.]], dtype=float32)
 * dense.weights.map(({ path }) => path) // → [ 'dense/kernel', 'dense/bias' ]
 */
export const Dense = /* @__PURE__ */ callable<typeof DenseLayer, Dense>(DenseLayer);
export interface Dense extends DenseLayer {}
