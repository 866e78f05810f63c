/** Whether training goes on from a file as it did in the program that wrote it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, tensor } from '../../dist/index.js';

const numbers = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };
const flat = (data) => [data].flat(Infinity).map((value) => (typeof value === 'string' ? numbers[value] : value));

function worstDifference(expected, found) {
  const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30);
  return expected.reduce((most, x, i) => Math.max(most, Math.abs(x - found[i])), 0) / scale;
}

const tree = (value) =>
  Array.isArray(value) ? tensor(value) : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, tensor(v)]));

/** Resuming that ends elsewhere, and why it should; the note on files has the evidence. */
const explained = {
  'keras2.2.4-mlp-sgd-momentum': 'Keras 2.2 on TensorFlow 1 updated a kernel before the gradient went on through it',
  'mlp-schedule-free': "TensorFlow's ScheduleFreeAdamW is wrong; Hillock has that of JAX",
};

export async function resumeOutcome(folder, file, entry) {
  if (entry.name in explained) return { outcome: `goes on otherwise: ${explained[entry.name]}` };
  const { batches } = JSON.parse(readFileSync(join(folder, entry.resume), 'utf8'));
  const tolerance = entry.resumeTolerance ?? 1e-4;
  let model;
  try {
    model = await loadModel(join(folder, file));
  } catch {
    return undefined;
  }
  try {
    if (model.optimizer === undefined) return { outcome: 'is not compiled', problem: 'is not compiled' };
    for (const [i, { x, y, logs, weights }] of batches.entries()) {
      const { loss } = logs;
      const [found] = model.trainOnBatch(tree(x), tree(y));
      const difference = Math.abs(found - loss) / Math.max(1e-3, Math.abs(loss));
      if (!(difference <= tolerance)) return { outcome: 'differs', problem: `loss ${i} is ${found}, not ${loss}` };
      const own = model.weights;
      for (const [j, weight] of weights.entries()) {
        const worst = worstDifference(flat(weight.data ?? weight), own[j].held.data);
        if (!(worst <= tolerance))
          return { outcome: 'differs', problem: `weight ${j}, ${own[j].path}, is off by ${worst} after batch ${i}` };
      }
    }
    return { outcome: 'goes on' };
  } catch (error) {
    return { outcome: 'does not train', problem: String(error.stack).slice(0, 400) };
  }
}
