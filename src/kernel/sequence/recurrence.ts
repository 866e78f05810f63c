/**
 * A recurrence as data: which matrix products a step consists of, and which formulas turn them into the next states. Kernels that go
 * through a sequence know nothing else about LSTM, GRU or any other cell.
 *
 * The columns of both kernels are blocks, each as wide as a state. A block of the input kernel gives, for all steps at once, a `slot`; a
 * block of the recurrent kernel is added to a slot, or fills one of its own.
 */
import type { ElementwiseProgram } from '../elementwise/elementwise-program.js';

/** What an input of a step's formulas is. */
export interface Place {
  readonly kind:
    | 'slot'
    /** A value that the forward pass keeps for the backward pass. */
    | 'kept'
    /** A state before the step. */
    | 'old'
    /** A state after the step. */
    | 'new'
    /** An array besides the sequence: a mask, for example. */
    | 'extra'
    /** The gradient that arrives at a state after the step. */
    | 'upstream'
    /** The gradient that arrives at the output of the step. */
    | 'output';
  readonly index: number;
}

/** Formulas that are computed at each step, and the arrays that they read, in order. */
export interface StepProgram {
  readonly program: ElementwiseProgram;
  readonly reads: readonly Place[];
}

export interface Recurrence {
  /** Tells recurrences apart. */
  readonly id: number;
  /** How many slots there are. Block i of the input kernel gives slot i. */
  readonly slotCount: number;
  readonly inputBlocks: number;
  /** The slot of each block of the recurrent kernel. */
  readonly recurrentSlots: readonly number[];
  readonly stateCount: number;
  /** The state that is multiplied by the recurrent kernel. */
  readonly multiplied: number;
  /** The state that is the output. */
  readonly output: number;
  /** The arrays besides the sequence: whether each has a part for each step, or is the same at all steps. */
  readonly extras: readonly ('each step' | 'all steps')[];
  /** Computes the states after a step. */
  readonly forward: StepProgram;
  readonly keptCount: number;
  /** The same, followed by the kept values. */
  readonly keeping: StepProgram;
  /** Computes the gradients of all slots, then those of the old states in `direct`, from those of the new states. */
  readonly backward: StepProgram;
  /** The same, with a gradient from the output of each step. */
  readonly backwardFromOutputs: StepProgram;
  /** The states that have a gradient besides the one through the product. */
  readonly direct: readonly number[];
}

/** The lengths of a sequence and its recurrence. */
export interface SequenceSizes {
  readonly recurrence: Recurrence;
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  /** Whether the last step comes first. */
  readonly goBackwards: boolean;
  /** How many elements the bias has: none, one for each column of the input kernel, or of both kernels. */
  readonly biasLength: number;
}

/** Rows of different slots must not touch, because a turn of an elementwise kernel computes up to 24 elements; so slots are this far apart. */
export const pitchOf = ({ batch, units }: Pick<SequenceSizes, 'batch' | 'units'>): number =>
  Math.ceil((batch * units) / 48) * 48;
