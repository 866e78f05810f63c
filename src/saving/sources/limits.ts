/** What a file may ask for before it is refused. */
import { FileError, ValueError } from '../../errors/index.js';

/** How much a file may take, in memory and time. */
export interface FileLimits {
  /** The bytes of a file, of what comes from an address, and of everything that an archive unpacks to; 2 GiB by default. */
  readonly bytes: number;
  /** The members of an archive; 4096 by default. */
  readonly members: number;
  /** The bytes of one JSON text; 64 MiB by default. */
  readonly json: number;
  /** How long the HDF5 library may work on one request; 60 by default. */
  readonly seconds: number;
}

const defaultLimits: FileLimits = { bytes: 2 ** 31, members: 4096, json: 2 ** 26, seconds: 60 };

/** The limits that a caller gives, over the defaults. */
export function readLimits(where: string, given: Partial<FileLimits> = {}): FileLimits {
  for (const [name, limit] of Object.entries(given)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      const expected = `limits called ${Object.keys(defaultLimits).join(', ')}`;
      throw new ValueError({ where, expected, received: { limit: name } });
    }
    if (limit !== undefined && !(typeof limit === 'number' && limit > 0)) {
      throw new ValueError({ where, expected: 'limits above 0', received: { [name]: limit } });
    }
  }
  const known = Object.entries(given).filter(([, limit]) => limit !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(known) };
}

/** The refusal of a file that is larger than the limits. */
export function tooLarge(where: string, label: string, bytes: number, limits: FileLimits): FileError {
  return new FileError({
    kind: 'limit',
    where,
    expected: `a file of at most ${limits.bytes} bytes`,
    received: { file: label, bytes },
    hint: 'pass { limits: { bytes } } if files this large are meant',
  });
}
