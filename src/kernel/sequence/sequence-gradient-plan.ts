/** Plans that go through a sequence backwards and give the gradients of everything that the recurrence is computed from. */
import { type Addresses, type Plan, plannedOnce } from '../plan.js';
import { planGathered } from '../product/gather-plan.js';
import type { Product } from '../product/product.js';
import { repeatedProduct, type GroupTarget } from '../product/repeated.js';
import { planReduction } from '../rows/reduction-plan.js';
import { kernelMemory } from '../wasm/memory.js';
import { pitchOf, type SequenceSizes } from './recurrence.js';
import { divided, extraAt, floatBytes, keyOf, type Part, runPart, stepRunner, surplus } from './sequence-plan.js';
import { sequenceProducts } from './sequence-products.js';

export interface BackwardShape extends SequenceSizes {
  /** Whether a gradient arrives from the output of each step. */
  readonly hasOutputGradient: boolean;
  /** Whether the gradient of x is wanted. */
  readonly wantsInput: boolean;
}

/**
 * The plan of the gradients. The inputs are x, kernel, recurrent kernel, the extra arrays, the states of all steps, the kept values, the
 * gradients of the final states and, with `hasOutputGradient`, those of the output's states of all steps. The outputs are the gradients of
 * kernel, recurrent kernel, initial states, of the bias if there is one, and of x if it is wanted.
 */
export const planSequenceGradient = /* @__PURE__ */ plannedOnce(
  (shape: BackwardShape): Plan => {
    const { recurrence, batch, steps, features, units, biasLength, hasOutputGradient, wantsInput } = shape;
    const { slotCount, inputBlocks, recurrentSlots, stateCount, extras, keptCount, multiplied, direct } = recurrence;
    const size = batch * units;
    const pitch = pitchOf(shape);
    const products = sequenceProducts(shape);
    const [kernelLength, recurrentLength] = [features * inputBlocks * units, recurrentSlots.length * units * units];
    const xLength = batch * steps * features;
    const slotsLength = steps * slotCount * pitch;
    const historyLength = (steps + 1) * size + surplus;
    const gathered = (product: Product, leftLength: number, rightLength: number, outLength: number): Plan =>
      planGathered({ products: [product], leftLength, rightLength, outLength, startLength: 0 });
    const repeated = repeatedProduct(products.backward);
    const plans = [
      gathered(products.kernelGradient, xLength, slotsLength, kernelLength),
      gathered(products.recurrentGradient, historyLength, slotsLength, recurrentLength),
      ...(wantsInput ? [gathered(products.inputGradient, slotsLength, kernelLength, xLength)] : []),
    ];
    let tableCount = repeated.tables.length;
    const parts = plans.map((plan): Part => {
      const firstTable = tableCount;
      tableCount += plan.tables.length;
      return { plan, firstTable };
    });
    const sumSamples = planReduction({ outer: 1, reduced: batch, inner: units, reduction: 'sum' });
    const sumSteps = planReduction({ outer: 1, reduced: steps, inner: slotCount * units, reduction: 'sum' });
    const runStep = stepRunner(hasOutputGradient ? recurrence.backwardFromOutputs : recurrence.backward, size);
    const { offsets, bytes } = divided([
      slotsLength,
      repeated.packedLength,
      Math.max(repeated.scratchLength, ...plans.map(({ scratchBytes }) => scratchBytes / floatBytes)),
      biasLength > 0 ? (steps + 1) * slotCount * units : 0,
      ...Array.from({ length: stateCount }, () => pitch),
    ]);

    const addBias = (bias: number, slots: number, sums: number): void => {
      const at = { scratch: 0, shared: 0, tables: [], numbers: [] };
      const width = floatBytes * units;
      for (let slot = 0; slot < steps * slotCount; slot += 1) {
        sumSamples.run({ ...at, inputs: [slots + floatBytes * slot * pitch], outputs: [sums + slot * width] });
      }
      const total = sums + steps * slotCount * width;
      sumSteps.run({ ...at, inputs: [sums], outputs: [total] });
      const { bytes: memory } = kernelMemory();
      const places = [...Array(inputBlocks).keys(), ...recurrentSlots].slice(0, biasLength / units);
      places.forEach((slot, place) =>
        memory.copyWithin(bias + place * width, total + slot * width, total + (slot + 1) * width),
      );
    };

    const run = (at: Addresses): void => {
      const [x, kernel, recurrentKernel, ...others] = at.inputs as [number, number, number, ...number[]];
      const [slots, packed, scratch, sums, ...gradients] = offsets.map((offset) => at.scratch + offset) as [
        number,
        number,
        number,
        number,
        ...number[],
      ];
      const histories = others.slice(extras.length, extras.length + stateCount);
      const [kept, ...upstream] = others.slice(extras.length + stateCount) as [number, ...number[]];
      const outputGradient = upstream[stateCount] ?? 0;
      const { bytes: memory } = kernelMemory();
      const copy = (to: number, from: number): unknown => memory.copyWithin(to, from, from + floatBytes * size);
      gradients.forEach((gradient, state) => copy(gradient, upstream[state]!));

      repeated.pack(recurrentKernel, at.tables, packed);
      for (let step = steps - 1; step >= 0; step -= 1) {
        const slotAt = (slot: number): number => slots + floatBytes * (step * slotCount + slot) * pitch;
        const before = floatBytes * step * size;
        const after = before + floatBytes * size;
        const writes = [...Array(slotCount).keys()].map(slotAt);
        for (const state of direct) writes.push(gradients[state]!);
        runStep(({ kind, index }) => {
          switch (kind) {
            case 'kept':
              return kept + floatBytes * (step * keptCount + index) * pitch;
            case 'old':
              return histories[index]! + before;
            case 'new':
              return histories[index]! + after;
            case 'upstream':
              return gradients[index]!;
            case 'output':
              return outputGradient + after;
            default:
              return extraAt(extras[index]!, others[index]!, step, size);
          }
        }, writes);
        gradients.forEach((gradient, state) => {
          if (state !== multiplied && !direct.includes(state)) memory.fill(0, gradient, gradient + floatBytes * size);
        });
        const target: GroupTarget = {
          address: gradients[multiplied]!,
          start: 0,
          accumulate: direct.includes(multiplied),
        };
        repeated.multiply(slotAt(0), packed, at.tables, scratch, () => target);
      }
      const [kernelGradient, recurrentGradient, ...rest] = at.outputs as [number, number, ...number[]];
      gradients.forEach((gradient, state) => copy(rest[state]!, gradient));
      runPart(parts[0]!, at, scratch, [x, slots], kernelGradient);
      runPart(parts[1]!, at, scratch, [histories[multiplied]!, slots], recurrentGradient);
      if (wantsInput) runPart(parts[2]!, at, scratch, [slots, kernel], rest[rest.length - 1]!);
      if (biasLength > 0) addBias(rest[stateCount]!, slots, sums);
    };
    const floats = (lengths: readonly number[]): number[] => lengths.map((length) => floatBytes * length);
    const sizes = Array.from({ length: stateCount }, () => size);
    return {
      inputBytes: floats([
        xLength,
        kernelLength,
        recurrentLength,
        ...extras.map((kind) => (kind === 'all steps' ? size : steps * size) + surplus),
        ...sizes.map(() => historyLength),
        steps * keptCount * pitch,
        ...sizes,
        ...(hasOutputGradient ? [historyLength] : []),
      ]),
      outputBytes: floats([
        kernelLength,
        recurrentLength,
        ...sizes,
        ...(biasLength > 0 ? [biasLength] : []),
        ...(wantsInput ? [xLength] : []),
      ]),
      scratchBytes: bytes,
      sharedBytes: 0,
      tables: [...repeated.tables, ...plans.flatMap(({ tables }) => tables)],
      units: 1,
      grain: 1,
      run,
    };
  },
  (shape) => keyOf(shape, shape.hasOutputGradient, shape.wantsInput),
);
