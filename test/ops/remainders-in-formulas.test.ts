/** Remainders in formulas are those of the rounded quotient; the operations themselves are exact and are what they are compared with. */
import { describe, expect, test } from 'vitest';
import { defineActivation, ops, tensor, type Tensor } from '../../src/index.js';

const remainders = { mod: ops.mod, fmod: ops.fmod };
const divisors = [0.1, 0.7, 1, 3];
const steps = Array.from({ length: 2000 }, (_, i) => (i % 2 ? 1 : -1) * (((i * 0.6180339) % 1) + (i % 7)));

/** A remainder of 0 is +0 in a formula. */
const withoutSigns = (data: Tensor['data']): readonly number[] => Array.from(data, (value) => value + 0);

describe.each(Object.entries(remainders))('%s', (name, remainder) => {
  const own = defineActivation(`remainder_${name}`, { b: 1 }, (x, { b }) => remainder(x, b));

  test.each(divisors)('by %d: exact in float32 for quotients below 2^28', (divisor) => {
    const b = Math.fround(divisor);
    for (const scale of [1 / 8, 16, 2 ** 10, 2 ** 20, 2 ** 25]) {
      const x = tensor(steps.map((step) => step * b * scale));
      expect(withoutSigns(own(x, { b }).data)).toEqual(withoutSigns(remainder(x, b).data));
    }
  });

  test.each(divisors)('by %d: in float64 off by the rounding of x, up to whole divisors', (b) => {
    for (const scale of [1 / 8, 16, 2 ** 10, 2 ** 20, 2 ** 25]) {
      const x = tensor(steps.map((step) => step * b * scale), { dtype: 'float64' }); // prettier-ignore
      const exact = remainder(x, tensor(b, { dtype: 'float64' })).data;
      own(x, { b }).data.forEach((value, i) => {
        const error = value - exact[i]!;
        expect(Math.abs(error - Math.round(error / b) * b)).toBeLessThanOrEqual(Math.abs(x.data[i]!) * 2 ** -52);
      });
    }
  });
});
