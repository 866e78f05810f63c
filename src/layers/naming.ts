/** The snake_case of a class name as Keras forms it: `Conv2D` is `conv2d`, `LeakyReLU` is `leaky_re_lu`. */
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** An option's name as a config has it: `useBias` is `use_bias`. */
export const configKey = (option: string): string => option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A config's key as the options have it: `use_bias` is `useBias`. */
export const optionName = (key: string): string =>
  key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const timesUsed = /* @__PURE__ */ new Map<string, number>();

/** A name that nothing has yet: the stem itself, then with `_1`, `_2` … behind it. */
export function uniqueName(stem: string): string {
  const used = timesUsed.get(stem) ?? 0;
  timesUsed.set(stem, used + 1);
  return used === 0 ? stem : `${stem}_${used}`;
}

/**
 * Forgets which automatic names were given, so that the next `Dense` is called `dense` again. As
 * `keras.utils.clear_session`.
 *
 * @example
 * import { clearSession, layers } from 'hillock';
 * clearSession();
 * const [first, second] = [layers.Dense(1), layers.Dense(1)];
 * second.name // → dense_1
 */
export function clearSession(): void {
  timesUsed.clear();
}
