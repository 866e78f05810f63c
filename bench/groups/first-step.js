import { tensorflow, trains } from '../contestants/index.js';
import { batchOf, initialWeights, networks } from '../networks.js';

const { cnn } = networks;
const weights = initialWeights(cnn);
const { x, y } = batchOf(cnn);

/** From the weights as arrays to the first loss; loading the library is not part of it. @type {import('../types.js').Group} */
export const firstStepGroup = {
  name: 'first-step',
  title: 'First training step in a fresh process, compilation included',
  // TensorFlow.js cannot train this network, and a variant of the engine starts as the others.
  takesPart: (participant) => trains(participant) && participant.name !== tensorflow && !participant.settings,
  cases: () => [
    {
      name: cnn.name,
      size: `batch ${cnn.batch}`,
      unit: 'ms',
      unitsPerMillisecond: 1,
      prepare: ({ trainer }) => {
        const first = async () => trainer(cnn, weights).step(x, y);
        return { run: first, outputs: async () => [Float32Array.of(await first())] };
      },
      task: { kind: 'first step', network: cnn, weights, x, y },
      tolerance: 1e-4,
      plan: { rounds: 5, burst: 0, isFresh: true },
      bars: [{ atMost: 150 }],
    },
  ],
};
