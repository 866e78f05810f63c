/** Writes `.keras` files as Keras 3 does. */
import { writeHdf5, type WrittenGroup } from '../hdf5/writing.js';
import { writeJson } from '../json/writing.js';
import { writeZip } from '../zip/writing.js';

/** The version of Keras whose format is written. */
export const writtenKeras = '3.15.1';

/** The program that writes the files; Keras ignores this entry. */
export const writer = 'Hillock';

/** The date that Keras's own archives have; a fixed one, so that equal models give equal bytes. */
const noDate = '1980-01-01@00:00:00';

export interface ArchiveParts {
  /** The model's config, as an object with class_name and config. */
  readonly config: unknown;
  readonly weights: WrittenGroup;
  /** Vocabularies and other texts, by their paths under `assets/`. */
  readonly assets?: ReadonlyMap<string, Uint8Array>;
}

export function writeKerasArchive(where: string, { config, weights, assets = new Map() }: ArchiveParts): Uint8Array {
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(writeJson(value));
  const members = new Map([
    ['metadata.json', text({ keras_version: writtenKeras, date_saved: noDate, written_by: writer })],
    ['config.json', text(config)],
    ['model.weights.h5', writeHdf5(where, weights)],
  ]);
  for (const [path, bytes] of assets) members.set(`assets/${path}`, bytes);
  return writeZip(where, members);
}
