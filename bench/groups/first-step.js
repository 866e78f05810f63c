import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { networks } from '../networks.js';

const script = fileURLToPath(new URL('../first-step.js', import.meta.url));

/**
 * @param {string} contestant
 * @returns {Promise<{ milliseconds: number, loss: number }>}
 */
async function firstStepOf(contestant) {
  const { stdout } = await promisify(execFile)(process.execPath, [script, contestant]);
  return JSON.parse(stdout);
}

/** @type {import('../types.js').Group} */
export const firstStepGroup = {
  name: 'first-step',
  title: 'First training step in a fresh process, compilation included',
  cases: () => [
    {
      name: networks.cnn.name,
      size: `batch ${networks.cnn.batch}`,
      unit: 'ms',
      unitsPerMillisecond: 1,
      prepare: ({ name }) => ({
        sample: async () => (await firstStepOf(name)).milliseconds,
        outputs: async () => [Float32Array.of((await firstStepOf(name)).loss)],
      }),
      tolerance: 1e-4,
      plan: { rounds: 5, burst: 0 },
      bars: [{ atMost: 150 }],
    },
  ],
};
