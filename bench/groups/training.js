import { jax, tensorflow } from '../contestants/index.js';
import { batchOf, initialWeights, networks } from '../networks.js';

/** The loss before each of two steps: that the second agrees shows that the first changed the weights alike. */
async function firstLosses({ step }, { x, y }) {
  return Float32Array.of(await step(x, y), await step(x, y));
}

const steps = [
  {
    network: networks.mlp,
    plan: { burst: 150 },
    bars: [
      { peer: jax, atMost: 0.65 },
      { peer: tensorflow, atMost: 0.13 },
    ],
  },
  { network: networks.cnn, plan: { rounds: 6, burst: 400 }, bars: [{ peer: jax, atMost: 0.018 }] },
  {
    network: networks.lstm,
    plan: { rounds: 6, burst: 400 },
    bars: [
      { peer: jax, atMost: 0.25 },
      { peer: tensorflow, atMost: 0.05 },
    ],
  },
];

/** @type {import('../types.js').Group} */
export const trainingGroup = {
  name: 'training',
  title: 'Training step with Adam, batch from plain arrays, loss read back',
  *cases() {
    for (const { network, plan, bars } of steps) {
      const batch = batchOf(network);
      const weights = initialWeights(network);
      yield {
        name: network.name,
        size: `batch ${network.batch}`,
        unit: 'ms',
        unitsPerMillisecond: 1,
        prepare: ({ trainer }) => {
          const { step, gradients } = trainer(network, weights);
          return {
            run: () => step(batch.x, batch.y),
            outputs: async () => [...gradients(batch.x, batch.y), await firstLosses({ step }, batch)],
          };
        },
        tolerance: 1e-4,
        plan,
        bars,
      };
    }
  },
};
