/** The LaTeX of an activation: what its entry states, or what follows from its formula. */
import type { ActivationFormula } from './activation.js';
import { latex } from './latex.js';

/** The formula of an activation as LaTeX. */
export function formulaLatex({ facts, expression }: ActivationFormula): string {
  return facts.latex ?? latex(expression);
}

/** The derivative of an activation as LaTeX. */
export function derivativeLatex({ facts, mechanicalDerivative }: ActivationFormula): string {
  return facts.latexDerivative ?? latex(mechanicalDerivative);
}
