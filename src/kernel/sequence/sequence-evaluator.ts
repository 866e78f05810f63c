/** Sequences in plain JavaScript, for arrays of any float dtype. Arrays lie as in the plans. */
import type { FloatArray } from '../arrays.js';
import { evaluateElements } from '../elementwise/elementwise-evaluator.js';
import { evaluatorOf } from '../elementwise/elementwise-program.js';
import { gatheredProducts } from '../product/gather-evaluator.js';
import { type Place, pitchOf, type StepProgram } from './recurrence.js';
import type { BackwardShape } from './sequence-gradient-plan.js';
import type { ForwardShape } from './sequence-plan.js';
import { sequenceProducts, type StepProduct } from './sequence-products.js';

type ArrayLike = (length: number) => FloatArray;

const madeLike = (x: FloatArray): ArrayLike =>
  x instanceof Float64Array ? (length) => new Float64Array(length) : (length) => new Float32Array(length);

/** Computes a product of a step; `targetOf` says where a group's result goes and what it starts from. */
function multiplyStep(
  left: FloatArray,
  right: FloatArray,
  { left: rows, right: columns, targets, groups, groupStep }: StepProduct,
  targetOf: (group: number) => { readonly out: FloatArray; readonly start?: FloatArray; readonly accumulate: boolean },
): void {
  for (let group = 0; group < groups; group += 1) {
    const { out, start, accumulate } = targetOf(group);
    rows.outer.forEach((row, i) => {
      columns.outer.forEach((column, j) => {
        let sum = start?.[j] ?? 0;
        for (let p = 0; p < rows.inner.length; p += 1) {
          sum += left[row + rows.inner[p]!]! * right[group * groupStep + column + columns.inner[p]!]!;
        }
        const place = targets[i]! + j;
        out[place] = accumulate ? out[place]! + sum : sum;
      });
    });
  }
}

function runStep(
  { program, reads }: StepProgram,
  count: number,
  arrayOf: (place: Place) => FloatArray,
  outputs: readonly FloatArray[],
): void {
  const inputs = reads.map((place) => arrayOf(place).subarray(0, count));
  evaluateElements(evaluatorOf(program, []), inputs, outputs, { from: 0, to: 0, count }, false);
}

const extraPart = (kind: 'each step' | 'all steps', extra: FloatArray, step: number, size: number): FloatArray =>
  kind === 'all steps' ? extra : extra.subarray(step * size, (step + 1) * size);

/** What `planSequence` plans. */
export function evaluateSequence(
  shape: ForwardShape,
  inputs: readonly FloatArray[],
  outputs: readonly FloatArray[],
): void {
  const { recurrence, batch, steps, units, biasLength, keepsValues } = shape;
  const { slotCount, inputBlocks, recurrentSlots, stateCount, extras, keptCount, multiplied, output } = recurrence;
  const [x, kernel, recurrentKernel, ...others] = inputs as [FloatArray, FloatArray, FloatArray, ...FloatArray[]];
  const bias = others[stateCount + extras.length];
  const inputBias = Math.min(biasLength, inputBlocks * units);
  const make = madeLike(x);
  const [size, pitch, products] = [batch * units, pitchOf(shape), sequenceProducts(shape)];
  const slots = make(steps * slotCount * pitch);
  const histories = Array.from({ length: stateCount }, (_, state) => {
    if (keepsValues) return outputs[stateCount + state]!;
    return state === output ? outputs[stateCount]! : make((steps + 1) * size);
  });
  histories.forEach((history, state) => history.set(others[state]!));
  gatheredProducts(x, kernel, slots, [products.inputs], bias?.subarray(0, inputBias));
  for (let step = 0; step < steps; step += 1) {
    const slotOf = (slot: number): FloatArray => slots.subarray((step * slotCount + slot) * pitch);
    const before = step * size;
    multiplyStep(histories[multiplied]!.subarray(before), recurrentKernel, products.forward, (group) => ({
      out: slotOf(recurrentSlots[group]!),
      accumulate: recurrentSlots[group]! < inputBlocks,
      ...(biasLength > inputBias && { start: bias!.subarray(inputBias + group * units) }),
    }));
    const kept = keepsValues ? outputs[2 * stateCount]! : undefined;
    const writes = [
      ...histories.map((history) => history.subarray(before + size)),
      ...Array.from({ length: kept === undefined ? 0 : keptCount }, (_, index) =>
        kept!.subarray((step * keptCount + index) * pitch),
      ),
    ];
    runStep(
      keepsValues ? recurrence.keeping : recurrence.forward,
      size,
      ({ kind, index }) => {
        if (kind === 'slot') return slotOf(index);
        if (kind === 'old') return histories[index]!.subarray(before);
        return extraPart(extras[index]!, others[stateCount + index]!, step, size);
      },
      writes,
    );
  }
  histories.forEach((history, state) => outputs[state]!.set(history.subarray(steps * size)));
}

/** What `planSequenceGradient` plans. */
export function evaluateSequenceGradient(
  shape: BackwardShape,
  inputs: readonly FloatArray[],
  outputs: readonly FloatArray[],
): void {
  const { recurrence, batch, steps, units, biasLength, hasOutputGradient, wantsInput } = shape;
  const { slotCount, inputBlocks, recurrentSlots, stateCount, extras, keptCount, multiplied, direct } = recurrence;
  const [x, kernel, recurrentKernel, ...others] = inputs as [FloatArray, FloatArray, FloatArray, ...FloatArray[]];
  const histories = others.slice(extras.length, extras.length + stateCount);
  const [kept, ...upstream] = others.slice(extras.length + stateCount) as [FloatArray, ...FloatArray[]];
  const make = madeLike(x);
  const [size, pitch, products] = [batch * units, pitchOf(shape), sequenceProducts(shape)];
  const slots = make(steps * slotCount * pitch);
  const gradients = upstream.slice(0, stateCount).map((gradient) => gradient.slice());
  for (let step = steps - 1; step >= 0; step -= 1) {
    const slotOf = (slot: number): FloatArray => slots.subarray((step * slotCount + slot) * pitch);
    const before = step * size;
    runStep(
      hasOutputGradient ? recurrence.backwardFromOutputs : recurrence.backward,
      size,
      ({ kind, index }) => {
        switch (kind) {
          case 'kept':
            return kept.subarray((step * keptCount + index) * pitch);
          case 'old':
            return histories[index]!.subarray(before);
          case 'new':
            return histories[index]!.subarray(before + size);
          case 'upstream':
            return gradients[index]!;
          case 'output':
            return upstream[stateCount]!.subarray(before + size);
          default:
            return extraPart(extras[index]!, others[index]!, step, size);
        }
      },
      [...Array.from({ length: slotCount }, (_, slot) => slotOf(slot)), ...direct.map((state) => gradients[state]!)],
    );
    gradients.forEach((gradient, state) => {
      if (state !== multiplied && !direct.includes(state)) gradient.fill(0);
    });
    multiplyStep(slotOf(0), recurrentKernel, products.backward, () => ({
      out: gradients[multiplied]!,
      accumulate: direct.includes(multiplied),
    }));
  }
  const [kernelGradient, recurrentGradient, ...rest] = outputs as [FloatArray, FloatArray, ...FloatArray[]];
  gradients.forEach((gradient, state) => rest[state]!.set(gradient));
  gatheredProducts(x, slots, kernelGradient, [products.kernelGradient]);
  gatheredProducts(histories[multiplied]!, slots, recurrentGradient, [products.recurrentGradient]);
  if (wantsInput) gatheredProducts(slots, kernel, rest[rest.length - 1]!, [products.inputGradient]);
  if (biasLength === 0) return;
  const bias = rest[stateCount]!;
  const places = [...Array(inputBlocks).keys(), ...recurrentSlots].slice(0, biasLength / units);
  places.forEach((slot, place) => {
    for (let unit = 0; unit < units; unit += 1) {
      let sum = 0;
      for (let step = 0; step < steps; step += 1) {
        const start = (step * slotCount + slot) * pitch + unit;
        for (let sample = 0; sample < batch; sample += 1) sum += slots[start + sample * units]!;
      }
      bias[place * units + unit] = sum;
    }
  });
}
