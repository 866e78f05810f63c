/** `jit`: functions that are traced once for each set of shapes and then replayed. */
import { ValueError } from '../../errors/index.js';
import { mapTree, type Tensor, type TensorLike, type Tree } from '../../tensor/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { valueInScope } from '../apply.js';
import type { Operand } from '../operation.js';
import { ReplayedFunctions } from './replayed-function.js';

/**
 * The same function, but faster if it is called often: for each set of shapes and dtypes its operations, including gradients and
 * assignments to variables, are recorded and run as one program in memory that is reserved for it. The first call computes as usual; the
 * second computes both ways and compares all bits; every later call runs the program.
 *
 * The function must depend on its tensors and on variables alone: its JavaScript does not run again, so other numbers that it used keep the
 * values they had. A function that reads the values of its tensors cannot be recorded; it is computed as usual, with a warning.
 *
 * @example
 * import { jit, ops, tensor } from 'hillock';
 * const norm = jit((x) => ops.sqrt(ops.sum(ops.square(x))));
 * norm([3, 4]) // → array(5., dtype=float32)
 */
export function jit<Xs extends readonly Tensor[], Result extends Tree<Tensor> = Tensor>(
  f: (...xs: Xs) => Result,
): (...xs: { [Place in keyof Xs]: TensorLike }) => Result;
export function jit<Args extends readonly Tree<Tensor>[], Result extends Tree<Tensor>>(
  f: (...args: Args) => Result,
): (...args: Args) => Result;
export function jit(f: (...args: Tensor[]) => Tree<Tensor>): (...args: unknown[]) => Tree<Tensor> {
  if (arguments.length > 1) checkArgumentCount('jit', arguments, 1);
  if (typeof f !== 'function') {
    throw new ValueError({ where: 'jit', expected: 'a function of tensors', received: { f } });
  }
  const functions = new ReplayedFunctions(() => (f.name === '' ? 'A function given to jit' : `jit(${f.name})`));
  return (...args) => {
    const tensors = args.map((arg) => mapTree(inOneArray(arg), asValue));
    return functions.call('', f as (...args: Tree<Tensor>[]) => Tree<Tensor>, tensors);
  };
}

/** Nested numbers become one tensor, instead of a tree of numbers. */
const inOneArray = (arg: Tree<unknown>): Tree<unknown> => (isNumbers(arg) ? valueInScope(arg as Operand, 'jit') : arg);

const isNumbers = (arg: unknown): boolean =>
  Array.isArray(arg) && arg.every((each) => typeof each === 'number' || typeof each === 'boolean' || isNumbers(each));

const asValue = (leaf: unknown): Tensor => valueInScope(leaf as Operand, 'jit') as Tensor;
