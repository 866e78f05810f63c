/** The arguments of a call: the inputs as trees of tensors, and the options behind them. */
import { ValueError } from '../errors/index.js';
import { isByName, SymbolicTensor, Tensor, Variable, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import type { AnyTensor } from './input-spec.js';

/** What stands for one tensor in a call. */
export const isAnyTensor = (value: unknown): value is AnyTensor =>
  value instanceof Tensor || value instanceof SymbolicTensor || value instanceof Variable;

/** The last plain object behind the first argument is options; the first argument is an input, inputs by name included. */
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

/** Whether an array is a list of inputs rather than one nested array of numbers: it holds a tensor, or inputs by name, somewhere. */
const holdsTensors = (value: unknown): boolean =>
  isAnyTensor(value) || isPlainObject(value) || (Array.isArray(value) && value.some(holdsTensors));

/**
 * An argument as a tree: `admit` makes a tensor of each leaf. An array of numbers is one leaf, a list that holds tensors is a list of
 * trees, as is every list that a layer takes which is known to take lists.
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

/** The options of a call that a layer of the library knows, of the right kind: `layer(x, true)` must not mean nothing. */
export function checkTraining(where: string, training: unknown): void {
  if (training === undefined || training === null || typeof training === 'boolean') return;
  throw new ValueError({ where, expected: 'training to be true or false', received: { training } });
}

/** The symbolic tensors in arguments and options, in their order. */
export function symbolicTensors(values: unknown, found: SymbolicTensor[] = []): SymbolicTensor[] {
  if (values instanceof SymbolicTensor) found.push(values);
  else if (Array.isArray(values)) for (const each of values) symbolicTensors(each, found);
  else if (isPlainObject(values)) for (const each of Object.values(values)) symbolicTensors(each, found);
  return found;
}
