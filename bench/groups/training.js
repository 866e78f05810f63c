import { jax, kerasOnJax, kerasOnTensorflow, relaxed, tensorflow, trains, twoThreads } from '../contestants/index.js';
import { batchOf, initialWeights, networks } from '../networks.js';
import { byNode } from './bars.js';

const { digits, mlp, cnn, residual, mobile, lstm, transformer } = networks;

/** Steps that take so little that one alone is hard to time. */
const short = { burst: 60, most: 60, calls: 10 };
const long = { rounds: 8, burst: 300 };

/** One step each: the batch comes from plain arrays, and the loss is read back. */
const steps = [
  { network: digits, plan: short },
  {
    network: mlp,
    plan: { burst: 100, most: 60 },
    bars: [
      { peer: kerasOnJax, atMost: byNode(1.3, 1.15) },
      { of: relaxed, peer: kerasOnJax, atMost: 1 },
      { of: twoThreads, peer: kerasOnJax, atMost: 0.75 },
      { peer: jax, atMost: 0.52 },
      { of: relaxed, peer: jax, atMost: 0.46 },
      { of: twoThreads, peer: jax, atMost: 0.32 },
      { peer: tensorflow, atMost: 0.13 },
    ],
  },
  {
    network: cnn,
    plan: long,
    bars: [
      { peer: kerasOnTensorflow, atMost: byNode(2.1, 1.9) },
      { of: relaxed, peer: kerasOnTensorflow, atMost: 1.7 },
      { of: twoThreads, peer: kerasOnTensorflow, atMost: 1.3 },
      { peer: jax, atMost: 0.018 },
    ],
  },
  { network: residual, plan: long },
  { network: mobile, plan: long },
  {
    network: lstm,
    plan: { burst: 150 },
    bars: [
      { peer: jax, atMost: 0.25 },
      { peer: tensorflow, atMost: 0.05 },
      { peer: kerasOnJax, atMost: byNode(1.5, 1.4) },
      { of: relaxed, peer: kerasOnJax, atMost: 1.25 },
    ],
  },
  { network: transformer, plan: long },
];

/** An epoch of so many batches each. */
const epochs = [
  { network: digits, batches: 400, plan: { rounds: 6, burst: 200 }, bars: [{ peer: kerasOnJax, atMost: 0.4 }] },
  { network: mlp, batches: 40, plan: { rounds: 6, burst: 300 } },
];

/** The loss before each of two steps: that the second agrees shows that the first changed the weights alike. */
async function firstLosses({ step }, { x, y }) {
  return Float32Array.of(await step(x, y), await step(x, y));
}

/** @returns {import('../types.js').Case} */
const stepCase = ({ network, plan, bars = [] }) => {
  const weights = initialWeights(network);
  const batch = batchOf(network);
  return {
    name: network.name,
    section: 'a step, the batch from plain arrays, the loss read back',
    size: `batch ${network.batch}`,
    unit: 'ms',
    unitsPerMillisecond: 1,
    prepare: (contestant) => {
      const trainer = contestant.trainer?.(network, weights);
      return (
        trainer?.step && {
          run: () => trainer.step(batch.x, batch.y),
          outputs: async () => [await firstLosses(trainer, batch)],
        }
      );
    },
    task: { kind: 'step', network, weights, ...batch },
    tolerance: 1e-4,
    plan,
    bars,
  };
};

/** @returns {import('../types.js').Case} */
const epochCase = ({ network, batches, plan, bars = [] }) => {
  const weights = initialWeights(network);
  const { x, y } = batchOf({ ...network, batch: batches * network.batch });
  return {
    name: network.name,
    section: 'a step of fit, by epochs',
    size: `${batches} batches of ${network.batch}`,
    unit: 'ms',
    unitsPerMillisecond: 1 / batches,
    prepare: (contestant) => {
      const trainer = contestant.trainer?.(network, weights);
      return (
        trainer?.fit && {
          run: () => trainer.fit(x, y),
          outputs: async () => [Float32Array.of(await trainer.fit(x, y))],
        }
      );
    },
    task: { kind: 'fit', network, weights, x, y },
    tolerance: 1e-4,
    plan,
    bars,
  };
};

/** @type {import('../types.js').Group} */
export const trainingGroup = {
  name: 'training',
  title: 'Training with Adam',
  judgedBy: 'least',
  takesPart: trains,
  *cases() {
    for (const step of steps) yield stepCase(step);
    for (const epoch of epochs) yield epochCase(epoch);
  },
};
