/** Copies of elements that lie apart are kernels in programs that have run for a while, with the same bits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ops, tensor, type Tensor } from 'hillock';
import { currentEngine } from '../../src/kernel/engine.js';
import { buildProgram } from '../../src/ops/program/builder.js';
import { KernelInstruction } from '../../src/ops/program/instructions.js';
import { joinSteps } from '../../src/ops/program/rewriting.js';
import { traceCall } from '../../src/ops/trace.js';

/** How many kernels compute f(x), after their result was found to be that of f. */
function kernelsOf(f: (x: Tensor) => Tensor, x: Tensor): number {
  const program = buildProgram(traceCall(f, [x]), joinSteps);
  const result = program.run([x]) as Tensor;
  const kernels = program.parts.instructions.filter((each) => each instanceof KernelInstruction).length;
  program.release();
  const expected = f(x);
  expect(result.shape).toEqual(expected.shape);
  expect(result.data).toEqual(expected.data);
  return kernels;
}

const numbers = (shape: number[]): Tensor => {
  const length = shape.reduce((product, each) => product * each, 1);
  return tensor(
    Float32Array.from({ length }, (_, i) => [i + 0.5, -0, NaN][i % 17 === 0 ? i % 3 : 0]!),
    { shape },
  );
};

describe.runIf(currentEngine() === 'wasm')('a copy', () => {
  test.each<[string, (x: Tensor) => Tensor]>([
    ['transposition of rows', (x) => ops.transpose(x, [0, 2, 1, 3])],
    ['transposition of elements', (x) => ops.transpose(x, [0, 1, 3, 2])],
    ['transposition of all axes', (x) => ops.transpose(x)],
    ['slice', (x) => ops.slice(x, [0, 1, 2, 3], [2, 6, 8, 11])],
    ['flip', (x) => ops.flip(x, { axis: [1, 3] })],
  ])('%s is a kernel', (_, f) => {
    expect(kernelsOf(f, numbers([5, 17, 10, 14]))).toBe(1);
  });

  test('of several parts is several kernels', () => {
    expect(kernelsOf((x) => ops.concatenate([x, x], { axis: 2 }), numbers([5, 17, 10, 14]))).toBe(2);
  });

  test('of few elements at a time is none', () => {
    expect(kernelsOf((x) => ops.transpose(x, [0, 2, 1]), numbers([50, 3, 5]))).toBe(0);
  });

  test('of any shape in any order gives the same bits', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (shape, ranks) => {
        const axes = shape.map((_, axis) => axis).sort((a, b) => ranks[a]! - ranks[b]!);
        kernelsOf((x) => ops.transpose(x, axes), numbers(shape));
        kernelsOf((x) => ops.concatenate([x, ops.flip(x)], { axis: axes[0]! }), numbers(shape));
      }),
    );
  });
});
