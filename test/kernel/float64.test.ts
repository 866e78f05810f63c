/** Kernels of float64 arrays, held against the evaluator over all of float64: the lanes reach 1e-14 where nothing cancels. */
import { describe, expect, test } from 'vitest';
import { ActivationFormula } from '../../src/formula/activation.js';
import * as activationFormulas from '../../src/formula/activations.js';
import { Evaluator } from '../../src/formula/evaluation.js';
import { type Expression, input, parameter } from '../../src/formula/expression.js';
import { add, exp, multiply, negative, sigmoid, sin, softplus, tanh, sech2 } from '../../src/formula/primitives.js';
import { runElementwise } from '../../src/kernel/elementwise/elementwise.js';
import { elementwiseProgram, isForFloat64 } from '../../src/kernel/elementwise/elementwise-program.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { logarithmRules } from '../../src/kernel/lowering/float64-logarithm.js';
import { powerRules } from '../../src/kernel/lowering/float64-power.js';
import { trigonometricRules } from '../../src/kernel/lowering/float64-trigonometric.js';
import { provideFloat64Rules } from '../../src/kernel/lowering/lower.js';
import { float64Goldens, steps } from '../formula/float64-goldens.js';
import { primitiveNames, primitives } from '../formula/primitive-table.js';
import { fractions } from '../support/kernels.js';

const x = input(0);

const specials = [
  ...[0, NaN, Infinity, Number.MIN_VALUE, 2 ** -1022, Number.MAX_VALUE, 1, 709.782712893384, 709.7827128933841],
  ...[745.1332191019411, 745.1332191019412, 38.4, 22],
];

/** Numbers of all sizes, most of them where functions are not yet flat. */
const numbers = ((): Float64Array => {
  const [sizes, places] = [fractions(6000, 1), fractions(6000, 2)];
  const ranges = [2, 40, 760];
  const near = Array.from(places, (place, i) => ranges[i % 3]! * (place + 2 ** -24 * sizes[i]!));
  const far = Array.from(places.subarray(0, 1500), (place, i) => (1 + Math.abs(place)) * 2 ** (1022 * sizes[i]!));
  return Float64Array.from([...specials, ...near, ...far].flatMap((value) => [value, -value]));
})();

const shuffled = numbers.map((_, i) => numbers[(i * 7919) % numbers.length]!);

/** What a factor below the normal numbers loses, times an x of up to 745. */
const lostBySubnormals = 745 * Number.MIN_VALUE;

/** Where the kernel is further than 1e-14 from the evaluator, apart from what cancels to less than `cancelling`. */
function apart(
  roots: readonly Expression[],
  parameters: Readonly<Record<string, number>>,
  limits: 'inline' | undefined,
  cancelling = 0,
): unknown[] {
  const program = elementwiseProgram(roots, { limits });
  expect(isForFloat64(program)).toBe(true);
  const outputs = roots.map(() => new Float64Array(numbers.length));
  runElementwise(program, [numbers, shuffled, shuffled], outputs, numbers.length, parameters);
  const evaluator = new Evaluator(roots);
  evaluator.setParameters(parameters);
  return Array.from(numbers).flatMap((value, i) => {
    evaluator.run([value, shuffled[i]!, shuffled[i]!]);
    return roots.flatMap((_, root) => {
      const [result, wanted] = [outputs[root]![i]!, evaluator.result(root)];
      const isLimit = limits !== undefined && Math.abs(value) === Infinity;
      if (Object.is(result, wanted) || isLimit) return [];
      const allowed = 1e-14 * Math.abs(wanted) + lostBySubnormals + cancelling;
      return Math.abs(result - wanted) <= allowed ? [] : [{ at: value, other: shuffled[i], result, wanted }];
    });
  });
}

/** Kept out of most bundles: the evaluator computes them until somebody provides their rules. */
const rare: readonly string[] = ['log2', 'log10', 'power', 'sin', 'cos'];
const formulaOf = (name: (typeof primitiveNames)[number]): Expression =>
  primitives[name].build(...primitives[name].points[0]!.map((_, index) => input(index)));
const lackingAtFirst = primitiveNames.filter((name) => !isForFloat64(elementwiseProgram([formulaOf(name)])));
for (const rules of [logarithmRules, powerRules, trigonometricRules]) provideFloat64Rules(rules);

describe.runIf(currentEngine() === 'wasm')('float64 kernels', () => {
  test('of some primitives are there once their rules are', () => {
    expect(lackingAtFirst).toEqual(rare);
    expect(primitiveNames.filter((name) => !isForFloat64(elementwiseProgram([formulaOf(name)])))).toEqual([]);
  });

  test.each(primitiveNames.filter((name) => !rare.includes(name)))('of %s', (name) => {
    expect(apart([formulaOf(name)], {}, undefined)).toEqual([]);
  });

  test.each([
    ['log2', 'log2'],
    ['log10', 'log10'],
    ['power', 'pow'],
    ['sin', 'sin'],
    ['cos', 'cos'],
  ] as const)('of %s are at most a step from the correctly rounded value', (name, golden) => {
    const goldens = float64Goldens(golden);
    const inputs = goldens[0]!.inputs.map((_, side) => Float64Array.from(goldens, ({ inputs: given }) => given[side]!));
    const out = new Float64Array(goldens.length);
    runElementwise(elementwiseProgram([formulaOf(name)]), inputs, [out], out.length);
    const wrong = goldens.flatMap(({ inputs: given, value }, i) => {
      const near = Number.isFinite(value) && value !== 0 && steps(out[i]!, value) <= 1;
      return near || Object.is(out[i], value) ? [] : [{ given, value, got: out[i] }];
    });
    expect(wrong).toEqual([]);
    const missed = goldens.filter(({ value }, i) => !Number.isNaN(value) && out[i] !== value);
    expect(missed.length / goldens.length).toBeLessThan(0.04);
  });

  test('leave to the evaluator only the angles that need more of π', () => {
    const angles = Float64Array.from({ length: 3001 }, (_, i) => (i % 1000) - 500);
    [angles[7], angles[2000]] = [1e300, 5319372648326541 * 2 ** 747];
    const out = new Float64Array(angles.length);
    runElementwise(elementwiseProgram([sin(x)]), [angles], [out], out.length);
    const evaluator = new Evaluator([sin(x)]);
    const wanted = angles.map((angle) => (evaluator.run([angle]), evaluator.result()));
    expect([out[7], out[2000]]).toEqual([wanted[7], wanted[2000]]);
    expect([...out].every((value, i) => steps(value, wanted[i]!) <= 2)).toBe(true);
    // An array that is all of them.
    const huge = angles.map((_, i) => 1e10 + i);
    runElementwise(elementwiseProgram([sin(x)]), [huge], [out], out.length);
    expect([...out]).toEqual([...huge.map((angle) => (evaluator.run([angle]), evaluator.result()))]);
  });

  test.each([
    ['tanh(softplus(x))', tanh(softplus(x))],
    ['sech²(softplus(x))', sech2(softplus(x))],
    ['sigmoid(-x)', sigmoid(negative(x))],
    ['sigmoid(x) and exp(x) together', add(sigmoid(x), exp(x))],
  ])('of %s', (_, root) => {
    expect(apart([root], {}, undefined)).toEqual([]);
  });

  const formulas = Object.values(activationFormulas).filter((each) => each instanceof ActivationFormula);

  test.each(formulas)('of the activation $name, its derivative, and those by its parameters', (formula) => {
    const parameters = Number.isNaN(Object.values(formula.parameters)[0])
      ? { threshold: 0.7, defaultValue: -2 }
      : formula.parameters;
    const roots = [
      formula.expression,
      formula.derivative,
      ...Object.keys(formula.parameters).map((name) => formula.parameterDerivative(name)),
    ];
    // Beside its zero a derivative is the rest of two terms as large as 1.
    expect(apart(roots, parameters, 'inline', 2 ** -51)).toEqual([]);
  });

  test('give limits at infinities, and the same for single numbers and rows that repeat', () => {
    const values = Float64Array.of(-Infinity, Infinity, 3, -3, NaN, 0.5);
    const root = multiply(x, sigmoid(multiply(input(1), parameter('rate'))));
    const run = (gates: Float64Array): number[] => {
      const out = new Float64Array(values.length);
      runElementwise(elementwiseProgram([root], { limits: 'inline' }), [values, gates], [out], out.length, { rate: 2 });
      return [...out];
    };
    const share = 1 / (1 + Math.exp(-2));
    const around = (value: number) => expect.closeTo(value, 14) as number;
    expect(run(Float64Array.of(1))).toEqual([
      ...[-Infinity, Infinity, around(3 * share), around(-3 * share), NaN],
      around(0.5 * share),
    ]);
    expect(run(Float64Array.of(1, 1))).toEqual(run(Float64Array.of(1)));
    expect(run(new Float64Array(6).fill(1))).toEqual(run(Float64Array.of(1)));
  });

  test('compute long arrays piece by piece, in place too', () => {
    const values = Float64Array.from(fractions(50_001, 3));
    const inPlace = Float64Array.from(values);
    const program = elementwiseProgram([multiply(x, 3)]);
    runElementwise(program, [inPlace], [inPlace], inPlace.length);
    expect(inPlace).toEqual(values.map((value) => value * 3));
  });

  test('leave arrays of two kinds to the evaluator', () => {
    const out = new Float64Array(2);
    runElementwise(elementwiseProgram([multiply(x, 2)]), [Int32Array.of(3, 4)], [out], 2);
    expect([...out]).toEqual([6, 8]);
  });
});
