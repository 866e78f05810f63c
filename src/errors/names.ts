import { ValueError } from './errors.js';

/** Where a name was given, for the error that says it is unknown. */
export interface Place {
  readonly where: string;
  /** The argument, or the option of a layer, that held the name: `identifier`, `activation`. */
  readonly argument: string;
  /** The kind of thing that the name should have named: `activation`. */
  readonly kind: string;
}

/** Without case and underscores: `leakyRelu`, `LeakyReLU` and `leaky_relu` count as the same name, mistyped. */
const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');

/** The initials of a name's words, which people use as an abbreviation: `lr` for `learningRate`. */
const initials = (name: string): string => name.replace(/(?<=.)[^A-Z]/g, '').toLowerCase();

/** The number of edits (insert, delete, replace, swap of neighbours) between two words: optimal string alignment. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) distance = Math.min(distance, beforePrevious[j - 2]! + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** The candidate that `name` was most likely meant to be; undefined when every candidate differs too much. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(name);
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (wanted.length > 1 && initials(candidate) === wanted) return candidate;
    const distance = editDistance(wanted, plain(candidate));
    // Two candidates may be spellings of one name, such as `LeakyReLU` and `leaky_relu`: take the one whose spelling is nearer to what was
    // typed.
    const isNearer =
      distance === least && nearest !== undefined && editDistance(name, candidate) < editDistance(name, nearest);
    if (distance < least || isNearer) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/**
 * The error for a name that a table does not hold, with the nearest one it does hold:
 * `activations.get: unknown activation "gelo". Did you mean "gelu"?`
 */
export function unknownNameError(where: string, kind: string, name: string, candidates: Iterable<string>): ValueError {
  const known = [...candidates];
  const nearest = nearestName(name, known);
  const all = known.length === 0 ? 'There is none' : `Known are ${known.join(', ')}`;
  const hint = nearest === undefined ? all : `Did you mean "${nearest}"`;
  const message = `${where}: unknown ${kind} "${name}". ${hint}${nearest === undefined ? '.' : '?'}`;
  return new ValueError({ where, expected: `the name of a known ${kind}`, received: { name }, hint }, message);
}
