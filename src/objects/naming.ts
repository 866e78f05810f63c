const timesUsed = /* @__PURE__ */ new Map<string, number>();

/** A name that was not given before: the stem itself, then the stem with `_1`, `_2` and so on. */
export function uniqueName(stem: string): string {
  const used = timesUsed.get(stem) ?? 0;
  timesUsed.set(stem, used + 1);
  return used === 0 ? stem : `${stem}_${used}`;
}

/**
 * Forgets which automatic names were given, so that the next `Dense` is named `dense` again. As `keras.utils.clear_session`.
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
