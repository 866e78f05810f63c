/** Plans that go through a sequence forwards: one kernel call per step for the formulas, and products whose operands are packed once. */
import { planElementwise } from '../elementwise/elementwise-plan.js';
import { type Addresses, type Plan, plannedOnce } from '../plan.js';
import { planGathered } from '../product/gather-plan.js';
import { repeatedProduct, type GroupTarget } from '../product/repeated.js';
import { kernelMemory } from '../wasm/memory.js';
import { type Place, pitchOf, type SequenceSizes, type StepProgram } from './recurrence.js';
import { sequenceProducts } from './sequence-products.js';

export interface ForwardShape extends SequenceSizes {
  /** Whether all that the backward pass needs is kept: all states of all steps, and the values of the formulas. */
  readonly keepsValues: boolean;
}

export const floatBytes = 4;

/** How many floats an elementwise kernel may write behind the end of an array. */
export const surplus = 48;

/** Scratch memory in parts, each for some floats; the parts begin on cache lines. */
export function divided(lengths: readonly number[]): { readonly offsets: readonly number[]; readonly bytes: number } {
  let bytes = 0;
  const offsets = lengths.map((length) => {
    const offset = bytes;
    bytes += Math.ceil((floatBytes * length) / 64) * 64;
    return offset;
  });
  return { offsets, bytes };
}

/** Makes a function that runs the formulas of a step, on addresses that follow from the step. */
export function stepRunner(
  { program, reads }: StepProgram,
  length: number,
): (readAt: (place: Place) => number, writes: number[]) => void {
  const plan = planElementwise(program, { length, inputLengths: reads.map(() => length), elements: 'float32' });
  const at = { inputs: [] as number[], outputs: [] as number[], scratch: 0, shared: 0, tables: [], numbers: [] };
  return (readAt, writes) => {
    at.inputs = reads.map(readAt);
    at.outputs = writes;
    plan.run(at);
  };
}

/** The addresses of the inputs of a plan that goes through a sequence. */
export interface SequenceAddresses {
  readonly x: number;
  readonly kernel: number;
  readonly recurrentKernel: number;
  readonly others: readonly number[];
}

/** The start of a part of an extra array that belongs to a step. */
export const extraAt = (kind: 'each step' | 'all steps', address: number, step: number, size: number): number =>
  kind === 'all steps' ? address : address + floatBytes * step * size;

/** A plan of a part of the work, with the place of its tables and of its scratch memory among those of the whole. */
export interface Part {
  readonly plan: Plan;
  readonly firstTable: number;
}

/** Runs a part of a plan. */
export function runPart(
  { plan, firstTable }: Part,
  { tables }: Addresses,
  scratch: number,
  inputs: readonly number[],
  output: number,
): void {
  const own = tables.slice(firstTable, firstTable + plan.tables.length);
  plan.run({ inputs, outputs: [output], scratch, shared: 0, tables: own, numbers: [] });
}

/**
 * The plan of a sequence. The inputs are x, kernel, recurrent kernel, the initial states, the extra arrays and, if there is one, the bias.
 * The outputs are the final states; then the states of all steps from the initial one on: of the output, or with `keepsValues` of all;
 * then the values that are kept. No axis may be empty.
 */
export const planSequence = /* @__PURE__ */ plannedOnce(
  (shape: ForwardShape): Plan => {
    const { recurrence, batch, steps, features, units, biasLength, keepsValues } = shape;
    const { slotCount, inputBlocks, recurrentSlots, stateCount, extras, keptCount, multiplied, output } = recurrence;
    const size = batch * units;
    const pitch = pitchOf(shape);
    const products = sequenceProducts(shape);
    const inputBias = Math.min(biasLength, inputBlocks * units);
    const hasRecurrentBias = biasLength > inputBias;
    const inputPlan = planGathered({
      products: [products.inputs],
      leftLength: batch * steps * features,
      rightLength: features * inputBlocks * units,
      outLength: steps * slotCount * pitch,
      startLength: inputBias,
    });
    const repeated = repeatedProduct(products.forward);
    const inputPart: Part = { plan: inputPlan, firstTable: 0 };
    const firstTable = inputPlan.tables.length;
    const runStep = stepRunner(keepsValues ? recurrence.keeping : recurrence.forward, size);
    const historyLength = (steps + 1) * size + surplus;
    const isKept = (state: number): boolean => keepsValues || state === output;
    const keptStates = Array.from({ length: stateCount }, (_, state) => state).filter(isKept);
    const keptLength = keepsValues ? steps * keptCount * pitch : 0;
    const { offsets, bytes } = divided([
      steps * slotCount * pitch + surplus,
      repeated.packedLength,
      Math.max(repeated.scratchLength, inputPlan.scratchBytes / floatBytes),
      ...Array.from({ length: stateCount }, (_, state) => (isKept(state) ? 0 : historyLength)),
    ]);

    const run = (at: Addresses): void => {
      const [x, kernel, recurrentKernel, ...others] = at.inputs as [number, number, number, ...number[]];
      const bias = biasLength > 0 ? others[stateCount + extras.length]! : 0;
      const [slots, packed, scratch] = offsets.map((offset) => at.scratch + offset) as [number, number, number];
      const histories = Array.from({ length: stateCount }, (_, state) =>
        isKept(state) ? at.outputs[stateCount + keptStates.indexOf(state)]! : at.scratch + offsets[3 + state]!,
      );
      const kept = keepsValues ? at.outputs[stateCount + keptStates.length]! : 0;
      const { bytes: memory } = kernelMemory();
      const copy = (to: number, from: number): unknown => memory.copyWithin(to, from, from + floatBytes * size);
      histories.forEach((history, state) => copy(history, others[state]!));

      runPart(inputPart, at, scratch, bias === 0 ? [x, kernel] : [x, kernel, bias], slots);
      const tables = at.tables.slice(firstTable);
      repeated.pack(recurrentKernel, tables, packed);
      for (let step = 0; step < steps; step += 1) {
        const stepSlots = slots + floatBytes * step * slotCount * pitch;
        const before = floatBytes * step * size;
        const slotAt = (slot: number): number => stepSlots + floatBytes * slot * pitch;
        repeated.multiply(histories[multiplied]! + before, packed, tables, scratch, (group): GroupTarget => {
          const slot = recurrentSlots[group]!;
          const start = hasRecurrentBias ? bias + floatBytes * (inputBias + group * units) : 0;
          return { address: slotAt(slot), start, accumulate: slot < inputBlocks };
        });
        const writes = histories.map((history) => history + before + floatBytes * size);
        for (let index = 0; keepsValues && index < keptCount; index += 1) {
          writes.push(kept + floatBytes * (step * keptCount + index) * pitch);
        }
        runStep(({ kind, index }) => {
          if (kind === 'slot') return slotAt(index);
          if (kind === 'old') return histories[index]! + before;
          return extraAt(extras[index]!, others[stateCount + index]!, step, size);
        }, writes);
      }
      histories.forEach((history, state) => copy(at.outputs[state]!, history + floatBytes * steps * size));
    };
    const extraLengths = extras.map((kind) => (kind === 'all steps' ? size : steps * size) + surplus);
    const floats = (lengths: readonly number[]): number[] => lengths.map((length) => floatBytes * length);
    return {
      inputBytes: floats([
        batch * steps * features,
        features * inputBlocks * units,
        units * recurrentSlots.length * units,
        ...Array.from({ length: stateCount }, () => size),
        ...extraLengths,
        ...(biasLength > 0 ? [biasLength + surplus] : []),
      ]),
      outputBytes: floats([
        ...Array.from({ length: stateCount }, () => size),
        ...keptStates.map(() => historyLength),
        ...(keepsValues ? [keptLength] : []),
      ]),
      scratchBytes: bytes,
      sharedBytes: 0,
      tables: [...inputPlan.tables, ...repeated.tables],
      units: 1,
      grain: 1,
      run,
    };
  },
  (shape) => keyOf(shape, shape.keepsValues),
);

/** Everything that a plan of a sequence depends on. */
export const keyOf = (
  { recurrence, batch, steps, features, units, goBackwards, biasLength }: SequenceSizes,
  ...others: readonly boolean[]
): readonly (number | boolean)[] => [recurrence.id, batch, steps, features, units, goBackwards, biasLength, ...others];
