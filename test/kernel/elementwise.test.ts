import { describe, expect, test } from 'vitest';
import { ActivationFormula } from '../../src/formula/activation.js';
import * as activationFormulas from '../../src/formula/activations.js';
import { Evaluator } from '../../src/formula/evaluation.js';
import { type Expression, input, parameter } from '../../src/formula/expression.js';
import { sin } from '../../src/formula/float64.js';
import {
  abs,
  add,
  cos,
  divide,
  equal,
  exp,
  expm1,
  greater,
  hypot,
  log1p,
  maximum,
  multiply,
  negative,
  select,
  sigmoid,
  sign,
  sin as sine,
  softplus,
  sqrt,
  subtract,
} from '../../src/formula/primitives.js';
import type { NumericArray } from '../../src/kernel/arrays.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { elementwiseModule } from '../../src/kernel/elementwise/elementwise-module.js';
import { elementwiseProgram, runElementwise } from '../../src/kernel/elementwise/elementwise.js';
import { primitiveNames, primitives } from '../formula/primitive-table.js';
import { float32Steps } from '../support/float32-steps.js';
import { assembleText, fractions } from '../support/kernels.js';

const x = input(0);

/** Float32 numbers of all sizes, both signs, kinks, what overflows an exponential, and the specials. */
const grid = ((): Float32Array => {
  const sizes = [
    1e-45, 1e-40, 1.1754944e-38, 1e-30, 1e-10, 1e-4, 3.4e38, 1e30, 1e10, 1e4, 88, 88.8, 89, 103, 104, 150, 708, 746,
  ];
  const nearby = Array.from({ length: 97 }, (_, i) => i / 8 + (i % 3) * 1e-3);
  const positive = [...sizes, ...nearby, 0, Infinity];
  return Float32Array.from([...positive, ...positive.map((value) => -value), NaN]);
})();

/** All pairs of some numbers, as two columns. */
function pairsOf(values: readonly number[]): readonly Float32Array[] {
  const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
  return [0, 1].map((column) => Float32Array.from(pairs, (pair) => pair[column]!));
}

const pairs = pairsOf([-Infinity, -1e30, -88, -2, -1, -1e-3, -0, 0, 1e-40, 0.5, 1, 3, 1e30, Infinity, NaN]);

/** What the evaluator gives for each element, rounded to float32. */
function evaluated(
  root: Expression,
  inputs: readonly NumericArray[],
  parameters: Readonly<Record<string, number>> = {},
): Float32Array {
  const evaluator = new Evaluator([root]);
  evaluator.setParameters(parameters);
  return Float32Array.from(inputs[0]!, (_, i) => {
    evaluator.run(inputs.map((column) => column[i]!));
    return evaluator.result();
  });
}

/** Elements that lie more than `allowed` steps apart: [inputs, kernel's, evaluator's]. */
function apart(inputs: readonly NumericArray[], ours: Float32Array, wanted: Float32Array, allowed: number): unknown[] {
  const rows = Array.from(wanted, (value, i) => [inputs.map((column) => column[i]!), ours[i]!, value] as const);
  return rows.filter(([, value, expected]) => !(float32Steps(value, expected) <= allowed));
}

function run(
  roots: readonly Expression[],
  inputs: readonly NumericArray[],
  length: number,
  parameters = {},
): Float32Array[] {
  const outputs = roots.map(() => new Float32Array(length).fill(12345));
  runElementwise(elementwiseProgram(roots), inputs, outputs, length, parameters);
  return outputs;
}

describe.each(primitiveNames)('the kernel of %s', (name) => {
  const { build, points } = primitives[name];
  const arity = points[0]!.length;
  const root = build(...Array.from({ length: arity }, (_, index) => input(index)));
  const inputs = arity === 1 ? [grid] : arity === 2 ? pairs : [pairs[0]!, pairs[1]!, pairs[1]!.map((value) => -value)];
  const wanted = evaluated(root, inputs);

  test('gives what the evaluator gives', () => {
    expect(apart(inputs, run([root], inputs, inputs[0]!.length)[0]!, wanted, 1)).toEqual([]);
  });

  test('with short polynomials is within 1 unit in the last place', () => {
    const output = new Float32Array(inputs[0]!.length);
    runElementwise(
      elementwiseProgram([root], { precision: 'value', lanes: 'float64' }),
      inputs,
      [output],
      output.length,
    );
    expect(apart(inputs, output, wanted, 1)).toEqual([]);
  });
});

/** Formulas of x and alpha whose kernels may compute in float32 lanes, and how many units in the last place they may be off. */
const inFloat32Lanes: readonly (readonly [name: string, root: Expression, steps: number])[] = [
  ['exp', exp(x), 1],
  ['expm1', expm1(x), 2],
  ['sigmoid', sigmoid(x), 2],
  ['x·sigmoid(x)', multiply(x, sigmoid(x)), 2],
  ['softplus', softplus(x), 2],
  ['hypot', hypot(x, parameter('alpha')), 1],
  ['expm1 of a quotient', multiply(parameter('alpha'), expm1(divide(x, parameter('alpha')))), 2],
  ['a parameter times x', multiply(parameter('alpha'), x), 0],
];

describe('float32 lanes', () => {
  const [places, sizes] = [fractions(20_000, 7), fractions(20_000, 8)];
  const numbers = grid.filter((value) => Math.abs(value) !== Infinity);
  const everywhere = Float32Array.from([...numbers, ...places.map((place, i) => place * 2 ** (16 * sizes[i]!))]);

  test.each(inFloat32Lanes)('compute %s', (name, root, steps) => {
    const output = new Float32Array(everywhere.length);
    const parameters = { alpha: 0.75 };
    // A rounded quotient above 0 is magnified by the exponential: the activation asks for those below.
    const inputs = name.includes('quotient') ? everywhere.filter((value) => !(value > 0)) : everywhere;
    runElementwise(elementwiseProgram([root], { lanes: 'float32' }), [inputs], [output], inputs.length, parameters);
    const wanted = evaluated(root, [inputs], parameters);
    expect(apart([inputs], output.subarray(0, inputs.length), wanted, steps)).toEqual([]);
  });

  test('give the limit of 0 times infinity where limits are asked for', () => {
    const output = new Float32Array(3);
    const program = elementwiseProgram([multiply(parameter('alpha'), x)], { limits: 'inline' });
    expect(program.options.lanes).toBe('f32x4');
    runElementwise(program, [Float32Array.of(-Infinity, Infinity, NaN)], [output], 3, { alpha: 0 });
    expect([...output]).toEqual([-0, 0, NaN]);
    runElementwise(program, [Float32Array.of(-Infinity, Infinity, NaN)], [output], 3, { alpha: 2 });
    expect([...output]).toEqual([-Infinity, Infinity, NaN]);
  });

  test('are refused for what they are not exact enough for', () => {
    const { roots, options } = elementwiseProgram([sine(x)], { lanes: 'float32' });
    expect(() => elementwiseModule(roots, options)).toThrow(RangeError);
  });
});

describe('limits apart from the kernel', () => {
  const places = Float32Array.of(-Infinity, -2, Infinity, 0.5, NaN);
  const at = (root: Expression, inputs: readonly Float32Array[] = [places]): number[] => {
    const output = new Float32Array(places.length);
    runElementwise(elementwiseProgram([root], { limits: 'apart' }), inputs, [output], places.length);
    return [...output];
  };

  test.each<readonly [string, Expression, number, number]>([
    ['of √|x|, which IEEE arithmetic gives', sqrt(abs(x)), Infinity, Infinity],
    ['of sign(x)·log1p(|x|)', multiply(sign(x), log1p(abs(x))), -Infinity, Infinity],
    ['of 1e-40·x', multiply(1e-40, x), -Infinity, Infinity],
    ['of x·sigmoid(x), where it gives NaN', multiply(x, sigmoid(x)), -0, Infinity],
    ['of x/(1 + |x|)', divide(x, add(1, abs(x))), -1, 1],
    ['of sin(x), which has none', sine(x), NaN, NaN],
    ['of a choice by infinity', select(equal(x, Infinity), 7, x), -Infinity, 7],
  ])('%s', (_, root, atNegative, atPositive) => {
    const values = at(root);
    expect([values[0], values[2], values[4]]).toEqual([atNegative, atPositive, NaN]);
    expect([values[1], values[3]]).toEqual([...run([root], [Float32Array.of(-2, 0.5)], 2)[0]!]);
  });

  test('of two inputs', () => {
    const gates = Float32Array.of(-60, 1, -60, Infinity, 1);
    const values = at(multiply(x, sigmoid(input(1))), [places, gates]);
    expect([values[0], values[2], values[3], values[4]]).toEqual([-Infinity, Infinity, 0.5, NaN]);
  });
});

test.each([1, 100, 16_383, 40_000])('a formula need not read all of %i inputs', (length) => {
  const [values, others] = [fractions(length, 1), fractions(length, 2)];
  const wanted = run([exp(x)], [values], length)[0]!;
  expect(run([exp(x)], [values, others], length)[0]).toEqual(wanted);
  expect(run([exp(input(1))], [others, values], length)[0]).toEqual(wanted);
  const constant = run([parameter('alpha')], [values], length, { alpha: 3 })[0]!;
  expect(constant.every((value) => value === 3)).toBe(true);
});

test.runIf(currentEngine() === 'wasm')('what earlier work has left behind the elements is not looked at', () => {
  run([multiply(x, Infinity)], [new Float32Array(64).fill(1)], 64);
  for (const options of [{ limits: 'apart' }, {}] as const) {
    const program = elementwiseProgram([sine(multiply(x, 0.25))], options);
    runElementwise(program, [Float32Array.of(1, 2, 3, 4, 5)], [new Float32Array(5)], 5);
    expect(program.evaluators).toEqual({});
  }
});

test('the identity copies, and repeats what is too short', () => {
  const values = Float32Array.of(-0, NaN, -Infinity, 3);
  expect([...run([x], [values], 4)[0]!]).toEqual([-0, NaN, -Infinity, 3]);
  expect([...run([x], [Float32Array.of(2)], 3)[0]!]).toEqual([2, 2, 2]);
});

test('a formula may be a chain of any length', () => {
  let chain: Expression = x;
  for (let i = 0; i < 20_000; i += 1) chain = add(chain, 1);
  const output = new Float32Array(1);
  runElementwise(elementwiseProgram([chain]), [Float32Array.of(2)], [output], 1);
  expect(output[0]).toBe(20_002);
});

const formulas = Object.values(activationFormulas).filter((each) => each instanceof ActivationFormula);

describe.each(formulas)('the kernel of the activation $name', (formula) => {
  const parameters = Number.isNaN(Object.values(formula.parameters)[0])
    ? { threshold: 0.7, defaultValue: -2 }
    : formula.parameters;
  const finite = grid.filter(Number.isFinite);
  const roots = [formula.expression, formula.derivative];

  test('gives what the evaluator gives, value and derivative', () => {
    const [value, derivative] = [0, 1].map(() => new Float32Array(finite.length));
    runElementwise(
      elementwiseProgram([roots[0]!], { precision: 'value', limits: 'inline' }),
      [finite],
      [value!],
      finite.length,
      parameters,
    );
    runElementwise(
      elementwiseProgram([roots[1]!], { limits: 'inline' }),
      [finite],
      [derivative!],
      finite.length,
      parameters,
    );
    expect(apart([finite], value!, evaluated(roots[0]!, [finite], parameters), 1)).toEqual([]);
    expect(apart([finite], derivative!, evaluated(roots[1]!, [finite], parameters), 1)).toEqual([]);
  });

  test('computes both in one pass as it does each alone', () => {
    const together = run(roots, [finite], finite.length, parameters);
    const alone = roots.flatMap((root) => run([root], [finite], finite.length, parameters));
    expect(together).toEqual(alone);
  });

  test.each([
    ['value', [formula.expression]],
    ['derivative', [formula.derivative]],
    ['both', roots],
  ])('reads as text what runs as bytes: %s', async (_, outputs) => {
    const program = elementwiseProgram(outputs, { limits: 'inline' });
    const { module } = elementwiseModule(program.roots, program.options);
    expect(Buffer.from(await assembleText(module)).equals(Buffer.from(module.encode()))).toBe(true);
  });
});

describe('infinite inputs of a formula with limits', () => {
  test.each(formulas)('$name: both engines give the same limits', (formula) => {
    const parameters = Number.isNaN(Object.values(formula.parameters)[0])
      ? { threshold: 0.7, defaultValue: -2 }
      : formula.parameters;
    const ends = Float32Array.of(-Infinity, Infinity);
    for (const root of [formula.expression, formula.derivative]) {
      const program = elementwiseProgram([root], { limits: 'inline' });
      const [compiled, interpreted] = [new Float32Array(2), new Float64Array(2)];
      runElementwise(program, [ends], [compiled], 2, parameters);
      runElementwise(program, [Float64Array.from(ends)], [interpreted], 2, parameters);
      expect(apart([ends], compiled, Float32Array.from(interpreted), 0)).toEqual([]);
      // A limit of 0 is 0, not the value far out.
      expect([...interpreted].filter((value) => value !== 0 && Math.abs(value) < 1e-30)).toEqual([]);
    }
  });
});

describe('elements', () => {
  const root = add(multiply(x, parameter('alpha')), exp(negative(multiply(x, x))));
  const expected = (values: Float32Array): Float32Array => evaluated(root, [values], { alpha: 0.75 });

  test('every length of a tail', () => {
    for (let length = 0; length <= 70; length += 1) {
      const values = fractions(length, 3).map((value) => 4 * value);
      const output = new Float32Array(length + 1).fill(7);
      runElementwise(elementwiseProgram([root]), [values], [output], length, { alpha: 0.75 });
      expect(apart([values], output.subarray(0, length), expected(values), 0), `length ${length}`).toEqual([]);
      expect(output[length], `beyond length ${length}`).toBe(7);
    }
  });

  test.each([16384, 65536].flatMap((window) => [-25, -1, 0, 1, 25, window + 1].map((more) => window + more)))(
    'length %i, around whole windows',
    (length) => {
      const values = fractions(length, 5).map((value) => 4 * value);
      const [output] = run([root], [values], length, { alpha: 0.75 });
      expect(apart([values], output!, expected(values), 0)).toEqual([]);
    },
  );

  test('an input that is shorter repeats: scalars, rows, rows longer than a window', () => {
    const difference = subtract(input(0), input(1));
    for (const [rows, period] of [
      [1, 1],
      [5, 1],
      [7, 3],
      [100_000, 1],
      [33_333, 3],
      [9, 16_387],
      [3, 70_001],
    ] as const) {
      const [whole, row] = [fractions(rows * period, 1), fractions(period, 2)];
      const wanted = whole.map((value, i) => value - row[i % period]!);
      expect(run([difference], [whole, row], whole.length)[0], `${rows} × ${period}`).toEqual(wanted);
      const swapped = whole.map((value, i) => row[i % period]! - value);
      expect(run([difference], [row, whole], whole.length)[0], `${period} repeated`).toEqual(swapped);
    }
  });

  test('an output may be an input, or any part of a larger array', () => {
    for (const length of [1, 31, 40_000, 140_000]) {
      const values = fractions(length, 9);
      const wanted = values.map((value) => Math.max(value, 0));
      const inPlace = Float32Array.from(values);
      runElementwise(elementwiseProgram([maximum(x, 0)]), [inPlace], [inPlace], length);
      expect(inPlace).toEqual(wanted);
      const around = new Float32Array(length + 8).fill(9);
      runElementwise(elementwiseProgram([maximum(x, 0)]), [values], [around.subarray(3, length + 3)], length);
      const framed = new Float32Array(length + 8).fill(9);
      framed.set(wanted, 3);
      expect(around).toEqual(framed);
    }
  });

  test('several outputs, one of which is an input', () => {
    const values = fractions(1000, 4);
    const [inPlace, other] = [Float32Array.from(values), new Float32Array(1000)];
    runElementwise(elementwiseProgram([negative(x), multiply(x, 2)]), [inPlace], [inPlace, other], 1000);
    expect(inPlace).toEqual(values.map((value) => -value));
    expect(other).toEqual(values.map((value) => 2 * value));
  });

  test('a parameter without a value is NaN', () => {
    expect(run([multiply(x, parameter('beta'))], [Float32Array.of(1, 2)], 2)[0]).toEqual(Float32Array.of(NaN, NaN));
  });

  test('a condition is 1 or 0', () => {
    expect(run([greater(x, 0)], [Float32Array.of(-1, 0, 1, NaN)], 4)[0]).toEqual(Float32Array.of(0, 0, 1, 0));
  });

  test('a formula of no input fills', () => {
    const output = new Float32Array(20);
    runElementwise(elementwiseProgram([exp(parameter('alpha'))]), [], [output], 20, { alpha: 1 });
    expect(output).toEqual(new Float32Array(20).fill(Math.fround(Math.E)));
  });

  test('other types than float32 are computed in float64', () => {
    const values = Float64Array.of(0.1, 0.2, 1e300, -1e-300);
    const output = new Float64Array(4);
    runElementwise(elementwiseProgram([multiply(x, 3)]), [values], [output], 4);
    expect(output).toEqual(values.map((value) => value * 3));
    const counts = new Int32Array(2);
    runElementwise(elementwiseProgram([multiply(x, 3)]), [Int32Array.of(5, -7)], [counts], 2);
    expect(counts).toEqual(Int32Array.of(15, -21));
  });
});

describe('arguments that the kernel cannot reduce', () => {
  test('the sine and cosine of huge numbers come from the evaluator', () => {
    const huge = Float32Array.of(1, 1e5, 1e9, -3e15, 1e22, 3.4e38, Infinity, NaN, 2);
    expect(run([sine(x)], [huge], huge.length)[0]).toEqual(huge.map((value) => sin(value)));
    expect(apart([huge], run([cos(x)], [huge], huge.length)[0]!, evaluated(cos(x), [huge]), 0)).toEqual([]);
  });

  test('also where the output is the input, in any window', () => {
    const values = fractions(140_000, 6).map((value, i) => (i % 50_000 === 123 ? 1e20 : value));
    const wanted = evaluated(sine(x), [values]);
    const inPlace = Float32Array.from(values);
    runElementwise(elementwiseProgram([sine(x)]), [inPlace], [inPlace], inPlace.length);
    expect(apart([values], inPlace, wanted, 1)).toEqual([]);
  });
});

test('the same formulas with the same options are one program, compiled once', () => {
  expect(elementwiseProgram([exp(x)])).toBe(elementwiseProgram([exp(x)]));
  expect(elementwiseProgram([exp(x)])).not.toBe(elementwiseProgram([exp(x)], { limits: 'inline' }));
  expect(elementwiseProgram([exp(x)], { precision: 'value' })).not.toBe(elementwiseProgram([exp(x)]));
});
