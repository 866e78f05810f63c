/** What an elementwise activation is: a formula with named parameters, and what cannot be computed from it. */
import { differentiate } from './derivative.js';
import { evaluate } from './evaluation.js';
import { type Expression, input, parameter } from './expression.js';
import { equal, select } from './primitives.js';

/** The parameters of an activation with their defaults; those that Keras requires have none and stand as NaN. */
export type ParameterDefaults = Readonly<Record<string, number>>;

/** The first versions of Keras that know an activation by its name: of the generations before Keras 3, and of Keras 3. */
export interface KerasVersions {
  readonly keras2?: string;
  readonly keras3: string;
}

/** What is told of an activation, beside what follows from its formula. */
export interface ActivationFacts {
  /** Its name in words; by default its identifier. */
  readonly title?: string;
  /** The paper that introduced it. */
  readonly source?: string;
  /** Absent for an activation that is not Keras's. */
  readonly since?: KerasVersions;
  /** Where a generation or a backend of Keras gives something else than this formula, in sentences. */
  readonly differences?: string;
  /** The textbook's LaTeX, where the formula is written in a form that is kinder to rounding. */
  readonly latex?: string;
  /** The textbook's LaTeX of the derivative, where the mechanical one is hard to read. */
  readonly latexDerivative?: string;
  /** Where float32 results may be further from the truth than 2 ULP: how far they are, measured on all inputs, and why. */
  readonly worstError?: { readonly ulp: number; readonly reason: string };
}

type DerivativeForm = (x: Expression, parameters: Readonly<Record<string, Expression>>) => Expression;

/** How an activation is computed, where its formula alone does not say. */
export interface ActivationNumerics {
  /** A closed form of the derivative that is more exact than the mechanical one; a test holds it against that. */
  readonly derivative?: DerivativeForm;
  /** The same for derivatives with respect to parameters. */
  readonly parameterDerivatives?: Readonly<Record<string, DerivativeForm>>;
  /**
   * In what arithmetic its kernel computes, for which parameters: float64, which is the default, rounds nearly all results correctly;
   * float32 is faster and within 2 ULP all the same.
   */
  readonly lanes?: (parameters: Readonly<Record<string, number>>) => 'float32' | 'float64';
  /** Parameters keep double precision; otherwise they are rounded to float32 first, as Keras's backends do. */
  readonly hasExactParameters?: boolean;
}

const x = /* @__PURE__ */ input(0);

/** An elementwise activation: everything else (kernels, gradients, LaTeX) follows from it. */
export class ActivationFormula<Name extends string = string, Parameters extends ParameterDefaults = ParameterDefaults> {
  readonly expression: Expression;
  readonly #parameterExpressions: Readonly<Record<string, Expression>>;
  #derivative: Expression | undefined;

  constructor(
    readonly name: Name,
    readonly parameters: Parameters,
    formula: (x: Expression, parameters: { readonly [P in keyof Parameters]: Expression }) => Expression,
    readonly numerics: ActivationNumerics,
  ) {
    this.#parameterExpressions = Object.fromEntries(Object.keys(parameters).map((key) => [key, parameter(key)]));
    this.expression = formula(x, this.#parameterExpressions as { readonly [P in keyof Parameters]: Expression });
  }

  /** The derivative with respect to x, NaN where x is NaN. */
  get derivative(): Expression {
    return (this.#derivative ??= this.#makeDerivative());
  }

  /** The derivative with respect to a parameter. */
  parameterDerivative(name: string): Expression {
    const closedForm = this.numerics.parameterDerivatives?.[name];
    return closedForm?.(x, this.#parameterExpressions) ?? differentiate(this.expression, parameter(name));
  }

  /** The derivative as the rules of `differentiate` give it. */
  get mechanicalDerivative(): Expression {
    return differentiate(this.expression, x);
  }

  #makeDerivative(): Expression {
    const derivative = this.numerics.derivative?.(x, this.#parameterExpressions) ?? this.mechanicalDerivative;
    const isConstant = derivative.constantValue !== undefined;
    if (isConstant || Number.isNaN(evaluate(derivative, [NaN], this.parameters))) return derivative;
    // Steps such as relu' are blind to NaN: give it back where the input is NaN.
    return select(equal(x, x), derivative, x);
  }
}

/** Defines an elementwise activation; the formula is over `x` and the parameters. */
export function activation<Name extends string, Parameters extends ParameterDefaults>(
  name: Name,
  parameters: Parameters,
  formula: (x: Expression, parameters: { readonly [P in keyof Parameters]: Expression }) => Expression,
  numerics: ActivationNumerics = {},
): ActivationFormula<Name, Parameters> {
  return new ActivationFormula(name, parameters, formula, numerics);
}
