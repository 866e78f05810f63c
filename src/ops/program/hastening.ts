/** Programs that have run for a while are replaced by faster ones with fewer kernels, which are expensive to make. */
import { flattenTree, type Tensor } from '../../tensor/index.js';
import type { Trace } from '../trace.js';
import { buildProgram, type Rewriting } from './builder.js';
import { areSameNumbers, type Program } from './program.js';

/** A program, and the trace of which a faster one can be made; undefined afterwards. */
export interface Hastened {
  program: Program;
  trace: Trace | undefined;
}

export const hastening = {
  /** For how many milliseconds a program has run, all told, when a faster one is made. */
  patience: 500,
};

let join: Rewriting | undefined;
let loading: Promise<void> | undefined;

/** Loads what makes programs faster. Where that fails, they go on as they are. */
export const loadRewriting = (): Promise<void> =>
  (loading ??= import('./rewriting.js').then(
    ({ joinSteps }) => {
      join = joinSteps;
    },
    () => undefined,
  ));

/** Called after each run of a program, with its inputs. Takes a faster program, if it gives the same bits for these. */
export function hasten(entry: Hastened, inputs: readonly Tensor[]): void {
  const { program, trace } = entry;
  if (trace === undefined || program.milliseconds < hastening.patience) return;
  if (join === undefined) {
    void loadRewriting();
    return;
  }
  entry.trace = undefined;
  let other: Program | undefined;
  try {
    other = buildProgram(trace, join);
    program.bringHome();
    const [expected, results] = [resultsOf(program, inputs), resultsOf(other, inputs)];
    if (expected.every((each, i) => areSameNumbers(each, results[i]!))) [entry.program, other] = [other, program];
  } catch {
    // There is no memory for both, for example.
  }
  other?.release();
}

/** All that a program computes, for these inputs and the current variables, which do not change. */
function resultsOf(program: Program, inputs: readonly Tensor[]): readonly ArrayLike<unknown>[] {
  const outputs = flattenTree(program.run(inputs)).map(({ data }) => data);
  const results = [...outputs, ...program.assignedNumbers()];
  program.forget();
  return results;
}
