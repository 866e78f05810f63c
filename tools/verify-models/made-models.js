/** Models that real Keras wrote in several forms: each form opens, and all of them hold the same weights. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, readWeights, tensor } from '../../dist/index.js';
import { arrayOf, predictionOutcome } from './predictions.js';
import { resumeOutcome } from './resuming.js';

/** Forms that hold a model's description, and those that are weights alone. */
const architectures = new Set(['keras', 'h5', 'architecture', 'folder', 'deflated', 'reordered', 'streamed']);
const describes = (form, path) =>
  architectures.has(form) || (form !== 'legacyWeights' && /\.(keras|h5)$/.test(path.replace('.weights.h5', '')));

/** What Keras itself loses: the h5 of an adapted lookup layer holds no vocabulary, nor its frequencies; Keras predicts with none of these either. */
const incomplete = new Set(['text-tf-idf h5']);
const withoutVocabulary = new Set([
  ...['string-lookup-adapted h5', 'string-lookup-file h5', 'text-tf-idf h5', 'text-vectorization h5'],
]);
const asKeras = { outcome: 'no vocabulary, as in Keras' };

/** Forms that are refused, and why. */
const refused = { npz: 'code' };

/** A tensor's content, so that sets of tensors can be compared; float16 and bfloat16 were read as float32. */
function digest({ shape, data }) {
  const hash = createHash('sha256').update(JSON.stringify(shape.filter((axis) => axis !== 1)));
  return hash
    .update(Buffer.from(Float32Array.from(data).buffer))
    .digest('hex')
    .slice(0, 16);
}

async function read(path) {
  const weights = await readWeights(path);
  const own = [...weights].filter(([name]) => !/^(optimizer|optimizer_weights|metrics|_metrics)\//.test(name));
  return own.map(([, tensor]) => digest(tensor)).sort();
}

export async function checkMadeModel(folder, entry) {
  const results = [];
  const digests = new Map();
  for (const [form, file] of Object.entries(entry.files)) {
    const path = join(folder, file);
    try {
      const { className, layers, keras } = await inspect(path);
      if (form in refused) await readWeights(path);
      if (describes(form, file) && className === undefined) throw new Error('no model is described');
      if (describes(form, file) && layers.length === 0 && !/subclass/.test(entry.name)) throw new Error('no layers');
      if (form !== 'architecture') digests.set(form, await read(path));
      if (refused[form] !== undefined) throw new Error('was not refused');
      results.push({ what: form, outcome: keras === undefined ? 'read, no version' : 'read' });
    } catch (error) {
      const expected = refused[form] !== undefined && error.kind === refused[form];
      results.push({
        what: form,
        outcome: expected ? 'refused, as it should be' : 'failed',
        ...(!expected && { problem: String(error.stack) }),
      });
    }
  }
  results.push(...(await checkPredictions(folder, entry)));
  const [[first, expected] = []] = digests;
  for (const [form, found] of digests) {
    if (form === first || !differs(found, expected)) continue;
    if (incomplete.has(`${entry.name} ${form}`) || incomplete.has(`${entry.name} ${first}`)) continue;
    results.push({
      what: 'weights',
      outcome: 'differ',
      problem: `${form} has ${found.length}, ${first} ${expected.length} others`,
    });
  }
  return results;
}

/** Whether one set holds what the other lacks: a shared or doubly stored weight may stand in one of them once more. */
function differs(found, expected) {
  const [a, b] = [new Set(found), new Set(expected)];
  return [...a].some((digest) => !b.has(digest)) || [...b].some((digest) => !a.has(digest));
}

/** Forms that hold weights alone or nothing to predict with. */
const isWhole = (form, file) =>
  /\.(keras|h5)$/.test(file.replace('.weights.h5', '')) && !/eights/.test(form) && !(form in refused);

async function checkPredictions(folder, entry) {
  const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const base = join(folder, entry.name);
  const inputs = read(entry.inputs).map((input) => arrayOf(base, input));
  const original = read(entry.predictions).map((output) => arrayOf(base, output));
  if (entry.correctPredictions !== undefined)
    original[0] = tensor(entry.correctPredictions.flat(), { shape: original[0].shape });
  const results = [];
  for (const [form, file] of Object.entries(entry.files)) {
    if (!isWhole(form, file)) continue;
    // What Keras saves is not always what it had, and what it reads not always what it saved.
    const reloaded = `${entry.name}/predictions_reloaded_${form}.json`;
    const others = existsSync(join(folder, reloaded)) ? [read(reloaded).map((output) => arrayOf(base, output))] : [];
    const tolerance = typeof entry.tolerance === 'number' ? entry.tolerance : 1e-2;
    let found;
    for (const expected of [original, ...others]) {
      found = await predictionOutcome(join(folder, file), inputs, expected, tolerance);
      if (found.outcome !== 'differs') break;
    }
    const isWithout =
      withoutVocabulary.has(`${entry.name} ${form}`) && found.problem?.includes('expected a vocabulary');
    results.push({ what: `${form}, predictions`, ...(isWithout ? asKeras : found) });
    if (entry.resume !== undefined) {
      const resumed = await resumeOutcome(folder, file, entry);
      if (resumed !== undefined) results.push({ what: `${form}, resuming`, ...resumed });
    }
  }
  return results;
}
