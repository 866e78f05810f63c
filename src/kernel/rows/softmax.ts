/** Softmax and log-softmax over the rows of a matrix, with their gradients. */
import { type NumericArray, isForWasm } from '../arrays.js';
import { instantiate, kernelMemory } from '../wasm/memory.js';
import { logSoftmaxGradientRow, logSoftmaxRow, softmaxGradientRow, softmaxRow } from './softmax-evaluator.js';
import { softmaxFunctions, softmaxModule, type SoftmaxName } from './softmax-module.js';

/** `(inputs…, output, scratch, length, rows) → flag`, as the module says. */
type Pass = (...numbers: readonly number[]) => number;

const passes: Partial<Record<SoftmaxName, Pass>> = {};

function passOf(name: SoftmaxName): Pass {
  return (passes[name] ??= instantiate<Record<SoftmaxName, Pass>>(softmaxModule(name).encode())[name]);
}

const floatBytes = 4;
const doubleBytes = 8;
/** A row's last vector may reach this far beyond it. */
const surplus = 4;
/** Elements that are worked on at a time, unless one row has more. */
const blockLength = 32768;

/** Computes one row in plain JavaScript. */
type ComputeRow = (inputs: readonly NumericArray[], output: NumericArray) => void;

/** Applies a function to every row of `length` elements. */
function forRows(
  name: SoftmaxName,
  computeRow: ComputeRow,
  inputs: readonly NumericArray[],
  output: NumericArray,
  length: number,
): void {
  const part = (array: NumericArray, at: number): NumericArray => array.subarray(at, at + length);
  if (isForWasm(...inputs, output)) {
    forBlocks(name, inputs as readonly Float32Array[], output as Float32Array, length, (row, at) =>
      computeRow(
        inputs.map((input) => part(input, at)),
        row,
      ),
    );
    return;
  }
  for (let at = 0; at < output.length; at += length) {
    computeRow(
      inputs.map((input) => part(input, at)),
      part(output, at),
    );
  }
}

/** Copies blocks of rows into kernel memory and out of it. Rows whose greatest element is infinite are left to `computeUnbounded`. */
function forBlocks(
  name: SoftmaxName,
  inputs: readonly Float32Array[],
  output: Float32Array,
  length: number,
  computeUnbounded: (row: Float32Array, at: number) => void,
): void {
  const pass = passOf(name);
  const memory = kernelMemory();
  const block = Math.min(Math.max(1, Math.floor(blockLength / length)) * length, output.length);
  const bytes = floatBytes * (block + surplus);
  const scratchBytes = softmaxFunctions[name].needsScratch ? doubleBytes * (length + surplus) : 0;
  const addresses = memory.windows(...inputs.map(() => bytes), bytes, scratchBytes);
  const target = addresses[inputs.length]! / floatBytes;
  const view = memory.float32;
  for (let start = 0; start < output.length; start += block) {
    const end = Math.min(start + block, output.length);
    inputs.forEach((input, i) => view.set(input.subarray(start, end), addresses[i]! / floatBytes));
    const result = view.subarray(target, target + end - start);
    if (pass(...addresses, length, (end - start) / length) !== 0) {
      for (let at = start; at < end; at += length) {
        if (!hasFiniteMaximum(inputs[0]!, at, length)) {
          computeUnbounded(result.subarray(at - start, at - start + length), at);
        }
      }
    }
    output.set(result, start);
  }
}

function hasFiniteMaximum(x: Float32Array, at: number, length: number): boolean {
  let greatest = -Infinity;
  for (let i = at; i < at + length; i += 1) greatest = Math.max(greatest, x[i]!);
  return Number.isFinite(greatest);
}

/** `exp(x - max) / Σ exp(x - max)` for every row of `length` elements. */
export function softmaxRows(x: NumericArray, y: NumericArray, length: number): void {
  forRows('softmax', ([row], result) => softmaxRow(row!, result), [x], y, length);
}

/** `x - max - log Σ exp(x - max)` for every row. */
export function logSoftmaxRows(x: NumericArray, y: NumericArray, length: number): void {
  forRows('logSoftmax', ([row], result) => logSoftmaxRow(row!, result), [x], y, length);
}

/** Gradient of softmax: `p·(dy - Σ p·dy)` with p = softmax(x), anew from x, since results that are rounded do not sum to 1. */
export function softmaxRowsGradient(x: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  forRows(
    'softmaxGradient',
    ([row, upstream], result) => softmaxGradientRow(row!, upstream!, result),
    [x, dy],
    dx,
    length,
  );
}

/** Gradient of log-softmax: `dy - softmax(x)·Σ dy`. */
export function logSoftmaxRowsGradient(x: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  forRows(
    'logSoftmaxGradient',
    ([row, upstream], result) => logSoftmaxGradientRow(row!, upstream!, result),
    [x, dy],
    dx,
    length,
  );
}
