/** What layers keep besides weights, and files besides those: vocabularies, and numbers by names. */
import { FileError } from '../../errors/index.js';
import type { AnyLayer } from '../../layers/index.js';
import { readTensors, type FileContents } from '../../saving/formats/contents.js';
import type { Tensor } from '../../tensor/index.js';
import { savedObjects } from './saved-objects.js';

/** What a layer has that keeps more than weights. */
interface Keeper {
  readonly label: string;
  /** Where files keep it, behind the path of the layer. */
  readonly savedPlaces: readonly string[];
  saveAssets(): ReadonlyMap<string, string>;
  loadAssets(assets: ReadonlyMap<string, string>): void;
  saveNumbers(): ReadonlyMap<string, Tensor>;
  loadNumbers(variables: ReadonlyMap<string, Tensor>): void;
}

const isKeeper = (layer: unknown): layer is Keeper => typeof layer === 'function' && 'saveAssets' in layer;

/** The layers that keep something, with the paths under which files have it. */
function keepersIn(model: AnyLayer): { readonly layer: Keeper; readonly places: readonly string[] }[] {
  return savedObjects(model).flatMap(({ path, layer }) =>
    isKeeper(layer)
      ? [{ layer, places: layer.savedPlaces.map((place) => [path, place].filter((step) => step !== '').join('/')) }]
      : [],
  );
}

const joined = (...steps: readonly string[]): string => steps.filter((step) => step !== '').join('/');

/** The texts that an archive keeps under `assets/`. */
export function assetsOf(model: AnyLayer): Map<string, Uint8Array> {
  const assets = new Map<string, Uint8Array>();
  for (const { layer, places } of keepersIn(model)) {
    for (const [name, text] of layer.saveAssets())
      for (const place of places) assets.set(joined(place, name), new TextEncoder().encode(text));
  }
  return assets;
}

/** Numbers by the names of their objects' groups. */
export function numbersKeptIn(
  model: AnyLayer,
): { readonly group: string; readonly name: string; readonly value: Tensor }[] {
  return keepersIn(model).flatMap(({ layer, places }) =>
    [...layer.saveNumbers()].flatMap(([name, value]) =>
      places.map((place) => ({ group: joined(place, 'vars'), name, value })),
    ),
  );
}

/** The most bytes of a vocabulary that are read. */
const mostBytes = 2 ** 28;

/** Gives layers what a file keeps for them besides weights. */
export async function restoreKept(where: string, model: AnyLayer, contents: FileContents): Promise<void> {
  for (const { layer, places } of keepersIn(model)) {
    const prefixes = places.map((place) => `${joined(place, 'vars')}/`);
    const stored = [...contents.weights].filter(([path]) => path.startsWith(prefixes[0]!));
    const tensors = await readTensors(stored.map(([, tensor]) => tensor));
    layer.loadNumbers(new Map(stored.map(([path], i) => [path.slice(prefixes[0]!.length), tensors[i]!])));
    const assets = new Map<string, string>();
    for (const place of [...places].reverse()) {
      const bytes = await contents.assets.read(joined(place, 'vocabulary.txt'), mostBytes);
      if (bytes !== undefined) assets.set('vocabulary.txt', textOf(where, layer.label, bytes));
    }
    layer.loadAssets(assets);
  }
}

function textOf(where: string, label: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError({ kind: 'format', where, expected: `a vocabulary of ${label} in UTF-8` });
  }
}
