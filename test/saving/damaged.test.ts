/** A short run of the fuzzer, and what long ones found. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as library from '../../src/index.js';
import { damagedFile, readDamaged } from '../../tools/fuzz/case.js';
import { readSeeds } from '../../tools/fuzz/seeds.js';
import { modelPack } from '../support/model-packs.js';

const read = (bytes: Uint8Array): ReturnType<typeof readDamaged> => readDamaged(library, bytes);

beforeEach(() => {
  // That a model comes uncompiled, or its optimizer begins anew, is told by a warning.
  vi.spyOn(console, 'warn').mockReturnValue();
});

describe('damaged files are read or refused', () => {
  const seeds = readSeeds();
  const [runs, each] = [10, 200];

  test.each(Array.from({ length: runs }, (_, run) => run * each))('%d and on', async (first) => {
    for (let number = first; number < first + each; number++) {
      const { name, bytes } = damagedFile(seeds, number);
      const { outcome, fault } = await read(bytes);
      expect(fault, `file ${number} (${name})`).toBeUndefined();
      expect(outcome).not.toBe('fault');
    }
  });
});

describe('what was found once', () => {
  test.each(Object.entries(modelPack('found')))('%s', async (_name, bytes) => {
    expect((await read(bytes)).fault).toBeUndefined();
  });
});
