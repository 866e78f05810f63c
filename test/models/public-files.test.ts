/** Models that people published: each opens and predicts what the Keras that wrote it predicts, or is refused for the reason that it should be. */
import { describe, expect, test, vi } from 'vitest';
import { FileError, loadModel, readNpy, readWeights, tensor, type Tensor } from '../../src/index.js';
import publicModels from '../saving/data/public-models.json' with { type: 'json' };
import { distance, leavesOf, parseFile } from '../support/model-files.js';
import { modelFile, pickedFiles } from '../support/model-packs.js';

type Entry = (typeof publicModels)[number];

const folderOf = ({ file }: Entry): string => file.slice(0, file.lastIndexOf('/'));
const isHdf5 = (file: string): boolean => /\.(h5|hdf5)$/.test(file);
const inputOf = ({ file }: { readonly file: string }): Tensor =>
  file.endsWith('.json')
    ? (tensor(parseFile('public-models', file) as string[], { dtype: 'string' }) as never)
    : readNpy(modelFile('public-models', file));

/** A model, with its weights, whether they are in one file, beside it, or in a file of their own. */
async function open(entry: Entry): ReturnType<typeof loadModel> {
  if (entry.kind === 'tfjs') return loadModel(pickedFiles('public-models', folderOf(entry)));
  if (entry.kind !== 'architecture+h5-weights') return loadModel(modelFile('public-models', entry.file));
  const model = await loadModel(
    modelFile(
      'public-models',
      entry.files.find((file) => file.endsWith('.json'))!,
    ),
  );
  await model.loadWeights(modelFile('public-models', entry.files.find(isHdf5)!));
  return model;
}

/** Layers that Hillock lacks. */
const missingLayers: readonly string[] = [];

const that = (expected: string): (readonly [string, Entry])[] =>
  publicModels.filter(({ expect }) => expect === expected).map((entry) => [entry.id, entry] as const);

describe('predicts', () => {
  test.each(that('predict'))('%s', async (_id, entry) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const model = await open(entry).catch((error: unknown) => {
      expect(missingLayers, String(error)).toContain(/unknown layer "([^"]+)"/.exec((error as Error).message)?.[1]);
      return undefined;
    });
    if (model === undefined) return;
    const inputs = entry.inputs!.map(inputOf);
    const outputs = leavesOf(model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs));
    for (const [i, file] of entry.outputs!.entries()) {
      const expected = readNpy(modelFile('public-models', file));
      expect(outputs[i]!.shape).toEqual(expected.shape);
      expect(distance(outputs[i]!.data as never, expected.data as never)).toBeLessThanOrEqual(1e-4);
    }
  });
});

describe('is refused', () => {
  test.each(that('refuse'))('%s', async (_id, entry) => {
    const error: unknown = await open(entry).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileError);
    const kinds: Readonly<Record<string, string>> = { Python: 'code', custom: 'unknown-class', a: 'format' };
    expect((error as FileError).kind).toBe(kinds[entry.refuse_reason!.split(' ')[0]!]);
    expect((error as FileError).message).toMatch(/Hint: .+/);
  });
});

describe('holds weights without a model', () => {
  test.each(that('weights-only'))('%s', async (_id, { file }) => {
    const weights = await readWeights(modelFile('public-models', file));
    expect(weights.size).toBeGreaterThan(0);
    await expect(loadModel(modelFile('public-models', file))).rejects.toThrow('expected a file with a model');
  });
});

describe('holds a model without weights', () => {
  test.each(that('architecture'))('%s', async (_id, entry) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    // The weights of those of TensorFlow.js are not here.
    if (entry.kind === 'tfjs') {
      await expect(open(entry)).rejects.toThrow(/missing=|unknown layer "SpatialDropout/);
      return;
    }
    const model = await open(entry).catch((error: unknown) => {
      expect(missingLayers, String(error)).toContain(/unknown layer "([^"]+)"/.exec((error as Error).message)?.[1]);
      return undefined;
    });
    if (model !== undefined) expect(model.layers.length).toBeGreaterThan(1);
  });
});
