/** Cells of recurrent layers. A cell computes one step of a sequence: from an input and the previous states, an output and the new states. */
import { onesLike, zeros } from '../../ops/creation.js';
import { less } from '../../ops/comparison.js';
import { divide, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { concatenate } from '../../ops/joining.js';
import { uniformLike } from '../../ops/random-draws.js';
import type { FloatingDType, SeedGenerator, SymbolicShape, Tensor, Tree } from '../../tensor/index.js';
import type { AnyLayer } from '../layer.js';
import { isShape, type InputShapes } from '../shape-trees.js';

/** The states of a cell: a tensor each; for stacked cells, a list for each cell. */
export type States = readonly Tree<Tensor>[];

/** The length of each state; for stacked cells, the lengths for each cell. */
export type StateSize = number | readonly StateSize[];

/** A layer that computes one step: `cell(x, states)` returns `[output, states]`. */
export type Cell = AnyLayer & {
  readonly stateSize: StateSize;
  readonly outputSize?: number;
  getInitialState?(batchSize: number): States;
};

/** How a recurrent layer goes through a sequence. */
export interface SequenceOptions {
  readonly mask: Tensor | undefined;
  readonly training: boolean;
  readonly goBackwards: boolean;
  readonly zeroOutputForMask: boolean;
  /** Whether the outputs of all steps are wanted. */
  readonly returnSequences: boolean;
}

/** What a layer gets from a cell that goes through a sequence by itself. */
export interface WholeSequence {
  /** The outputs of all steps, or the last one. */
  readonly output: Tensor;
  readonly states: Tensor[];
}

/** A cell that can project its inputs for all steps at once, and that uses the same dropout masks for a whole sequence. */
export interface ProjectingCell {
  /** The part of a step that does not depend on states, for one step or for all steps. */
  project(x: Tensor, dropped: Tensor | undefined): Tensor;
  /** One step, from the result of `project`. */
  step(projected: Tensor, states: States, recurrentDropped: Tensor | undefined): [output: Tensor, states: Tensor[]];
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly seedGenerator: SeedGenerator;
  /**
   * Computes all steps at once, if the cell can do that for these arrays; else undefined. A cell that inherits this but computes steps in
   * its own way does not.
   */
  wholeSequence?(x: Tensor, states: States, options: SequenceOptions): WholeSequence | undefined;
  /** How many dropout masks there are, side by side along the last axis; 1 by default. */
  readonly maskCount?: number;
}

/** The dropout masks for the inputs of a cell. */
export const inputMask = (cell: ProjectingCell, x: Tensor, training: boolean): Tensor | undefined =>
  dropoutMask(cell, x, cell.dropout, training);

/** The dropout masks for the first state of a cell. */
export const stateMask = (cell: ProjectingCell, h: Tensor, training: boolean): Tensor | undefined =>
  dropoutMask(cell, h, cell.recurrentDropout, training);

/** A mask in the shape of x: 1 / kept where an element is kept, 0 where it is dropped; undefined if nothing is dropped. */
function dropoutMask(
  { seedGenerator: generator, maskCount = 1 }: ProjectingCell,
  given: Tensor,
  rate: number,
  training: boolean,
): Tensor | undefined {
  if (!training || rate === 0) return undefined;
  const x = maskCount === 1 ? given : concatenate(Array<Tensor>(maskCount).fill(given), { axis: -1 });
  if (rate === 1) return multiply(onesLike(x), 0);
  return divide(cast(less(uniformLike(x, generator), 1 - rate), x.dtype), 1 - rate);
}

/** x multiplied by a dropout mask; x itself if there is none. */
export const drop = (x: Tensor, mask: Tensor | undefined): Tensor => (mask === undefined ? x : multiply(x, mask));

/** One step of a cell that is called outside a recurrent layer; it draws its own dropout masks. */
export function singleStep<States extends readonly Tensor[]>(
  cell: ProjectingCell,
  x: Tensor,
  states: readonly Tensor[],
  training: boolean,
): [output: Tensor, states: States] {
  const projected = cell.project(x, inputMask(cell, x, training));
  return cell.step(projected, states, stateMask(cell, states[0]!, training)) as never;
}

/** States that are all 0. */
export function initialStates(cell: Cell, batchSize: number): States {
  if (cell.getInitialState !== undefined) return cell.getInitialState(batchSize);
  const sizes = Array.isArray(cell.stateSize) ? (cell.stateSize as readonly StateSize[]) : [cell.stateSize];
  return sizes.map((size) => zerosFor(size, batchSize, cell));
}

function zerosFor(size: StateSize, batchSize: number, cell: Cell): Tree<Tensor> {
  if (typeof size !== 'number') return size.map((each) => zerosFor(each, batchSize, cell));
  return zeros([batchSize, size], { dtype: cell.computeDtype as FloatingDType });
}

/** The shape of a step's input: the first shape, if shapes of states follow it. */
export const stepShape = (inputShape: InputShapes): SymbolicShape =>
  isShape(inputShape) ? inputShape : (inputShape as readonly SymbolicShape[])[0]!;

/** The length of a cell's outputs. */
export function outputSizeOf(cell: Cell): number {
  const first = (size: StateSize): number => (typeof size === 'number' ? size : first(size[0]!));
  return cell.outputSize ?? first(cell.stateSize);
}

/** Whether a cell can project all steps at once. */
export const isProjecting = (cell: object): cell is ProjectingCell =>
  typeof (cell as Partial<ProjectingCell>).project === 'function' &&
  typeof (cell as Partial<ProjectingCell>).step === 'function';
