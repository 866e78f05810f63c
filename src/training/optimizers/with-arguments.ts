/** The optimizers that need an argument. No string can name them, so programs that give strings do without them. */
export { LossScaleOptimizer } from './loss-scale-optimizer.js';
export { MultiOptimizer } from './multi-optimizer.js';
