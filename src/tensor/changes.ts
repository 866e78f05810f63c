/** Counts the changes after which lists of variables have to be made anew: what is trained, and which variables and layers there are. */
let changes = 0;

/** How many changes there were. */
export const changeCount = (): number => changes;

/** Tells everybody who keeps such a list that it may be outdated. */
export function markChanged(): void {
  changes += 1;
}
