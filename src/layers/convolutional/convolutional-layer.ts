import { ValueError } from '../../errors/index.js';
import type { DataFormat } from '../../objects/options/index.js';
import { channelsFromEnd, channelsToEnd } from '../../ops/data-format.js';
import type { ConvolutionWindows } from '../../ops/convolution.js';
import { windowedLengths, type Windows } from '../../ops/windows.js';
import { lengthAt, SymbolicTensor, type SymbolicShape, type Tensor, type Variable } from '../../tensor/index.js';
import { activate, activatedShape, type ActivationFunction } from '../activation-option.js';
import { Layer } from '../layer.js';

/** The base of all convolutional layers: windows that move along the spatial axes, a bias, an activation. */
export abstract class ConvolutionalLayer extends Layer {
  declare readonly kernelSize: readonly number[];
  declare readonly strides: readonly number[];
  declare readonly padding: 'valid' | 'same' | 'causal';
  declare readonly dataFormat: DataFormat;
  declare readonly dilationRate: readonly number[];
  declare readonly activation: ActivationFunction | null;
  declare readonly useBias: boolean;
  bias: Variable | null = null;
  #windows: ConvolutionWindows | undefined;

  /** The windows in the form that operations take. */
  protected get windows(): ConvolutionWindows {
    const { strides, dilationRate: dilation, padding } = this;
    return (this.#windows ??= { strides, dilation, padding });
  }

  /** The number of channels of the result. */
  protected abstract outputChannels(channels: number | null): number | null;

  /** Computes the result before the activation. */
  protected abstract convolve(x: Tensor): Tensor;

  override call(x: Tensor): Tensor {
    return activate(this.label, this.activation, this.convolve(x));
  }

  /** Checks the shape, and from now on requires inputs with the same number of channels. */
  protected expectChannelsOf(inputShape: SymbolicShape): number | null {
    this.computeOutputShape(inputShape);
    const axis = this.dataFormat === 'channels_last' ? -1 : 1;
    const channels = lengthAt(inputShape, axis) ?? null;
    this.inputSpec = { ...this.inputSpec, axes: { [axis]: channels } };
    return channels;
  }

  protected addBias(length: number | null): void {
    if (!this.useBias) return;
    this.bias = this.addWeightOf('bias', [length]);
  }

  /** The lengths of the result's spatial axes. */
  protected outputLengths(inputShape: SymbolicShape): readonly (number | null)[] {
    return lengthsOfWindows(this.label, inputShape, { ...this.windows, windowSize: this.kernelSize });
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const shape = channelsToEnd(inputShape, this.dataFormat);
    const result = [shape[0]!, ...this.outputLengths(shape), this.outputChannels(shape[shape.length - 1]!)];
    return activatedShape(this.label, this.activation, channelsFromEnd(result, this.dataFormat));
  }
}

/** The number of windows along each spatial axis, for inputs with channels last. */
const lengthsOfWindows = (where: string, shape: SymbolicShape, windows: Windows): readonly (number | null)[] =>
  windowedLengths(where, new SymbolicTensor({ shape }), windows);

/** The shape of the result of moving windows over an input, with the given number of channels. */
export function windowedShape(
  where: string,
  inputShape: SymbolicShape,
  windows: Windows,
  dataFormat: DataFormat,
  channels: number | null,
): SymbolicShape {
  const shape = channelsToEnd(inputShape, dataFormat);
  return channelsFromEnd([shape[0]!, ...lengthsOfWindows(where, shape, windows), channels], dataFormat);
}

/** Refuses strides together with dilation, as Keras does. */
export function checkStrides(
  { strides, dilationRate }: { readonly strides: readonly number[]; readonly dilationRate: readonly number[] },
  where: string,
): void {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
  throw new ValueError({ where, expected: 'strides or a dilation rate of 1', received: { strides, dilationRate } });
}
