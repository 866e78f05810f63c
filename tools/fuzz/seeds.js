/** The sound files that are damaged: small ones of every sort, from the models of the tests. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

/** @param {string} path */
const pack = (path) => unzipSync(readFileSync(new URL(`../../test/saving/data/${path}`, import.meta.url)));

const largest = 120_000;

/** What the packs say of their models, in JSON as well. */
const isAbout = /\/(entry|inputs|predictions\w*|resume)\.json$/;

/** @returns {{ readonly name: string; readonly bytes: Uint8Array }[]} */
export function readSeeds() {
  return ['models.zip', 'public-models.zip'].flatMap((path) =>
    Object.entries(pack(path))
      .filter(([name]) => /\.(keras|h5|hdf5|json|npz|npy)$/.test(name) && !isAbout.test(name))
      .filter(([, bytes]) => bytes.length <= largest)
      .map(([name, bytes]) => ({ name, bytes })),
  );
}
