/** Reads the structure of an HDF5 file: its groups, attributes and datasets, without the data. */
import { FileError } from '../../errors/index.js';
import { readAttributes, type AttributeValue } from './attributes.js';
import type { StoredDType } from '../arrays/stored-dtypes.js';
import { storedDType } from './element-types.js';
import { withHdf5, type Hdf5Session } from './session.js';

export type Attributes = ReadonlyMap<string, AttributeValue>;

export interface Hdf5Group {
  readonly attributes: Attributes;
  readonly groups: ReadonlyMap<string, Hdf5Group>;
  readonly datasets: ReadonlyMap<string, Hdf5Dataset>;
}

export interface Hdf5Dataset {
  readonly path: string;
  readonly shape: readonly number[];
  /** The dtype of its elements; a type that tensors cannot have is described in words. */
  readonly dtype: StoredDType | { readonly unsupported: string };
  readonly attributes: Attributes;
}

/** The most objects in a file: more than any model has, but few enough to be listed in a moment. */
const mostObjects = 200_000;
const mostDepth = 64;

/** The most axes, as in HDF5. */
const mostAxes = 32;

const kindOf = { group: 0, dataset: 1, namedType: 2 } as const;

export function readHdf5Tree(where: string, bytes: Uint8Array, seconds: number): Promise<Hdf5Group> {
  return withHdf5(where, bytes, seconds, (session) => {
    const walk: Walk = { session, objects: 0, visited: new Set() };
    return readGroup(walk, '/', 0);
  });
}

interface Walk {
  readonly session: Hdf5Session;
  objects: number;
  /** The addresses of visited groups, because a hard link can make a group its own ancestor. */
  readonly visited: Set<string>;
}

function refuse(walk: Walk, expected: string, received: Readonly<Record<string, unknown>>): FileError {
  return new FileError({ kind: 'hdf5', where: walk.session.where, expected, received });
}

function readGroup(walk: Walk, path: string, depth: number): Hdf5Group {
  const { module, file, where } = walk.session;
  const groups = new Map<string, Hdf5Group>();
  const datasets = new Map<string, Hdf5Dataset>();
  for (const name of module.get_names(file, path, false)) {
    walk.session.allow();
    if (++walk.objects > mostObjects || depth > mostDepth) {
      const expected = `an HDF5 file of at most ${mostObjects} objects in ${mostDepth} levels`;
      throw new FileError({ kind: 'limit', where, expected, received: { path } });
    }
    const child = path === '/' ? `/${name}` : `${path}/${name}`;
    const kind = kindOfLink(walk, child);
    if (kind === kindOf.dataset) datasets.set(name, readDataset(walk, child));
    else if (kind === kindOf.group && isNew(walk, child)) groups.set(name, readGroup(walk, child, depth + 1));
    else if (kind === kindOf.namedType) throw refuse(walk, 'groups and datasets only', { type: child });
  }
  return { attributes: readAttributes(walk.session, path), groups, datasets };
}

function kindOfLink(walk: Walk, path: string): number {
  const { module, file } = walk.session;
  const target = module.get_symbolic_link(file, path);
  const external = target === null ? module.get_external_link(file, path).filename : undefined;
  if (target !== null || external !== undefined) {
    throw refuse(walk, 'an HDF5 file without links to other places', { link: path, target: external ?? target });
  }
  const kind = module.get_type(file, path);
  if (kind === kindOf.group || kind === kindOf.dataset || kind === kindOf.namedType) return kind;
  throw refuse(walk, 'groups and datasets only', { object: path });
}

function isNew(walk: Walk, path: string): boolean {
  const address = walk.session.module.create_object_reference(walk.session.file, path).join();
  if (walk.visited.has(address)) return false;
  walk.visited.add(address);
  return true;
}

function readDataset(walk: Walk, path: string): Hdf5Dataset {
  const { module, file } = walk.session;
  const type = module.get_dataset_metadata(file, path);
  if (type.virtual_sources !== undefined) throw refuse(walk, 'datasets that hold their data', { virtual: path });
  const attributes = readAttributes(walk.session, path);
  const shape = type.shape ?? [0];
  if (shape.length > mostAxes || !shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0)) {
    throw refuse(walk, `shapes of at most ${mostAxes} axes`, { dataset: path, shape });
  }
  return { path, shape, dtype: storedDType(type), attributes };
}
