/**
 * Functions without kernels of their own for float64, which the evaluator then computes: for what any program can name by a string, and so
 * brings along, such as optimizers, schedules, losses and initializers.
 */
import * as formula from '../formula/primitives.js';
import { unary, type BinaryOperation, type UnaryOperation } from './elementwise.js';
import { generalPower, powerBy, simplePower } from './power.js';

export const plainPower: BinaryOperation = /* @__PURE__ */ powerBy(
  /* @__PURE__ */ generalPower(formula.power),
  simplePower,
);
export const plainSin: UnaryOperation = /* @__PURE__ */ unary('sin', formula.sin);
export const plainCos: UnaryOperation = /* @__PURE__ */ unary('cos', formula.cos);
