/** What is told about formulas: right, or nothing. */
import { describe, expect, test } from 'vitest';
import { activation } from '../../src/formula/activation.js';
import { reluClipped, reluThreshold } from '../../src/formula/activations.js';
import { Curve } from '../../src/formula/curve.js';
import { curveFacts, type CurveFacts } from '../../src/formula/curve-facts.js';
import type { Expression } from '../../src/formula/expression.js';
import * as p from '../../src/formula/primitives.js';

const factsOf = (
  formula: (x: Expression) => Expression,
  parameters: Readonly<Record<string, number>> = {},
): CurveFacts => {
  const { expression, derivative } = activation('own', {}, formula, {});
  return curveFacts(new Curve(expression, derivative, parameters));
};

/** Range, monotonic, odd, zero at the origin, limits, places of kinks; `?` where nothing is said. */
function summary({ range, monotonic, odd, zeroAtOrigin, limits, kinks }: CurveFacts): string {
  const ends = range && `${range.includesFrom ? '[' : '('}${range.from}, ${range.to}${range.includesTo ? ']' : ')'}`;
  const [negative, positive] = [limits.negative, limits.positive].map((limit) => (limit === undefined ? '?' : limit));
  return [
    ends ?? '?',
    `monotonic ${monotonic ?? '?'}`,
    `odd ${odd ?? '?'}`,
    `zero ${zeroAtOrigin ?? '?'}`,
    `limits ${negative} ${positive}`,
    `kinks ${kinks?.map(({ x }) => x).join(' ') ?? '?'}`,
  ].join('; ');
}

const bell = (x: p.Term): Expression => p.exp(p.negative(p.square(x)));
const whole = '(-Infinity, Infinity)';

/** Known from mathematics. */
test.each<[name: string, formula: (x: Expression) => Expression, known: string]>([
  ['x²', (x) => p.square(x), '[0, Infinity); monotonic false; odd false; zero true; limits Infinity Infinity; kinks '],
  ['x³', (x) => p.power(x, 3), `${whole}; monotonic true; odd true; zero true; limits -Infinity Infinity; kinks `],
  ['0·x', (x) => p.multiply(0, x), '[0, 0]; monotonic true; odd true; zero true; limits 0 0; kinks '],
  ['|x|', (x) => p.abs(x), '[0, Infinity); monotonic false; odd false; zero true; limits Infinity Infinity; kinks 0'],
  [
    '√|x|',
    (x) => p.sqrt(p.abs(x)),
    '[0, Infinity); monotonic false; odd false; zero true; limits Infinity Infinity; kinks 0',
  ],
  ['bell', bell, '(0, 1]; monotonic false; odd false; zero false; limits 0 0; kinks '],
  [
    'rational',
    (x) => p.divide(x, p.add(1, p.square(x))),
    '[-0.5, 0.5]; monotonic false; odd true; zero true; limits 0 0; kinks ',
  ],
  ['wave', (x) => p.sin(p.multiply(1e3, x)), '[-1, 1]; monotonic false; odd true; zero true; limits null null; kinks '],
  [
    'small sigmoid',
    (x) => p.multiply(1e-15, p.sigmoid(x)),
    '(0, 1e-15); monotonic true; odd false; zero false; limits 0 1e-15; kinks ',
  ],
  [
    'small ramp',
    (x) => p.multiply(1e-15, p.maximum(x, 0)),
    '[0, Infinity); monotonic true; odd false; zero true; limits 0 Infinity; kinks 0',
  ],
  [
    'another value at 0',
    (x) => p.select(p.equal(x, 0), 5, x),
    `${whole}; monotonic false; odd false; zero false; limits -Infinity Infinity; kinks 0`,
  ],
  [
    'two near each other',
    (x) => p.minimum(p.maximum(x, 1), 1.0000001),
    '[1, 1.0000001]; monotonic true; odd false; zero false; limits 1 1.0000001; kinks 1 1.0000001',
  ],
])('%s', (_, formula, known) => {
  expect(summary(factsOf(formula))).toBe(known);
});

/** Each a formula of which the whole truth is more than can be told: what is told must be true. */
describe('left open', () => {
  test.each<[name: string, formula: (x: Expression) => Expression, told: string]>([
    ['1/x', (x) => p.divide(1, x), '?; monotonic ?; odd ?; zero ?; limits 0 0; kinks ?'],
    ['tan', (x) => p.divide(p.sin(x), p.cos(x)), '?; monotonic ?; odd ?; zero true; limits null null; kinks ?'],
    ['log', (x) => p.log(x), '?; monotonic ?; odd ?; zero ?; limits ? Infinity; kinks ?'],
    ['√x', (x) => p.sqrt(x), '?; monotonic ?; odd ?; zero true; limits ? Infinity; kinks ?'],
    ['floor', (x) => p.floor(x), '?; monotonic ?; odd ?; zero true; limits ? ?; kinks ?'],
    ['x - floor(x)', (x) => p.subtract(x, p.floor(x)), '?; monotonic ?; odd ?; zero true; limits ? ?; kinks ?'],
    ['sign of a wave', (x) => p.sign(p.sin(x)), '?; monotonic ?; odd ?; zero true; limits ? ?; kinks ?'],
    ['x·sin(x)', (x) => p.multiply(x, p.sin(x)), '?; monotonic ?; odd ?; zero true; limits null null; kinks ?'],
    [
      'too large inside',
      (x) => p.exp(p.multiply(1e5, bell(x))),
      '?; monotonic false; odd false; zero false; limits 1 1; kinks ',
    ],
    [
      '0 by underflow',
      (x) => bell(p.subtract(x, 1e3)),
      '(0, 1]; monotonic false; odd false; zero ?; limits 0 0; kinks ',
    ],
    [
      'x - tanh(x)',
      (x) => p.subtract(x, p.tanh(x)),
      `${whole}; monotonic ?; odd true; zero true; limits -Infinity Infinity; kinks `,
    ],
  ])('%s', (_, formula, told) => {
    expect(summary(factsOf(formula))).toBe(told);
  });
});

describe('kinks anywhere among float32 numbers', () => {
  const kinksOf = (threshold: number) =>
    curveFacts(new Curve(reluThreshold.expression, reluThreshold.derivative, { threshold, negativeSlope: 0 })).kinks;

  test.each([1e-38, 1e-20, 1 / 3, 8.5e7, 1e9, 3e38])('%d', (x) => {
    const ten = Number(x.toPrecision(10));
    expect(kinksOf(x)).toEqual([{ x, values: [0, ten], slopes: [0, 1], derivative: 0 }]);
  });

  test('beyond them there is none', () => {
    expect(kinksOf(1e300)).toEqual([]);
  });

  test('two in one formula', () => {
    const parameters = { threshold: 1e9, maxValue: 1e30, negativeSlope: 0.1 };
    const { kinks, range, limits } = curveFacts(new Curve(reluClipped.expression, reluClipped.derivative, parameters));
    expect(kinks?.map(({ x, values, slopes }) => [x, ...values, ...slopes])).toEqual([
      [1e9, 0, 1e9, 0.1, 1],
      [1e30, 1e30, 1e30, 1, 0],
    ]);
    expect(range).toEqual({ from: -Infinity, to: 1e30, includesFrom: false, includesTo: true });
    expect(limits).toEqual({ negative: -Infinity, positive: 1e30 });
  });

  test('slopes may be infinite', () => {
    expect(factsOf((x) => p.sqrt(p.abs(x))).kinks?.map(({ slopes }) => slopes)).toEqual([[-Infinity, Infinity]]);
  });
});

test('a narrow peak is no secret', () => {
  const { range, odd, monotonic } = factsOf((x) => bell(p.multiply(1e6, p.subtract(x, 3.0001))));
  expect(range).toEqual({ from: 0, to: 1, includesFrom: false, includesTo: true });
  expect({ odd, monotonic }).toEqual({ odd: false, monotonic: false });
});
