/** What the HDF5 library can reach and how long it may work: it is made for files of friends, and gets those of strangers. */
import { afterEach, describe, expect, test } from 'vitest';
import { readWeights } from '../../src/index.js';
import { filePath, hdf5Library } from '../../src/saving/hdf5/library.js';
import { modelFile, modelPack } from '../support/model-packs.js';

/** What emscripten's file system knows besides what we use of it. */
interface FileSystem {
  readonly root: { readonly mount: object };
  getMounts(mount: object): readonly { readonly mountpoint: string; readonly type: object }[];
  readdir(path: string): string[];
  writeFile(path: string, data: Uint8Array): void;
  unlink(path: string): void;
}

interface WorkOnMemory {
  _memset(address: number, value: number, bytes: number): number;
  _memcpy(to: number, from: number, bytes: number): number;
}

const file = modelFile('models', 'mlp-adam/model.weights.h5');
const copy = (): Uint8Array => Uint8Array.from(file);
const readOnly = 0;

describe('the HDF5 library', () => {
  afterEach(async () => {
    (await hdf5Library()).restore();
  });

  test('gets no more than 256 MiB', async () => {
    const { module } = await hdf5Library();
    const address = module._malloc(2 ** 27);
    expect(address).toBeGreaterThan(0);
    module._free(address);
    expect(module._malloc(300 * 2 ** 20)).toBe(0);
    expect(module.HEAPU8.length).toBeLessThanOrEqual(2 ** 28);
  });

  test('sees nothing of the host: all that is mounted lies in memory, and holds nothing but the name of a filter', async () => {
    const system = (await hdf5Library()).module.FS as unknown as FileSystem;
    const mounts = system.getMounts(system.root.mount);
    expect(mounts.map(({ mountpoint }) => mountpoint)).toEqual(['/', '/proc/self/fd']);
    expect(Object.keys(mounts[0]!.type)).toContain('getFileDataAsTypedArray');
    expect(system.readdir('/').sort()).toEqual(['.', '..', 'dev', 'filters', 'home', 'proc', 'tmp']);
    expect(system.readdir('/filters').sort()).toEqual(['.', '..', 'liblzf.so']);
  });

  test('opens the one file, and no other name', async () => {
    const library = await hdf5Library();
    const { module } = library;
    const system = module.FS as unknown as FileSystem;
    library.budget = 2 ** 30;
    library.watch();
    system.writeFile('/other.h5', copy());
    expect(module.open('/other.h5', readOnly, false, -1, -1)).toBeLessThan(0n);
    expect(library.refused).toEqual(['/other.h5']);
    system.unlink('/other.h5');
    system.writeFile(filePath, copy());
    const opened = module.open(filePath, readOnly, false, -1, -1);
    expect(opened).toBeGreaterThanOrEqual(0n);
    module.close_file(opened);
    system.unlink(filePath);
  });

  test('is stopped after as many turns of its loops as it was given', async () => {
    const library = await hdf5Library();
    library.watch();
    (library.module.FS as unknown as FileSystem).writeFile(filePath, copy());
    library.budget = 20;
    expect(() => library.module.open(filePath, readOnly, false, -1, -1)).toThrow(WebAssembly.RuntimeError);
    expect(library.budget).toBe(0);
    library.restore();
    library.module.FS.unlink(filePath);
  });

  test('pays for bytes that it copies, one unit for 8 of them, and for those that it fills in a loop', async () => {
    const library = await hdf5Library();
    const module = library.module as typeof library.module & WorkOnMemory;
    const bytes = 2 ** 24;
    library.budget = 2 ** 30;
    const address = module._malloc(2 * bytes);
    const paid = (work: () => number): number => {
      library.budget = 2 ** 30;
      work();
      return 2 ** 30 - library.budget;
    };
    expect(paid(() => module._memset(address, 1, bytes))).toBeGreaterThanOrEqual(bytes / 64);
    expect(paid(() => module._memcpy(address + bytes, address, bytes))).toBeGreaterThanOrEqual(bytes / 8);
    library.budget = 1000;
    expect(() => module._memcpy(address + bytes, address, bytes)).toThrow(WebAssembly.RuntimeError);
    expect(library.budget).toBe(0);
    library.restore();
  });

  // 20,000 entries of an index name the same megabytes: a small file that asks for copies of 80 GB within one call.
  test('is stopped in a file whose chunks are all the same one', async () => {
    const seconds = 0.05;
    const error: unknown = await readWeights(modelPack('found')['one-chunk-many-times.weights.h5']!, {
      limits: { seconds },
    }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'limit' });
  });

  test('is as new after a file that broke it', async () => {
    const before = await readWeights(copy());
    const damaged = copy().map((byte, i) => (i > 600 && i % 7 === 0 ? byte ^ 0xff : byte));
    await expect(readWeights(damaged)).rejects.toThrow('expected');
    const after = await readWeights(copy());
    expect([...after].map(String)).toEqual([...before].map(String));
  });

  test('works no longer than it may', async () => {
    const error: unknown = await readWeights(copy(), { limits: { seconds: 1e-9 } }).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: 'limit' });
    expect(String(error)).toContain('an HDF5 file that is read within 1e-9 seconds');
  });
});
