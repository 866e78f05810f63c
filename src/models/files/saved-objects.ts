/** The objects of a model that have variables, with the paths that Keras 3 gives them in its files. */
import { inOrderOfFiles } from '../../layers/assignment.js';
import type { AnyLayer } from '../../layers/index.js';
import { stemOf } from '../../objects/class-name.js';
import type { Variable } from '../../tensor/index.js';

/** A layer with its own state, without the layers inside it. */
export interface SavedObject {
  readonly path: string;
  readonly layer: AnyLayer;
  /** The variables: trained ones first, then the others. */
  readonly variables: readonly Variable[];
}

/** Every layer in a model, in the order in which Keras visits them. A layer that is used twice is listed where it is met first. */
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

/** Further paths under which files contain a layer's state again, because one of our layers is two layers in Keras. */
const otherPlacesOf = (layer: AnyLayer): readonly string[] =>
  (layer as { readonly otherPlaces?: readonly string[] }).otherPlaces ?? [];

/** Visits the members of a list: they are named after their classes, with numbers; a list inside a list is named `container`. */
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

/**
 * Whether a value is a layer. It is recognised by a method and not by its class, so that bundlers can put files and layers into separate
 * parts.
 */
const isLayer = (value: unknown): value is AnyLayer => typeof value === 'function' && 'ownWeights' in value;

/** Whether a value is a layer, or a list or plain object that contains layers. */
function isHolder(value: unknown, depth = 0): boolean {
  if (isLayer(value)) return true;
  const isContainer =
    Array.isArray(value) || (Object(value) === value && Object.getPrototypeOf(value) === Object.prototype);
  return isContainer && depth < 8 && Object.values(value as object).some((each) => isHolder(each, depth + 1));
}

/** Whether a layer is a model. The class itself cannot be used here, because it imports the code for saving. */
export const isModel = (layer: AnyLayer): layer is AnyLayer & { readonly layers: readonly AnyLayer[] } =>
  'layers' in layer && 'toJSON' in layer;

/** The attributes that hold layers, by Keras's spelling of their names and in its order; the `layers` of a model are one of them. */
function childrenOf(layer: AnyLayer): [name: string, child: unknown][] {
  const layers: [string, unknown][] = isModel(layer) ? [['layers', layer.layers]] : [];
  if (layers.length > 0 && !layer.isOpen) return layers;
  // Layers that a class of the library keeps only for its config are left out.
  const parts = new Set<unknown>(layer.sublayers());
  const isPart = (value: unknown): boolean => layer.isOpen || !isLayer(value) || parts.has(value);
  const attributes = Object.entries(layer)
    .filter(([, value]) => isHolder(value) && isPart(value))
    .map(([name, value]): [string, unknown] => [layer.savedNameOf(name), value]);
  return [...attributes, ...layers].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
