/** Lowers elementwise operations: one kernel, after copies that broadcast those inputs that the kernel cannot repeat by itself. */
import { planElementwise } from '../../kernel/elementwise/elementwise-plan.js';
import { sizeOf } from '../../tensor/index.js';
import { broadcastStrides, repeatsIn } from '../broadcasting.js';
import type { CopyRun, FormulaRecord, KernelRun, Lowering } from '../lowering.js';
import type { ConcreteSpec } from '../operation.js';
import { contiguous } from '../strided-copy.js';

export function lowerFormula(
  { program, computingDType, arrayCount, scalars = [] }: FormulaRecord,
  inputs: readonly ConcreteSpec[],
  parameters: Readonly<Record<string, unknown>>,
  outputs: readonly ConcreteSpec[],
): Lowering | undefined {
  const arrays = inputs.slice(0, arrayCount);
  const { shape } = outputs[0]!;
  const length = sizeOf(shape);
  if (length === 0 || computingDType(arrays) !== 'float32') return undefined;
  const { roots, options } = program;
  const { content } = roots[0]!;
  const isCopy = roots.length === 1 && content.kind === 'input';
  if (isCopy && sizeOf(arrays[content.index]!.shape) === length) return { kind: 'same', input: content.index };

  const copies: CopyRun[] = [];
  const read = arrays.slice(0, options.inputCount).map((each, index) => {
    if (repeatsIn(each.shape, shape)) return { place: index, length: Math.min(sizeOf(each.shape), length) };
    const place = inputs.length + outputs.length + copies.length;
    const source = { strides: broadcastStrides(each.shape, shape), start: 0 };
    copies.push({ from: index, to: place, source, target: contiguous(shape), shape });
    return { place, length };
  });
  const plan = planElementwise(program, {
    length,
    inputLengths: read.map((each) => each.length),
    elements: 'float32',
  });
  const kernel: KernelRun = {
    plan,
    inputs: read.map(({ place }) => place),
    outputs: outputs.map((_, index) => inputs.length + index),
    numbers: options.parameterNames.map((name) => {
      const scalar = scalars.indexOf(name);
      return scalar < 0 ? ((parameters[name] as number | undefined) ?? NaN) : { scalar: arrays.length + scalar };
    }),
  };
  return { kind: 'runs', runs: [...copies, kernel], temporaries: copies.map(() => length) };
}
