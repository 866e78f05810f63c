/** Options that several augmentations share. */
import { ValueError } from '../../errors/index.js';
import { defaulted, type DefaultedOption, oneOf, type RequiredOption } from '../../objects/options/index.js';

/** The smallest and the largest value of something. */
export type Interval = readonly [lower: number, upper: number];

const isPair = (given: unknown): given is Interval =>
  Array.isArray(given) && given.length === 2 && given.every((each) => Number.isFinite(each));

const ascending = ([a, b]: Interval): Interval => (a > b ? [b, a] : [a, b]);

/** The smallest and the largest value that pixels can have; with `isSorted`, Keras sorts the two. */
export const valueRange = (isSorted = true): DefaultedOption<Interval> => ({
  default: [0, 255],
  check: (given: unknown, where, name) => {
    if (isPair(given)) return isSorted ? ascending(given) : given;
    throw new ValueError({ where, expected: `${name} to be a list of two numbers`, received: { [name]: given } });
  },
});

/** How a factor can be given: as the ends of the interval from which it is drawn, or as one number. */
export interface FactorKind {
  /** The limits of a factor. */
  readonly bounds: Interval;
  /** The interval that a single number means. */
  readonly ofNumber: (factor: number) => Interval;
  /** Whether both ends have to be within the limits; otherwise the interval has to overlap them. */
  readonly isStrict?: boolean;
  /** Whether the factor is kept as it was given, because Keras's config states it like that. */
  readonly isKept?: boolean;
}

/** A factor: the ends of the interval from which it is drawn, or one number that means an interval. */
export function factor(kind: FactorKind): RequiredOption<number | Interval, Interval> {
  const [least, most] = kind.bounds;
  return {
    check: (given: unknown, where, name) => {
      const lies = (each: number): boolean => each >= least && each <= most;
      if (typeof given === 'number' && lies(given)) return kind.ofNumber(given);
      const meets =
        isPair(given) && (kind.isStrict === true ? given.every(lies) : given[0] <= most && given[1] >= least);
      if (meets) return ascending(given);
      const expected = `${name} to be a number from ${least} to ${most}, or a list of two such numbers`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  };
}

/** A factor that is kept as it was given. */
export function keptFactor(kind: FactorKind): RequiredOption<number | Interval> {
  const { check } = factor(kind);
  return {
    check: (given, where, name) => {
      check(given, where, name);
      return given;
    },
  };
}

/** A single number means the interval between its negative and itself, cut at the limits. */
export const aroundZero = (least: number, most: number): FactorKind => ({
  bounds: [least, most],
  ofNumber: (given) => [Math.max(-Math.abs(given), least), Math.abs(given)],
});

/** A fraction; a single number means the interval from 0 to it. */
export const fraction = (preset: number): DefaultedOption<number | Interval, Interval> =>
  defaulted(factor(aroundZero(0, 1)), preset);

/** How moved images can be continued beyond their edges. */
export const edgeFill = (): DefaultedOption<'constant' | 'nearest' | 'reflect' | 'wrap'> =>
  oneOf(['constant', 'nearest', 'reflect', 'wrap'], 'reflect');

/** How values between pixels can be computed. */
export const betweenPixels = (): DefaultedOption<'bilinear' | 'nearest'> => oneOf(['bilinear', 'nearest'], 'bilinear');
