/** Splits the arguments of a call into the inputs, as trees of tensors, and the options. */
import { ValueError } from '../errors/index.js';
import { isByName, SymbolicTensor, Tensor, Variable, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import type { AnyTensor } from './input-spec.js';

/** Whether a value is a tensor, with values or symbolic. */
export const isAnyTensor = (value: unknown): value is AnyTensor =>
  value instanceof Tensor || value instanceof SymbolicTensor || value instanceof Variable;

/**
 * Splits arguments: a plain object at the end is the options, unless it is the only argument. The first argument is always an input, even
 * if it is an object of inputs by name.
 */
export function splitArguments(given: readonly unknown[]): {
  inputs: readonly unknown[];
  options: Record<string, unknown>;
} {
  let { length } = given;
  while (length > 1 && given[length - 1] === undefined) length--;
  const last = given[length - 1];
  if (length > 1 && isByName(last)) return { inputs: given.slice(0, length - 1), options: { ...last } };
  return { inputs: length === given.length ? given : given.slice(0, length), options: {} };
}

/** Whether an array is a list of inputs rather than one nested array of numbers: somewhere it contains a tensor, or inputs by name. */
const holdsTensors = (value: unknown): boolean =>
  isAnyTensor(value) || isPlainObject(value) || (Array.isArray(value) && value.some(holdsTensors));

/**
 * An argument as a tree whose leaves `admit` converts to tensors. An array of numbers is one leaf. A list is a list of trees if it contains
 * tensors, or if the layer is known to take lists.
 */
export function treeOf<Leaf>(value: unknown, isList: boolean, admit: (leaf: unknown) => Leaf): Tree<Leaf> {
  if (isAnyTensor(value)) return admit(value);
  if (isByName(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, treeOf(each, false, admit)]));
  }
  if (Array.isArray(value) && (isList || value.some(holdsTensors)))
    return value.map((each) => treeOf(each, false, admit));
  return admit(value);
}

/** Checks the type of the option `training`, so that a mistake such as `layer(x, true)` is not ignored. */
export function checkTraining(where: string, training: unknown): void {
  if (training === undefined || training === null || typeof training === 'boolean') return;
  throw new ValueError({ where, expected: 'training to be true or false', received: { training } });
}

/** All symbolic tensors in arguments and options, in order. */
export function symbolicTensors(values: unknown, found: SymbolicTensor[] = []): SymbolicTensor[] {
  if (values instanceof SymbolicTensor) found.push(values);
  else if (Array.isArray(values)) for (const each of values) symbolicTensors(each, found);
  else if (isPlainObject(values)) for (const each of Object.values(values)) symbolicTensors(each, found);
  return found;
}
