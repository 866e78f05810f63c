import { ValueError } from '../../errors/index.js';
import type { DataFormat } from '../../objects/options/index.js';
import { channelsFromEnd, channelsToEnd } from '../../ops/data-format.js';
import type { ConvolutionWindows } from '../../ops/convolution.js';
import { windowedLengths, type Windows } from '../../ops/windows.js';
import { lengthAt, SymbolicTensor, type SymbolicShape, type Tensor, type Variable } from '../../tensor/index.js';
import { activate, activatedShape, type ActivationFunction } from '../activation-option.js';
import { Layer } from '../layer.js';

/** What convolutions of all kinds have in common: windows that move over the spatial axes, a bias, an activation. */
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

  /** The windows as operations want them. */
  protected get windows(): ConvolutionWindows {
    const { strides, dilationRate: dilation, padding } = this;
    return (this.#windows ??= { strides, dilation, padding });
  }

  /** How many channels the result has. */
  protected abstract outputChannels(channels: number | null): number | null;

  /** The result before the activation. */
  protected abstract convolve(x: Tensor): Tensor;

  override call(x: Tensor): Tensor {
    return activate(this.label, this.activation, this.convolve(x));
  }

  /** Checks the shape, and expects as many channels as it has from now on. */
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

  /** The lengths of the spatial axes of the result. */
  protected outputLengths(inputShape: SymbolicShape): readonly (number | null)[] {
    return lengthsOfWindows(this.label, inputShape, { ...this.windows, windowSize: this.kernelSize });
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const shape = channelsToEnd(inputShape, this.dataFormat);
    const result = [shape[0]!, ...this.outputLengths(shape), this.outputChannels(shape[shape.length - 1]!)];
    return activatedShape(this.label, this.activation, channelsFromEnd(result, this.dataFormat));
  }
}

/** How many windows there are along each spatial axis of inputs that have their channels last. */
const lengthsOfWindows = (where: string, shape: SymbolicShape, windows: Windows): readonly (number | null)[] =>
  windowedLengths(where, new SymbolicTensor({ shape }), windows);

/** The shape of what comes of windows over an input: so many channels for each. */
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

/** Windows that are apart from each other cannot have gaps, too. */
export function checkStrides(
  { strides, dilationRate }: { readonly strides: readonly number[]; readonly dilationRate: readonly number[] },
  where: string,
): void {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
  throw new ValueError({ where, expected: 'strides or a dilation rate of 1', received: { strides, dilationRate } });
}
