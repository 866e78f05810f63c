/** The two spellings of a name: snake_case, as in Python, configs and identifiers, and TypeScript's camelCase. */

/** Names in snake_case by the original: the same names of classes and options are converted for every instance. */
const snakeCaseOf = /* @__PURE__ */ new Map<string, string>();

/** `negativeSlope` → `negative_slope`, `Conv2D` → `conv2d`, `LeakyReLU` → `leaky_re_lu`: as Keras forms it. */
export function snakeCase(name: string): string {
  const known = snakeCaseOf.get(name);
  if (known !== undefined) return known;
  const spelled = name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  snakeCaseOf.set(name, spelled);
  return spelled;
}

/** What automatic names and paths begin with, for a class name: `Conv2D` becomes `conv2d`, `ConvLSTM1D` becomes `conv_lstm1d`. */
export const stemOfName = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** `hard_sigmoid` → `hardSigmoid`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The type of `snakeCase(name)` for the name of a function or an option. */
export type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : '';
