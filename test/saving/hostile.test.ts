/** Files that are made to harm: what the reader refuses without knowing a layer, soon and with the sort of fault that it is. */
import { unzipSync } from 'fflate';
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { FileError, inspect, readWeights } from '../../src/index.js';
import { modelFile, modelPack } from '../support/model-packs.js';

interface Hostile {
  readonly file: string;
  readonly what: string;
  readonly must: 'refuse' | 'harmless';
  readonly error: string;
}

const { files } = JSON.parse(new TextDecoder().decode(modelFile('hostile', 'index.json'))) as {
  files: readonly Hostile[];
};

/** These faults are of the model that a file describes: whoever builds it sees them. */
const ofModels = new Set(['unknown-class', 'code', 'config', 'mismatch', 'external']);

/** Faults of a description that stand in the container, too, or whose words the reader needs not understand. */
const laterLimits = /^(units|input-shape)-/;

/** Another sort of fault says more about these files, or is noticed before. */
const otherwise: Readonly<Record<string, string>> = {
  'zip-bomb-lying.keras': 'archive',
  'hdf5-not.weights.h5': 'format',
  'traversal.tar.gz': 'format',
  'symlink.tar.gz': 'format',
  'hardlink.tar.gz': 'format',
};

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    await inspect(bytes);
    await readWeights(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    expect(error.message).toMatch(/^(inspect|readWeights).*: expected .+\./);
    return error.kind;
  }
}

const prototypeBefore = Object.getOwnPropertyNames(Object.prototype);

afterAll(() => {
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototypeBefore);
  expect(existsSync('hillock-was-here')).toBe(false);
});

describe('is refused, or does no harm', () => {
  test.each(files.filter(({ file }) => !file.startsWith('flipped-')).map((entry) => [entry.file, entry] as const))(
    '%s',
    async (file, { must, error }) => {
      const outcome = await outcomeOf(modelFile('hostile', file));
      if (must === 'harmless') return;
      const expected = otherwise[file] ?? error;
      const later = ofModels.has(expected) || laterLimits.test(file);
      expect(later ? [expected, 'read'] : [expected]).toContain(outcome);
    },
  );
});

describe('damaged copies are read or refused', () => {
  test.each(['flipped-keras.zip', 'flipped-h5.zip', 'flipped-weights.zip', 'flipped-config.zip'])(
    '%s',
    async (name) => {
      const copies = Object.values(unzipSync(modelFile('hostile', name)));
      expect(copies).toHaveLength(200);
      for (const copy of copies) await outcomeOf(copy);
    },
  );
});

test('every hostile file is in the pack', () => {
  const names = new Set(Object.keys(modelPack('hostile')));
  expect(files.filter(({ file }) => !names.has(file))).toEqual([]);
});

describe('says what is wrong', () => {
  test.each([
    ['zip-bomb-config.keras', 'members that unpack to at most 200 times their size. Received: member="config.json"'],
    ['zip-encrypted.keras', 'an archive that is not encrypted'],
    ['zip-symlink-weights.keras', 'members that are files, no links. Received: member="model.weights.h5"'],
    ['zip-name-0.keras', 'members with relative names inside the archive. Received: member="../evil.txt"'],
    ['zip-duplicate.keras', 'members of different names. Received: member="config.json"'],
    [
      'hdf5-external-storage.weights.h5',
      'an HDF5 file that keeps its data in itself. Received: reference="/etc/passwd"',
    ],
    ['hdf5-external-link.weights.h5', 'without links to other places. Received: link="/layers/dense/vars/0"'],
    ['hdf5-shape-bomb.weights.h5', 'shape=[2147483648, 2147483648]'],
    ['json-depth-lists.keras', 'JSON of at most 512 levels'],
    ['npz-pickle.keras', 'pickled Python objects can run code and are never loaded'],
    [
      'shards-path.weights.json',
      'the plain name of a file in the same folder. Received: name="../../other.weights.h5"',
    ],
    ['h5-no-config.h5', 'a whole model with its attribute model_config'],
    ['zip-truncated-0.keras', 'content="an empty file"'],
    ['pickle.h5', 'a pickle of Python, which can run code'],
  ])('%s', async (file, words) => {
    const read = async (): Promise<void> => {
      await inspect(modelFile('hostile', file));
      await readWeights(modelFile('hostile', file));
    };
    await expect(read()).rejects.toThrow(words);
  });
});
