/** The product in which factors with weight 0 count as nothing. */
import * as formula from '../formula/primitives.js';
import { binary, type BinaryOperation } from './elementwise.js';

/** `weight · x`, but 0 wherever the weight is 0, even if x is infinite or NaN. */
export const weighted: BinaryOperation = /* @__PURE__ */ binary('multiply', formula.weighted, { integers: 'kept' });

/** `a · b`, but 0 wherever one of them is 0, even if the other is infinite or NaN: for gradients of gradients, which have two upstream factors. */
export const nothingOrProduct: BinaryOperation = /* @__PURE__ */ binary('multiply', (a, b) =>
  formula.select(formula.equal(a, 0), formula.weighted(a, b), formula.weighted(b, a)),
);
