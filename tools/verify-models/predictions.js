/** Whether a model predicts what its index says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, readNpy, tensor } from '../../dist/index.js';

const numbers = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };
const dtypes = { int64: 'int32', int16: 'int32', int8: 'int32', uint32: 'int32' };

/** An array as the index of the made models writes it: in the text, or in a file beside it. */
export function arrayOf(folder, { dtype, shape, data, file }) {
  if (file !== undefined) return readNpy(readFileSync(join(folder, file)));
  if (dtype === 'string' || dtype === 'str') return tensor(data.flat(Infinity), { shape, dtype: 'string' });
  const flat = data.flat(Infinity).map((value) => (typeof value === 'string' ? numbers[value] : Number(value)));
  return tensor(flat, { shape, dtype: dtypes[dtype] ?? dtype });
}

const leaves = (outputs) =>
  outputs.data !== undefined && outputs.shape !== undefined ? [outputs] : Object.values(outputs).flatMap(leaves);

/** Predicts with a file, whose weights may be in another, and compares. */
export async function predictionOutcome(path, inputs, expected, tolerance, weights) {
  let model;
  try {
    model = await loadModel(path);
    if (weights !== undefined) await model.loadWeights(weights);
  } catch (error) {
    const unknown = /unknown (layer|activation|operation) "([^"]+)"/.exec(error.message);
    const foreign = /the (layer|activation|object) "([^"]+)" among the custom/.exec(error.message);
    if (unknown !== null) return { outcome: `waits for ${unknown[1]} ${unknown[2]}` };
    if (foreign !== null) return { outcome: 'needs own objects' };
    if (error.kind === 'code') return { outcome: 'refused: code' };
    return { outcome: 'does not load', problem: error.message };
  }
  try {
    const outputs = leaves(model.predictOnBatch(inputs.length === 1 ? inputs[0] : inputs));
    for (const [i, { shape, data }] of expected.entries()) {
      const output = outputs[i];
      if (JSON.stringify(output?.shape) !== JSON.stringify(shape)) {
        return { outcome: 'differs', problem: `output ${i} has shape ${output?.shape}, not ${shape}` };
      }
      const scale = data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1e-30);
      const worst = data.reduce((most, x, j) => {
        const difference =
          Object.is(x, output.data[j]) || (Number.isNaN(x) && Number.isNaN(output.data[j]))
            ? 0
            : Math.abs(x - output.data[j]);
        return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
      }, 0);
      if (worst > tolerance * scale)
        return { outcome: 'differs', problem: `output ${i} is off by ${worst / scale} of its largest` };
    }
    return { outcome: 'predicts' };
  } catch (error) {
    return { outcome: 'does not predict', problem: error.message };
  }
}
