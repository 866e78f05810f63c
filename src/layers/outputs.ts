/** Checks what `call` returned, and rewords errors of operations so that they name the layer. */
import { inTermsOf, ValueError, type HillockError } from '../errors/index.js';
import { flattenTree, mapTree, SymbolicTensor, Tensor, Variable, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import { isAnyTensor } from './arguments.js';
import type { AnyTensor } from './input-spec.js';

/** The outputs of `call`, checked because JavaScript allows it to return anything. A variable is replaced by its value. */
export function checkedOutputs(label: string, outputs: unknown): Tree<AnyTensor> {
  if (outputs instanceof Tensor || outputs instanceof SymbolicTensor) return outputs as AnyTensor;
  const leaves = Array.isArray(outputs) || isPlainObject(outputs) ? flattenTree(outputs as Tree<unknown>) : [outputs];
  if (leaves.length > 0 && leaves.every(isAnyTensor)) {
    return mapTree(outputs, (each) => (each instanceof Variable ? each.value : each) as AnyTensor);
  }
  throw new ValueError({
    where: `${label}.call`,
    expected: 'a tensor, or a list of tensors, as the result',
    received: { result: outputs },
    ...(outputs === undefined && { hint: 'Return what the layer computes' }),
  });
}

/** The error of an operation, reworded to name the layer that called it; an error that names a layer already is left unchanged. */
export const ofLayer = (label: string, error: HillockError): HillockError =>
  /^(ops|activations|random|SymbolicTensor)\./.test(error.where) ? inTermsOf(label, error) : error;
