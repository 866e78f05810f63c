/** Models that people published: what the index tells about each is what is read. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { inspect, readNpy, readWeights, tensor } from '../../dist/index.js';
import { predictionOutcome } from './predictions.js';

const close = (a, b) => Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a), Math.abs(b));

function compare(expected, found) {
  for (const { path, shape, sum, first } of expected) {
    const tensor = found.get(path);
    if (tensor === undefined) return `${path} is missing`;
    if (JSON.stringify(tensor.shape) !== JSON.stringify(shape)) return `${path} has shape ${tensor.shape}`;
    const total = tensor.data.reduce((partial, element) => partial + element, 0);
    const scale = tensor.data.reduce((partial, element) => partial + Math.abs(element), 0);
    if (Math.abs(total - sum) > 1e-6 * Math.max(1, scale)) return `${path} has the sum ${total}, not ${sum}`;
    if (first.some((element, i) => !close(element, tensor.data[i]))) return `${path} begins with other numbers`;
  }
  return found.size === expected.length ? undefined : `${found.size} tensors, not ${expected.length}`;
}

export async function checkPublicModel(folder, entry) {
  const what = `${entry.kind}, ${entry.expect}`;
  try {
    const results = [];
    const files = entry.files.map(({ file }) => file);
    const weightFile = files.find((file) => file !== entry.file && /\.(h5|hdf5)$/.test(file));
    const description = await inspect(join(folder, entry.file));
    const isSplit = entry.kind === 'architecture+h5-weights' && description.className === undefined;
    const model = isSplit ? files.find((file) => /\.json$/.test(file)) : undefined;
    const { className, layers } = model === undefined ? description : await inspect(join(folder, model));
    if (entry.expect !== 'weights-only' && className === undefined) throw new Error('no model is described');
    if (entry.expect === 'predict' && layers.length === 0) throw new Error('no layers');
    if (entry.expect === 'architecture') return [{ what, outcome: 'described' }];
    if (entry.kind === 'architecture') return [{ what, outcome: 'described' }];
    const weights = await readWeights(join(folder, weightFile ?? entry.file));
    if (weights.size === 0) throw new Error('no weights');
    if (Array.isArray(entry.tensors)) {
      const problem = compare(entry.tensors, weights);
      results.push({ what: `${what}, tensors`, outcome: problem === undefined ? 'as told' : 'different', problem });
    }
    if (entry.expect === 'predict')
      results.push(
        await checkPrediction(
          folder,
          entry,
          files.find((file) => /\.json$/.test(file) && weightFileOf(entry) !== undefined),
          weightFileOf(entry),
        ),
      );
    return [...results, { what, outcome: 'read' }];
  } catch (error) {
    const isGraph = entry.kind === 'tfjs-graph' && error.kind === 'format';
    return [
      {
        what,
        outcome: isGraph ? 'refused, as it should be' : 'failed',
        ...(!isGraph && { problem: String(error.stack) }),
      },
    ];
  }
}

function input(folder, { file }) {
  if (file.endsWith('.json')) return tensor(JSON.parse(readFileSync(join(folder, file), 'utf8')), { dtype: 'string' });
  return readNpy(readFileSync(join(folder, file)));
}

/** Of a model in two files, the one with the weights. */
const weightFileOf = ({ kind, files }) =>
  kind === 'architecture+h5-weights'
    ? files.map(({ file }) => file).find((file) => /\.(h5|hdf5)$/.test(file))
    : undefined;

async function checkPrediction(folder, entry, architecture, weightFile) {
  const inputs = entry.inputs.map((given) => input(folder, given));
  const expected = entry.predictions.outputs.map(({ file }) => readNpy(readFileSync(join(folder, file))));
  const weights = architecture === undefined ? undefined : join(folder, weightFile);
  const path = join(folder, architecture ?? entry.file);
  return { what: 'predictions', ...(await predictionOutcome(path, inputs, expected, 1e-4, weights)) };
}
