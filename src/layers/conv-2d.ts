import { ShapeError, ValueError } from '../errors/index.js';
import { callable } from '../objects/callable.js';
import { convolutionWithBias } from '../ops/convolution.js';
import { windowedLengths } from '../ops/windows.js';
import { SymbolicTensor, type SymbolicShape, type Tensor, type Variable } from '../tensor/index.js';
import { activate, activatedShape, activationOption } from './activation-option.js';
import { initializerOption } from './initializers/initializer-option.js';
import type { InputSpec } from './input-spec.js';
import { layerWith } from './layer-with.js';
import { channelsLast, defaulted, flag, oneOf, pair, positiveInteger, unsupported } from '../objects/options/index.js';
import type { Leading, OptionCheck, Pair } from '../objects/options/index.js';

const options = () => ({
  /** The number of output channels. */
  filters: positiveInteger(),
  /** Height and width of the window. */
  kernelSize: pair(),
  strides: defaulted(pair(), 1),
  padding: oneOf(['valid', 'same'], 'valid'),
  dataFormat: channelsLast(),
  dilationRate: defaulted(pair(), 1),
  groups: defaulted(positiveInteger(), 1),
  activation: activationOption(),
  useBias: flag(true),
  kernelInitializer: initializerOption('glorot_uniform'),
  biasInitializer: initializerOption('zeros'),
  kernelRegularizer: unsupported(),
  biasRegularizer: unsupported(),
  activityRegularizer: unsupported(),
  kernelConstraint: unsupported(),
  biasConstraint: unsupported(),
});

const check: OptionCheck<ReturnType<typeof options>> = ({ filters, groups, strides, dilationRate }, where) => {
  if (filters % groups !== 0) {
    throw new ValueError({
      where,
      expected: 'a number of filters that the number of groups divides',
      received: { filters, groups },
    });
  }
  if (Math.max(...strides) > 1 && Math.max(...dilationRate) > 1) {
    throw new ValueError({ where, expected: 'strides or a dilation rate of 1', received: { strides, dilationRate } });
  }
};

type Arguments = Leading<[filters: number, kernelSize: number | Pair]>;

class Conv2DLayer extends /* @__PURE__ */ layerWith(options, ['filters', 'kernelSize'] as Arguments, check) {
  static readonly path = 'keras.layers.Conv2D';
  override inputSpec: InputSpec = { rank: 4 };
  kernel!: Variable;
  bias: Variable | null = null;

  override build(inputShape: SymbolicShape): void {
    const channels = inputShape.at(-1) ?? null;
    const channelsOfGroup = channels === null ? null : channels / this.groups;
    if (channelsOfGroup !== null && !Number.isInteger(channelsOfGroup)) {
      throw new ShapeError({
        where: this.label,
        expected: 'a number of input channels that the number of groups divides',
        received: { channels, groups: this.groups, inputShape },
      });
    }
    const shape = [...this.kernelSize, channelsOfGroup, this.filters];
    this.kernel = this.addWeight({ name: 'kernel', shape, initializer: this.kernelInitializer });
    if (this.useBias)
      this.bias = this.addWeight({ name: 'bias', shape: [this.filters], initializer: this.biasInitializer });
    this.inputSpec = { rank: 4, axes: { [-1]: channels } };
  }

  override call(x: Tensor): Tensor {
    const { strides, padding, dilationRate } = this;
    const y = convolutionWithBias(x, this.kernel, this.bias, { strides, padding, dilationRate });
    return activate(this.label, this.activation, y);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const windows = {
      windowSize: this.kernelSize,
      strides: this.strides,
      dilation: this.dilationRate,
      padding: this.padding,
    };
    const lengths = windowedLengths(this.label, new SymbolicTensor({ shape: inputShape }), windows);
    return activatedShape(this.label, this.activation, [inputShape[0]!, ...lengths, this.filters]);
  }
}

/**
 * Convolution over the height and width of images `[batch, height, width, channels]`: `activation(x ∗ kernel + bias)`, which, as
 * everywhere in deep learning, is a cross-correlation. With `groups`, each group of channels has filters of its own.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.Conv2D(8, 3, { strides: 2, padding: 'same', activation: 'relu' });
 * convolve(ops.ones([1, 28, 28, 1])).shape // → [ 1, 14, 14, 8 ]
 * convolve.kernel.shape // → [ 3, 3, 1, 8 ]
 */
export const Conv2D = /* @__PURE__ */ callable(Conv2DLayer);
export type Conv2D = Conv2DLayer;
