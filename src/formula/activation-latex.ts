/** The LaTeX of an activation: what its facts state, or else what is derived from its formula. */
import type { ActivationFormula } from './activation.js';
import { factsOf } from './activations.js';
import { latex } from './latex.js';

/** The formula of an activation as LaTeX. */
export function formulaLatex(activation: ActivationFormula): string {
  return factsOf(activation).latex ?? latex(activation.expression);
}

/** The derivative of an activation as LaTeX. */
export function derivativeLatex(activation: ActivationFormula): string {
  return factsOf(activation).latexDerivative ?? latex(activation.mechanicalDerivative);
}
