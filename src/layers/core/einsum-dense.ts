import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  optional,
  text,
  unsupported,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { einsum } from '../../ops/einsum.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import { activate, activationOption } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { regularizerOption } from '../regularizers/registry.js';
import { einsumShapes } from './einsum-shapes.js';

type OutputShape = number | readonly (number | null)[];

const outputShape = (): RequiredOption<OutputShape, readonly (number | null)[]> => ({
  check: (given, where, name) => {
    const shape = typeof given === 'number' ? [given] : given;
    const isLength = (length: unknown): boolean =>
      length === null || (Number.isSafeInteger(length) && (length as number) > 0);
    if (Array.isArray(shape) && shape.every(isLength)) return shape as (number | null)[];
    throw new ValueError({
      where,
      expected: `${name} to be the shape of a sample's output`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** The equation of the product of the input and the kernel: `ab,bc->ac`. */
  equation: text(),
  /** The shape of the output without the batch; `null` where a length is that of the input. */
  outputShape: outputShape(),
  /** Applied to the result; none by default. */
  activation: activationOption(),
  /** The letters of the output's axes that the bias has; by default there is no bias. */
  biasAxes: optional(text()),
  /** Makes the first values of the kernel. */
  kernelInitializer: initializerOption('glorot_uniform'),
  /** Makes the first values of the bias. */
  biasInitializer: initializerOption('zeros'),
  /** Computes what the kernel adds to the loss. */
  kernelRegularizer: regularizerOption(),
  /** Computes what the bias adds to the loss. */
  biasRegularizer: regularizerOption(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** What the kernel has to be after each step. */
  kernelConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  quantizationConfig: unsupported(),
});

/** The options of `EinsumDense`. */
export interface EinsumDenseOptions extends OptionsIn<typeof options>, LayerOptions {}

export class EinsumDenseLayer
  extends /* @__PURE__ */ layerWith(options, ['equation', 'outputShape'] as Leading<
    [equation: string, outputShape: OutputShape],
    EinsumDenseOptions
  >)
{
  static readonly path = 'keras.layers.EinsumDense';
  override supportsMasking = true;
  kernel!: Variable;
  bias: Variable | null = null;

  #shapesFor(inputShape: SymbolicShape): ReturnType<typeof einsumShapes> {
    return einsumShapes(this.label, this.equation, this.biasAxes, inputShape, this.outputShape);
  }

  override build(inputShape: SymbolicShape): void {
    const { kernel, bias } = this.#shapesFor(inputShape);
    if (kernel.includes(null)) {
      throw new ShapeError({
        where: `${this.label}.build`,
        expected: 'known lengths of the axes of the kernel',
        received: { inputShape },
      });
    }
    this.kernel = this.addWeightOf('kernel', kernel);
    if (bias !== null) this.bias = this.addWeightOf('bias', bias);
  }

  override call(x: Tensor): Tensor {
    const product = einsum(this.equation, x, this.kernel);
    return activate(this.label, this.activation, this.bias === null ? product : add(product, this.bias));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return this.#shapesFor(inputShape).output;
  }
}

/**
 * A dense layer whose product is given by an equation: `activation(einsum(equation, x, kernel) + bias)`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const layer = layers.EinsumDense('abc,cd->abd', [null, 5], { biasAxes: 'd' });
 * layer(ops.ones([2, 3, 4])).shape // → [ 2, 3, 5 ]
 * layer.kernel.shape // → [ 4, 5 ]
 */
export const EinsumDense = /* @__PURE__ */ callable<typeof EinsumDenseLayer, EinsumDense>(EinsumDenseLayer);
export interface EinsumDense extends EinsumDenseLayer {}
