/** The WebAssembly module behind softmax, log-softmax and their gradients: blocks of rows. */
import type { ElementType } from '../arrays.js';
import { ModuleBuilder } from '../wasm/assembler.js';
import { addRowFunction, type RowFunction, type RowWork } from './row-passes.js';
import { softmax } from './softmax-float32.js';
import { logSoftmax, logSoftmaxGradient, softmaxGradient, softmaxInFloat64 } from './softmax-float64.js';

interface SoftmaxFunction {
  readonly inputCount: number;
  readonly write: (row: RowFunction) => RowWork;
}

/** The functions, each in a module of its own: `name(inputs…, output, scratch, length, rows) → flag`. */
export const softmaxFunctions = {
  softmax: { inputCount: 1, write: (row) => (row.elements === 'float64' ? softmaxInFloat64 : softmax)(row) },
  logSoftmax: { inputCount: 1, write: logSoftmax },
  softmaxGradient: { inputCount: 2, write: softmaxGradient },
  logSoftmaxGradient: { inputCount: 2, write: logSoftmaxGradient },
} satisfies Record<string, SoftmaxFunction>;

export type SoftmaxName = keyof typeof softmaxFunctions;

/** The module of a single function; most programs need no other. */
export function softmaxModule(name: SoftmaxName, elements: ElementType): ModuleBuilder {
  const module = new ModuleBuilder();
  const { inputCount, write } = softmaxFunctions[name];
  addRowFunction(module, name, inputCount + 1, write, elements);
  return module;
}
