/** The objects of a model that keep variables, under the paths that Keras 3 gives them in its files. */
import { inOrderOfFiles } from '../../layers/assignment.js';
import type { AnyLayer } from '../../layers/index.js';
import { stemOf } from '../../objects/class-name.js';
import type { Variable } from '../../tensor/index.js';

/** A layer, and what it keeps itself, without the layers in it. */
export interface SavedObject {
  readonly path: string;
  readonly layer: AnyLayer;
  /** Those that are trained first, then the others. */
  readonly variables: readonly Variable[];
}

/** Every layer within a model, in the order in which Keras visits them; a layer that is used twice stands where it is met first. */
export function savedObjects(model: AnyLayer): SavedObject[] {
  const found: SavedObject[] = [];
  const visited = new Set<object>();
  visitObject(model, '', found, visited);
  return found;
}

function visitObject(layer: AnyLayer, path: string, found: SavedObject[], visited: Set<object>): void {
  if (visited.has(layer)) return;
  visited.add(layer);
  found.push({ path, layer, variables: inOrderOfFiles(layer.ownWeights()) });
  for (const place of otherPlacesOf(layer))
    found.push({ path: path === '' ? place : `${path}/${place}`, layer, variables: [] });
  for (const [name, child] of childrenOf(layer)) {
    visitChild(child, path === '' ? name : `${path}/${name}`, found, visited);
  }
}

function visitChild(child: unknown, path: string, found: SavedObject[], visited: Set<object>): void {
  if (isLayer(child)) visitObject(child, path, found, visited);
  else visitContainer(Object.values(child as object), path, found, visited);
}

/** Where files have what a layer keeps once more, behind its path: Keras makes one layer of two. */
const otherPlacesOf = (layer: AnyLayer): readonly string[] =>
  (layer as { readonly otherPlaces?: readonly string[] }).otherPlaces ?? [];

/** The members of a list are called after their classes, counted; lists in it `container`. */
function visitContainer(members: readonly unknown[], path: string, found: SavedObject[], visited: Set<object>): void {
  const used = new Map<string, number>();
  for (const member of members) {
    if (!isHolder(member)) continue;
    const name = isLayer(member) ? stemOf(member.constructor) : 'container';
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    visitChild(member, `${path}/${count === 0 ? name : `${name}_${count}`}`, found, visited);
  }
}

/** A layer, by what all have and without their class: a bundler splits what both files and layers import from each. */
const isLayer = (value: unknown): value is AnyLayer => typeof value === 'function' && 'ownWeights' in value;

/** A layer, or a list or plain object with layers in it. */
function isHolder(value: unknown, depth = 0): boolean {
  if (isLayer(value)) return true;
  const isContainer =
    Array.isArray(value) || (Object(value) === value && Object.getPrototypeOf(value) === Object.prototype);
  return isContainer && depth < 8 && Object.values(value as object).some((each) => isHolder(each, depth + 1));
}

/** A model, of which this must not know the class: the class saves itself by this. */
export const isModel = (layer: AnyLayer): layer is AnyLayer & { readonly layers: readonly AnyLayer[] } =>
  'layers' in layer && 'toJSON' in layer;

/** The attributes that hold layers, by Keras's spelling of their names and in its order; the layers of a model are one of them. */
function childrenOf(layer: AnyLayer): [name: string, child: unknown][] {
  const layers: [string, unknown][] = isModel(layer) ? [['layers', layer.layers]] : [];
  if (layers.length > 0 && !layer.isOpen) return layers;
  // What a layer of the library keeps for its config alone is no part of it.
  const parts = new Set<unknown>(layer.sublayers());
  const isPart = (value: unknown): boolean => layer.isOpen || !isLayer(value) || parts.has(value);
  const attributes = Object.entries(layer)
    .filter(([, value]) => isHolder(value) && isPart(value))
    .map(([name, value]): [string, unknown] => [layer.savedNameOf(name), value]);
  return [...attributes, ...layers].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
