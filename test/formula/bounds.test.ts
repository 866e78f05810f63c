/** Bounds hold every value between: for each primitive, over any interval, at any point of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundsEvaluator, isKnown } from '../../src/formula/bounds.js';
import { Evaluator } from '../../src/formula/evaluation.js';
import { input, parameter, type PrimitiveName } from '../../src/formula/expression.js';
import * as p from '../../src/formula/primitives.js';
import { primitives } from './primitive-table.js';

const x = input(0);
const [a, b] = [parameter('a'), parameter('b')];
const number = fc.oneof(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), fc.double({ noNaN: true, min: -4, max: 4 }));

/** The primitive of x and of parameters, with x in each place. */
function expressionsOf(name: PrimitiveName) {
  const { build, points } = primitives[name];
  if (name === 'select') return [build(p.greater(x, a), x, b), build(p.greater(x, a), b, x)];
  return points[0]!.length === 1 ? [build(x)] : [build(x, a), build(a, x)];
}

describe.each(Object.keys(primitives) as PrimitiveName[])('%s', (name) => {
  test('lies within its bounds', () => {
    const expressions = expressionsOf(name);
    fc.assert(
      fc.property(
        number,
        number,
        number,
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, other, a, b, share) => {
          const [low, high] = [Math.min(one, other), Math.max(one, other)];
          const place = Math.min(high, low + share * (high - low));
          const evaluator = new Evaluator(expressions);
          evaluator.setParameters({ a, b });
          evaluator.run([place]);
          new BoundsEvaluator(expressions, { a, b }).over([low, high]).forEach((bounds, i) => {
            const value = evaluator.result(i);
            // At a pole at the end of the interval there is no value; the sign of a zero decides which infinity is computed.
            const isPole = !Number.isFinite(value) && bounds.some((bound) => !Number.isFinite(bound));
            if (!isKnown(bounds) || isPole) return;
            expect(value).toBeGreaterThanOrEqual(bounds[0]);
            expect(value).toBeLessThanOrEqual(bounds[1]);
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('bounds are', () => {
  const over = (low: number, high: number, expression = p.divide(1, x)) =>
    new BoundsEvaluator([expression], {}).over([low, high])[0];

  test('unknown over a pole and outside the domain', () => {
    expect(over(-1, 1)).toEqual([NaN, NaN]);
    expect(over(-1, 2, p.log(x))).toEqual([NaN, NaN]);
    expect(over(0.5, 1, p.add(p.sqrt(p.subtract(x, 0.75)), 1))).toEqual([NaN, NaN]);
  });

  test('as wide as underflow and overflow make them', () => {
    expect(over(-1000, -900, p.exp(x))).toEqual([0, Number.MIN_VALUE]);
    expect(over(900, 1000, p.exp(x))).toEqual([Number.MAX_VALUE, Infinity]);
  });

  test('exact where nothing is rounded', () => {
    expect(over(-3, 2, p.maximum(p.negative(x), 0))).toEqual([0, 3]);
    expect(over(1, 2, p.select(p.greater(x, 0), 0, x))).toEqual([0, 0]);
    expect(over(0, 0, p.multiply(p.tanh(x), p.exp(x)))).toEqual([0, 0]);
  });

  test('those of a wave where it has its crests', () => {
    expect(over(1, 2, p.sin(x))![1]).toBe(1);
    expect(over(4, 5, p.sin(x))![0]).toBe(-1);
    expect(over(0.25, 0.5, p.sin(x))![0]).toBeCloseTo(Math.sin(0.25), 14);
    expect(over(1e9, 1e9, p.sin(x))).toEqual([-1, 1]);
  });
});
