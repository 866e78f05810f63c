/** From what a user names an activation with to the formula that is to be described. */
import { ValueError } from '../errors/index.js';
import type { ActivationFormula } from '../formula/activation.js';
import type { ActivationIdentity } from '../ops/activation-function.js';
import { type ActivationFunction, type ActivationName, find, type Named } from './registry.js';

/** What an activation that is to be described may be named with. */
export type Describable = ActivationName | ActivationFunction | ActivationIdentity;

/** Arguments of an activation that is to be described: numbers and switches. */
export type DescriptionOptions = Readonly<Record<string, number | boolean | null>>;

/** The activation that is meant; it has a name. */
export function namedActivation(where: string, identifier: Describable): Named {
  if (typeof identifier === 'string') return find(where, identifier);
  if (typeof identifier === 'function' && 'identifier' in identifier) return identifier as Named;
  throw new ValueError({
    where,
    expected: 'the name of an activation, or one that has a name',
    received: { identifier },
  });
}

/** An activation's formula with numbers for its parameters. */
export interface FormulaToDescribe {
  readonly formula: ActivationFormula;
  /** The options that led to it, what is required among them. */
  readonly options: DescriptionOptions;
  readonly parameters: Readonly<Record<string, number>>;
  /** The formula that its name alone stands for. */
  readonly byDefault: ActivationFormula;
}

/** The formula that the options ask for. */
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
