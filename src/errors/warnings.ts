const given = /* @__PURE__ */ new Set<string>();

/** Prints `message` with `console.warn`, the first time that `key` is given and never again. */
export function warnOnce(key: string, message: string): void {
  if (given.has(key)) return;
  given.add(key);
  console.warn(message);
}

/** Forgets which warnings were printed, so that each can be printed once more. */
export function forgetWarnings(): void {
  given.clear();
}
