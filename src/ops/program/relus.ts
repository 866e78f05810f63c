/** Computes relu and its gradient together with the operations beside them that offer this (`withRelu`), such as pooling. */
import { input, type Expression } from '../../formula/expression.js';
import { maximum } from '../../formula/primitives.js';
import type { Lowering } from '../lowering.js';
import type { Ends } from './builder.js';
import type { Step } from './steps.js';
import type { Value } from './values.js';

/** The steps without each relu whose result is read by such operations alone, and without the gradients that follow them. */
export function joinRelus(steps: readonly Step[], { needed }: Ends): readonly Step[] {
  const readers = new Map<Value, Step[]>();
  for (const step of steps) {
    for (const { imageRoot } of step.inputs) {
      const known = readers.get(imageRoot);
      if (known === undefined) readers.set(imageRoot, [step]);
      else known.push(step);
    }
  }
  /** The only steps that read a value, which must be their first input. */
  const readersOf = (value: Value): readonly Step[] | undefined => {
    const found = readers.get(value) ?? [];
    return needed.has(value) || found.length === 0 ? undefined : found;
  };
  // The same formula as the activation's: formulas that are written the same are the same object.
  const relu = maximum(input(0), 0);
  const replaced = new Map<Step, Step | undefined>();
  for (const step of steps) {
    if (!computes(step, relu)) continue;
    const joined = readersOf(step.outputs[0]!)?.map((reader) => joinedStep(step, reader, readersOf));
    if (joined?.every((each) => each !== undefined) !== true) continue;
    replaced.set(step, undefined);
    for (const { first, last, step: both } of joined) {
      replaced.set(first, undefined);
      replaced.set(last, both);
    }
  }
  return replaced.size === 0
    ? steps
    : steps.flatMap((step) => (replaced.has(step) ? (replaced.get(step) ?? []) : [step]));
}

/** Whether a step computes this formula in float32. */
const computes = ({ operation: { formula }, outputs: [output] }: Step, expression: Expression): boolean =>
  formula?.program.roots[0] === expression && output!.dtype === 'float32';

interface Joined {
  /** The step that read relu(x), and the one in whose place the new step comes: the same, or that of relu's gradient. */
  readonly first: Step;
  readonly last: Step;
  readonly step: Step;
}

/** A step that reads relu(x), computed from x. */
function joinedStep(
  { inputs: [x], outputs: [rectified] }: Step,
  reader: Step,
  readersOf: (value: Value) => readonly Step[] | undefined,
): Joined | undefined {
  const { operation, attributes, inputs } = reader;
  const { withRelu } = operation;
  const [first, ...others] = inputs;
  if (withRelu === undefined || first !== rectified || others.includes(rectified!)) return undefined;
  let last = reader;
  if (withRelu.reluGradient !== undefined) {
    const [gradient, ...more] = readersOf(reader.outputs[0]!) ?? [];
    if (gradient === undefined || more.length > 0 || !computes(gradient, withRelu.reluGradient())) return undefined;
    if (gradient.inputs[0] !== x || gradient.inputs[1] !== reader.outputs[0]) return undefined;
    last = gradient;
  }
  const read = [x!, ...others];
  const lowering: Lowering | undefined = withRelu.lower(read, attributes, last.outputs);
  return (
    lowering && { first: reader, last, step: { operation, attributes, inputs: read, outputs: last.outputs, lowering } }
  );
}
