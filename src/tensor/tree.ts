/** Trees of values: one, a list of trees, or trees by name, as layers and models take and give them. */
import { isPostedTensor } from './foreign-tensors.js';
import { isPlainObject } from './options.js';

/** One value, several in a list, or several by name, to any depth. */
export type Tree<T> = T | readonly Tree<T>[] | { readonly [name: string]: Tree<T> };

/** Whether a tree is an object whose values are trees, by name. A tensor that was posted is a plain object, too, but counts as a value. */
export const isByName = (tree: unknown): tree is Readonly<Record<string, unknown>> =>
  isPlainObject(tree) && !isPostedTensor(tree);

/** The values of a tree: lists in their order, objects in the alphabetical order of their names, as in Keras. */
export function flattenTree<T>(tree: Tree<T>): T[] {
  const leaves: T[] = [];
  visitTree(tree, (leaf) => leaves.push(leaf));
  return leaves;
}

function visitTree<T>(tree: Tree<T>, visit: (leaf: T) => void): void {
  if (Array.isArray(tree)) for (const each of tree as readonly Tree<T>[]) visitTree(each, visit);
  else if (isByName(tree)) for (const name of Object.keys(tree).sort()) visitTree(tree[name] as Tree<T>, visit);
  else visit(tree as T);
}

/**
 * A tree of the same form in which each value is replaced by `change` of it, in the order of `flattenTree`; `path` is the value's place:
 * `[1].mask`.
 */
export function mapTree<T, Result>(tree: Tree<T>, change: (leaf: T, path: string) => Result, path = ''): Tree<Result> {
  if (Array.isArray(tree)) {
    return (tree as readonly Tree<T>[]).map((each, index) => mapTree(each, change, `${path}[${index}]`));
  }
  if (!isByName(tree)) return change(tree as T, path);
  const names = Object.keys(tree);
  const changed = new Map<string, Tree<Result> | undefined>(names.map((name) => [name, undefined]));
  for (const name of names.sort()) {
    changed.set(name, mapTree(tree[name] as Tree<T>, change, path === '' ? name : `${path}.${name}`));
  }
  return Object.fromEntries(changed) as Record<string, Tree<Result>>;
}

/** A list of values as a tree of the same form as another tree. */
export function arrangeAs<T>(form: Tree<unknown>, values: readonly T[]): Tree<T> {
  let next = 0;
  return mapTree(form, () => values[next++]!);
}

/** The parts of `data` at the places where a tree has its values, in the order of `flattenTree`; undefined if the data have another form. */
export function partsAt(form: Tree<unknown>, data: unknown): unknown[] | undefined {
  if (!Array.isArray(form) && !isByName(form)) return [data];
  if (Array.isArray(form) ? !Array.isArray(data) : !isByName(data)) return undefined;
  const names = Object.keys(form);
  const given = data as Readonly<Record<string, unknown>>;
  if (Object.keys(given).length !== names.length) return undefined;
  const parts: unknown[] = [];
  for (const name of Array.isArray(form) ? names : names.sort()) {
    const inner =
      name in given ? partsAt((form as Readonly<Record<string, Tree<unknown>>>)[name], given[name]) : undefined;
    if (inner === undefined) return undefined;
    parts.push(...inner);
  }
  return parts;
}

/** Whether two trees have the same form: lists of the same length, the same names. */
export function sameForm(a: Tree<unknown>, b: Tree<unknown>): boolean {
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((each, i) => sameForm(each, (b as unknown[])[i] as never))
    );
  }
  if (!isByName(a)) return !Array.isArray(b) && !isByName(b);
  if (!isByName(b)) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    names.length === others.length && names.every((name) => name in b && sameForm(a[name] as never, b[name] as never))
  );
}
