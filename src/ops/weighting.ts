/** Products in which what has no weight counts for nothing. */
import * as formula from '../formula/primitives.js';
import { binary, type BinaryOperation } from './elementwise.js';

/** `weight · x`, and 0 where the weight is 0, whatever x is. */
export const weighted: BinaryOperation = /* @__PURE__ */ binary('multiply', formula.weighted, { integers: 'kept' });
