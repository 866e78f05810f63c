/** Which calls of a program are computed in one pass, and which by kernels. This file is loaded when a program has run for a while. */
import type { Rewriting } from './builder.js';
import { joinChains } from './chains.js';
import { copyByKernels } from './copies.js';
import { joinRelus } from './relus.js';
import { joinUpdates } from './updates.js';

/**
 * The steps with one update of many variables, with chains of elementwise calls, with relu in the pass of the pooling beside it, and with
 * copies as kernels.
 */
export const joinSteps: Rewriting = (steps, surroundings) =>
  copyByKernels([joinRelus, joinUpdates, joinChains].reduce((joined, join) => join(joined, surroundings), steps));
