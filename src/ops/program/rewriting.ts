/** Makes a faster program of one that has run for a while. This file is loaded when the first program has. */
import type { Tensor } from '../../tensor/index.js';
import { flattenTree } from '../../tensor/index.js';
import type { Trace } from '../trace.js';
import { buildProgram, type Rewriting } from './builder.js';
import { joinChains } from './chains.js';
import { areSameNumbers, type Program } from './program.js';
import { joinRelus } from './relus.js';

/** The steps with chains of elementwise calls, and with relu in the pass of the pooling beside it. */
export const fuseSteps: Rewriting = (steps, ends) => joinChains(joinRelus(steps, ends), ends);

/**
 * A program of the same trace with fewer kernels, after both were run on these inputs and gave the same bits; else the program itself.
 * Variables do not change. The program that is not returned is released.
 */
export function fusedProgram(program: Program, trace: Trace, inputs: readonly Tensor[]): Program {
  let fused: Program | undefined;
  try {
    fused = buildProgram(trace, fuseSteps);
    program.bringHome();
    const [expected, results] = [resultsOf(program, inputs), resultsOf(fused, inputs)];
    if (expected.every((each, i) => areSameNumbers(each, results[i]!))) {
      program.release();
      return fused;
    }
  } catch {
    // There is no memory for both, for example. The program goes on as it is.
  }
  fused?.release();
  return program;
}

/** All that a program computes. What lies in the memory of the variables counts as outdated afterwards. */
function resultsOf(program: Program, inputs: readonly Tensor[]): readonly ArrayLike<unknown>[] {
  const outputs = flattenTree(program.run(inputs)).map(({ data }) => data);
  const results = [...outputs, ...program.assignedNumbers()];
  program.forget();
  return results;
}
