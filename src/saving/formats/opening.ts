/** Opens a source, whose format is recognised by its content. */
import { FileError } from '../../errors/index.js';
import { entryOf, parseConfig, type Json } from '../json/parsing.js';
import { recognise } from '../sources/content.js';
import { folderUnder, type Folder, type OpenedSource } from '../sources/folder.js';
import { readLimits, type FileLimits } from '../sources/limits.js';
import { openSource, type FileSource } from '../sources/source.js';
import { folderOfZip, openZip } from '../zip/reading.js';
import { contentsOf, versionOf, type FileContents } from './contents.js';
import { openHdf5 } from './hdf5-file.js';
import { isKerasFolder, openKerasFolder } from './keras-archive.js';
import { isLayersModel, openLayersModel } from './layers-model.js';
import { isNpz, openNpy, openNpzArchive } from './numpy-file.js';
import { isShardList, openShardedWeights } from './sharded-weights.js';
import { readOptions } from '../../tensor/options.js';

/** Options for opening a file. */
export interface OpenOptions {
  /** How much memory and time the file may take. */
  readonly limits?: Partial<FileLimits> | undefined;
}

export async function openFile(where: string, source: FileSource, options: OpenOptions = {}): Promise<FileContents> {
  const { limits: asked } = readOptions<OpenOptions>(where, options, { limits: undefined });
  const limits = readLimits(where, asked);
  const opened = await openSource(where, source, limits);
  const place = opened.name === undefined ? where : `${where} ("${opened.name}")`;
  return opened.bytes === undefined
    ? openFolder(place, opened.folder, limits)
    : openBytes(place, { ...opened, bytes: opened.bytes }, limits);
}

function openBytes(
  where: string,
  { bytes, name, folder }: OpenedSource & { readonly bytes: Uint8Array },
  limits: FileLimits,
): Promise<FileContents> | FileContents {
  switch (recognise(where, bytes)) {
    case 'zip':
      return openArchive(where, bytes, limits);
    case 'hdf5':
      return openHdf5(where, bytes, limits);
    case 'npy':
      return openNpy(where, bytes, name);
    case 'json':
      return openJson(where, bytes, folder, limits);
  }
}

async function openArchive(where: string, bytes: Uint8Array, limits: FileLimits): Promise<FileContents> {
  const archive = openZip(where, bytes, limits);
  return isNpz(archive) ? openNpzArchive(where, archive) : openFolder(where, folderOfZip(archive), limits);
}

/** The files whose presence in a folder tells which format it has. */
const telling = { keras: 'config.json', layersModel: 'model.json', savedModel: 'saved_model.pb' } as const;

async function openFolder(where: string, folder: Folder, limits: FileLimits): Promise<FileContents> {
  const inside = folderUnder(folder, onlyPrefix(folder));
  if (isKerasFolder(inside)) return openKerasFolder(where, inside, limits);
  const name = nameOfModel(inside);
  const model = await inside.read(name, limits.json);
  if (model !== undefined) return openJson(`${where}, ${name}`, model, inside, limits);
  throw new FileError({
    kind: 'format',
    where,
    expected: `a folder or archive with ${telling.keras} of Keras or ${telling.layersModel} of TensorFlow.js`,
    received: { names: inside.names },
    ...hintFor(inside),
  });
}

/** The name of the model's file in a folder of TensorFlow.js. It may differ from model.json if only one file comes into question. */
function nameOfModel({ names = [] }: Folder): string {
  const others = names.filter((name) => /^[^/]+\.json$/.test(name) && name !== 'metadata.json');
  return !names.includes(telling.layersModel) && others.length === 1 ? others[0]! : telling.layersModel;
}

function hintFor({ names = [] }: Folder): { readonly hint?: string } {
  if (names.includes(telling.savedModel)) {
    return { hint: 'this is a SavedModel of TensorFlow, which holds a graph, no layers; save it as .keras in Python' };
  }
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name))) return { hint: 'this is a model of PyTorch' };
  return {};
}

/** The common prefix of all names, for archives that contain a folder instead of its contents. */
function onlyPrefix({ names = [] }: Folder): string {
  const own = names.filter((name) => !/^__MACOSX\/|(^|\/)\.DS_Store$/.test(name));
  const prefix = /^[^/]+\//.exec(own[0] ?? '')?.[0] ?? '';
  return own.every((name) => name.startsWith(prefix)) ? prefix : '';
}

function openJson(
  where: string,
  bytes: Uint8Array,
  folder: Folder,
  limits: FileLimits,
): Promise<FileContents> | FileContents {
  if (bytes.length > limits.json) {
    const received = { bytes: bytes.length };
    throw new FileError({ kind: 'limit', where, expected: `JSON of at most ${limits.json} bytes`, received });
  }
  const value = parseConfig(where, bytes);
  if (isShardList(value)) return openShardedWeights(where, value, folder, limits);
  if (isLayersModel(value)) return openLayersModel(where, value, folder, limits);
  if (isArchitecture(value)) return architectureContents(value);
  throw new FileError({
    kind: 'config',
    where,
    expected: 'a model, a list of shards or a model of TensorFlow.js',
    received: { JSON: value },
  });
}

/** Whether a value describes a model: an object with class_name and config, just a config, or just the list of a Sequential's layers. */
function isArchitecture(value: Json): boolean {
  if (Array.isArray(value)) return value.some((layer: Json) => entryOf(layer, 'class_name') !== undefined);
  return entryOf(value, 'class_name') !== undefined || entryOf(value, 'layers') !== undefined;
}

function architectureContents(architecture: Json): FileContents {
  const backend = entryOf(architecture, 'backend');
  return contentsOf('architecture', {
    architecture,
    keras: versionOf(entryOf(architecture, 'keras_version')),
    backend: typeof backend === 'string' ? backend : undefined,
    compile: entryOf(architecture, 'compile_config'),
  });
}
