/** Weights of Keras 3 that are spread over several files, with `x.weights.json` as the list of them. */
import { FileError } from '../../errors/index.js';
import { entryOf, isJsonObject, type Json } from '../json/parsing.js';
import { plainName, type Folder } from '../sources/folder.js';
import type { FileLimits } from '../sources/limits.js';
import { addTensors, contentsOf, type FileContents, type StoredTensor } from './contents.js';
import { openWeights } from './hdf5-file.js';

export const isShardList = (value: Json): boolean => entryOf(value, 'weight_map') !== undefined;

export async function openShardedWeights(
  where: string,
  list: Json,
  folder: Folder,
  limits: FileLimits,
): Promise<FileContents> {
  const weights = new Map<string, StoredTensor>();
  const optimizer = new Map<string, StoredTensor>();
  let bytes = 0;
  for (const name of shardNames(where, list, limits)) {
    const shard = await folder.read(name, limits.bytes - bytes);
    if (shard === undefined) throw missingPart(where, name);
    bytes += shard.length;
    const contents = await openWeights(`${where}, ${name}`, shard, limits);
    addTensors(where, weights, contents.weights.values());
    addTensors(where, optimizer, contents.optimizer.values());
  }
  const ordered = [...optimizer].sort(([a], [b]) => placeOf(a) - placeOf(b));
  return contentsOf('sharded-weights', { weights, optimizer: new Map(ordered) });
}

const placeOf = (path: string): number => Number(/\d+$/.exec(path)?.[0] ?? 0);

export function missingPart(where: string, name: string): FileError {
  return new FileError({
    kind: 'mismatch',
    where,
    expected: 'every file that it names beside it',
    received: { missing: name },
    hint: 'keep the files together in one folder, or pass them all as Files',
  });
}

function shardNames(where: string, list: Json, limits: FileLimits): Set<string> {
  const map = entryOf(list, 'weight_map');
  const malformed = (received: Readonly<Record<string, unknown>>): FileError =>
    new FileError({ kind: 'config', where, expected: 'a weight_map of paths to names of files', received });
  if (!isJsonObject(map)) throw malformed({ weight_map: map });
  const names = new Set<string>();
  for (const [path, value] of Object.entries(map)) {
    const shards = Array.isArray(value) ? (value as readonly Json[]) : [value];
    if (!shards.every((shard) => typeof shard === 'string')) throw malformed({ [path]: value });
    for (const shard of shards) names.add(plainName(where, shard));
  }
  if (names.size > limits.members) {
    throw new FileError({
      kind: 'limit',
      where,
      expected: `at most ${limits.members} files`,
      received: { files: names.size },
    });
  }
  return names;
}
