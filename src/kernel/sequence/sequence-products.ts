/** The matrix products of a recurrence: where the elements of their operands lie. */
import { lattice } from '../lattice.js';
import type { Gathered, Product } from '../product/product.js';
import { pitchOf, type SequenceSizes } from './recurrence.js';

/** A product that is computed at each step, with one right operand for all steps: `groups` blocks of columns, each with a result of its own. */
export interface StepProduct {
  readonly left: Gathered;
  readonly right: Gathered;
  readonly targets: Int32Array;
  readonly groups: number;
  /** How many elements the right operand advances from group to group. */
  readonly groupStep: number;
}

export interface SequenceProducts {
  /** x · kernel, for all steps, into the slots. */
  readonly inputs: Product;
  /** state · recurrent kernel, at a step; a group for each block of columns. */
  readonly forward: StepProduct;
  /** The gradient of the state, from the gradients of the slots, at a step. */
  readonly backward: StepProduct;
  readonly kernelGradient: Product;
  readonly recurrentGradient: Product;
  readonly inputGradient: Product;
}

/**
 * Arrays besides the weights lie as follows: x as `[batch, steps, features]`, states as `[steps + 1, batch, units]` in the order in which
 * they are computed, slots as `[steps, slots, batch, units]` in that order.
 */
export function sequenceProducts(sizes: SequenceSizes): SequenceProducts {
  const { recurrence, batch, steps, features, units, goBackwards } = sizes;
  const { slotCount, inputBlocks, recurrentSlots } = recurrence;
  const pitch = pitchOf(sizes);
  const stepPitch = slotCount * pitch;
  const [inputColumns, recurrentColumns] = [inputBlocks * units, recurrentSlots.length * units];
  const [firstStep, nextStep] = goBackwards ? [(steps - 1) * features, -features] : [0, features];
  const samples = lattice([steps, batch], [nextStep, steps * features], firstStep);
  const slotRows = lattice([steps, batch], [stepPitch, units]);
  const inputSlots = lattice([inputBlocks, units], [pitch, 1]);
  const stateSlots = Int32Array.from(recurrentSlots.flatMap((slot) => [...lattice([units], [1], slot * pitch)]));
  const [stateRows, each] = [lattice([batch], [units]), lattice([units], [1])];
  const firstSlot = goBackwards ? (steps - 1) * stepPitch : 0;
  return {
    inputs: {
      left: { outer: samples, inner: lattice([features], [1]) },
      right: { outer: each, inner: lattice([features], [inputColumns]) },
      targets: slotRows,
      repetition: { count: inputBlocks, left: 0, right: units, out: pitch, start: units },
    },
    forward: {
      left: { outer: stateRows, inner: each },
      right: { outer: each, inner: lattice([units], [recurrentColumns]) },
      targets: stateRows,
      groups: recurrentSlots.length,
      groupStep: units,
    },
    backward: {
      left: { outer: stateRows, inner: stateSlots },
      right: { outer: lattice([units], [recurrentColumns]), inner: lattice([recurrentColumns], [1]) },
      targets: stateRows,
      groups: 1,
      groupStep: 0,
    },
    kernelGradient: {
      left: { outer: lattice([features], [1]), inner: samples },
      right: { outer: inputSlots, inner: slotRows },
      targets: lattice([features], [inputColumns]),
    },
    recurrentGradient: {
      left: { outer: each, inner: lattice([steps, batch], [batch * units, units]) },
      right: { outer: stateSlots, inner: slotRows },
      targets: lattice([units], [recurrentColumns]),
    },
    inputGradient: {
      left: {
        outer: lattice([batch, steps], [units, goBackwards ? -stepPitch : stepPitch], firstSlot),
        inner: inputSlots,
      },
      right: { outer: lattice([features], [inputColumns]), inner: lattice([inputColumns], [1]) },
      targets: lattice([batch * steps], [features]),
    },
  };
}
