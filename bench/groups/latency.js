import { uniform } from '../data.js';
import { batchOf, initialWeights, networks } from '../networks.js';

const few = uniform(16, -5, 5);
const row = batchOf({ ...networks.mlp, batch: 1 }).x;
const weights = initialWeights(networks.mlp);

/** @type {import('../types.js').Group} */
export const latencyGroup = {
  name: 'latency',
  title: 'Calls on little data',
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
      plan: { rounds: 20, burst: Infinity, most: 50, calls: 100 },
      bars: [{ atMost: 2 }],
    },
    {
      name: `predict on one row, ${networks.mlp.name}`,
      size: 'batch 1',
      unit: 'µs',
      unitsPerMillisecond: 1e3,
      prepare: ({ trainer }) => {
        const { predict } = trainer(networks.mlp, weights);
        return { run: () => predict(row) };
      },
      // 10,000 calls in all.
      plan: { rounds: 20, burst: Infinity, most: 500 },
      bars: [{ atMost: 50 }],
    },
  ],
};
