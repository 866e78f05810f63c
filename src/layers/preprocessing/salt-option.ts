import { ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/index.js';
import type { Salt } from './hashing/buckets.js';

/** The key of a hash: two integers, or one for both. */
export const saltOption = (): DefaultedOption<number | Salt | null, Salt | null> => ({
  default: null,
  check: (given, where, name) => {
    if (given === null) return null;
    const pair: readonly unknown[] = Array.isArray(given) ? given : [given, given];
    if (pair.length === 2 && pair.every(Number.isSafeInteger)) return pair as unknown as Salt;
    throw new ValueError({ where, expected: `${name} to be an integer or two of them`, received: { [name]: given } });
  },
});
