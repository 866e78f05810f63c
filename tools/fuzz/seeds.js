/** The sound files that are damaged: small ones of every sort, from the models of the tests. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

/** @param {string} path */
const pack = (path) => unzipSync(readFileSync(new URL(`../../test/saving/data/${path}`, import.meta.url)));

const largest = 120_000;

/** @returns {{ readonly name: string; readonly bytes: Uint8Array }[]} */
export function readSeeds() {
  return ['models.zip', 'public-models.zip'].flatMap((path) =>
    Object.entries(pack(path))
      .filter(([name, bytes]) => /\.(keras|h5|hdf5|json|npz|npy)$/.test(name) && bytes.length <= largest)
      .map(([name, bytes]) => ({ name, bytes })),
  );
}
