/**
 * Functions for which float64 kernels are left out, so that the evaluator computes float64. They are used by optimizers, schedules, losses
 * and initializers: any program can name these by a string, so their code is in many bundles.
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
