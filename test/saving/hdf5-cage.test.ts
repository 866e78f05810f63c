/** What the HDF5 library can reach and how long it may work: it is made for files of friends, and gets those of strangers. */
import { afterEach, describe, expect, test } from 'vitest';
import { readWeights } from '../../src/index.js';
import { filePath, hdf5Library } from '../../src/saving/hdf5/library.js';
import { modelFile } from '../support/model-packs.js';

/** What emscripten's file system knows besides what we use of it. */
interface FileSystem {
  readonly root: { readonly mount: object };
  getMounts(mount: object): readonly { readonly mountpoint: string; readonly type: object }[];
  readdir(path: string): string[];
  writeFile(path: string, data: Uint8Array): void;
  unlink(path: string): void;
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

  test('sees nothing of the host: all that is mounted lies in memory, and is empty', async () => {
    const system = (await hdf5Library()).module.FS as unknown as FileSystem;
    const mounts = system.getMounts(system.root.mount);
    expect(mounts.map(({ mountpoint }) => mountpoint)).toEqual(['/', '/proc/self/fd']);
    expect(Object.keys(mounts[0]!.type)).toContain('getFileDataAsTypedArray');
    expect(system.readdir('/').sort()).toEqual(['.', '..', 'dev', 'home', 'proc', 'tmp']);
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
