import { add as plus, multiply as times, subtract as minus } from '../../formula/primitives.js';
import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import { add, multiply, subtract } from '../../ops/arithmetic.js';
import { split } from '../../ops/joining.js';
import { matmul } from '../../ops/matmul.js';
import type { CellFormulas } from '../../ops/recurrence.js';
import { squeeze } from '../../ops/reshape.js';
import { lengthAt, SeedGenerator, type Tensor, type Variable } from '../../tensor/index.js';
import { activate } from '../activation-option.js';
import { outsideOfModels } from '../call-context.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';
import { drop, singleStep, stepShape, type SequenceOptions, type States, type WholeSequence } from './cell.js';
import { gruOptions } from './cell-options.js';
import { hasStepOf, wholeSequence } from './whole-sequence.js';

/** The options of `GRUCell`. */
export interface GRUCellOptions extends OptionsIn<typeof gruOptions>, LayerOptions {}

/** The last two slots are the candidate's: what comes from the input, and what comes from the state. */
const formulas: CellFormulas = {
  name: 'gru',
  slotCount: 4,
  inputBlocks: 3,
  recurrentSlots: [0, 1, 3],
  stateCount: 1,
  next([update, reset, ofInput, ofState], [h], bounded, gate) {
    const [z, r] = [gate(update!), gate(reset!)];
    const proposed = bounded(plus(ofInput!, times(r, ofState!)));
    return [plus(times(z, h!), times(minus(1, z), proposed))];
  },
};

export class GRUCellLayer
  extends /* @__PURE__ */ layerOf<
    [x: Tensor, states: readonly Tensor[]],
    object,
    [output: Tensor, states: [h: Tensor]]
  >()(gruOptions, ['units'] as Leading<[units: number], GRUCellOptions>)
{
  static readonly path = 'keras.layers.GRUCell';
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
    const { units } = this;
    this.kernel = this.addWeightOf('kernel', [lengthAt(stepShape(inputShape), -1) ?? null, 3 * units]);
    this.recurrentKernel = this.addWeightOf('recurrent', [units, 3 * units], { name: 'recurrent_kernel' });
    if (this.useBias) this.bias = this.addWeightOf('bias', this.resetAfter ? [2, 3 * units] : [3 * units]);
  }

  /** The bias for the inputs, and the one for the state if there is one. */
  #biases(): [ofInputs?: Tensor, ofState?: Tensor] {
    const { bias } = this;
    if (bias === null) return [];
    if (!this.resetAfter) return [bias.value];
    const [ofInputs, ofState] = split(bias.value, 2, { axis: 0 });
    return [squeeze(ofInputs!, { axis: 0 }), squeeze(ofState!, { axis: 0 })];
  }

  project(x: Tensor, dropped: Tensor | undefined): Tensor {
    const projected = matmul(drop(x, dropped), this.kernel);
    const [bias] = this.#biases();
    return bias === undefined ? projected : add(projected, bias);
  }

  step(projected: Tensor, [state]: States, dropped: Tensor | undefined): [output: Tensor, states: Tensor[]] {
    const gate = (x: Tensor): Tensor => activate(this.label, this.recurrentActivation, x);
    const h = state as Tensor;
    const kept = drop(h, dropped);
    const [xUpdate, xReset, xCandidate] = split(projected, 3, { axis: 1 }) as [Tensor, Tensor, Tensor];
    const [update, candidate] = this.resetAfter
      ? this.#resetAfterProduct(kept, xUpdate, xReset, gate)
      : this.#resetBeforeProduct(kept, xUpdate, xReset, gate);
    const proposed = activate(this.label, this.activation, add(xCandidate, candidate));
    const next = add(multiply(update, h), multiply(subtract(1, update), proposed));
    return [next, [next]];
  }

  #resetAfterProduct(h: Tensor, xUpdate: Tensor, xReset: Tensor, gate: (x: Tensor) => Tensor): [Tensor, Tensor] {
    const [, bias] = this.#biases();
    const product = matmul(h, this.recurrentKernel);
    const inner = bias === undefined ? product : add(product, bias);
    const [hUpdate, hReset, hCandidate] = split(inner, 3, { axis: 1 }) as [Tensor, Tensor, Tensor];
    return [gate(add(xUpdate, hUpdate)), multiply(gate(add(xReset, hReset)), hCandidate)];
  }

  #resetBeforeProduct(h: Tensor, xUpdate: Tensor, xReset: Tensor, gate: (x: Tensor) => Tensor): [Tensor, Tensor] {
    const [update, reset, candidate] = split(this.recurrentKernel.value, 3, { axis: 1 }) as [Tensor, Tensor, Tensor];
    const r = gate(add(xReset, matmul(h, reset)));
    return [gate(add(xUpdate, matmul(h, update))), matmul(multiply(r, h), candidate)];
  }

  wholeSequence(x: Tensor, states: States, options: SequenceOptions): WholeSequence | undefined {
    return hasStepOf(this, GRUCellLayer) && this.resetAfter
      ? wholeSequence(this, formulas, x, states, options)
      : undefined;
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
 * One step of a gated recurrent unit: `h' = z·h + (1 - z)·tanh(x · W + r·(h · U))` with an update gate z and a reset gate r. With
 * `resetAfter` false the reset gate is applied to h before the product, as in the paper. Source: Cho et al., 2014.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const cell = layers.GRUCell(2);
 * const [output] = cell(ops.ones([1, 3]), [ops.zeros([1, 2])]);
 * output.shape // → [ 1, 2 ]
 */
export const GRUCell = /* @__PURE__ */ callable<typeof GRUCellLayer, GRUCell>(GRUCellLayer);
export interface GRUCell extends GRUCellLayer {}
