/** `.keras`: an archive, or a folder, of config.json, metadata.json, the weights and assets. */
import { FileError } from '../../errors/index.js';
import { parseConfig, parseJson, entryOf, type Json } from '../json/parsing.js';
import { folderUnder, type Folder } from '../sources/folder.js';
import type { FileLimits } from '../sources/limits.js';
import { openZip } from '../zip/reading.js';
import { contentsOf, versionOf, writerOf, type FileContents } from './contents.js';
import { openWeights } from './hdf5-file.js';
import { openNpzArchive } from './numpy-file.js';

const member = {
  config: 'config.json',
  metadata: 'metadata.json',
  hdf5: 'model.weights.h5',
  npz: 'model.weights.npz',
  assets: 'assets/',
} as const;

export const isKerasFolder = ({ names }: Folder): boolean => names?.includes(member.config) ?? false;

export async function openKerasFolder(where: string, folder: Folder, limits: FileLimits): Promise<FileContents> {
  const config = await folder.read(member.config, limits.json);
  if (config === undefined) throw missing(where, folder, member.config);
  const architecture = parseConfig(`${where}, ${member.config}`, config);
  const weights = await openStoredWeights(where, folder, limits);
  const compile = entryOf(architecture, 'compile_config');
  return {
    ...weights,
    ...contentsOf('keras', { ...(await metadataOf(where, folder, limits)), architecture }),
    ...{ weights: weights.weights, optimizer: weights.optimizer },
    compile: isEmpty(compile) ? undefined : compile,
    assets: folderUnder(folder, member.assets),
  };
}

const isEmpty = (compile: Json | undefined): boolean =>
  compile === null || (typeof compile === 'object' && Object.keys(compile).length === 0);

function missing(where: string, { names }: Folder, name: string): FileError {
  return new FileError({
    kind: 'format',
    where,
    expected: `an archive of Keras with ${name}`,
    received: { members: names },
    hint: 'the archive is incomplete, or not of Keras',
  });
}

async function openStoredWeights(where: string, folder: Folder, limits: FileLimits): Promise<FileContents> {
  const hdf5 = await folder.read(member.hdf5, limits.bytes);
  if (hdf5 !== undefined) return openWeights(`${where}, ${member.hdf5}`, hdf5, limits);
  const npz = await folder.read(member.npz, limits.bytes);
  if (npz === undefined) throw missing(where, folder, member.hdf5);
  const place = `${where}, ${member.npz}`;
  return openNpzArchive(place, openZip(place, npz, limits));
}

/** The metadata are not essential; if they are damaged, the version is unknown. */
async function metadataOf(
  where: string,
  folder: Folder,
  limits: FileLimits,
): Promise<Partial<Pick<FileContents, 'keras' | 'writer'>>> {
  const bytes = await folder.read(member.metadata, limits.json);
  if (bytes === undefined) return {};
  const metadata = parseJson(`${where}, ${member.metadata}`, bytes);
  return { keras: versionOf(entryOf(metadata, 'keras_version')), writer: writerOf(entryOf(metadata, 'written_by')) };
}
