/** Softmax and log-softmax over the rows of a matrix, with their gradients. */
import { type FloatArray, type NumericArray, wasmElements } from '../arrays.js';
import { eagerly } from '../eager.js';
import type { SoftmaxName } from './softmax-module.js';
import { planSoftmax, rowEvaluators } from './softmax-plan.js';

const computeInWasm = /* @__PURE__ */ eagerly(planSoftmax);

/** Applies a function to every row of `length` elements. */
function forRows(name: SoftmaxName, inputs: readonly NumericArray[], output: NumericArray, length: number): void {
  const elements = wasmElements(...inputs, output);
  if (elements !== undefined) {
    const shape = { name, rows: output.length / length, length, elements };
    computeInWasm(shape, inputs as readonly FloatArray[], [output as FloatArray]);
    return;
  }
  const rowOf = (array: NumericArray, at: number): NumericArray => array.subarray(at, at + length);
  for (let at = 0; at < output.length; at += length) {
    rowEvaluators[name](
      inputs.map((input) => rowOf(input, at)),
      rowOf(output, at),
    );
  }
}

/** `exp(x - max) / Σ exp(x - max)` for every row of `length` elements. */
export function softmaxRows(x: NumericArray, y: NumericArray, length: number): void {
  forRows('softmax', [x], y, length);
}

/** `x - max - log Σ exp(x - max)` for every row. */
export function logSoftmaxRows(x: NumericArray, y: NumericArray, length: number): void {
  forRows('logSoftmax', [x], y, length);
}

/**
 * Gradient of softmax: `p·(dy - Σ p·dy)` with p = softmax(x). p is computed again from x, because the rounded results of the forward pass
 * do not sum to 1.
 */
export function softmaxRowsGradient(x: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  forRows('softmaxGradient', [x, dy], dx, length);
}

/** Gradient of log-softmax: `dy - softmax(x)·Σ dy`. */
export function logSoftmaxRowsGradient(x: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  forRows('logSoftmaxGradient', [x, dy], dx, length);
}
