import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { matmul } from '../../ops/matmul.js';
import type { CellFormulas } from '../../ops/recurrence.js';
import { lengthAt, SeedGenerator, type Tensor, type Variable } from '../../tensor/index.js';
import { activate } from '../activation-option.js';
import { outsideOfModels } from '../call-context.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';
import { drop, singleStep, stepShape, type SequenceOptions, type States, type WholeSequence } from './cell.js';
import { cellOptions } from './cell-options.js';
import { hasStepOf, wholeSequence } from './whole-sequence.js';

/** The options of `SimpleRNNCell`. */
export interface SimpleRNNCellOptions extends OptionsIn<typeof cellOptions>, LayerOptions {}

const formulas: CellFormulas = {
  name: 'simple_rnn',
  slotCount: 1,
  inputBlocks: 1,
  recurrentSlots: [0],
  stateCount: 1,
  next: ([sum], _, bounded) => [bounded(sum!)],
};

export class SimpleRNNCellLayer
  extends /* @__PURE__ */ layerOf<
    [x: Tensor, states: readonly Tensor[]],
    object,
    [output: Tensor, states: [h: Tensor]]
  >()(cellOptions, ['units'] as Leading<[units: number], SimpleRNNCellOptions>)
{
  static readonly path = 'keras.layers.SimpleRNNCell';
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias: Variable | null = null;
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override get argumentNames(): readonly string[] {
    return ['x', 'states'];
  }

  get stateSize(): number {
    return this.units;
  }

  override build(inputShape: InputShapes): void {
    this.kernel = this.addWeightOf('kernel', [lengthAt(stepShape(inputShape), -1) ?? null, this.units]);
    this.recurrentKernel = this.addWeightOf('recurrent', [this.units, this.units], { name: 'recurrent_kernel' });
    if (this.useBias) this.bias = this.addWeightOf('bias', [this.units]);
  }

  project(x: Tensor, dropped: Tensor | undefined): Tensor {
    const projected = matmul(drop(x, dropped), this.kernel);
    return this.bias === null ? projected : add(projected, this.bias);
  }

  step(projected: Tensor, [h]: States, dropped: Tensor | undefined): [output: Tensor, states: Tensor[]] {
    const inner = matmul(drop(h as Tensor, dropped), this.recurrentKernel);
    const output = activate(this.label, this.activation, add(projected, inner));
    return [output, [output]];
  }

  wholeSequence(x: Tensor, states: States, options: SequenceOptions): WholeSequence | undefined {
    return hasStepOf(this, SimpleRNNCellLayer) ? wholeSequence(this, formulas, x, states, options) : undefined;
  }

  override call(
    x: Tensor,
    states: readonly Tensor[],
    { training }: CallContext = outsideOfModels,
  ): [output: Tensor, states: [h: Tensor]] {
    return singleStep(this, x, states, training);
  }
}

/**
 * One step of a simple recurrence: `h' = tanh(x · kernel + h · recurrent_kernel + bias)`, both output and state.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const cell = layers.SimpleRNNCell(2);
 * const [output, states] = cell(ops.ones([1, 3]), [ops.zeros([1, 2])]);
 * output === states[0] // → true
 */
export const SimpleRNNCell = /* @__PURE__ */ callable<typeof SimpleRNNCellLayer, SimpleRNNCell>(SimpleRNNCellLayer);
export interface SimpleRNNCell extends SimpleRNNCellLayer {}
