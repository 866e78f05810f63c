/** Counts the changes that make cached lists of variables outdated: of `trainable`, and of the variables and layers that there are. */
let changes = 0;

/** How many changes there were. */
export const changeCount = (): number => changes;

/** Tells everyone who caches such a list that it may be outdated. */
export function markChanged(): void {
  changes += 1;
}
