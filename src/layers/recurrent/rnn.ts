import { ShapeError } from '../../errors/index.js';
import { callable, type StaticSide } from '../../objects/callable.js';
import {
  configured,
  flag,
  meaningless,
  type Leading,
  type OptionsIn,
  type OptionTable,
  type RequiredOption,
} from '../../objects/options/index.js';
import { where as choose } from '../../ops/comparison.js';
import { zerosLike } from '../../ops/creation.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { split, stack } from '../../ops/joining.js';
import { expandDims, reshape, squeeze } from '../../ops/reshape.js';
import {
  arrangeAs,
  flattenTree,
  mapTree,
  Variable,
  type SymbolicShape,
  type SymbolicTensor,
  type Tensor,
  type Tree,
} from '../../tensor/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import type { InputSpec } from '../input-spec.js';
import { layerListOption, layerOption } from '../layer-option.js';
import { outsideOfModels } from '../call-context.js';
import { checkMask } from '../check-mask.js';
import { type AnyLayer, type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';
import type { LayerSignature } from '../signature.js';
import {
  initialStates,
  inputMask,
  isProjecting,
  outputSizeOf,
  stateMask,
  type Cell,
  type States,
  type StateSize,
  type WholeSequence,
} from './cell.js';
import { checkIsCell, StackedRNNCells } from './stacked-cells.js';

/** The options of every recurrent layer. */
// The return type follows from the options.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export const recurrentOptions = () => ({
  /** Whether the outputs of all steps are returned, or only that of the last. */
  returnSequences: flag(false),
  /** Whether the states after the last step are returned after the output. */
  returnState: flag(false),
  /** Whether the steps are processed from the last to the first. */
  goBackwards: flag(false),
  /** Whether a call begins with the final states of the call before it. */
  stateful: flag(false),
  /** Has no effect, since the steps are always computed one by one; it exists because Keras has it. */
  unroll: flag(false),
  /** Whether the output of a masked step is 0, instead of the output of the step before it. */
  zeroOutputForMask: flag(false),
  // An option of older versions for another layout; all files have the batch first.
  timeMajor: meaningless(),
});

/** The options of a recurrent layer's call. */
export interface RecurrentCallOptions {
  /** The initial states; zeros by default. */
  readonly initialState?: readonly Tree<Tensor | SymbolicTensor>[] | Tensor | SymbolicTensor | null | undefined;
}

/** What the call of a recurrent layer gives: the output, or with `returnState` a list of the output and the states. */
export type RecurrentResult<ReturnsState extends boolean, States extends readonly unknown[]> = ReturnsState extends true
  ? [output: Tensor, ...states: States]
  : Tensor;

/** States of any form: stacked cells have lists of them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyStates = any[];

/** The call of a recurrent layer, according to its options. */
export interface RecurrentCall<ReturnsState extends boolean, States extends readonly unknown[]> extends LayerSignature<
  [sequences: Tensor],
  RecurrentCallOptions,
  RecurrentResult<ReturnsState, States>
> {}

/** The option that decides whether the states are returned, too. */
export interface StateOption<ReturnsState extends boolean> {
  readonly returnState?: ReturnsState | undefined;
}

/** The arguments of a recurrent layer with one required argument: this and options, or options alone. */
export type RecurrentArguments<Required, Options, ReturnsState extends boolean> = [
  first: Required[keyof Required] | (Options & Required & StateOption<ReturnsState>),
  options?: Options & StateOption<ReturnsState>,
];

/** The base of layers that process a sequence with a cell, whatever cell it is. */
export abstract class RecurrentLayer
  extends /* @__PURE__ */ layerOf<[sequences: Tensor], RecurrentCallOptions, RecurrentResult<boolean, AnyStates>>()(
    recurrentOptions,
    [],
  )
{
  override supportsMasking = true;
  override inputSpec: InputSpec = { leastRank: 3 };
  /** The layer that computes one step. */
  abstract cell: AnyLayer;
  // A private field, so that the states are not found among the weights.
  #states: Tree<Variable>[] | null = null;

  get #cell(): Cell {
    return this.cell as Cell;
  }

  protected override get callOptions(): readonly string[] {
    return ['initialState'];
  }

  /** The states that a stateful layer keeps, in the form of its cell's states. */
  get states(): readonly Tree<Variable>[] | null {
    return this.#states;
  }

  /** The lengths of the states. */
  get stateSize(): readonly StateSize[] {
    const { stateSize } = this.#cell;
    return Array.isArray(stateSize) ? (stateSize as readonly StateSize[]) : [stateSize];
  }

  override build([batch, , ...step]: SymbolicShape): void {
    if (!this.cell.built) this.cell.build([batch!, ...step]);
    if (!this.stateful) return;
    if (batch === null || batch === undefined) {
      throw new ShapeError({
        where: `${this.label}.build`,
        expected: 'a batch of known length, because the layer keeps a state for each sample',
        received: { inputShape: [batch, null, ...step] },
        hint: 'Give the model an Input({ batchShape: [length, …] })',
      });
    }
    const zeros = this.zeroStates([batch, ...step]);
    this.#states = zeros.map((tree) =>
      mapTree(
        tree,
        (value) => new Variable(value, { name: 'rnn_state', path: `${this.path}/rnn_state`, trainable: false }),
      ),
    );
  }

  /** Sets the states of a stateful layer to zeros. */
  resetState(): void {
    checkArgumentCount(`${this.label}.resetState`, arguments, 0);
    for (const state of flattenTree(this.#states ?? [])) state.adopt(multiply(state, 0));
  }

  /** Sets the states of a stateful layer to zeros. */
  resetStates(): void {
    checkArgumentCount(`${this.label}.resetStates`, arguments, 0);
    this.resetState();
  }

  /** Initial states for a batch, all 0. */
  getInitialState(batchSize: number): States {
    checkArgumentCount(`${this.label}.getInitialState`, arguments, 1);
    return initialStates(this.#cell, batchSize);
  }

  /** Initial states for steps of this shape, all 0. */
  protected zeroStates([batch]: SymbolicShape): States {
    return this.getInitialState(batch!);
  }

  override call(
    sequences: Tensor,
    { initialState, mask, training }: RecurrentCallOptions & CallContext = outsideOfModels,
  ): RecurrentResult<boolean, AnyStates> {
    checkHasSteps(this.label, sequences);
    if (mask !== undefined) checkMask(this.label, 'mask', mask, sequences.shape.slice(0, 2));
    const given = initialState ?? this.#ownStates();
    const begin = given === undefined ? this.zeroStates(shapeOfStep(sequences)) : this.#checked(given, sequences);
    const { output, states } =
      this.#wholeSequence(sequences, begin, mask, training) ?? this.#stepByStep(sequences, begin, mask, training);
    if (this.stateful) this.#keep(states);
    return this.returnState ? [output, ...states] : output;
  }

  #ownStates(): States | undefined {
    if (!this.stateful || this.#states === null) return undefined;
    return this.#states.map((tree) => mapTree(tree, (state: Variable) => state.value));
  }

  #checked(given: NonNullable<RecurrentCallOptions['initialState']>, sequences: Tensor): States {
    const states = (Array.isArray(given) ? given : [given]) as States;
    const sizes = flattenTree(this.stateSize as Tree<number>);
    const tensors = flattenTree<Tensor>(states);
    const isFitting =
      tensors.length === sizes.length && tensors.every(({ shape }, i) => shape.length !== 2 || shape[1] === sizes[i]);
    const batch = sequences.shape[0];
    if (isFitting && tensors.every(({ shape }) => shape[0] === batch)) {
      return arrangeAs(
        states,
        tensors.map((state) => cast(state, this.cell.computeDtype)),
      ) as States;
    }
    throw new ShapeError({
      where: this.label,
      expected: `initialState to be a list of ${sizes.length}: tensors of shapes ${sizes.map((size) => `[${batch}, ${size}]`).join(' and ')}`,
      received: { initialState: tensors, sequences },
    });
  }

  /** Lets the cell compute all steps at once, if it can. */
  #wholeSequence(
    sequences: Tensor,
    begin: States,
    mask: Tensor | undefined,
    training: boolean,
  ): WholeSequence | undefined {
    const cell = this.#cell;
    if (!isProjecting(cell)) return undefined;
    const { goBackwards, zeroOutputForMask, returnSequences } = this;
    return cell.wholeSequence?.(sequences, begin, { mask, training, goBackwards, zeroOutputForMask, returnSequences });
  }

  /** Computes the steps one by one. */
  #stepByStep(
    sequences: Tensor,
    begin: States,
    mask: Tensor | undefined,
    training: boolean,
  ): { output: Tensor; states: States } {
    const order = [...Array(sequences.shape[1]).keys()];
    if (this.goBackwards) order.reverse();
    const step = this.#stepper(sequences, begin, training);
    const isKept = mask === undefined ? undefined : stepsOf(cast(mask, 'bool'));
    const outputs: Tensor[] = [];
    let states = begin;
    for (const t of order) {
      const [output, next] = step(t, states);
      if (isKept === undefined) {
        outputs.push(output);
        states = next;
        continue;
      }
      const before = this.zeroOutputForMask ? undefined : outputs[outputs.length - 1];
      outputs.push(chosen(isKept[t]!, output, before ?? zerosLike(output)));
      const old = flattenTree<Tensor>(states);
      states = arrangeAs(
        next,
        flattenTree<Tensor>(next).map((value, i) => chosen(isKept[t]!, value, old[i]!)),
      ) as States;
    }
    const output = this.returnSequences ? stack(outputs, { axis: 1 }) : outputs[outputs.length - 1]!;
    return { output, states };
  }

  /**
   * Returns a function that computes one step. Whatever does not depend on states is computed for all steps at once, if the cell can do
   * that.
   */
  #stepper(
    sequences: Tensor,
    begin: States,
    training: boolean,
  ): (t: number, states: States) => [output: Tensor, states: States] {
    const cell = this.#cell;
    if (isProjecting(cell)) {
      const dropped = inputMask(cell, stepsOf(sequences)[0]!, training);
      const recurrentDropped = stateMask(cell, begin[0] as Tensor, training);
      const projected = stepsOf(cell.project(sequences, dropped && expandDims(dropped, 1)));
      return (t, states) => cell.step(projected[t]!, states, recurrentDropped);
    }
    const inputs = stepsOf(sequences);
    return (t, states) => cell(inputs[t]!, states, { training }) as [Tensor, States];
  }

  #keep(states: States): void {
    const next = flattenTree<Tensor>(states);
    flattenTree(this.#states ?? []).forEach((state, i) => {
      state.assign(cast(next[i]!, state.dtype));
    });
  }

  override computeMask(_inputs: never, mask: never): unknown {
    const own = this.returnSequences ? mask : undefined;
    return this.returnState ? [own, ...flattenTree(this.stateSize as Tree<number>).map(() => undefined)] : own;
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    const [batch, steps] = inputShape as SymbolicShape;
    const size = outputSizeOf(this.#cell);
    const output = this.returnSequences ? [batch!, steps!, size] : [batch!, size];
    if (!this.returnState) return output;
    return [
      output,
      ...this.stateSize.map((each) => mapTree(each as Tree<number>, (length) => [batch!, length]) as InputShapes),
    ];
  }
}

const shapeOfStep = ({ shape: [batch, , ...step] }: Tensor): SymbolicShape => [batch!, ...step];

/** Refuses a sequence without steps, which has no last output. */
export function checkHasSteps(where: string, sequences: Tensor): void {
  if (sequences.shape[1] !== 0) return;
  throw new ShapeError({
    where,
    expected: 'sequences of one step or more, [batch, steps, …]',
    received: { sequences },
  });
}

/** The steps of a sequence: its slices along the second axis. */
function stepsOf(sequences: Tensor): Tensor[] {
  const steps = sequences.shape[1]!;
  return (split(sequences, steps, { axis: 1 }) as Tensor[]).map((step) => squeeze(step, { axis: 1 }));
}

/** The first value where a step counts, else the second. */
function chosen(isKept: Tensor, value: Tensor, otherwise: Tensor): Tensor {
  return choose(reshape(isKept, [isKept.shape[0]!, ...value.shape.slice(1).map(() => 1)]), value, otherwise);
}

/** The base class for recurrent layers whose other options are listed in a table. */
export function recurrentWith<Table extends OptionTable, Labels extends readonly unknown[], Options = unknown>(
  table: () => Table,
  leading: Leading<Labels, Options>,
): ReturnType<typeof configured<RecurrentLayer, LayerOptions, Table, Labels, Options>> {
  return configured<RecurrentLayer, LayerOptions, Table, Labels, Options>(RecurrentLayer, table, leading);
}

/** The options of the cell, taken from the options of the layer around it. */
export function optionsForCell(layer: AnyLayer, table: () => OptionTable, name: string): never {
  const values = layer as unknown as Readonly<Record<string, unknown>>;
  const names = Object.keys(table()).filter((each) => values[each] !== undefined);
  const own = Object.fromEntries(names.map((each) => [each, values[each]]));
  return { ...own, name, dtype: layer.dtypePolicy, trainable: layer.trainable } as never;
}

const options = () => ({
  /** The cell that computes one step, or a list of cells, which are stacked. */
  cell: cellOption(),
});

type CellGiven = AnyLayer | readonly AnyLayer[];

/** A cell, or a list of cells, which are stacked. */
function cellOption(): RequiredOption<CellGiven, AnyLayer> {
  const one = layerOption();
  const several = layerListOption();
  return {
    ...(one as RequiredOption<CellGiven, AnyLayer>),
    check: (given, where, name): AnyLayer => {
      const cell: AnyLayer = Array.isArray(given)
        ? new StackedRNNCells(several.check(given, where, name))
        : one.check(given as AnyLayer, where, name);
      checkIsCell(where, cell);
      return cell;
    },
  };
}

/** The options of `RNN`. */
export interface RNNOptions extends OptionsIn<typeof options>, OptionsIn<typeof recurrentOptions>, LayerOptions {}

export class RNNLayer
  extends /* @__PURE__ */ recurrentWith(options, ['cell'] as Leading<[cell: CellGiven], RNNOptions>)
{
  static readonly path = 'keras.layers.RNN';
}

/**
 * Goes through a sequence `[batch, steps, …]` with a cell: one of `LSTMCell`, `GRUCell`, `SimpleRNNCell`, a list of cells, or one of your
 * own: a layer with `call(x, states)`, which returns `[output, states]`, and with `stateSize`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const rnn = layers.RNN(layers.LSTMCell(4), { returnSequences: true });
 * rnn(ops.ones([2, 5, 3])).shape // → [ 2, 5, 4 ]
 */
export const RNN: RNNClass = /* @__PURE__ */ callable(RNNLayer) as never;
export interface RNN<ReturnsState extends boolean = boolean, Cell = unknown>
  extends RecurrentCall<ReturnsState, StatesOf<Cell>>, RNNLayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): RecurrentResult<ReturnsState, StatesOf<Cell>>;
}

/** The states that a cell returns. */
export type StatesOf<Cell> = Cell extends { call(...given: never): readonly [output: unknown, states: infer States] }
  ? Extract<States, AnyStates>
  : AnyStates;

/** The class `RNN`: with `returnState: true`, the calls of its instances give a list. */
export interface RNNClass extends StaticSide<typeof RNNLayer, RNN> {
  new <ReturnsState extends boolean = false, Cell extends CellGiven = CellGiven>(
    ...given: RecurrentArguments<{ readonly cell: Cell }, RNNOptions, ReturnsState>
  ): RNN<ReturnsState, Cell>;
  <ReturnsState extends boolean = false, Cell extends CellGiven = CellGiven>(
    ...given: RecurrentArguments<{ readonly cell: Cell }, RNNOptions, ReturnsState>
  ): RNN<ReturnsState, Cell>;
}
