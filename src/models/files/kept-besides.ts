/** The state of layers that is no weight and that HDF5 files cannot contain: vocabularies. */
import { FileError } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import type { FileContents } from '../../saving/formats/contents.js';
import { savedObjects } from './saved-objects.js';

/** The methods of layers that keep such state. */
interface Keeper {
  saveAssets(): ReadonlyMap<string, string>;
  loadAssets(assets: ReadonlyMap<string, string>): void;
}

/** The layers that keep such state, with the paths under which files contain it. */
function keepersIn(model: AnyLayer): Map<AnyLayer & Keeper, string[]> {
  const keepers = new Map<AnyLayer & Keeper, string[]>();
  for (const { path, layer } of savedObjects(model)) {
    if ('saveAssets' in layer) {
      const keeper = layer as AnyLayer & Keeper;
      keepers.set(keeper, [...(keepers.get(keeper) ?? []), path]);
    }
  }
  return keepers;
}

const memberAt = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/** The texts that an archive contains under `assets/`. */
export function assetsOf(model: AnyLayer): Map<string, Uint8Array> {
  const assets = new Map<string, Uint8Array>();
  for (const [keeper, paths] of keepersIn(model)) {
    for (const [name, text] of keeper.saveAssets())
      for (const path of paths) assets.set(memberAt(path, name), new TextEncoder().encode(text));
  }
  return assets;
}

const vocabulary = 'vocabulary.txt';

/** The largest vocabulary that is read, in bytes. */
const mostBytes = 2 ** 28;

/** The state of layers in a file, besides weights. */
export interface KeptState {
  readonly layer: AnyLayer;
  restore(): void;
}

export async function readKept(where: string, model: AnyLayer, { assets }: FileContents): Promise<KeptState[]> {
  const states: KeptState[] = [];
  for (const [layer, paths] of keepersIn(model)) {
    for (const path of paths) {
      const bytes = await assets.read(memberAt(path, vocabulary), mostBytes);
      if (bytes === undefined) continue;
      const text = textOf(where, layer.label, bytes);
      states.push({ layer, restore: () => layer.loadAssets(new Map([[vocabulary, text]])) });
      break;
    }
  }
  return states;
}

function textOf(where: string, label: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError({ kind: 'format', where, expected: `a vocabulary of ${label} in UTF-8` });
  }
}
