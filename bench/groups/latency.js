import { hillock, isOneOf, jax, tensorflow } from '../contestants/index.js';
import { uniform } from '../data.js';

const few = uniform(16, -5, 5);

/** @type {import('../types.js').Group} */
export const latencyGroup = {
  name: 'latency',
  title: 'A call on little data',
  takesPart: isOneOf(hillock, tensorflow, jax),
  cases: () => [
    {
      name: 'relu',
      size: '16 elements',
      unit: 'µs',
      unitsPerMillisecond: 1e3,
      prepare: (contestant) => {
        const relu = contestant.activation('relu', [few.length]);
        return { run: () => relu(few) };
      },
      // 100,000 calls in all, by the hundred.
      plan: { rounds: 20, burst: 60_000, most: 50, calls: 100 },
      bars: [{ atMost: 2 }],
    },
  ],
};
