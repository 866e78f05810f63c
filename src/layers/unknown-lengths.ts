/** Finds the outputs of a layer for symbolic inputs of unknown lengths, even if its `call` computes with these lengths. */
import {
  arrangeAs,
  flattenTree,
  mapTree,
  maskOf,
  SymbolicTensor,
  withMask,
  type SymbolicShape,
  type Tree,
} from '../tensor/index.js';
import type { AnyTensor } from './input-spec.js';

/** The inputs of a call; omitted ones are undefined. */
export type CallInputs = readonly (Tree<AnyTensor> | undefined)[];

/** Two lengths to try, unlikely to occur otherwise; Keras uses the same. */
const trialLengths = [83, 89] as const;

const isUnknown = (tensor: AnyTensor): boolean => (tensor.shape as SymbolicShape).includes(null);

const hasUnknownLengths = (inputs: CallInputs): boolean =>
  inputs.some((input) => input !== undefined && flattenTree(input).some(isUnknown));

/** The inputs and their masks, with `length` in place of every unknown length. */
function filled(inputs: CallInputs, length: number): CallInputs {
  const fill = (tensor: AnyTensor): AnyTensor => {
    if (!(tensor instanceof SymbolicTensor)) return tensor;
    const { dtype } = tensor;
    const shape = tensor.shape.map((each) => each ?? length);
    const mask = maskOf(tensor);
    return withMask(new SymbolicTensor({ shape, dtype }), mask && (fill(mask) as typeof mask));
  };
  return inputs.map((input) => input && mapTree(input, fill));
}

/** An output with the lengths that both trials agree on; the others depend on unknown lengths and are unknown, too. */
function commonShape(a: AnyTensor, b: AnyTensor): AnyTensor {
  const shape = a.shape.map((length, axis) => (length === b.shape[axis] ? length : null));
  const mask = maskOf(a);
  const symbol = new SymbolicTensor({ shape, dtype: a.dtype });
  return withMask(symbol, mask && (commonShape(mask, maskOf(b) ?? mask) as typeof mask));
}

/** The outputs found by trying two lengths in place of the unknown ones; undefined if that fails. */
function triedOutputs(
  inputs: CallInputs,
  compute: (inputs: CallInputs) => Tree<AnyTensor>,
): Tree<AnyTensor> | undefined {
  try {
    const [first, second] = trialLengths.map((length) => compute(filled(inputs, length)));
    const others = flattenTree(second!);
    const form = mapTree(first!, () => 0);
    return arrangeAs(
      form,
      flattenTree(first!).map((each, i) => commonShape(each, others[i]!)),
    );
  } catch {
    return undefined;
  }
}

/**
 * The outputs of `compute` for inputs that may be symbolic. If lengths are unknown, numbers are tried in their place, as Keras does: code that
 * computes with lengths may fail for null, and users' code may take null for 0.
 */
export function outputsForSymbols(
  { isOpen: isOwnClass }: { readonly isOpen: boolean },
  inputs: CallInputs,
  compute: (inputs: CallInputs) => Tree<AnyTensor>,
): Tree<AnyTensor> {
  try {
    // The first call has the actual inputs, so that inner layers are built for their shapes.
    const outputs = compute(inputs);
    return (isOwnClass && hasUnknownLengths(inputs) ? triedOutputs(inputs, compute) : undefined) ?? outputs;
  } catch (error) {
    const tried = hasUnknownLengths(inputs) ? triedOutputs(inputs, compute) : undefined;
    if (tried === undefined) throw error;
    return tried;
  }
}
