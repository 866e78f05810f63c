/** A function on trial: the library's kernel beside the float64 reference, over ranges of float32 bit patterns. */
import { createHash } from 'node:crypto';
import { input } from '../../dist/formula/expression.js';
import { elementwiseListing, elementwiseProgram, runElementwise } from '../../dist/kernel/elementwise/elementwise.js';
import { elementwiseModule, lowerForModule } from '../../dist/kernel/elementwise/elementwise-module.js';
import { listing } from '../../dist/kernel/lowering/listing.js';
import { comparisonModule, emptyTally, mergeTallies, readTally, tallyBytes } from './comparison.js';
import { referenceRules } from './reference-rules.js';

/**
 * @typedef {import('./subjects.js').Subject} Subject
 * @typedef {import('./comparison.js').Tally} Tally
 * @typedef {object} InputRange Bit patterns `first`, `first + stride`, … modulo 2³².
 * @property {number} first
 * @property {number} stride
 * @property {number} count a multiple of 64
 */

/** Elements that are computed and compared at a time: as many as stay in the caches. */
const windowLength = 8192;
const windows = { x: 128, result: 128 + 5 * windowLength, truth: 128 + 10 * windowLength };
const memoryPages = Math.ceil((windows.truth + 9 * windowLength) / 65536);

export class Trial {
  /** @param {Subject} subject */
  constructor(subject) {
    const { expression, root, options, parameters } = subject;
    this.parameters = parameters;
    this.program = elementwiseProgram([root], options);
    const parameterNames = Object.keys(parameters);
    this.expression = expression;
    this.referenceOptions = /** @type {const} */ ({
      inputCount: 1,
      parameterNames,
      lanes: 'f64x2',
      precision: 'full',
      limits: 'inline',
      rules: referenceRules,
      results: 'float64',
    });
    this.reference = elementwiseModule([expression], this.referenceOptions);
    this.comparison = comparisonModule();
    this.parameterValues = parameterNames.map((name) => parameters[name]);

    this.memory = new WebAssembly.Memory({ initial: memoryPages });
    const { buffer } = this.memory;
    this.bits = new Int32Array(buffer, windows.x, windowLength);
    this.x = new Float32Array(buffer, windows.x, windowLength);
    this.result = new Float32Array(buffer, windows.result, windowLength);
    this.truth = new Float64Array(buffer, windows.truth, windowLength);
    this.runReference = this.#instantiate(this.reference.module).run;
    this.compare = this.#instantiate(this.comparison).compare;
    // A derivative's kernel also reads the upstream gradient; one that depends on nothing else reads only that.
    const upstream = new Float32Array([1]);
    this.inputs =
      root === input(1) ? [upstream, upstream] : [this.x, upstream].slice(0, this.program.options.inputCount);
  }

  #instantiate(module) {
    return new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory: this.memory } }).exports;
  }

  /** Compares the first `length` elements of the windows. @type {(length: number) => Tally} */
  #tallyOf(length) {
    new Uint8Array(this.memory.buffer, 0, tallyBytes).fill(0);
    this.compare(windows.x, windows.result, windows.truth, 0, length / 2);
    return readTally(this.memory.buffer, 0);
  }

  /**
   * What the outcome depends on: the instructions that compute an element, the parameters, and the judge. How many elements a turn of the
   * loop computes side by side is not part of it.
   */
  get fingerprint() {
    const { lanes } = this.program.options;
    const reference = listing(lowerForModule([this.expression], this.referenceOptions).results);
    const hash = createHash('sha256').update(this.comparison.encode());
    hash.update(JSON.stringify([lanes, elementwiseListing(this.program), reference, this.parameters]));
    return hash.digest('hex').slice(0, 16);
  }

  /** Computes the first `count` inputs of the window by the kernel and by the reference. @param {number} count */
  compute(count) {
    const inputs = this.inputs.map((array) =>
      array === this.x && count < windowLength ? array.subarray(0, count) : array,
    );
    runElementwise(
      this.program,
      inputs,
      [count < windowLength ? this.result.subarray(0, count) : this.result],
      count,
      this.parameters,
    );
    const turns = Math.ceil(count / this.reference.elementsPerTurn);
    this.runReference(windows.x, windows.truth, turns, ...this.parameterValues);
  }

  /** @type {(range: InputRange) => Tally} */
  run({ first, stride, count }) {
    const { bits } = this;
    const step = stride | 0;
    const tallies = [];
    for (let start = 0; start < count; start += windowLength) {
      const length = Math.min(windowLength, count - start);
      let pattern = (first + start * stride) | 0;
      for (let i = 0; i < length; i += 1) {
        bits[i] = pattern;
        pattern = (pattern + step) | 0;
      }
      this.compute(length);
      tallies.push(this.#tallyOf(length));
    }
    return tallies.reduce(mergeTallies, emptyTally());
  }

  /** The truth at some inputs. @type {(inputs: Float32Array) => Float64Array} */
  truths(inputs) {
    const truths = new Float64Array(inputs.length);
    for (let start = 0; start < inputs.length; start += windowLength) {
      const window = inputs.subarray(start, start + windowLength);
      this.x.set(window);
      this.compute(window.length);
      truths.set(this.truth.subarray(0, window.length), start);
    }
    return truths;
  }

  /** Judges results that someone else computed. @type {(inputs: Float32Array, results: Float32Array, truths: Float64Array) => Tally} */
  judge(inputs, results, truths) {
    const tallies = [];
    const whole = inputs.length - (inputs.length % 2);
    for (let start = 0; start < whole; start += windowLength) {
      const end = Math.min(start + windowLength, whole);
      this.x.set(inputs.subarray(start, end));
      this.result.set(results.subarray(start, end));
      this.truth.set(truths.subarray(start, end));
      tallies.push(this.#tallyOf(end - start));
    }
    return tallies.reduce(mergeTallies, emptyTally());
  }

  /** Kernel and reference at one x, to show a worst case. @param {number} x */
  at(x) {
    this.x.fill(x, 0, 64);
    this.compute(64);
    return { result: this.result[0], truth: this.truth[0] };
  }
}
