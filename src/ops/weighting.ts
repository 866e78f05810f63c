/** Products in which what has no weight counts for nothing. */
import * as formula from '../formula/primitives.js';
import { binary, type BinaryOperation } from './elementwise.js';

/** `weight · x`, and 0 where the weight is 0, whatever x is. */
export const weighted: BinaryOperation = /* @__PURE__ */ binary('multiply', formula.weighted, { integers: 'kept' });

/** `a · b`, and 0 where either is 0, whatever the other is: for gradients of gradients, where nothing comes from one of two sides. */
export const nothingOrProduct: BinaryOperation = /* @__PURE__ */ binary('multiply', (a, b) =>
  formula.select(formula.equal(a, 0), formula.weighted(a, b), formula.weighted(b, a)),
);
