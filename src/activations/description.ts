/** Finds the formula that is to be described, from whatever a user names an activation with. */
import { ValueError } from '../errors/index.js';
import type { ActivationFormula } from '../formula/activation.js';
import type { ActivationIdentity } from '../ops/activation-function.js';
import { type ActivationFunction, type ActivationName, find, type Named } from './registry.js';

/** What can name the activation to be described. */
export type Describable = ActivationName | ActivationFunction | ActivationIdentity;

/** The arguments of the activation to be described: numbers and switches. */
export type DescriptionOptions = Readonly<Record<string, number | boolean | null>>;

/** The activation that an identifier means, which must have a name. */
export function namedActivation(where: string, identifier: Describable): Named {
  if (typeof identifier === 'string') return find(where, identifier);
  if (typeof identifier === 'function' && 'identifier' in identifier) return identifier as Named;
  throw new ValueError({
    where,
    expected: 'the name of an activation, or one that has a name',
    received: { identifier },
  });
}

/** The formula of an activation, with numbers for its parameters. */
export interface FormulaToDescribe {
  readonly formula: ActivationFormula;
  /** The options that the formula was chosen by, with values for required ones. */
  readonly options: DescriptionOptions;
  readonly parameters: Readonly<Record<string, number>>;
  /** The formula that the name means without options. */
  readonly byDefault: ActivationFormula;
}

/** The formula that the options select. */
export function resolveForDescription(
  where: string,
  activation: Named,
  options: DescriptionOptions,
): FormulaToDescribe {
  const name = activation.identifier!;
  const resolve = activation.resolve ?? find(where, name).resolve;
  if (resolve === undefined) {
    throw new ValueError({
      where,
      expected: 'an elementwise activation, which has a formula of one number',
      received: { identifier: name },
    });
  }
  const required = activation.exampleArguments ?? {};
  const all = { ...required, ...(activation.config as DescriptionOptions | undefined), ...options };
  const { formula, parameters } = resolve(all);
  const numbers = Object.entries(parameters).map(([parameter, value]): [string, number] => {
    if (typeof value === 'number') return [parameter, value];
    throw new ValueError({ where, expected: `\`${parameter}\` to be a number`, received: { [parameter]: value } });
  });
  return { formula, options: all, parameters: Object.fromEntries(numbers), byDefault: resolve(required).formula };
}
