/** The facts of each activation: stated beside its formula, or computed from it. */
import { ValueError } from '../errors/index.js';
import type { ActivationFacts, KerasVersions } from '../formula/activation.js';
import { factsOf } from '../formula/activations.js';
import { derivativeLatex, formulaLatex } from '../formula/activation-latex.js';
import { Curve } from '../formula/curve.js';
import { curveFacts, type CurveFacts } from '../formula/curve-facts.js';
import { type Describable, type DescriptionOptions, namedActivation, resolveForDescription } from './description.js';
import { aliasesOf, type Named } from './registry.js';
import { type RowFacts, rowFacts } from './row-facts.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** The facts of an activation. A fact that could not be determined is undefined. */
export interface FactSheet extends CurveFacts {
  /** Keras's string identifier. */
  readonly identifier: string;
  /** Its name in words. */
  readonly name: string;
  /** Whether each element of the result depends on only one element of x. */
  readonly elementwise: boolean;
  /** For activations that are not elementwise: which element range, kinks, limits, monotony and symmetry are about, in sentences. */
  readonly scope?: string;
  /** A text in place of the list of kinks, where the kinks depend on the other elements of the row. */
  readonly kinksInWords?: string;
  /** The formula as LaTeX. */
  readonly formula: string;
  /** The derivative as LaTeX. */
  readonly derivative: string;
  /** The arguments with their defaults; `undefined` where one is required. */
  readonly parameters: Readonly<Record<string, number | boolean | null | undefined>>;
  /** The arguments that the facts are for, where these are not the defaults. */
  readonly options: DescriptionOptions;
  /** The paper that introduced it. */
  readonly source?: string;
  /** The first versions of Keras that know it by its name. */
  readonly since?: KerasVersions;
  /** Where a generation or a backend of Keras computes something else. */
  readonly differences?: string;
  /** Other identifiers of the same activation. */
  readonly aliases: readonly string[];
}

/**
 * The facts of an activation: its formula and derivative in LaTeX, its range, kinks, limits, monotony and symmetry, its arguments, where
 * it comes from, and what differs between generations of Keras.
 *
 * Range, kinks, limits, monotony and symmetry are computed from the formula with the arguments in `options`, with bounds that account for
 * rounding. They hold for finite float32 numbers, and are undefined where they cannot be determined: an own formula may have poles, or
 * infinitely many kinks. `threshold` is described for a threshold of 1 and the default value 0.
 *
 * @example
 * import { activations } from 'hillock';
 * const { name, derivative, limits } = activations.facts('silu');
 * name; // → Sigmoid linear unit (SiLU, Swish)
 * derivative; // → \sigma\left(x\right) \left(1 + x \left(1 - \sigma\left(x\right)\right)\right)
 * limits; // → { negative: 0, positive: Infinity }
 * activations.facts('relu', { maxValue: 6 }).kinks?.map(({ x }) => x); // → [ 0, 6 ]
 */
export function facts(identifier: Describable, options: DescriptionOptions = {}): FactSheet {
  checkArgumentCount('activations.facts', arguments, 2);
  const where = 'activations.facts';
  const activation = namedActivation(where, identifier);
  const name = activation.identifier!;
  const row = rowFacts[name];
  const { stated, ...own } =
    row === undefined ? formulaSheet(where, activation, options) : rowSheet(where, row, options);
  const { title = name, source, since, differences } = stated;
  return {
    identifier: name,
    name: title,
    elementwise: row === undefined,
    ...own,
    parameters: parametersOf(activation),
    ...(source !== undefined && { source }),
    ...(since !== undefined && { since }),
    ...(differences !== undefined && { differences }),
    aliases: aliasesOf(name),
  };
}

/** The part of the facts that is computed from a formula or, for row activations, stated. */
interface Sheet extends CurveFacts, Pick<FactSheet, 'formula' | 'derivative' | 'options' | 'scope' | 'kinksInWords'> {
  readonly stated: ActivationFacts;
}

function formulaSheet(where: string, activation: Named, options: DescriptionOptions): Sheet {
  const { formula, parameters, byDefault, ...resolved } = resolveForDescription(where, activation, options);
  return {
    options: resolved.options,
    stated: factsOf(byDefault),
    formula: formulaLatex(formula),
    derivative: derivativeLatex(formula),
    ...curveFacts(new Curve(formula.expression, formula.derivative, parameters)),
  };
}

function rowSheet(where: string, row: RowFacts, options: DescriptionOptions): Sheet {
  checkNoOptions(where, options);
  const { range, gaps, kinks, kinksInWords, monotonic, odd, zeroAtOrigin, limits, scope } = row;
  return {
    stated: row,
    options,
    formula: row.latex,
    derivative: row.latexDerivative,
    ...{ range, gaps, kinks, monotonic, odd, zeroAtOrigin, limits, scope },
    ...(kinksInWords !== undefined && { kinksInWords }),
  };
}

function checkNoOptions(where: string, options: DescriptionOptions): void {
  if (Object.keys(options).length === 0) return;
  throw new ValueError({ where, expected: 'no options where the facts do not depend on any', received: { options } });
}

function parametersOf({ configDefaults = {} }: Named): FactSheet['parameters'] {
  return Object.fromEntries(
    Object.entries(configDefaults).map(([name, value]) => [name, Number.isNaN(value) ? undefined : value]),
  );
}
