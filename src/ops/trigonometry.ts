/** Trigonometric, hyperbolic and error functions, element by element. */
import type { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import { trigonometricRules } from '../kernel/lowering/float64-trigonometric.js';
import { provideFloat64Rules } from '../kernel/lowering/lower.js';
import { unary, type UnaryOperation } from './elementwise.js';

/** Makes a formula of sines and cosines, and provides the float64 kernels of these. */
const ofAngle =
  /* @__NO_SIDE_EFFECTS__ */
  (build: (x: formula.Term) => Expression) =>
    (x: formula.Term): Expression => {
      provideFloat64Rules(trigonometricRules);
      return build(x);
    };

/**
 * The sine of x, in radians.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sin([0, 1]) // → array([0.        , 0.84147096], dtype=float32)
 */
export const sin: UnaryOperation = /* @__PURE__ */ unary('sin', /* @__PURE__ */ ofAngle(formula.sin));

/**
 * The cosine of x, in radians.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cos([0, 1]) // → array([1.       , 0.5403023], dtype=float32)
 */
export const cos: UnaryOperation = /* @__PURE__ */ unary('cos', /* @__PURE__ */ ofAngle(formula.cos));

/**
 * The tangent of x, in radians.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.tan([0, 1]) // → array([0.       , 1.5574077], dtype=float32)
 */
export const tan: UnaryOperation = /* @__PURE__ */ unary(
  'tan',
  /* @__PURE__ */ ofAngle((x) => formula.divide(formula.sin(x), formula.cos(x))),
);

/**
 * The hyperbolic sine, `(eˣ - e⁻ˣ) / 2`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sinh([0, 1]) // → array([0.       , 1.1752012], dtype=float32)
 */
export const sinh: UnaryOperation = /* @__PURE__ */ unary('sinh', sinhOf);

/** sinh(x), computed from expm1 so that it does not cancel near 0. */
function sinhOf(x: formula.Term): Expression {
  return formula.multiply(0.5, formula.subtract(formula.expm1(x), formula.expm1(formula.negative(x))));
}

/**
 * The hyperbolic cosine, `(eˣ + e⁻ˣ) / 2`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cosh([0, 1]) // → array([1.       , 1.5430807], dtype=float32)
 */
export const cosh: UnaryOperation = /* @__PURE__ */ unary('cosh', (x) =>
  // Computed as 1 + 2·sinh²(x/2), because the derivative of this form does not cancel near 0.
  formula.add(1, formula.multiply(2, formula.square(sinhOf(formula.multiply(0.5, x))))),
);

/**
 * The error function, `2/√π · ∫₀ˣ e^(-t²) dt`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.erf([0, 1]) // → array([0.       , 0.8427008], dtype=float32)
 */
export const erf: UnaryOperation = /* @__PURE__ */ unary('erf', formula.erf);

/**
 * `1 - erf(x)`, exact for large x too.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.erfc([0, 5]) // → array([1.0000000e+00, 1.5374598e-12], dtype=float32)
 */
export const erfc: UnaryOperation = /* @__PURE__ */ unary('erfc', formula.erfc);
