import { configured, dataFormat, integers, oneOf, positiveInteger, type Leading } from '../../objects/options/index.js';
import { convolutionWithBias, type ConvolutionWindows } from '../../ops/convolution.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { zeros } from '../../ops/creation.js';
import { concatenate, split } from '../../ops/joining.js';
import { reshape } from '../../ops/reshape.js';
import { lengthAt, SeedGenerator, type FloatingDType, type Shape } from '../../tensor/index.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import { activate } from '../activation-option.js';
import { windowedShape } from '../convolutional/convolutional-layer.js';
import { outsideOfModels } from '../call-context.js';
import { Layer, type CallContext } from '../layer.js';
import type { InputShapes } from '../shape-trees.js';
import { drop, singleStep, stepShape, type States } from './cell.js';
import { lstmGateOptions } from './cell-options.js';
import { withForgetBias } from './forget-bias.js';

/** The options of a cell, whose kernel decides the number of spatial axes. */
const options = () => ({
  filters: positiveInteger(),
  kernelSize: integers(1),
  strides: integers(1),
  /** Whether windows lie inside the input, or zeros around it make the output as long as the input divided by the strides. */
  padding: oneOf(['valid', 'same'], 'valid'),
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  dilationRate: integers(1),
  ...lstmGateOptions(),
});

type Step = [output: Tensor, states: Tensor[]];

abstract class Cell extends Layer<[x: Tensor, states: readonly Tensor[]], object, Step> {}

/**
 * One step of an LSTM whose products are convolutions. Users do not see this class: each ConvLSTM layer makes its own cell. The input is
 * convolved with strides and dilation; the state, which has the shape of the result, without either.
 */
export class ConvLSTMCell extends /* @__PURE__ */ configured(Cell, options, [] as Leading<[]>) {
  static readonly path = 'keras.src.layers.rnn.conv_lstm.ConvLSTMCell';
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias: Variable | null = null;
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);
  /** Each gate has its own dropout mask. */
  readonly maskCount = 4;
  /** The shape of one step, without the batch. */
  #stepShape: SymbolicShape = [];

  protected override get argumentNames(): readonly string[] {
    return ['x', 'states'];
  }

  get stateSize(): readonly number[] {
    return [this.filters, this.filters];
  }

  /** The axis of the channels. */
  get #channels(): number {
    return this.dataFormat === 'channels_first' ? 1 : -1;
  }

  override build(inputShape: InputShapes): void {
    const { filters, kernelSize, biasInitializer } = this;
    const shape = stepShape(inputShape);
    this.stepOutputShape(shape);
    this.#stepShape = shape.slice(1);
    this.kernel = this.addWeightOf('kernel', [...kernelSize, lengthAt(shape, this.#channels) ?? null, 4 * filters]);
    const recurrent = [...kernelSize, filters, 4 * filters];
    this.recurrentKernel = this.addWeightOf('recurrent', recurrent, { name: 'recurrent_kernel' });
    if (!this.useBias) return;
    const initializer = this.unitForgetBias ? { initializer: withForgetBias(biasInitializer, filters) } : {};
    this.bias = this.addWeightOf('bias', [4 * filters], initializer);
  }

  /** The shape of the output, which is that of each state, for the shape of a step. */
  stepOutputShape(shape: SymbolicShape): SymbolicShape {
    const { kernelSize, dataFormat: format, filters } = this;
    return windowedShape(this.label, shape, { ...this.#windows, windowSize: kernelSize }, format, filters);
  }

  /** States of zeros for a step of this shape; by default for the shape the cell was built for. */
  zeroStates(shape: SymbolicShape): Tensor[] {
    const dtype = this.computeDtype as FloatingDType;
    return [0, 1].map(() => zeros(this.stepOutputShape(shape) as Shape, { dtype }));
  }

  getInitialState(batchSize: number): Tensor[] {
    return this.zeroStates([batchSize, ...this.#stepShape]);
  }

  get #windows(): ConvolutionWindows {
    const { strides, dilationRate: dilation, padding } = this;
    return { strides, dilation, padding };
  }

  /** The convolution of one step, or of all steps at once. */
  #convolve(x: Tensor, kernel: Tensor, bias: Tensor | null, windows: ConvolutionWindows): Tensor {
    const areSteps = x.rank > this.kernelSize.length + 2;
    const [batch, steps, ...rest] = x.shape;
    const single = areSteps ? reshape(x, [batch! * steps!, ...rest]) : x;
    const y = convolutionWithBias(single, kernel, bias, windows, this.dataFormat);
    return areSteps ? reshape(y, [batch!, steps!, ...y.shape.slice(1)]) : y;
  }

  /** The convolutions for all gates, each of which may have its own mask. */
  #convolveGates(
    x: Tensor,
    dropped: Tensor | undefined,
    weights: { readonly kernel: Tensor; readonly bias: Tensor | null },
    windows: ConvolutionWindows,
  ): Tensor {
    const { kernel, bias } = weights;
    if (dropped === undefined) return this.#convolve(x, kernel, bias, windows);
    const masks = split<Tensor>(dropped, 4, { axis: -1 });
    const kernels = split<Tensor>(kernel, 4, { axis: -1 });
    const biases = bias === null ? [] : split<Tensor>(bias, 4);
    const gates = kernels.map((each, i) => this.#convolve(drop(x, masks[i]), each, biases[i] ?? null, windows));
    const axis = this.#channels === 1 ? gates[0]!.rank - this.kernelSize.length - 1 : -1;
    return concatenate(gates, { axis });
  }

  project(x: Tensor, dropped: Tensor | undefined): Tensor {
    const weights = { kernel: this.kernel.value, bias: this.bias?.value ?? null };
    return this.#convolveGates(x, dropped, weights, this.#windows);
  }

  step(projected: Tensor, [h, c]: States, dropped: Tensor | undefined): Step {
    const gate = (x: Tensor): Tensor => activate(this.label, this.recurrentActivation, x);
    const bounded = (x: Tensor): Tensor => activate(this.label, this.activation, x);
    const ones = this.kernelSize.map(() => 1);
    const still: ConvolutionWindows = { strides: ones, dilation: ones, padding: 'same' };
    const ofState = this.#convolveGates(
      h as Tensor,
      dropped,
      { kernel: this.recurrentKernel.value, bias: null },
      still,
    );
    const gates = split<Tensor>(add(projected, ofState), 4, { axis: this.#channels });
    const [input, forget, candidate, output] = gates as [Tensor, Tensor, Tensor, Tensor];
    const carried = add(multiply(gate(forget), c as Tensor), multiply(gate(input), bounded(candidate)));
    const next = multiply(gate(output), bounded(carried));
    return [next, [next, carried]];
  }

  override call(x: Tensor, states: readonly Tensor[], { training }: CallContext = outsideOfModels): Step {
    return singleStep(this, x, states, training);
  }
}
