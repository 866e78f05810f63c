import { describeValue, unknownNameError, ValueError } from '../errors/index.js';

type Entries = Readonly<Record<string, unknown>>;

/** Whether a value is an object written with braces, of any realm; instances of classes, such as tensors, are not. */
export function isPlainObject(value: unknown): value is Entries {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return (
    prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'))
  );
}

/** Refuses a value that is no object of options, such as an axis given by position; `names` lists the options for the error. */
export function checkIsOptions(where: string, options: unknown, names: readonly string[]): void {
  if (isPlainObject(options)) return;
  const [first] = names;
  const entry = typeof options === 'object' ? first : `${first}: ${describeValue(options)}`;
  throw new ValueError({
    where,
    expected: 'an object of options as last argument',
    received: { options },
    ...(first !== undefined && { hint: `Keyword arguments are one object: { ${entry} }` }),
  });
}

/** The options behind the first `count` arguments; anything behind the options is refused. */
export function lastArgument(where: string, given: readonly unknown[], count: number): unknown {
  const [last, ...surplus] = given.slice(count);
  if (surplus.every((each) => each === undefined)) return last;
  throw new ValueError({ where, expected: 'no argument behind the options', received: { surplus } });
}

/** Options with their defaults filled in. An option that the operation does not have is an error, because ignoring it would hide a mistake. */
export function readOptions<Options extends object>(
  where: string,
  given: { readonly [Name in keyof Options]?: Options[Name] | undefined },
  defaults: Options,
): Options {
  checkIsOptions(where, given, Object.keys(defaults));
  const options = { ...defaults };
  for (const name of Object.keys(given) as (keyof Options & string)[]) {
    if (!Object.hasOwn(defaults, name)) throw unknownNameError(where, 'option', name, Object.keys(defaults));
    const value = given[name];
    // As in Keras, no dtype is the one by default.
    if (value !== undefined && (value !== null || name !== 'dtype')) options[name] = value;
  }
  return options;
}

/** The arguments of a function or constructor as one options object: those named in `leading` may be given by position or as options. */
export function gatherOptions(where: string, leading: readonly string[], parameters: readonly unknown[]): Entries {
  const given = [...parameters];
  while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
  const last = given[given.length - 1];
  // A config (`{ class_name, config }`) is a plain object, too, but it is the value of an argument and not the options.
  const endsInOptions = isPlainObject(last) && !Object.hasOwn(last, 'class_name');
  const [placed, options] = endsInOptions ? [given.slice(0, -1), last] : [given, {} as Entries];
  if (placed.length > leading.length) {
    throw new ValueError({
      where,
      expected: `${leading.length === 0 ? '' : `${leading.join(', ')} and then `}an options object`,
      received: Object.fromEntries(placed.map((value, index) => [leading[index] ?? `argument ${index + 1}`, value])),
    });
  }
  const gathered: Record<string, unknown> = { ...options };
  leading.forEach((name, index) => {
    if (placed[index] === undefined) return;
    if (options[name] !== undefined) {
      throw new ValueError({
        where,
        expected: `${name} once`,
        received: { argument: placed[index], option: options[name] },
      });
    }
    gathered[name] = placed[index];
  });
  return gathered;
}
