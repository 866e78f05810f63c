/** Limits for what a file may take before it is refused. */
import { FileError, ValueError } from '../../errors/index.js';

/** How much memory and time a file may take. */
export interface FileLimits {
  /** The most bytes of a file, of a response, and of everything that an archive unpacks to; 2 GiB by default. */
  readonly bytes: number;
  /** The most members of an archive; 4096 by default. */
  readonly members: number;
  /** The most bytes of a JSON text; 64 MiB by default. */
  readonly json: number;
  /** How many seconds the HDF5 library may work on a request; 60 by default. */
  readonly seconds: number;
}

const defaultLimits: FileLimits = { bytes: 2 ** 31, members: 4096, json: 2 ** 26, seconds: 60 };

/** The given limits, with defaults for the others. */
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

/** The error for a file that exceeds the limits. */
export function tooLarge(where: string, label: string, bytes: number, limits: FileLimits): FileError {
  return new FileError({
    kind: 'limit',
    where,
    expected: `a file of at most ${limits.bytes} bytes`,
    received: { file: label, bytes },
    hint: 'pass { limits: { bytes } } if files this large are meant',
  });
}
