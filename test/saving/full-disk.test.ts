/** Disks that fail while a model is saved: the old file stays, nothing lies beside it, and the error says what happened. */
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FileError, layers, Sequential } from '../../src/index.js';
import type * as NodeModules from '../../src/saving/sources/node-modules.js';
import { onDisk } from '../support/temporary-files.js';

/** At what byte, and with what code of the system, writing fails. */
const fault = vi.hoisted(() => ({ at: Infinity, code: '' }));

vi.mock('../../src/saving/sources/node-modules.js', async (importActual) => {
  const actual = await importActual<typeof NodeModules>();
  const failure = (): Error => Object.assign(new Error(fault.code), { code: fault.code });
  return {
    ...actual,
    fileSystem: async () => {
      const system = await actual.fileSystem();
      return {
        ...system,
        open: async (path: string, flags: string, mode?: number) => {
          const handle = await system.open(path, flags, mode);
          let written = 0;
          return {
            write: async (data: Uint8Array, offset: number, length: number) => {
              if (written >= fault.at) throw failure();
              const most = Math.min(length, fault.at - written);
              const result = await handle.write(data, offset, most);
              written += result.bytesWritten;
              return result;
            },
            sync: () => (fault.at < Infinity && fault.code === 'EIO' ? Promise.reject(failure()) : handle.sync()),
            close: () => handle.close(),
          };
        },
      };
    },
  };
});

describe('saving on a disk', () => {
  test.each([
    ['that is full from the start', 0, 'ENOSPC', 'the disk is full'],
    ['that becomes full', 1000, 'ENOSPC', 'the disk is full'],
    ['whose quota is used up', 500, 'EDQUOT', 'the disk quota is used up'],
    ['that may not be written to', 0, 'EACCES', 'there is no permission'],
    ['that is read-only', 0, 'EROFS', 'the disk is read-only'],
    ['that breaks', 2 ** 40, 'EIO', 'EIO'],
  ])('%s', async (_what, at, code, words) => {
    const { folder, path } = await onDisk({ 'model.keras': Uint8Array.from([1, 2, 3]) });
    Object.assign(fault, { at, code });
    const model = Sequential([layers.Dense(20, { inputShape: [30] })]);
    const error: unknown = await model.save(path).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).kind).toBe('access');
    expect((error as FileError).message).toContain(words);
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(folder.path)).toEqual([basename(path)]);
    Object.assign(fault, { at: Infinity, code: '' });
    await model.save(path);
    expect((await readFile(path)).length).toBeGreaterThan(1000);
    await folder.remove();
  });
});
