/** Sequences on arrays: by plans for float32, in plain JavaScript otherwise. */
import { type FloatArray, isForWasm } from '../arrays.js';
import { eagerly } from '../eager.js';
import { evaluateSequence, evaluateSequenceGradient } from './sequence-evaluator.js';
import { type BackwardShape, planSequenceGradient } from './sequence-gradient-plan.js';
import { type ForwardShape, planSequence } from './sequence-plan.js';

const forwards = /* @__PURE__ */ eagerly(planSequence);
const backwards = /* @__PURE__ */ eagerly(planSequenceGradient);

/** Goes through a sequence; inputs and outputs are those of `planSequence`. */
export function runSequence(shape: ForwardShape, inputs: readonly FloatArray[], outputs: readonly FloatArray[]): void {
  const compute = isForWasm(...inputs, ...outputs) ? forwards : evaluateSequence;
  compute(shape, inputs, outputs);
}

/** Goes back through a sequence; inputs and outputs are those of `planSequenceGradient`. */
export function runSequenceGradient(
  shape: BackwardShape,
  inputs: readonly FloatArray[],
  outputs: readonly FloatArray[],
): void {
  const compute = isForWasm(...inputs, ...outputs) ? backwards : evaluateSequenceGradient;
  compute(shape, inputs, outputs);
}
