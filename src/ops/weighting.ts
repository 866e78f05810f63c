/** The product in which factors with weight 0 count as nothing. */
import * as formula from '../formula/primitives.js';
import { binary, type BinaryOperation } from './elementwise.js';

/** `weight · x`, but 0 wherever the weight is 0, even if x is infinite or NaN. */
export const weighted: BinaryOperation = /* @__PURE__ */ binary('multiply', formula.weighted, { integers: 'kept' });
