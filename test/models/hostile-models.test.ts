/** Files that are made to harm, as models: what builds a model of them refuses each, soon, with the sort of fault that it is, and nothing of them runs. */
import { unzipSync } from 'fflate';
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { FileError, loadModel } from '../../src/index.js';
import { members, zip } from '../support/archives.js';
import { modelFile } from '../support/model-packs.js';

interface Hostile {
  readonly file: string;
  readonly must: 'refuse' | 'harmless';
  readonly error: string;
}

const { files, base } = JSON.parse(new TextDecoder().decode(modelFile('hostile', 'index.json'))) as {
  readonly files: readonly Hostile[];
  readonly base: { readonly layers: string };
};

/** Another sort of fault says more about these files, or is noticed before. */
const otherwise: Readonly<Record<string, string>> = {
  'zip-bomb-lying.keras': 'archive',
  'json-duplicate-keys.keras': 'config',
  'hdf5-shape-bomb.weights.h5': 'mismatch',
  'hdf5-shape-bomb.keras': 'mismatch',
  'hdf5-shape-bomb-contiguous.weights.h5': 'mismatch',
  'hdf5-shape-bomb-contiguous.keras': 'mismatch',
  'hdf5-not.weights.h5': 'format',
  'traversal.tar.gz': 'format',
  'symlink.tar.gz': 'format',
  'hardlink.tar.gz': 'format',
};

const limits = { bytes: 2 ** 26, seconds: 20 };
const prototypeBefore = Object.getOwnPropertyNames(Object.prototype);

/** Opens a model, or gives one that is sound weights that are not. */
async function outcomeOf(name: string, bytes: Uint8Array): Promise<string> {
  vi.spyOn(console, 'warn').mockReturnValue();
  try {
    if (/weights\.(h5|json)$/.test(name)) {
      const model = await loadModel(modelFile('models', `${base.layers}/model.keras`));
      const before = model.getWeights().map(String);
      await model.loadWeights(bytes, { limits }).catch((error: unknown) => {
        expect(model.getWeights().map(String), 'weights after a refusal').toEqual(before);
        throw error;
      });
    } else await loadModel(bytes, { limits });
    return 'read';
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.kind;
  }
}

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototypeBefore);
  expect(existsSync('hillock-was-here')).toBe(false);
});

describe('is refused, or does no harm', () => {
  test.each(files.filter(({ file }) => !file.startsWith('flipped-')).map((entry) => [entry.file, entry] as const))(
    '%s',
    async (file, { must, error }) => {
      const outcome = await outcomeOf(file, modelFile('hostile', file));
      if (must === 'refuse') expect(outcome).toBe(otherwise[file] ?? error);
    },
  );
});

describe('damaged copies are read or refused', () => {
  test.each(['flipped-keras.zip', 'flipped-h5.zip', 'flipped-weights.zip', 'flipped-config.zip'])(
    '%s',
    async (name) => {
      const copies = Object.entries(unzipSync(modelFile('hostile', name)));
      for (const [copy, bytes] of copies) expect(await outcomeOf(copy, bytes)).not.toBe('');
    },
  );
});

describe('says what is wrong with', () => {
  const changed = (change: (config: string) => string): Uint8Array =>
    new TextEncoder().encode(change(new TextDecoder().decode(modelFile('models', `${base.layers}/architecture.json`))));

  test('weights that no machine has room for', async () => {
    const text = (units: number): Uint8Array =>
      changed((config) => config.replace(/"units": ?\d+/, `"units": ${units}`));
    await expect(loadModel(text(2 ** 31))).rejects.toThrow('axes shorter than 2147483648');
  });

  test('weights that are more than the limit, before there is room for them', async () => {
    const archive = members(modelFile('models', `${base.layers}/model.keras`));
    const config = new TextDecoder().decode(archive['config.json']).replace(/"units": ?\d+/, '"units": 100000000');
    const bytes = zip({ ...archive, 'config.json': new TextEncoder().encode(config) });
    const error: unknown = await loadModel(bytes, { limits }).catch((e: unknown) => e);
    expect((error as FileError).kind).toBe('limit');
    expect((error as FileError).message).toContain('weights of at most 67108864 bytes in all');
  });
});
