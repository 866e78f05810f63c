import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import type { Leading } from '../../objects/options/index.js';
import type { Tensor, Tree } from '../../tensor/index.js';
import { layerOf } from '../layer-with.js';
import { layerListOption } from '../layer-option.js';
import { outsideOfModels } from '../call-context.js';
import { type AnyLayer, type CallContext } from '../layer.js';
import type { InputShapes } from '../shape-trees.js';
import { initialStates, outputSizeOf, stepShape, type Cell, type States, type StateSize } from './cell.js';

const options = () => ({
  /** The cells, from the input to the output. */
  cells: layerListOption(),
});

export class StackedRNNCellsLayer
  extends /* @__PURE__ */ layerOf<
    // The states of cells may be lists of any form.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    [x: Tensor, states: any],
    object,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    [output: Tensor, states: any]
  >()(options, ['cells'] as Leading<[cells: readonly AnyLayer[]]>, ({ cells }, where) => {
    for (const cell of cells) checkIsCell(where, cell);
  })
{
  static readonly path = 'keras.layers.StackedRNNCells';

  protected override get argumentNames(): readonly string[] {
    return ['x', 'states'];
  }

  get #cells(): readonly Cell[] {
    return this.cells as readonly Cell[];
  }

  get stateSize(): readonly StateSize[] {
    return this.#cells.map(({ stateSize }) => stateSize);
  }

  get outputSize(): number {
    return outputSizeOf(this.#cells[this.#cells.length - 1]!);
  }

  getInitialState(batchSize: number): States {
    return this.#cells.map((cell) => {
      const states = initialStates(cell, batchSize);
      return Array.isArray(cell.stateSize) ? states : states[0]!;
    });
  }

  override build(inputShape: InputShapes): void {
    let shape = stepShape(inputShape);
    const [batch] = shape;
    for (const cell of this.#cells) {
      if (!cell.built) cell.build(shape);
      shape = [batch!, outputSizeOf(cell)];
    }
  }

  override call(
    x: Tensor,
    states: States,
    { training }: CallContext = outsideOfModels,
  ): [output: Tensor, states: Tree<Tensor>[]] {
    let output = x;
    const next = this.#cells.map((cell, i) => {
      const own = states[i]!;
      const isList = Array.isArray(own);
      const [value, after] = cell(output, isList ? own : [own], { training }) as [Tensor, Tensor[]];
      output = value;
      return isList ? after : after[0]!;
    });
    return [output, next];
  }
}

/** Refuses a layer that is no cell. */
export function checkIsCell(where: string, cell: AnyLayer): void {
  if ('stateSize' in cell) return;
  throw new ValueError({
    where,
    expected: 'a cell: a layer with a stateSize, called with an input and states',
    received: { cell: cell.label },
    hint: 'Use layers.LSTMCell and the like, or a layer of your own with call(x, states) and a stateSize',
  });
}

/**
 * Several cells on top of each other as one cell; its states are the states of all cells.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const rnn = layers.RNN(layers.StackedRNNCells([layers.LSTMCell(4), layers.GRUCell(3)]));
 * rnn(ops.ones([2, 5, 3])).shape // → [ 2, 3 ]
 */
export const StackedRNNCells = /* @__PURE__ */ callable<typeof StackedRNNCellsLayer, StackedRNNCells>(
  StackedRNNCellsLayer,
);
export interface StackedRNNCells extends StackedRNNCellsLayer {}
