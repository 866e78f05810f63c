/** Plans of all kernels, and their data in the kernel memory. */
import { input, parameter } from '../../src/formula/expression.js';
import { add, exp, maximum, multiply, negative, sigmoid, sin } from '../../src/formula/primitives.js';
import type { FloatArray } from '../../src/kernel/arrays.js';
import { planChain } from '../../src/kernel/chains/chain-plan.js';
import { planCopy } from '../../src/kernel/copies/copy-plan.js';
import { planElementwise } from '../../src/kernel/elementwise/elementwise-plan.js';
import { elementwiseProgram } from '../../src/kernel/elementwise/elementwise-program.js';
import type { Addresses, Plan } from '../../src/kernel/plan.js';
import { planMatmul } from '../../src/kernel/product/matmul-plan.js';
import { planTransposition } from '../../src/kernel/product/transposition-plan.js';
import { planReduction } from '../../src/kernel/rows/reduction-plan.js';
import { softmaxFunctions, type SoftmaxName } from '../../src/kernel/rows/softmax-module.js';
import { planSoftmax } from '../../src/kernel/rows/softmax-plan.js';
import { kernelMemory } from '../../src/kernel/wasm/memory.js';
import { planConvolution, planInputGradient, planKernelGradient } from '../../src/kernel/windows/convolution-plan.js';
import { planPooling } from '../../src/kernel/windows/pooling-plan.js';

export interface PlanCase {
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
const bordered = { batch: 8, channels: 8, filters: 17, inputSize: [7, 9], windowSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding: [[1, 1], [1, 1]], groups: 1 } as const; // prettier-ignore
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

/**
 * A chain of `x·row + column`, and of an exponential of it, which has float64 lanes, times a number: both are stored. There is a row for
 * each `outer`, or one for all.
 */
function chain(outer: number, middle: number, inner: number, rows: number): PlanCase {
  const length = outer * middle * inner;
  const [product, sum, scaled] = [
    [multiply(x, input(1))],
    [add(x, input(1))],
    [multiply(exp(negative(x)), parameter('rate'))],
  ].map((roots) => elementwiseProgram(roots));
  const plan = planChain({
    length,
    arrays: [
      { outer: 1, times: 1, inner: length },
      { outer: rows, times: length / (rows * inner), inner },
      { outer: outer * middle, times: inner, inner: 1 },
      { outer: 1, times: length, inner: 1 },
    ],
    links: [
      { program: product!, sources: [{ array: 0 }, { array: 1 }] },
      { program: sum!, sources: [{ link: 0, root: 0 }, { array: 2 }] },
      { program: scaled!, sources: [{ link: 1, root: 0 }] },
      { program: product!, sources: [{ link: 2, root: 0 }, { array: 3 }] },
    ],
    outputs: [
      { link: 1, root: 0 },
      { link: 3, root: 0 },
    ],
  });
  const inputLengths = [length, rows * inner, outer * middle, 1];
  return { plan: plan!, inputLengths, outputLengths: [length, length], numbers: [0.25] };
}

/** A copy of `[7, 10, 8, 11]` with its axes in another order. */
function transposed(order: readonly number[]): PlanCase {
  const shape = [7, 10, 8, 11];
  const length = 7 * 10 * 8 * 11;
  const stridesOf = (lengths: readonly number[]): number[] =>
    lengths.map((_, axis) => lengths.slice(axis + 1).reduce((product, each) => product * each, 1));
  const from = stridesOf(shape);
  const lengths = order.map((axis) => shape[axis]!);
  const to = stridesOf(lengths);
  const axes = order.map((axis, place) => ({ length: lengths[place]!, from: from[axis]!, to: to[place]! }));
  const plan = planCopy({ axes, from: 0, to: 0, sourceLength: length, targetLength: length });
  return { plan: plan!, inputLengths: [length], outputLengths: [length] };
}

/** Kernels are instantiated when they are planned. */
export const planCases: Readonly<Record<string, () => PlanCase>> = {
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
  'a chain': () => chain(3, 5, 7, 3),
  'a chain of one number': () => chain(1, 1, 1, 1),
  'a chain of many windows': () => chain(7, 400, 10, 7),
  'a chain of rows that are shared': () => chain(9, 300, 13, 1),
  'a copy of rows in another order': () => transposed([2, 0, 1, 3]),
  'a copy of elements in another order': () => transposed([0, 2, 3, 1]),
  'a copy of all axes in another order': () => transposed([3, 2, 1, 0]),
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
  'a product of few rows': () => ({
    plan: planMatmul({ m: 7, n: 601, k: 300, hasBias: true }),
    inputLengths: [7 * 300, 300 * 601, 601],
    outputLengths: [7 * 601],
  }),
  'a product of few columns': () => ({
    plan: planMatmul({ m: 101, n: 11, k: 300, transposeA: true, hasBias: false }),
    inputLengths: [101 * 300, 300 * 11],
    outputLengths: [101 * 11],
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
  'a convolution with borders apart': () => ({
    plan: planConvolution({ shape: bordered, hasBias: true }),
    inputLengths: [8 * 7 * 9 * 8, 3 * 3 * 8 * 17, 17],
    outputLengths: [8 * 7 * 9 * 17],
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
export function resident(plan: Plan, inputs: readonly FloatArray[], numbers: readonly number[]) {
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
