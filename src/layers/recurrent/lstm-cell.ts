import { add as plus, multiply as times } from '../../formula/primitives.js';
import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { split } from '../../ops/joining.js';
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
import { lstmOptions } from './cell-options.js';
import { withForgetBias } from './forget-bias.js';
import { hasStepOf, wholeSequence } from './whole-sequence.js';

/** The options of `LSTMCell`. */
export interface LSTMCellOptions extends OptionsIn<typeof lstmOptions>, LayerOptions {}

const formulas: CellFormulas = {
  name: 'lstm',
  slotCount: 4,
  inputBlocks: 4,
  recurrentSlots: [0, 1, 2, 3],
  stateCount: 2,
  next([input, forget, candidate, output], [, c], bounded, gate) {
    const carried = plus(times(gate(forget!), c!), times(gate(input!), bounded(candidate!)));
    return [times(gate(output!), bounded(carried)), carried];
  },
};

export class LSTMCellLayer
  extends /* @__PURE__ */ layerOf<
    [x: Tensor, states: readonly Tensor[]],
    object,
    [output: Tensor, states: [h: Tensor, c: Tensor]]
  >()(lstmOptions, ['units'] as Leading<[units: number], LSTMCellOptions>)
{
  static readonly path = 'keras.layers.LSTMCell';
  kernel!: Variable;
  recurrentKernel!: Variable;
  bias: Variable | null = null;
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override get argumentNames(): readonly string[] {
    return ['x', 'states'];
  }

  get stateSize(): readonly number[] {
    return [this.units, this.units];
  }

  get outputSize(): number {
    return this.units;
  }

  override build(inputShape: InputShapes): void {
    const { units } = this;
    this.kernel = this.addWeightOf('kernel', [lengthAt(stepShape(inputShape), -1) ?? null, 4 * units]);
    this.recurrentKernel = this.addWeightOf('recurrent', [units, 4 * units], { name: 'recurrent_kernel' });
    if (!this.useBias) return;
    const initializer = this.unitForgetBias ? { initializer: withForgetBias(this.biasInitializer, units) } : {};
    this.bias = this.addWeightOf('bias', [4 * units], initializer);
  }

  project(x: Tensor, dropped: Tensor | undefined): Tensor {
    const projected = matmul(drop(x, dropped), this.kernel);
    return this.bias === null ? projected : add(projected, this.bias);
  }

  step(projected: Tensor, [h, c]: States, dropped: Tensor | undefined): [output: Tensor, states: Tensor[]] {
    const gate = (x: Tensor): Tensor => activate(this.label, this.recurrentActivation, x);
    const bounded = (x: Tensor): Tensor => activate(this.label, this.activation, x);
    const gates = add(projected, matmul(drop(h as Tensor, dropped), this.recurrentKernel));
    const [input, forget, candidate, output] = split(gates, 4, { axis: 1 }) as [Tensor, Tensor, Tensor, Tensor];
    const carried = add(multiply(gate(forget), c as Tensor), multiply(gate(input), bounded(candidate)));
    const next = multiply(gate(output), bounded(carried));
    return [next, [next, carried]];
  }

  wholeSequence(x: Tensor, states: States, options: SequenceOptions): WholeSequence | undefined {
    return hasStepOf(this, LSTMCellLayer) ? wholeSequence(this, formulas, x, states, options) : undefined;
  }

  override call(
    x: Tensor,
    states: readonly Tensor[],
    { training }: CallContext = outsideOfModels,
  ): [output: Tensor, states: [h: Tensor, c: Tensor]] {
    return singleStep(this, x, states, training);
  }
}

/**
 * One step of a long short-term memory, `cell(x, [h, c])` to `[h, [h, c]]`: `c' = f·c + i·tanh(g)` and `h' = o·tanh(c')`, where the gates
 * i, f, o and the candidate g are quarters of `x · kernel + h · recurrent_kernel + bias`. Source: Hochreiter and Schmidhuber, 1997.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const cell = layers.LSTMCell(2);
 * const [output, [h, c]] = cell(ops.ones([1, 3]), [ops.zeros([1, 2]), ops.zeros([1, 2])]);
 * output.shape // → [ 1, 2 ]
 */
export const LSTMCell = /* @__PURE__ */ callable<typeof LSTMCellLayer, LSTMCell>(LSTMCellLayer);
export interface LSTMCell extends LSTMCellLayer {}
