/** Defines users' activations: one formula gives a kernel, a gradient, a name, LaTeX and an entry in files. */
import { HillockError, inTermsOf, ValueError } from '../errors/index.js';
import { activation, type ActivationFormula } from '../formula/activation.js';
import { describe, Expression, nodesInOrder } from '../formula/expression.js';
import { type ActivationOptions, activationFunction, type ElementwiseActivation } from '../ops/activation-function.js';
import { sumTo } from '../ops/summation.js';
import { snakeCase } from '../objects/spelling.js';
import { isPlainObject } from '../tensor/options.js';
import { register } from './registry.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** The parameters of a user's activation with their defaults. */
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
 * // The compiler has to be told of the name, too.
 * declare module 'hillock' { interface CustomActivations { snake: true } }
 * activations.get('snake') === snake; // → true
 */
export function defineActivation<Name extends string, P extends Parameters>(
  name: Name,
  parameters: P,
  formula: (x: Expression, parameters: { readonly [K in keyof P]: Expression }) => Expression,
): ElementwiseActivation<Name, ActivationOptions<P>> {
  checkArgumentCount('defineActivation', arguments, 3);
  checkName(name);
  checkParameters(parameters);
  if (typeof formula !== 'function') {
    throw new ValueError({ where, expected: 'a formula, a function of x and the parameters', received: { formula } });
  }
  const written = inNameOf(name, () => activation(name, { ...parameters }, formula));
  checkExpression(written);
  const own = activationFunction(written, { precision: 'full', sumTo });
  register(own as never, where);
  return own;
}

const where = 'defineActivation';
const labelOf = (name: string): string => `${where}("${name}")`;
const howToWrite = 'a formula is written with elementwise operations: ops.add, ops.multiply, ops.where …';

function checkName(name: unknown): void {
  if (typeof name === 'string' && /^[a-z][a-z0-9_]*$/.test(name)) return;
  throw new ValueError({ where, expected: 'a name in snake_case, such as "my_activation"', received: { name } });
}

function checkParameters(parameters: unknown): void {
  if (!isPlainObject(parameters)) {
    throw new ValueError({
      where,
      expected: 'an object of parameters with their defaults',
      received: { parameters },
      ...(typeof parameters === 'function' && { hint: 'pass {} before a formula that has no parameters' }),
    });
  }
  const nameOf = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    checkParameterName(name);
    if (typeof value !== 'number' || Number.isNaN(value)) {
      const expected = `a number as default of the parameter \`${name}\``;
      throw new ValueError({ where, expected, received: { [name]: value } });
    }
    const key = snakeCase(name);
    if (nameOf.has(key)) {
      const expected = `parameters that differ in configs, where \`${nameOf.get(key)}\` and \`${name}\` both are "${key}"`;
      throw new ValueError({ where, expected, received: { parameters } });
    }
    nameOf.set(key, name);
  }
}

function checkParameterName(name: string): void {
  if (name === 'out') {
    const expected = 'another name than `out`, which is an option of every activation';
    throw new ValueError({ where, expected, received: { parameter: name } });
  }
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !(name in Object.prototype)) return;
  const expected = 'a parameter named by letters, digits and underscores, and not as a property of every object';
  throw new ValueError({ where, expected, received: { parameter: name } });
}

/** Runs `write`; an error in it is reworded to name the activation and say what formulas consist of. */
function inNameOf<Result>(name: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (error instanceof HillockError) throw inTermsOf(labelOf(name), error, error.hint ?? howToWrite);
    const told = new ValueError({
      where: labelOf(name),
      expected: 'a formula that can be written out',
      received: { error: String(error) },
      hint: howToWrite,
    });
    told.cause = error;
    throw told;
  }
}

function checkExpression({ name, expression: result, parameters }: ActivationFormula): void {
  // An async formula is refused anyway; if its promise also rejects, that must not end the program.
  if (result instanceof Promise) (result as Promise<unknown>).catch(() => undefined);
  const isExpression = result instanceof Expression;
  if (!isExpression || result.isCondition) {
    throw new ValueError({
      where: labelOf(name),
      expected: isExpression
        ? 'a formula that returns a number, not a condition'
        : 'a formula that returns an expression',
      received: { result: isExpression ? describe(result) : result },
      hint: isExpression ? 'write ops.where(condition, 1, 0)' : `${howToWrite}; JavaScript operators cannot build one`,
    });
  }
  for (const { content } of nodesInOrder([result])) {
    if (content.kind !== 'parameter' || Object.hasOwn(parameters, content.name)) continue;
    const expected = 'a formula of its own parameters, not of those of another';
    throw new ValueError({ where: labelOf(name), expected, received: { parameter: content.name } });
  }
}
