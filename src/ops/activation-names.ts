/** The two spellings of a name, and the one default that the generations of Keras do not share. */

/** `hard_sigmoid` → `hardSigmoid`: the name in TypeScript of what Keras calls so. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `negativeSlope` → `negative_slope`: Keras's name of an argument. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Keras 3's slope of hard_sigmoid; Keras 2's is 0.2. */
export const keras3HardSigmoidSlope = 1 / 6;
