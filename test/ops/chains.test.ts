/** Elementwise calls of a program that are computed in one pass give the bits of the calls one by one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activations, grad, jit, ops, tensor, Variable, type Tensor } from 'hillock';
import { currentEngine } from '../../src/kernel/engine.js';
import { currentThreads, useThreads } from '../../src/kernel/run-plan.js';
import { kernelMemory } from '../../src/kernel/wasm/memory.js';
import { buildProgram } from '../../src/ops/program/builder.js';
import { hastening, loadRewriting } from '../../src/ops/program/hastening.js';
import { programText } from '../../src/ops/program/listing.js';
import { ReplayedFunctions } from '../../src/ops/program/replayed-function.js';
import { joinSteps } from '../../src/ops/program/rewriting.js';
import { traceCall } from '../../src/ops/trace.js';
import { flattenTree, type Tree } from '../../src/tensor/index.js';
import { divideEverything } from '../support/threads.js';

type Function = (...xs: Tensor[]) => Tree<Tensor>;

/** What the program of f does, after its results were found to be those of f to the bit; on the second run, too. */
function programOf(f: Function, ...xs: Tensor[]): string[] {
  const program = buildProgram(traceCall(f, xs), joinSteps);
  const text = programText(program);
  const expected = flattenTree(f(...xs)).map(({ data }) => data);
  for (let run = 0; run < 2; run++) {
    // toEqual tells 0 from -0, and takes all NaNs for equal.
    expect(flattenTree(program.run(xs)).map(({ data }) => data)).toEqual(expected);
  }
  program.release();
  return text.split('\n').slice(1);
}

/** The names of the instructions. */
const names = (lines: readonly string[]): string[] => lines.map((line) => /← (.*)\(/u.exec(line)![1]!);

const specials = [0, -0, NaN, Infinity, -Infinity, 1, -1, 1e-42, -3e-45, 3e38, -3e38, 1e20, 88.7, -104.1, 0.5];

/** Numbers of all kinds, different for each seed. */
function numbers(shape: number[], seed: number, dtype: 'float32' | 'float64' = 'float32'): Tensor {
  const length = shape.reduce((product, each) => product * each, 1);
  const values = Array.from({ length }, (_, i) => {
    const place = Math.imul(i + 1, 2654435761 + 2 * seed) >>> 0;
    return place % 4 === 0 ? specials[(place >> 8) % specials.length]! : 4 * Math.sin(place);
  });
  return tensor(dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values), { shape });
}

const unary: ((x: Tensor) => Tensor)[] = [
  activations.relu,
  activations.tanh,
  activations.gelu,
  activations.sigmoid,
  activations.softplus,
  activations.elu,
  ops.square,
  ops.sqrt,
  ops.rsqrt,
  ops.negative,
  ops.abs,
  ops.exp,
  ops.log1p,
  ops.sign,
  ops.floor,
  // Not elementwise: these are read as a whole, and broadcast again.
  (x) => ops.mean(x, { axis: -1, keepdims: true }),
  (x) => ops.sum(x, { axis: 0, keepdims: true }),
  (x) => ops.max(x, { axis: 1, keepdims: true }),
  (x) => ops.reshape(ops.reshape(x, [-1]), x.shape as number[]),
];
const binary: ((x: Tensor, y: Tensor) => Tensor)[] = [
  ops.add,
  ops.subtract,
  ops.multiply,
  ops.divide,
  ops.maximum,
  ops.minimum,
  (x, y) => ops.where(ops.greater(x, y), x, y),
  (x, y) => ops.cast(ops.less(x, y), x.dtype),
  (x, y) => ops.add(ops.broadcastTo(ops.mean(x), y.shape as number[]), y),
];

interface Call {
  readonly function: number;
  readonly places: readonly number[];
}

/** A function that makes some calls, each on results of earlier ones, and returns the last results. */
const functionOf =
  (calls: readonly Call[], returned: number): Function =>
  (...xs) => {
    const values = [...xs];
    for (const { function: index, places } of calls) {
      const [x, y] = places.map((place) => values[Math.max(0, values.length - 1 - place)]!) as [Tensor, Tensor];
      values.push(index < unary.length ? unary[index]!(x) : binary[index - unary.length]!(x, y));
    }
    return values.slice(-returned);
  };

const calls = fc.array(
  fc.record({
    function: fc.nat(unary.length + binary.length - 1),
    places: fc.tuple(fc.nat(6), fc.nat(6)),
  }),
  { minLength: 2, maxLength: 14 },
);

/** Shapes that broadcast together, in all the ways that kernels tell apart. */
const shapesOf = (outer: number, middle: number, inner: number): number[][] => [
  [outer, middle, inner],
  [1, 1, inner],
  [outer, 1, 1],
  [outer, middle, 1],
  [1, middle, inner],
  [outer, 1, inner],
  [1, middle, 1],
  [1, 1, 1],
];

const programs = fc.record({
  calls,
  returned: fc.integer({ min: 1, max: 3 }),
  lengths: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 })),
  shapes: fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7)),
  seed: fc.nat(1000),
});

describe.runIf(currentEngine() === 'wasm')('chains of elementwise calls', () => {
  test.each(['float32', 'float64'] as const)('of %s give the bits of the calls', (dtype) => {
    fc.assert(
      fc.property(programs, ({ calls, returned, lengths, shapes, seed }) => {
        const all = shapesOf(...lengths);
        const xs = [0, ...shapes].map((place, i) => numbers(all[place]!, seed + i, dtype));
        programOf(functionOf(calls, returned), ...xs);
      }),
      { numRuns: dtype === 'float32' ? 300 : 60 },
    );
  });

  test('are one kernel where nobody else reads what lies between', () => {
    const f = (x: Tensor, y: Tensor): Tensor => activations.relu(ops.add(ops.multiply(x, y), 1));
    expect(names(programOf(f, numbers([7, 5], 1), numbers([7, 5], 2)))).toEqual([
      'upload',
      'upload',
      'multiply + add + relu',
    ]);
  });

  test('take roundings along: float64 lanes inside one call, float32 numbers between calls', () => {
    const f = (x: Tensor): Tensor => ops.subtract(activations.tanh(ops.multiply(activations.sigmoid(x), 3)), x);
    expect(names(programOf(f, numbers([1000], 3)))).toEqual(['upload', 'sigmoid + multiply + tanh + subtract']);
  });

  test.each([
    ['a row', [64]],
    ['a column', [50, 1]],
    ['a single number', [1, 1]],
  ])('read %s without a copy of it', (_, shape) => {
    const f = (x: Tensor, y: Tensor): Tensor => ops.multiply(ops.subtract(x, y), y);
    const lines = programOf(f, numbers([50, 64], 1), numbers(shape, 2));
    expect(names(lines)).toEqual(['upload', 'upload', 'subtract + multiply']);
  });

  test('spread rows of rows, in windows that are smaller than the arrays', () => {
    const f = (x: Tensor, y: Tensor, z: Tensor): Tensor => ops.add(ops.multiply(x, y), z);
    const lines = programOf(f, numbers([6, 700, 9], 1), numbers([6, 1, 9], 2), numbers([6, 700, 1], 3));
    expect(names(lines)).toEqual(['upload', 'upload', 'upload', 'multiply + add']);
    programOf((x: Tensor) => ops.broadcastTo(x, [3, 5000, 7]), numbers([3, 1, 7], 1));
    programOf((x: Tensor) => ops.broadcastTo(x, [5000, 7]), numbers([7], 1));
    programOf((x: Tensor) => ops.broadcastTo(x, [4, 9001]), numbers([4, 1], 1));
    programOf((x: Tensor, y: Tensor) => ops.add(x, y), numbers([3, 20_011], 1), numbers([20_011], 2));
  });

  test('store what somebody else reads, too', () => {
    const f = (x: Tensor): Tree<Tensor> => {
      const square = ops.square(x);
      return [ops.sqrt(square), ops.sum(square)];
    };
    expect(names(programOf(f, numbers([33], 4)))).toEqual(['upload', 'square + sqrt', 'sum']);
  });

  test('do not reach over a call that is no elementwise one', () => {
    const f = (x: Tensor): Tensor => ops.multiply(ops.square(x), ops.sum(ops.square(x)));
    expect(names(programOf(f, numbers([33], 5)))).toEqual(['upload', 'square', 'sum', 'square + multiply']);
    const g = (x: Tensor): Tensor => {
      const square = ops.square(x);
      return ops.multiply(square, ops.sum(square));
    };
    expect(names(programOf(g, numbers([33], 5)))).toEqual(['upload', 'square', 'sum', 'multiply']);
  });

  test('join gradients', () => {
    const f = (x: Tensor, y: Tensor): Tensor =>
      grad((x: Tensor) => ops.sum(ops.multiply(activations.relu(x), activations.gelu(ops.multiply(x, y)))))(x);
    expect(names(programOf(f, numbers([9, 30], 6), numbers([9, 1], 7)))).toEqual([
      'upload',
      'upload',
      'multiply + gelu + relu + multiply',
      'sum',
      'multiply gradient + relu gradient + multiply gradient + gelu gradient + multiply gradient + add',
    ]);
  });
});

describe.runIf(currentEngine() === 'wasm')('a program that has run for a while', () => {
  const layer = (x: Tensor): Tensor => ops.multiply(activations.relu(ops.add(ops.multiply(x, 3), 1)), x);
  /** Runs `body` with programs that are made faster after their first run. */
  async function atOnce(body: () => void): Promise<void> {
    await loadRewriting();
    const { patience } = hastening;
    hastening.patience = 0;
    try {
      body();
    } finally {
      hastening.patience = patience;
    }
  }

  test('has fewer kernels from then on, and variables keep their values', async () => {
    const sum = new Variable(ops.zeros([9, 30]), { name: 'sum' });
    const functions = new ReplayedFunctions(() => 'f');
    const step = (...args: Tree<Tensor>[]): Tensor => {
      sum.assign(ops.add(ops.square(ops.multiply(sum.value, 0.5)), args[0] as Tensor));
      return layer(sum.value);
    };
    const kernels = (): number => functions.programs[0]![1].parts.instructions.length;
    let expected = ops.zeros([9, 30]);
    const x = numbers([9, 30], 1);
    const run = (): void => {
      expected = ops.add(ops.square(ops.multiply(expected, 0.5)), x);
      expect((functions.call('f', step, [x]) as Tensor).data).toEqual(layer(expected).data);
    };
    run();
    run();
    run();
    const before = kernels();
    await atOnce(run);
    expect(kernels()).toBeLessThan(before);
    expect(sum.value.data).toEqual(expected.data);
    run();
    sum.assign(ops.ones([9, 30]));
    expected = ops.ones([9, 30]);
    run();
    run();
    expect(sum.value.data).toEqual(expected.data);
    functions.clear();
    expect(sum.value.data).toEqual(expected.data);
  });

  test('needs no more memory after thousands of runs', async () => {
    const f = jit((x) => layer(x));
    const x = numbers([40, 50], 2);
    await atOnce(() => {
      for (let i = 0; i < 10; i++) f(x);
    });
    const { byteLength } = kernelMemory().memory.buffer;
    for (let i = 0; i < 3000; i++) f(x);
    expect(kernelMemory().memory.buffer.byteLength).toBe(byteLength);
    expect(f(x).data).toEqual(layer(x).data);
  });

  test('is divided among threads as any other', async () => {
    const xs = [numbers([64, 300, 8], 1), numbers([64, 1, 8], 2), numbers([8], 3), numbers([64, 300, 1], 4)];
    const f = (...[x, y, z, w]: Tensor[]): Tree<Tensor> => {
      const sum = ops.add(ops.multiply(x!, y!), z!);
      return [ops.sum(sum), activations.tanh(ops.subtract(sum, w!))];
    };
    const expected = flattenTree(f(...xs)).map(({ data }) => data);
    for (const count of [2, 3, 4]) {
      await useThreads(count, divideEverything);
      const before = currentThreads()!.jobCount;
      const program = buildProgram(traceCall(f, xs), joinSteps);
      for (let run = 0; run < 4; run++) {
        expect(flattenTree(program.run(xs)).map(({ data }) => data)).toEqual(expected);
      }
      program.release();
      expect(currentThreads()!.jobCount).toBeGreaterThan(before);
    }
    await useThreads(1);
  }, 60_000);
});
