/** Computes formulas element by element in plain JavaScript, with limits where an input is infinite. */
import type { Evaluator } from '../../formula/evaluation.js';
import type { NumericArray } from '../arrays.js';
import { limitStandIn } from '../lowering/lower.js';

/** Which elements of the inputs are computed, and where in the outputs the results go. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Computes only elements that have an infinite input. */
  readonly onlyInfinite?: boolean;
}

/**
 * Computes all roots of the evaluator for a span of elements; an input that is shorter than the span repeats. With `limits`, a result that
 * is NaN because an input is infinite becomes the formula's limit.
 */
export function evaluateElements(
  evaluator: Evaluator,
  inputs: readonly NumericArray[],
  outputs: readonly NumericArray[],
  { from, to, count, onlyInfinite = false }: Span,
  hasLimits: boolean,
): void {
  const element = new Float64Array(inputs.length);
  for (let i = 0; i < count; i += 1) {
    let isInfinite = false;
    for (let k = 0; k < inputs.length; k += 1) {
      const input = inputs[k]!;
      const value = input[(from + i) % input.length]!;
      isInfinite ||= value === Infinity || value === -Infinity;
      element[k] = value;
    }
    if (onlyInfinite && !isInfinite) continue;
    evaluator.run(element);
    for (let k = 0; k < outputs.length; k += 1) outputs[k]![to + i] = evaluator.result(k);
    if (!isInfinite || !hasLimits) continue;
    for (let k = 0; k < outputs.length; k += 1) {
      if (Number.isNaN(outputs[k]![to + i])) outputs[k]![to + i] = limitAt(evaluator, element, k);
    }
  }
}

/** The two large numbers that take the place of an infinite input when a limit is looked for. */
const farPlaces = [limitStandIn, limitStandIn * 2 ** -9];

/** Values whose relative difference is below this count as equal. */
const closeness = 1e-9;

/** The limit of a formula that is NaN at an infinite input; NaN if there is none. */
function limitAt(evaluator: Evaluator, element: Float64Array, root: number): number {
  const [far, near] = farPlaces.map((place) => {
    evaluator.run(element.map((value) => (Math.abs(value) === Infinity ? Math.sign(value) * place : value)));
    return limitOf(evaluator.result(root));
  }) as [number, number];
  return far === near || Math.abs(far - near) <= closeness * Math.abs(far) ? far : NaN;
}

/** The limit that a value at a far place suggests: infinity if the value exceeds every float32, 0 if it is below every float32, else itself. */
function limitOf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= 2 ** 128) return value * Infinity;
  return magnitude < 2 ** -149 ? value * 0 : value;
}
