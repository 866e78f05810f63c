import { hillock, isHillockInNode, isOneOf, jax, relaxed, tensorflow, twoThreads } from '../contestants/index.js';
import { uniform } from '../data.js';
import { byNode } from './bars.js';

const large = [
  { peer: tensorflow, atMost: byNode(1 / 1.4, 1 / 1.5) },
  { of: relaxed, peer: tensorflow, atMost: 1 / 1.8 },
  { of: twoThreads, peer: hillock, atMost: 1 / 1.8 },
];
const level = [{ peer: tensorflow, atMost: 1 }];

const sizes = [
  { m: 256, k: 256, n: 256, bars: large },
  { m: 512, k: 512, n: 512, bars: large },
  { m: 1024, k: 1024, n: 1024, bars: large },
  { m: 255, k: 255, n: 255, bars: level },
  { m: 513, k: 127, n: 65, bars: level },
  { m: 33, k: 33, n: 33, bars: level },
];

const transpositions = [
  { name: 'A·B', transposeA: false, transposeB: false },
  { name: 'Aᵀ·B', transposeA: true, transposeB: false },
  { name: 'A·Bᵀ', transposeA: false, transposeB: true },
  { name: 'Aᵀ·Bᵀ', transposeA: true, transposeB: true },
];

/** @type {import('../types.js').Group} */
export const matmulGroup = {
  name: 'matmul',
  title: 'Matrix product (m × k) · (k × n), from plain arrays to a plain array',
  judgedBy: 'least',
  takesPart: (participant) => isHillockInNode(participant) || isOneOf(tensorflow, jax)(participant),
  *cases() {
    for (const { m, k, n, bars } of sizes) {
      const a = uniform(m * k, -1, 1, 1);
      const b = uniform(k * n, -1, 1, 2);
      for (const { name, transposeA, transposeB } of transpositions) {
        yield {
          name,
          size: `${m}×${k}×${n}`,
          unit: 'ms',
          unitsPerMillisecond: 1,
          prepare: (contestant) => {
            const multiply = contestant.matmul({ m, k, n, transposeA, transposeB });
            return { run: () => multiply(a, b) };
          },
          plan: { burst: 60, calls: m * k * n < 1e6 ? 20 : 1 },
          bars,
        };
      }
    }
  },
};
