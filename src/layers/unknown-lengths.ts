/** What a layer gives for inputs of unknown lengths, where its `call` needs to know them. */
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

/** The inputs of a call, of which some may be left out. */
export type CallInputs = readonly (Tree<AnyTensor> | undefined)[];

/** Two lengths that nothing else is likely to have; those of Keras. */
const trialLengths = [83, 89] as const;

const isUnknown = (tensor: AnyTensor): boolean => (tensor.shape as SymbolicShape).includes(null);

const hasUnknownLengths = (inputs: CallInputs): boolean =>
  inputs.some((input) => input !== undefined && flattenTree(input).some(isUnknown));

/** The inputs, masks included, with a number in the place of every length that is not known. */
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

/** The lengths that two trials agree on; the others depend on what is not known. */
function commonShape(a: AnyTensor, b: AnyTensor): AnyTensor {
  const shape = a.shape.map((length, axis) => (length === b.shape[axis] ? length : null));
  const mask = maskOf(a);
  const symbol = new SymbolicTensor({ shape, dtype: a.dtype });
  return withMask(symbol, mask && (commonShape(mask, maskOf(b) ?? mask) as typeof mask));
}

/** The outputs for two lengths in the place of those that are unknown: what comes out differently is unknown. */
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
 * The outputs of `compute` for inputs that may be symbolic. Where their lengths are unknown, what computes with lengths is tried with numbers, as Keras does it:
 * it may fail for null, or, in a class of the user's own, take it for 0.
 */
export function outputsForSymbols(
  { isOpen: isOwnClass }: { readonly isOpen: boolean },
  inputs: CallInputs,
  compute: (inputs: CallInputs) => Tree<AnyTensor>,
): Tree<AnyTensor> {
  try {
    // First of all with what is known, so that layers within are built for it.
    const outputs = compute(inputs);
    return (isOwnClass && hasUnknownLengths(inputs) ? triedOutputs(inputs, compute) : undefined) ?? outputs;
  } catch (error) {
    const tried = hasUnknownLengths(inputs) ? triedOutputs(inputs, compute) : undefined;
    if (tried === undefined) throw error;
    return tried;
  }
}
