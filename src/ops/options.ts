import { unknownNameError } from '../errors/index.js';

/** Options with their defaults filled in. One that the operation does not have is an error: it must not be ignored. */
export function readOptions<Options extends object>(
  where: string,
  given: { readonly [Name in keyof Options]?: Options[Name] | undefined },
  defaults: Options,
): Options {
  const options = { ...defaults };
  for (const name of Object.keys(given) as (keyof Options & string)[]) {
    if (!Object.hasOwn(defaults, name)) throw unknownNameError(where, 'option', name, Object.keys(defaults));
    const value = given[name];
    if (value !== undefined) options[name] = value;
  }
  return options;
}
