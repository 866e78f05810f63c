/**
 * Every kernel against the float64 reference of `npm run verify:activations`, on a million inputs each; and before that the reference and
 * the judge themselves. They take the built package, as that command does.
 */
import { describe, expect, test } from 'vitest';
import { currentEngine, type EngineName } from '../../src/kernel/engine.js';

type Kind = 'value' | 'derivative';
type Subject = { readonly kind: Kind };
type Tally = { count: number; correct: number; worst: number; at: number; wild: number; wildAt: number | null };
type InputRange = { readonly first: number; readonly stride: number; readonly count: number };

interface Verification {
  readonly allSubjects: () => Subject[];
  readonly labelOf: (subject: Subject) => string;
  readonly sampledInputs: (exponent: number) => InputRange[];
  readonly Trial: new (subject: Subject) => { run(range: InputRange): Tally };
  readonly emptyTally: () => Tally;
  readonly mergeTallies: (a: Tally, b: Tally) => Tally;
  readonly comparisonModule: () => { encode(): BufferSource };
  readonly readTally: (buffer: ArrayBuffer, address: number) => Tally;
  readonly boundOf: (subject: Subject) => number;
  readonly compareWithGoldens: () => { compared: number; misses: object[] };
  readonly compareWithEvaluator: (subject: Subject, count: number) => { worst: number; at: number };
  readonly setEngine: (engine: EngineName) => void;
}

const tools = ['subjects', 'ranges', 'trial', 'comparison', 'report', 'check-reference'];
const paths = [...tools.map((tool) => `tools/verify/${tool}.js`), 'dist/kernel/engine.js'];
const modules = await Promise.all(
  paths.map((path) => import(new URL(`../../${path}`, import.meta.url).href) as Promise<object>),
);
const verification = Object.assign({}, ...modules) as Verification;

// The built package has an engine of its own to choose; the reference and the judge are WebAssembly whatever computes the results.
const engine = currentEngine();
verification.setEngine(engine);

/** The evaluator, more than ten times slower, gets every exponent and every delicate place too, but fewer inputs between them. */
const inputsEverywhere: Readonly<Record<EngineName, number>> = { wasm: 20, evaluator: 16 };

const subjects = verification.allSubjects().map((subject) => [verification.labelOf(subject), subject] as const);

describe('the judge', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(verification.comparisonModule().encode());
  const { compare } = new WebAssembly.Instance(module, { env: { memory } }).exports as {
    compare: (x: number, results: number, truths: number, tally: number, pairs: number) => void;
  };

  function judge(x: number[], results: number[], truths: number[]): Tally {
    new Uint8Array(memory.buffer).fill(0);
    new Float32Array(memory.buffer, 256, 4).set(x);
    new Float32Array(memory.buffer, 512, 4).set(results);
    new Float64Array(memory.buffer, 1024, 4).set(truths);
    compare(256, 512, 1024, 0, 2);
    return verification.readTally(memory.buffer, 0);
  }

  test('counts units in the last place of the correct result', () => {
    expect(judge([1, 2, 3, 4], [1, 1 + 2 ** -23, 1, 1 - 2 ** -24], [1, 1, 1, 1])).toEqual({
      ...{ count: 4, correct: 2, worst: 1, at: 2, wild: 0, wildAt: null },
    });
    expect(judge([1, 2, 3, 4], [1, 1, 1, -1], [1, 1, 1, 1])).toMatchObject({ correct: 3, worst: 2 ** 24, at: 4 });
  });

  test('takes the smallest subnormal for the unit below the normal numbers', () => {
    expect(judge([1, 2, 3, 4], [1, 1, 1, 2 ** -148], [1, 1, 1, 0])).toMatchObject({ worst: 2, at: 4 });
    expect(judge([1, 2, 3, 4], [0, 0, 2 ** -149, 0], [0, 0, 1.25 * 2 ** -149, 0])).toMatchObject({
      ...{ correct: 4, worst: 0.25, at: 3 },
    });
  });

  test('sees what is not finite where the truth is, and the other way round', () => {
    const found = judge([1, 2, 3, 4], [NaN, Infinity, 1, 1], [1, 1, 1e300, NaN]);
    expect(found).toMatchObject({ count: 4, correct: 0, worst: 0, wild: 4 });
    expect(judge([1, 2, 3, 4], [Infinity, -Infinity, 1, 1], [1e300, 1e300, 1, 1])).toMatchObject({
      wild: 1,
      wildAt: 2,
    });
  });

  test('wants NaN where the input is NaN, and only there', () => {
    expect(judge([NaN, NaN, 3, 4], [NaN, NaN, 1, 1], [NaN, NaN, 1, 1])).toMatchObject({
      count: 2,
      correct: 2,
      wild: 0,
    });
    expect(judge([NaN, 2, 3, 4], [1, NaN, 1, 1], [NaN, NaN, 1, 1])).toMatchObject({ wild: 2 });
  });
});

describe('the reference', () => {
  test('rounds to every truth of 60 digits in the goldens', () => {
    const { compared, misses } = verification.compareWithGoldens();
    expect(misses).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  });

  test.each(subjects)('%s: agrees with the evaluator', (_, subject) => {
    // Derivatives of 1e-4 beside a zero, and gelu far out on the left, lose a little of 2⁻⁵⁰; a float32 result needs 2⁻²⁵.
    expect(verification.compareWithEvaluator(subject, 4000).worst).toBeLessThan(2 ** -44);
  });
});

describe('the kernel', () => {
  test.each(subjects)('%s: is within the bound', (_, subject) => {
    const trial = new verification.Trial(subject);
    const ranges = verification.sampledInputs(inputsEverywhere[engine]);
    const tallies = ranges.map((range) => trial.run(range));
    const { count, worst, wild } = tallies.reduce(verification.mergeTallies, verification.emptyTally());
    expect(count).toBeGreaterThan(2 ** inputsEverywhere[engine]);
    expect(wild).toBe(0);
    expect(worst).toBeLessThanOrEqual(verification.boundOf(subject));
  });
});
