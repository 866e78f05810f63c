import { unknownNameError, ValueError } from '../errors/index.js';

/** Refuses what is no object of options, such as an axis by position. */
export function checkIsOptions(where: string, options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new ValueError({
    where,
    expected: 'an object of options as last argument',
    received: { options },
    hint: 'Python keyword arguments become one object: relu(x, { maxValue: 6 })',
  });
}

/** Options with their defaults filled in. One that the operation does not have is an error: it must not be ignored. */
export function readOptions<Options extends object>(
  where: string,
  given: { readonly [Name in keyof Options]?: Options[Name] | undefined },
  defaults: Options,
): Options {
  checkIsOptions(where, given);
  const options = { ...defaults };
  for (const name of Object.keys(given) as (keyof Options & string)[]) {
    if (!Object.hasOwn(defaults, name)) throw unknownNameError(where, 'option', name, Object.keys(defaults));
    const value = given[name];
    if (value !== undefined) options[name] = value;
  }
  return options;
}
