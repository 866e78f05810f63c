/** Runs formulas over arrays: compiled to WebAssembly for float32 and float64, by the evaluator for everything else. */
import { type FloatArray, type NumericArray, wasmElements } from '../arrays.js';
import { runOnArrays } from '../eager.js';
import { listing } from '../lowering/listing.js';
import { moduleText } from '../wasm/text.js';
import { evaluateElements } from './elementwise-evaluator.js';
import { elementwiseModule, lowerForModule } from './elementwise-module.js';
import { planElementwise } from './elementwise-plan.js';
import { type ElementwiseProgram, evaluatorOf, isForFloat64 } from './elementwise-program.js';

export {
  type ElementwiseOptions,
  elementwiseProgram,
  type ElementwiseProgram,
  type Precision,
} from './elementwise-program.js';

/**
 * Computes all roots for `length` elements. An input shorter than `length` repeats: a scalar has length 1, a row of n stands for
 * every n elements. An output may be an input.
 */
export function runElementwise(
  program: ElementwiseProgram,
  inputs: readonly NumericArray[],
  outputs: readonly NumericArray[],
  length: number,
  parameters: Readonly<Record<string, number>> = {},
): void {
  if (length === 0) return;
  const { inputCount, parameterNames, limits } = program.options;
  // A caller may pass more inputs than the formulas read.
  const read = inputs.length > inputCount ? inputs.slice(0, inputCount) : inputs;
  const copied = copiedInput(program, read);
  if (copied?.length === length) {
    outputs[0]!.set(copied);
    return;
  }
  const numbers = parameterNames.map((name) => parameters[name] ?? NaN);
  const elements = wasmElements(...read, ...outputs);
  if (elements === 'float32' || (elements === 'float64' && isForFloat64(program))) {
    const inputLengths = read.map((input) => Math.min(input.length, length));
    const plan = planElementwise(program, { length, inputLengths, elements });
    runOnArrays(plan, beginnings(read, length), beginnings(outputs, length), numbers);
  } else {
    const span = { from: 0, to: 0, count: length };
    const isInteger = outputs[0] instanceof Int32Array || outputs[0] instanceof Uint8Array;
    const evaluator = evaluatorOf(program, numbers, isInteger ? 'int32' : 'float64');
    evaluateElements(evaluator, read, outputs, span, limits !== undefined);
  }
}

/** The first `length` elements of each array; the arrays may be longer. */
const beginnings = (arrays: readonly NumericArray[], length: number): readonly FloatArray[] =>
  (arrays.some((array) => array.length > length)
    ? arrays.map((array) => array.subarray(0, length))
    : arrays) as readonly FloatArray[];

/** The input that a program returns unchanged, if that is all it does. */
function copiedInput({ roots }: ElementwiseProgram, inputs: readonly NumericArray[]): NumericArray | undefined {
  const { content } = roots[0]!;
  return roots.length === 1 && content.kind === 'input' ? inputs[content.index] : undefined;
}

/** The instructions that compute one vector of a program, in a readable form. */
export function elementwiseListing(program: ElementwiseProgram): string {
  return listing(lowerForModule(program.roots, program.options).results);
}

/** The WebAssembly text of a program, for people who want to look inside. */
export function elementwiseText(program: ElementwiseProgram): string {
  return moduleText(elementwiseModule(program.roots, program.options).module);
}

/** The bytes of the WebAssembly module that runs. */
export function elementwiseBytes(program: ElementwiseProgram): Uint8Array<ArrayBuffer> {
  return elementwiseModule(program.roots, program.options).module.encode();
}
