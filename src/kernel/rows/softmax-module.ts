/** The WebAssembly module behind softmax, log-softmax and their gradients: blocks of rows. */
import { ModuleBuilder } from '../wasm/assembler.js';
import { addRowFunction, type RowFunction, type RowWork } from './row-passes.js';
import { softmax } from './softmax-float32.js';
import { logSoftmax, logSoftmaxGradient, softmaxGradient } from './softmax-float64.js';

interface SoftmaxFunction {
  readonly inputCount: number;
  /** Whether one pass leaves float64 numbers for another. */
  readonly needsScratch: boolean;
  readonly write: (row: RowFunction) => RowWork;
}

/** The functions, each in a module of its own: `name(inputs…, output, scratch, length, rows) → flag`. */
export const softmaxFunctions = {
  softmax: { inputCount: 1, needsScratch: false, write: softmax },
  logSoftmax: { inputCount: 1, needsScratch: true, write: logSoftmax },
  softmaxGradient: { inputCount: 2, needsScratch: true, write: softmaxGradient },
  logSoftmaxGradient: { inputCount: 2, needsScratch: true, write: logSoftmaxGradient },
} satisfies Record<string, SoftmaxFunction>;

export type SoftmaxName = keyof typeof softmaxFunctions;

/** The module of one function, which is all that most programs need. */
export function softmaxModule(name: SoftmaxName): ModuleBuilder {
  const module = new ModuleBuilder();
  const { inputCount, write } = softmaxFunctions[name];
  addRowFunction(module, name, inputCount + 1, write);
  return module;
}
