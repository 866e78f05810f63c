import { isOneOf, jax, tensorflow, tensorflowCpu } from '../contestants/index.js';
import { batchOf, initialWeights, networks } from '../networks.js';

const { digits, mlp, cnn, residual, mobile, lstm, transformer } = networks;

/** How many calls make one sample. */
const calls = new Map([
  [digits, { 1: 20, 32: 10 }],
  [mlp, { 1: 20, 32: 5 }],
]);

/** Bounds on the prediction of one row. */
const barsOfOne = new Map([[mlp, [{ peer: tensorflow, atMost: 0.6 }, { atMost: 50 }]]]);

/** @type {import('../types.js').Group} */
export const predictionGroup = {
  name: 'prediction',
  title: 'Prediction, from a plain array to a plain array',
  judgedBy: 'least',
  takesPart: (participant) => !isOneOf(tensorflowCpu)(participant),
  *cases() {
    for (const rows of [1, 32]) {
      for (const network of [digits, mlp, cnn, residual, mobile, lstm, transformer]) {
        const weights = initialWeights(network);
        const { x } = batchOf({ ...network, batch: rows });
        yield {
          name: network.name,
          section: `batch ${rows}`,
          size: `batch ${rows}`,
          unit: 'µs',
          unitsPerMillisecond: 1e3,
          prepare: (contestant) => {
            const trainer = contestant.trainer?.(network, weights);
            return trainer && { run: () => trainer.predict(x) };
          },
          task: { kind: 'predict', network, weights, x },
          tolerance: 1e-4,
          // A second for each image.
          without: network === residual ? [jax] : [],
          plan: { burst: 60, most: 50, calls: calls.get(network)?.[rows] ?? 1 },
          bars: rows === 1 ? (barsOfOne.get(network) ?? []) : [],
        };
      }
    }
  },
};
