/** Own activations: one formula gives a kernel, a gradient, a name, LaTeX and a place in files. */
import { ValueError } from '../errors/index.js';
import { activation } from '../formula/activation.js';
import { describe, Expression, parameter, input } from '../formula/expression.js';
import { type ActivationOptions, activationFunction, type ElementwiseActivation } from '../ops/activation-function.js';
import { register } from './registry.js';

/** The parameters of an own activation with their defaults. */
type Parameters = Readonly<Record<string, number>>;

/**
 * Defines an activation of your own by its formula, written with `ops.*`; the formula becomes one fused kernel.
 *
 * The name can be used as a string identifier from then on, in `activations.get`, layers and configs; to have the compiler know it,
 * declare it in the interface `CustomActivations`. Numeric parameters become options and get gradients.
 *
 * @param name - its identifier, in snake_case
 * @param parameters - numbers that the formula uses, with their defaults
 * @param formula - the formula of x and the parameters
 *
 * @example
 * import { activations, defineActivation, ops } from 'hillock';
 * // Snake: x + sin²(αx)/α. Source: Ziyin et al., 2020, arXiv:2006.08195.
 * const snake = defineActivation('snake', { alpha: 1 }, (x, { alpha }) =>
 *   ops.add(x, ops.divide(ops.square(ops.sin(ops.multiply(alpha, x))), alpha)));
 * snake([0, 1, 2], { alpha: 0.5 }); // → array([0.       , 1.4596977, 3.4161468], dtype=float32)
 * activations.serialize(activations.get('snake' as never)); // → snake
 */
export function defineActivation<Name extends string, P extends Parameters>(
  name: Name,
  parameters: P,
  formula: (x: Expression, parameters: { readonly [K in keyof P]: Expression }) => Expression,
): ElementwiseActivation<Name, ActivationOptions<P>> {
  checkName(name);
  checkParameters(parameters);
  checkFormula(name, parameters, formula as Formula);
  const own = activationFunction(activation(name, parameters, formula, {}), {
    precision: 'full',
  });
  register(own as never, where);
  return own;
}

type Formula = (x: Expression, parameters: Readonly<Record<string, Expression>>) => unknown;

const where = 'defineActivation';

function checkName(name: unknown): void {
  if (typeof name === 'string' && /^[a-z][a-z0-9_]*$/.test(name)) return;
  throw new ValueError({ where, expected: 'a name in snake_case, such as "my_activation"', received: { name } });
}

function checkParameters(parameters: unknown): void {
  if (typeof parameters !== 'object' || parameters === null) {
    throw new ValueError({ where, expected: 'an object of parameters with their defaults', received: { parameters } });
  }
  if ('out' in parameters) {
    const expected = 'another name than `out`, which is an option of every activation';
    throw new ValueError({ where, expected, received: { parameters } });
  }
  for (const [name, value] of Object.entries<unknown>(parameters as Record<string, unknown>)) {
    if (typeof value === 'number' && !Number.isNaN(value)) continue;
    const expected = `a number as default of the parameter \`${name}\``;
    throw new ValueError({ where, expected, received: { [name]: value } });
  }
}

/** Runs the formula once, to tell what is wrong with it while its author is near. */
function checkFormula(name: string, parameters: Parameters, formula: Formula): void {
  if (typeof formula !== 'function') {
    throw new ValueError({ where, expected: 'a formula, a function of x and the parameters', received: { formula } });
  }
  const expressions = Object.fromEntries(Object.keys(parameters).map((key) => [key, parameter(key)]));
  const result = formula(input(0), expressions);
  if (result instanceof Expression && !result.isCondition) return;
  const isCondition = result instanceof Expression;
  throw new ValueError({
    where: `${where}("${name}")`,
    expected: isCondition ? 'a formula that returns a number, not a condition' : 'a formula that returns an expression',
    received: { result: isCondition ? describe(result) : result },
    hint: isCondition
      ? 'write ops.where(condition, 1, 0)'
      : 'write it with ops.add, ops.multiply, ops.where …; JavaScript operators cannot build formulas',
  });
}
