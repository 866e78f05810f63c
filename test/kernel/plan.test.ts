/** Every plan on data that stays in the kernel memory: as a whole and part by part it gives the bits that arrays get. */
import { describe, expect, test } from 'vitest';
import { input, parameter } from '../../src/formula/expression.js';
import { add, exp, maximum, multiply, negative, sigmoid, sin } from '../../src/formula/primitives.js';
import type { FloatArray } from '../../src/kernel/arrays.js';
import { runOnArrays } from '../../src/kernel/eager.js';
import { planElementwise } from '../../src/kernel/elementwise/elementwise-plan.js';
import { elementwiseProgram } from '../../src/kernel/elementwise/elementwise-program.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { type Addresses, type Plan, plannedOnce, type Range } from '../../src/kernel/plan.js';
import { planMatmul } from '../../src/kernel/product/matmul-plan.js';
import { planTransposition } from '../../src/kernel/product/transposition-plan.js';
import { planReduction } from '../../src/kernel/rows/reduction-plan.js';
import { softmaxFunctions, type SoftmaxName } from '../../src/kernel/rows/softmax-module.js';
import { planSoftmax } from '../../src/kernel/rows/softmax-plan.js';
import { kernelMemory } from '../../src/kernel/wasm/memory.js';
import { planConvolution, planInputGradient, planKernelGradient } from '../../src/kernel/windows/convolution-plan.js';
import { planPooling } from '../../src/kernel/windows/pooling-plan.js';
import { fractions } from '../support/kernels.js';

interface PlanCase {
  readonly plan: Plan;
  readonly inputLengths: readonly number[];
  readonly outputLengths: readonly number[];
  readonly numbers?: readonly number[];
}

const image = {
  batch: 5,
  channels: 6,
  inputSize: [7, 9],
  windowSize: [3, 2],
  strides: [2, 1],
  padding: [
    [1, 0],
    [2, 3],
  ],
} as const;
const convolution = { ...image, filters: 8, dilation: [1, 2], groups: 2 } as const;
const inputLength = 5 * 7 * 9 * 6;
const outputLength = 5 * 3 * 12 * 8;
const pooledLength = 5 * 3 * 13 * 6;
const kernelLength = 3 * 2 * 3 * 8;

/** Windows that have no pixels in common, and leave some out. */
const apart = { ...image, channels: 21, windowSize: [2, 2], strides: [3, 2], padding: [[0, 0], [0, 0]] } as const; // prettier-ignore
const apartLength = 5 * 7 * 9 * 21;
const apartPooled = 5 * 2 * 4 * 21;

const x = input(0);
const elementwise = (
  roots: Parameters<typeof elementwiseProgram>[0],
  length: number,
  inputLengths: readonly number[],
  options: Parameters<typeof elementwiseProgram>[1] = {},
): PlanCase => ({
  plan: planElementwise(elementwiseProgram(roots, options), { length, inputLengths, elements: 'float32' }),
  inputLengths,
  outputLengths: roots.map(() => length),
});

/** Kernels are instantiated when they are planned. */
const cases: Readonly<Record<string, () => PlanCase>> = {
  'a formula': () => elementwise([exp(x)], 1003, [1003]),
  'a formula of nearly several windows': () => elementwise([maximum(x, 0)], 40_007, [40_007]),
  'a formula of one number': () => elementwise([multiply(x, input(1))], 501, [501, 1]),
  'a formula of a row that repeats': () => elementwise([add(x, input(1))], 50_000, [50_000, 10]),
  'a formula of rows of two lengths': () => elementwise([add(x, add(input(1), input(2)))], 50_400, [50_400, 7, 36]),
  'a formula of a long row that repeats': () => elementwise([add(x, input(1))], 60_021, [60_021, 20_007]),
  'a formula with two roots and a parameter': () => ({
    ...elementwise([multiply(x, parameter('rate')), add(x, input(1))], 777, [777, 777]),
    numbers: [0.25],
  }),
  'a formula that leaves elements to the evaluator': () => elementwise([sin(multiply(x, 1e20))], 100, [100]),
  'a formula with limits apart': () => elementwise([multiply(x, sigmoid(negative(x)))], 99, [99], { limits: 'apart' }),
  'a product': () => ({
    plan: planMatmul({ m: 37, n: 21, k: 300, hasBias: true }),
    inputLengths: [37 * 300, 300 * 21, 21],
    outputLengths: [37 * 21],
  }),
  'a product of transposed matrices': () => ({
    plan: planMatmul({ m: 10, n: 9, k: 5, transposeA: true, transposeB: true, hasBias: false }),
    inputLengths: [50, 45],
    outputLengths: [90],
  }),
  'a stack of products': () => ({
    plan: planMatmul({ m: 6, n: 5, k: 4, batch: { count: 3, a: 24, b: 0 }, hasBias: false }),
    inputLengths: [72, 20],
    outputLengths: [90],
  }),
  'a row times a matrix': () => ({
    plan: planMatmul({ m: 1, n: 13, k: 300, hasBias: true }),
    inputLengths: [300, 3900, 13],
    outputLengths: [13],
  }),
  'a row times a large matrix': () => ({
    plan: planMatmul({ m: 1, n: 1101, k: 301, hasBias: true }),
    inputLengths: [301, 301 * 1101, 1101],
    outputLengths: [1101],
  }),
  'a matrix times a column': () => ({
    plan: planMatmul({ m: 13, n: 1, k: 300, hasBias: true }),
    inputLengths: [3900, 300, 1],
    outputLengths: [13],
  }),
  'a transposition': () => ({
    plan: planTransposition({ rows: 19, columns: 33 }),
    inputLengths: [627],
    outputLengths: [627],
  }),
  'a convolution': () => ({
    plan: planConvolution({ shape: convolution, hasBias: true }),
    inputLengths: [inputLength, kernelLength, 8],
    outputLengths: [outputLength],
  }),
  'the gradient by the input of a convolution': () => ({
    plan: planInputGradient(convolution),
    inputLengths: [outputLength, kernelLength],
    outputLengths: [inputLength],
  }),
  'the gradient by the kernel of a convolution': () => ({
    plan: planKernelGradient(convolution),
    inputLengths: [inputLength, outputLength],
    outputLengths: [kernelLength],
  }),
  'a depthwise convolution': () => ({
    plan: planConvolution({ shape: { ...convolution, filters: 6, groups: 6 }, hasBias: true }),
    inputLengths: [inputLength, 36, 6],
    outputLengths: [5 * 3 * 12 * 6],
  }),
  'pooling of maxima': () => ({
    plan: planPooling({ kernel: 'maximum', shape: image }),
    inputLengths: [inputLength],
    outputLengths: [pooledLength],
  }),
  'the gradient of pooling of maxima': () => ({
    plan: planPooling({ kernel: 'maximumGradient', shape: image }),
    inputLengths: [inputLength, pooledLength],
    outputLengths: [inputLength],
  }),
  'the gradient of pooling of maxima apart': () => ({
    plan: planPooling({ kernel: 'maximumGradient', shape: apart }),
    inputLengths: [apartLength, apartPooled],
    outputLengths: [apartLength],
  }),
  'pooling of maxima of relu': () => ({
    plan: planPooling({ kernel: 'rectifiedMaximum', shape: apart }),
    inputLengths: [apartLength],
    outputLengths: [apartPooled],
  }),
  'the gradient of pooling of maxima of relu': () => ({
    plan: planPooling({ kernel: 'rectifiedMaximumGradient', shape: apart }),
    inputLengths: [apartLength, apartPooled],
    outputLengths: [apartLength],
  }),
  'the gradient of pooling of means': () => ({
    plan: planPooling({ kernel: 'meanGradient', shape: image }),
    inputLengths: [pooledLength],
    outputLengths: [inputLength],
  }),
  'a reduction of rows': () => ({
    plan: planReduction({ outer: 9, reduced: 70, inner: 1, reduction: 'mean' }),
    inputLengths: [630],
    outputLengths: [9],
  }),
  'a reduction of columns': () => ({
    plan: planReduction({ outer: 3, reduced: 10, inner: 21, reduction: 'max' }),
    inputLengths: [630],
    outputLengths: [63],
  }),
  ...Object.fromEntries(
    (Object.keys(softmaxFunctions) as SoftmaxName[]).flatMap((name) =>
      [5, 6, 7, 8].map((length) => [
        `${name} of rows of ${length}`,
        () => ({
          plan: planSoftmax({ name, rows: 11, length }),
          inputLengths: Array.from({ length: softmaxFunctions[name].inputCount }, () => 11 * length),
          outputLengths: [11 * length],
        }),
      ]),
    ),
  ),
};

const total = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, 0);

/** Lays everything out anew, with other contents before, between and behind. */
function resident(plan: Plan, inputs: readonly FloatArray[], numbers: readonly number[]) {
  const memory = kernelMemory();
  const bytes = [
    ...plan.inputBytes,
    ...plan.outputBytes,
    plan.scratchBytes,
    plan.sharedBytes,
    ...plan.tables.map(({ byteLength }) => byteLength),
  ];
  const frame = memory.allocate(total(bytes) + 128 * bytes.length);
  const end = frame + total(bytes) + 128 * bytes.length;
  memory.bytes.fill(0x7f, frame, end);
  let next = frame;
  const place = (length: number): number => {
    const address = next + 64;
    next = address + Math.ceil(length / 64) * 64;
    return address;
  };
  const at: Addresses = {
    inputs: plan.inputBytes.map(place),
    outputs: plan.outputBytes.map(place),
    scratch: place(plan.scratchBytes),
    shared: place(plan.sharedBytes),
    tables: plan.tables.map(({ byteLength }) => place(byteLength)),
    numbers,
  };
  inputs.forEach((values, i) => memory.float32.set(values, at.inputs[i]! / 4));
  plan.tables.forEach((table, i) => memory.int32.set(table, at.tables[i]! / 4));
  return { at, release: () => memory.release(frame) };
}

/** Parts of the work, the later ones first. */
function partsOf({ units, grain }: Plan): Range[] {
  const cuts = [0, 1 / 3, 1 / 2, 0.9].map((share) => Math.floor((units * share) / grain) * grain);
  const starts = [...new Set(cuts)];
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? units })).reverse();
}

describe.runIf(currentEngine() === 'wasm')('a plan', () => {
  test.each(Object.entries(cases))('%s', (_, make) => {
    const { plan, inputLengths, outputLengths, numbers = [] } = make();
    const inputs = inputLengths.map((length, seed) => fractions(length, seed));
    if (inputs[0]!.length > 20) inputs[0]![17] = Infinity;
    const wanted = outputLengths.map((length) => new Float32Array(length));
    runOnArrays(plan, inputs, wanted, numbers);
    for (const parts of [[undefined], partsOf(plan)]) {
      const { at, release } = resident(plan, inputs, numbers);
      plan.prepare?.(at);
      for (const part of parts) plan.run(at, part);
      const { float32 } = kernelMemory();
      const results = at.outputs.map((address, i) => float32.slice(address / 4, address / 4 + outputLengths[i]!));
      release();
      expect(results).toEqual(wanted);
    }
  });

  test.each(Object.entries(cases))('%s: leaves its inputs as they are', (_, make) => {
    const { plan, inputLengths, numbers = [] } = make();
    const inputs = inputLengths.map((length, seed) => fractions(length, seed));
    const { at, release } = resident(plan, inputs, numbers);
    plan.prepare?.(at);
    plan.run(at);
    const { float32 } = kernelMemory();
    const found = at.inputs.map((address, i) => float32.slice(address / 4, address / 4 + inputLengths[i]!));
    release();
    expect(found).toEqual(inputs);
  });
});

describe('plans', () => {
  const empty = (tables: readonly Int32Array[] = []): Plan => ({
    inputBytes: [],
    outputBytes: [],
    scratchBytes: 0,
    sharedBytes: 0,
    tables,
    units: 1,
    grain: 1,
    run: () => undefined,
  });

  test('are made once for a shape', () => {
    const planOf = plannedOnce(
      (shape: { n: number; name: string }) => empty([Int32Array.of(shape.n)]),
      ({ n, name }) => [n, name],
    );
    const first = planOf({ n: 1, name: 'a' });
    expect(planOf({ n: 1, name: 'a' })).toBe(first);
    // The same hash, another key.
    expect(planOf({ n: 1, name: 'b' })).not.toBe(first);
    expect(planOf({ n: 2, name: 'a' })).not.toBe(first);
    expect(planOf({ n: 1, name: 'a' })).toBe(first);
  });

  test('make way when there are many, or their tables are large', () => {
    const made: number[] = [];
    const planOf = plannedOnce(
      (n: number) => {
        made.push(n);
        return empty([new Int32Array(n < 1000 ? 1 : 1 << 24)]);
      },
      (n) => [n],
    );
    for (let n = 0; n < 256; n += 1) planOf(n);
    planOf(0);
    expect(made).toHaveLength(256);
    planOf(256);
    planOf(0);
    expect(made.slice(256)).toEqual([256, 0]);
    planOf(1000);
    planOf(0);
    expect(made.slice(258)).toEqual([1000, 0]);
  });
});

describe.runIf(currentEngine() === 'wasm')('arrays', () => {
  test('are computed right while tables of many plans come and go', () => {
    const [a, b] = [fractions(64, 1), fractions(64, 2)];
    const product = (): number[] => {
      const out = new Float32Array(64);
      runOnArrays(planMatmul({ m: 8, n: 8, k: 8, hasBias: false }), [a, b], [out]);
      return [...out];
    };
    const wanted = product();
    for (let more = 0; more < 6; more += 1) {
      const table = new Int32Array(1 << 21).fill(more);
      let seen: number | undefined;
      const plan: Plan = {
        inputBytes: [],
        outputBytes: [],
        scratchBytes: 0,
        sharedBytes: 0,
        tables: [table],
        units: 1,
        grain: 1,
        run: (at) => (seen = kernelMemory().int32[at.tables[0]! / 4 + 5]),
      };
      runOnArrays(plan, [], []);
      expect(seen).toBe(more);
      expect(product()).toEqual(wanted);
    }
  });

  test('and blocks of the memory are not given out twice, and are used again', () => {
    const memory = kernelMemory();
    const used = new Map<number, number>();
    const sizes = fractions(200, 5).map((value) => Math.floor(Math.abs(value) * 20_000) + 1);
    sizes.forEach((bytes, index) => {
      const address = memory.allocate(bytes);
      for (const [start, end] of used) expect(address + bytes <= start || address >= end).toBe(true);
      if (bytes >= 4096) expect(address % 4096).toBe(128);
      used.set(address, address + bytes);
      if (index % 3 !== 0) return;
      const [oldest] = used.keys();
      memory.release(oldest!);
      used.delete(oldest!);
    });
    used.forEach((_, address) => memory.release(address));
    const before = memory.memory.buffer.byteLength;
    for (let turn = 0; turn < 50; turn += 1) memory.release(memory.allocate(500_000));
    expect(memory.memory.buffer.byteLength).toBe(before);
  });
});
