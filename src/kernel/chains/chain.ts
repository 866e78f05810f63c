/** Chains: elementwise programs of float32 arrays that are computed in one pass, the later ones from results of the earlier ones. */
import type { ElementwiseProgram } from '../elementwise/elementwise-program.js';
import { lowerForModule } from '../elementwise/elementwise-module.js';
import type { Repetition } from './repetition.js';

/** What an input of a program is: an array in memory, or a result of an earlier link. */
export type Source = { readonly array: number } | { readonly link: number; readonly root: number };

/** One program of a chain. Its results are rounded to float32, as if they were stored and loaded again. */
export interface Link {
  readonly program: ElementwiseProgram;
  readonly sources: readonly Source[];
}

export interface Chain {
  /** How many elements each result has. */
  readonly length: number;
  /** How each array that is read becomes as long as the results. */
  readonly arrays: readonly Repetition[];
  readonly links: readonly Link[];
  /** The results that are stored. */
  readonly outputs: readonly { readonly link: number; readonly root: number }[];
}

const known = /* @__PURE__ */ new WeakMap<ElementwiseProgram, boolean>();

/** Whether a program can be a link: its kernel leaves no elements to the evaluator. */
export function canBeLinked(program: ElementwiseProgram): boolean {
  let can = known.get(program);
  if (can === undefined) {
    const { roots, options } = program;
    can = options.limits !== 'apart' && lowerForModule(roots, options).machine.outOfRange.length === 0;
    known.set(program, can);
  }
  return can;
}
