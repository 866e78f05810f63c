/** The packed model files of the tests. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

export type Pack = Readonly<Record<string, Uint8Array>>;

const packs = new Map<string, Pack>();

/** The files in `test/saving/data/<name>.zip`, by their names. */
export function modelPack(name: 'models' | 'hostile' | 'public-models' | 'found'): Pack {
  const known = packs.get(name);
  if (known !== undefined) return known;
  const pack = unzipSync(readFileSync(new URL(`../saving/data/${name}.zip`, import.meta.url)));
  packs.set(name, pack);
  return pack;
}

/** A file of a pack. */
export function modelFile(pack: 'models' | 'hostile' | 'public-models', name: string): Uint8Array {
  const bytes = modelPack(pack)[name];
  if (bytes === undefined) throw new Error(`${pack}.zip has no ${name}`);
  return bytes;
}

/** The files of a folder in a pack, as a page gets them when a user picks the folder. */
export function pickedFiles(pack: 'models' | 'public-models', folder: string): File[] {
  return Object.entries(modelPack(pack))
    .filter(([name]) => name.startsWith(`${folder}/`))
    .map(([name, bytes]) => new File([Uint8Array.from(bytes)], name.slice(folder.length + 1)));
}
