import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  flag,
  lengths,
  oneOf,
  positiveInteger,
} from '../../objects/options/index.js';
import type { DefaultedOption, Leading, Lengths, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { channelsToEnd } from '../../ops/data-format.js';
import { reshape } from '../../ops/reshape.js';
import { windowedLengths } from '../../ops/windows.js';
import { SymbolicTensor, type Shape, type SymbolicShape, type Tensor, type Variable } from '../../tensor/index.js';
import { activationOption } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';
import type { LayerOptions } from '../layer-options.js';
import { withSpatialRank } from '../spatial-rank.js';
import { ConvolutionalLayer } from './convolutional-layer.js';
import { localConnections } from './local-connections.js';
import { localProduct, type Implementation, type LocalProduct } from './local-product.js';

function implementationOption(): DefaultedOption<Implementation> {
  return {
    default: 1,
    check: (given, where, name) => {
      if ([1, 2, 3].includes(given)) return given;
      throw new ValueError({ where, expected: `${name} to be 1, 2 or 3`, received: { [name]: given } });
    },
  };
}

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** The number of output channels. */
  filters: positiveInteger(),
  /** The size of the window. */
  kernelSize: lengths(rank),
  /** The distance between the beginnings of neighbouring windows. */
  strides: defaulted(lengths(rank), 1),
  /** Whether windows lie inside the input, or zeros around it make the output as long as the input divided by the strides. */
  padding: oneOf(['valid', 'same'], 'valid'),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
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
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** What the kernel has to be after each step. */
  kernelConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  /** How the kernel is stored: 1 by position, 2 as a whole matrix, 3 as its nonzero entries. The result is the same. */
  implementation: implementationOption(),
});

interface CheckedOptions {
  readonly padding: string;
  readonly implementation: Implementation;
}

function check({ padding, implementation }: CheckedOptions, where: string): void {
  if (padding === 'valid' || implementation > 1) return;
  throw new ValueError({
    where,
    expected: 'padding "valid", or implementation 2 or 3',
    received: { padding, implementation },
  });
}

abstract class LocallyConnected extends ConvolutionalLayer {
  declare readonly filters: number;
  declare readonly padding: 'valid' | 'same';
  declare readonly implementation: Implementation;
  kernel!: Variable;
  #product: LocalProduct | undefined;

  override build(inputShape: SymbolicShape): void {
    if (inputShape.slice(1).includes(null)) {
      throw new ShapeError({
        where: this.label,
        expected: 'inputs of which every length but that of the batch is known',
        received: { inputShape },
      });
    }
    const { kernelSize, strides, padding, filters, dataFormat, implementation } = this;
    const [, ...output] = this.computeOutputShape(inputShape);
    const [, ...inputSize] = channelsToEnd(inputShape, dataFormat) as Shape;
    const [, ...outputSize] = channelsToEnd([null, ...output], dataFormat) as Shape;
    const channels = inputSize.pop()!;
    outputSize.pop();
    const windows = { inputSize, outputSize, kernelSize, strides, padding, channels, filters, dataFormat };
    this.#product = localProduct(
      implementation,
      localConnections(windows),
      inputShape.slice(1) as Shape,
      output as Shape,
    );
    this.kernel = this.addWeightOf('kernel', this.#product.kernelShape);
    if (this.useBias) this.bias = this.addWeightOf('bias', [...outputSize, filters]);
    this.inputSpec = { ...this.inputSpec, axes: { ...inputShape, 0: null } };
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  protected override convolve(x: Tensor): Tensor {
    const { multiply, outputShape } = this.#product!;
    const y = reshape(multiply(x, this.kernel.value), [-1, ...outputShape]);
    // As in Keras 2, the bias is reshaped and not transposed: with channels first, its numbers are taken in their order, not by position.
    return this.bias === null ? y : add(y, reshape(this.bias.value, outputShape));
  }

  protected override outputLengths(inputShape: SymbolicShape): readonly (number | null)[] {
    const { label, kernelSize: windowSize, strides, padding } = this;
    const dilation = windowSize.map(() => 1);
    const x = new SymbolicTensor({ shape: inputShape });
    return windowedLengths(label, x, { windowSize, strides, dilation, padding });
  }
}

const locallyConnected = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(
    withSpatialRank(LocallyConnected, rank),
    () => options(rank),
    ['filters', 'kernelSize'] as Leading<[filters: number, kernelSize: number | Lengths[Rank]], Options>,
    // `check` reads none of the lists, so it serves both numbers of axes.
    check as never,
  );

/** The options of `LocallyConnected1D`. */
export interface LocallyConnected1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class LocallyConnected1DLayer extends /* @__PURE__ */ locallyConnected<1, LocallyConnected1DOptions>(1) {
  static readonly path = 'keras.layers.LocallyConnected1D';
}

/** The options of `LocallyConnected2D`. */
export interface LocallyConnected2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class LocallyConnected2DLayer extends /* @__PURE__ */ locallyConnected<2, LocallyConnected2DOptions>(2) {
  static readonly path = 'keras.layers.LocallyConnected2D';
}

/**
 * Windows along sequences `[batch, steps, channels]` as in `Conv1D`, but each step has its own kernel and bias. Only Keras 2 has this
 * layer.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const look = layers.LocallyConnected1D(8, 3);
 * look(ops.ones([1, 10, 4])).shape // → [ 1, 8, 8 ]
 * look.kernel.shape // → [ 8, 12, 8 ]
 */
export const LocallyConnected1D = /* @__PURE__ */ callable<typeof LocallyConnected1DLayer, LocallyConnected1D>(
  LocallyConnected1DLayer,
);
export interface LocallyConnected1D extends LocallyConnected1DLayer {}

/**
 * Windows over images `[batch, height, width, channels]` as in `Conv2D`, but each position has its own kernel and bias. Only Keras 2 has
 * this layer.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const look = layers.LocallyConnected2D(8, 3);
 * look(ops.ones([1, 5, 6, 2])).shape // → [ 1, 3, 4, 8 ]
 * look.kernel.shape // → [ 12, 18, 8 ]
 */
export const LocallyConnected2D = /* @__PURE__ */ callable<typeof LocallyConnected2DLayer, LocallyConnected2D>(
  LocallyConnected2DLayer,
);
export interface LocallyConnected2D extends LocallyConnected2DLayer {}
