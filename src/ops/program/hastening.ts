/** Programs that have run for a while are replaced by faster ones, which are expensive to make. */
import type { Tensor } from '../../tensor/index.js';
import type { Trace } from '../trace.js';
import type { Program } from './program.js';

/** A program, and the trace of which a faster one can be made; undefined afterwards. */
export interface Hastened {
  program: Program;
  trace: Trace | undefined;
}

export const hastening = {
  /** How many milliseconds a program runs, all told, before it is worth it. */
  patience: 100,
};

let fuse: typeof import('./rewriting.js').fusedProgram | undefined;
let loading: Promise<void> | undefined;

/** Loads what makes programs faster. */
export const loadRewriting = (): Promise<void> =>
  (loading ??= import('./rewriting.js').then((module) => {
    fuse = module.fusedProgram;
  }));

/** Called after each run. */
export function hasten(entry: Hastened, inputs: readonly Tensor[]): void {
  const { program, trace } = entry;
  if (trace === undefined || program.milliseconds < hastening.patience) return;
  if (fuse === undefined) {
    loadRewriting().catch(() => undefined);
    return;
  }
  entry.trace = undefined;
  entry.program = fuse(program, trace, inputs);
}
