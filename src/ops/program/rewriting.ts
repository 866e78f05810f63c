/** Which calls of a program are computed in one pass. This file is loaded when a program has run for a while. */
import type { Rewriting } from './builder.js';
import { joinChains } from './chains.js';
import { joinRelus } from './relus.js';

/** The steps with chains of elementwise calls, and with relu in the pass of the pooling beside it. */
export const joinSteps: Rewriting = (steps, ends) => joinChains(joinRelus(steps, ends), ends);
