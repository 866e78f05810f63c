/** Softmax and log-softmax over the rows of a matrix, with their gradients. */
import { exp, log, log1p } from '../formula/float64.js';
import { type NumericArray, isForWasm } from './arrays.js';
import { instantiate, kernelMemory } from './memory.js';
import { softmaxModule } from './softmax-module.js';

interface Passes {
  maximum(row: number, length: number): number;
  position(row: number, length: number): number;
  exponentials(x: number, y: number, length: number, shift: number): number;
  scale(y: number, length: number, factor: number): void;
  dot(a: number, b: number, length: number, pivot: number): number;
  sum(row: number, length: number): number;
  subtract(x: number, y: number, length: number, shift: number, logarithm: number): void;
  softmaxGradient(y: number, dy: number, dx: number, length: number, pivot: number, dot: number): void;
  logSoftmaxGradient(p: number, dy: number, dx: number, length: number, sum: number): void;
}

let passes: Passes | undefined;

const floatBytes = 4;
/** A row's last vector may reach this far beyond it. */
const surplus = 4;
/** Elements that are worked on at a time, unless one row has more. */
const blockLength = 32768;

/** Copies blocks of whole rows in, works on each row, and copies the result out. */
function forRows(
  inputs: readonly Float32Array[],
  output: Float32Array,
  length: number,
  work: (passes: Passes, inputs: readonly number[], output: number, firstElement: number) => void,
): void {
  passes ??= instantiate<Passes>(softmaxModule().encode());
  const memory = kernelMemory();
  const block = Math.max(1, Math.floor(blockLength / length)) * length;
  const bytes = floatBytes * (Math.min(block, output.length) + surplus);
  const addresses = memory.windows(...inputs.map(() => bytes), bytes);
  const target = addresses.pop()!;
  const view = memory.float32;
  for (let start = 0; start < output.length; start += block) {
    const end = Math.min(start + block, output.length);
    inputs.forEach((input, i) => view.set(input.subarray(start, end), addresses[i]! / floatBytes));
    for (let at = start; at < end; at += length) {
      const offset = (at - start) * floatBytes;
      work(
        passes,
        addresses.map((address) => address + offset),
        target + offset,
        at,
      );
    }
    output.set(view.subarray(target / floatBytes, target / floatBytes + end - start), start);
  }
}

/** Rows whose greatest element is infinite have no exponentials to divide: all weight is on that element, or none anywhere. */
function infiniteRow(x: NumericArray, at: number, length: number, greatest: number): number[] {
  const row = Array.from({ length }, (_, i) => x[at + i]!);
  if (greatest !== Infinity || row.some(Number.isNaN)) return row.map(() => NaN);
  const count = row.filter((value) => value === Infinity).length;
  return row.map((value) => (value === Infinity ? 1 / count : 0));
}

/** `exp(x - max) / Σ exp(x - max)` for every row of `length` elements. */
export function softmaxRows(x: NumericArray, y: NumericArray, length: number): void {
  if (isForWasm(x, y)) {
    const fixes: [number, number[]][] = [];
    forRows([x as Float32Array], y as Float32Array, length, (run, [from], to, at) => {
      const greatest = run.maximum(from!, length);
      if (Math.abs(greatest) === Infinity) fixes.push([at, infiniteRow(x, at, length, greatest)]);
      run.scale(to, length, 1 / run.exponentials(from!, to, length, greatest));
    });
    for (const [at, values] of fixes) y.set(values, at);
    return;
  }
  for (let at = 0; at < x.length; at += length) {
    const greatest = maximumOf(x, at, length);
    if (Math.abs(greatest) === Infinity) {
      y.set(infiniteRow(x, at, length, greatest), at);
      continue;
    }
    const exponentials = new Float64Array(length);
    let sum = 0;
    for (let i = 0; i < length; i += 1) sum += exponentials[i] = exp(x[at + i]! - greatest);
    for (let i = 0; i < length; i += 1) y[at + i] = exponentials[i]! / sum;
  }
}

/** What a sum of exponentials has to have beyond the greatest one's 1 for its logarithm to be exact. */
const leastRest = 2 ** -20;

/** The sum of a row of exponentials without the greatest one's 1, beside which the others may be too small to be seen. */
function sumOfOthers(run: Passes, row: number, length: number): number {
  kernelMemory().float32[row / floatBytes + run.position(row, length)] = 0;
  return run.sum(row, length);
}

/** `x - max - log Σ exp(x - max)` for every row; beside one great element the logarithm is that of 1 and the small rest. */
export function logSoftmaxRows(x: NumericArray, y: NumericArray, length: number): void {
  if (isForWasm(x, y)) {
    const fixes: [number, number[]][] = [];
    forRows([x as Float32Array], y as Float32Array, length, (run, [from], to, at) => {
      const greatest = run.maximum(from!, length);
      if (Math.abs(greatest) === Infinity) fixes.push([at, infiniteRow(x, at, length, greatest).map(log)]);
      const sum = run.exponentials(from!, to, length, greatest);
      run.subtract(from!, to, length, greatest, sum - 1 > leastRest ? log(sum) : log1p(sumOfOthers(run, to, length)));
    });
    for (const [at, values] of fixes) y.set(values, at);
    return;
  }
  for (let at = 0; at < x.length; at += length) {
    const greatest = maximumOf(x, at, length);
    if (Math.abs(greatest) === Infinity) {
      y.set(infiniteRow(x, at, length, greatest).map(log), at);
      continue;
    }
    const position = x.indexOf(greatest, at);
    let others = 0;
    for (let i = at; i < at + length; i += 1) if (i !== position) others += exp(x[i]! - greatest);
    const logarithm = log1p(others);
    for (let i = 0; i < length; i += 1) y[at + i] = x[at + i]! - greatest - logarithm;
  }
}

/**
 * Gradient of softmax from its result: `y·(dy - Σ dy·y)`, taken relative to the dy of the greatest y. Where that y is nearly 1 its
 * rounding would otherwise drown the gradient.
 */
export function softmaxRowsGradient(y: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  if (isForWasm(y, dy, dx)) {
    forRows([y as Float32Array, dy as Float32Array], dx as Float32Array, length, (run, [ys, dys], to) => {
      const pivot = kernelMemory().float32[dys! / floatBytes + run.position(ys!, length)]!;
      run.softmaxGradient(ys!, dys!, to, length, pivot, run.dot(ys!, dys!, length, pivot));
    });
    return;
  }
  for (let at = 0; at < y.length; at += length) {
    let greatest = at;
    for (let i = at; i < at + length; i += 1) if (y[i]! > y[greatest]!) greatest = i;
    const pivot = dy[greatest]!;
    let dot = 0;
    for (let i = at; i < at + length; i += 1) dot += y[i]! * (dy[i]! - pivot);
    for (let i = at; i < at + length; i += 1) dx[i] = y[i]! * (dy[i]! - pivot - dot);
  }
}

/** Gradient of log-softmax from its result: `dy - exp(y)·Σ dy`. */
export function logSoftmaxRowsGradient(y: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  if (isForWasm(y, dy, dx)) {
    forRows([y as Float32Array, dy as Float32Array], dx as Float32Array, length, (run, [ys, dys], to) => {
      run.exponentials(ys!, to, length, 0);
      run.logSoftmaxGradient(to, dys!, to, length, run.sum(dys!, length));
    });
    return;
  }
  for (let at = 0; at < y.length; at += length) {
    let sum = 0;
    for (let i = at; i < at + length; i += 1) sum += dy[i]!;
    for (let i = at; i < at + length; i += 1) dx[i] = dy[i]! - exp(y[i]!) * sum;
  }
}

function maximumOf(x: NumericArray, at: number, length: number): number {
  let greatest = -Infinity;
  for (let i = at; i < at + length; i += 1) greatest = Math.max(greatest, x[i]!);
  return greatest;
}
