/** Defines what an elementwise activation is: a formula with named parameters, and the facts that cannot be computed from it. */
import { differentiate } from './derivative.js';
import { evaluate } from './evaluation.js';
import { type Expression, input, parameter } from './expression.js';
import { equal, select } from './primitives.js';

/** The parameters of an activation with their defaults; a parameter that Keras requires has no default, which NaN stands for. */
export type ParameterDefaults = Readonly<Record<string, number>>;

/** The first versions of Keras that know an activation by its name: before Keras 3 (`keras2`), and since (`keras3`). */
export interface KerasVersions {
  readonly keras2?: string;
  readonly keras3: string;
}

/** Facts about an activation that cannot be derived from its formula. */
export interface ActivationFacts {
  /** Its name in words; by default the identifier. */
  readonly title?: string;
  /** The paper that introduced it. */
  readonly source?: string;
  /** Absent if Keras does not have the activation. */
  readonly since?: KerasVersions;
  /** Sentences that say where a generation or a backend of Keras computes something else than this formula. */
  readonly differences?: string;
  /** The textbook's LaTeX, where the formula is written in another form because that form rounds less. */
  readonly latex?: string;
  /** The textbook's LaTeX of the derivative, where the LaTeX of the derived formula is hard to read. */
  readonly latexDerivative?: string;
  /** Given where float32 results may be more than 2 ULP from the exact value: the largest error, measured on all inputs, and its reason. */
  readonly worstError?: { readonly ulp: number; readonly reason: string };
}

type DerivativeForm = (x: Expression, parameters: Readonly<Record<string, Expression>>) => Expression;

/** Choices about how an activation is computed that its formula does not determine. */
export interface ActivationNumerics {
  /** A closed form of the derivative that is more exact than the derived one; a test compares the two. */
  readonly derivative?: DerivativeForm;
  /** The same for the derivatives with respect to parameters, by the names of the parameters. */
  readonly parameterDerivatives?: Readonly<Record<string, DerivativeForm>>;
  /**
   * The arithmetic inside the kernel, depending on the parameters. float64, the default, rounds nearly all results correctly; float32 is
   * faster, and is chosen only where its results stay within 2 ULP, or close to that (squareplus).
   */
  readonly lanes?: (parameters: Readonly<Record<string, number>>) => 'float32' | 'float64';
  /** Whether parameters keep double precision; otherwise they are rounded to float32 first, as Keras's backends do. */
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

  /** The derivative as the rules of `differentiate` give it, without the closed form. */
  get mechanicalDerivative(): Expression {
    return differentiate(this.expression, x);
  }

  #makeDerivative(): Expression {
    const derivative = this.numerics.derivative?.(x, this.#parameterExpressions) ?? this.mechanicalDerivative;
    const isConstant = derivative.constantValue !== undefined;
    if (isConstant || Number.isNaN(evaluate(derivative, [NaN], this.parameters))) return derivative;
    // The derivative of relu, for example, is a step that gives 0 for NaN; so NaN is put back where x is NaN.
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
