/** Options of classes that have one, two or three spatial axes. */
import { ValueError } from '../../errors/index.js';
import type { DefaultedOption, RequiredOption } from './option.js';
import { imageDataFormat, type DataFormat } from '../settings.js';

/** A number for each spatial axis, by the number of axes. */
export interface Lengths {
  readonly 1: readonly [length: number];
  readonly 2: readonly [height: number, width: number];
  readonly 3: readonly [depth: number, height: number, width: number];
}

/** The number of spatial axes. */
export type SpatialRank = keyof Lengths;

const countWords = { 1: 'one', 2: 'two', 3: 'three' } as const;

/** An integer of at least `least` for each spatial axis; a single number applies to all. */
export function lengths<Rank extends SpatialRank>(
  rank: Rank,
  least: 0 | 1 = 1,
): RequiredOption<number | Lengths[Rank], Lengths[Rank]> {
  const isLength = (each: unknown): boolean => Number.isSafeInteger(each) && (each as number) >= least;
  const kind = least === 1 ? 'a positive integer' : 'an integer that is not negative';
  return {
    check(given, where, name) {
      const all: readonly unknown[] = Array.isArray(given) ? given : Array<unknown>(rank).fill(given);
      if (all.length === rank && all.every(isLength)) return [...all] as unknown as Lengths[Rank];
      const expected = `${name} to be ${kind}${rank === 1 ? '' : `, or ${countWords[rank]} of them`}`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  };
}

/** How much is added to, or removed from, the beginning and the end of an axis. */
export type Margin = readonly [before: number, after: number];

export interface Margins {
  readonly 1: Margin;
  readonly 2: readonly [rows: Margin, columns: Margin];
  readonly 3: readonly [planes: Margin, rows: Margin, columns: Margin];
}

export interface MarginsGiven {
  readonly 1: number | Margin;
  readonly 2: number | readonly [rows: number | Margin, columns: number | Margin];
  readonly 3: number | readonly [planes: number | Margin, rows: number | Margin, columns: number | Margin];
}

/**
 * A margin for each spatial axis: one number for all, or for each axis a number for both ends or a pair. For a single axis it is a pair,
 * not a list with one pair.
 */
export function margins<Rank extends SpatialRank>(rank: Rank): RequiredOption<MarginsGiven[Rank], Margins[Rank]> {
  const isCount = (each: unknown): boolean => Number.isSafeInteger(each) && (each as number) >= 0;
  const marginOf = (given: unknown): Margin | undefined => {
    const pair: readonly unknown[] = Array.isArray(given) ? given : [given, given];
    return pair.length === 2 && pair.every(isCount) ? [pair[0] as number, pair[1] as number] : undefined;
  };
  const read = (given: unknown): unknown => {
    if (rank === 1) return marginOf(given);
    const all: readonly unknown[] = Array.isArray(given) ? given : Array<unknown>(rank).fill(given);
    const each = all.map(marginOf);
    return each.length === rank && !each.includes(undefined) ? each : undefined;
  };
  const expected =
    rank === 1
      ? 'an integer that is not negative, or two of them, for the beginning and the end'
      : `an integer that is not negative, or for each of the ${countWords[rank]} axes one or a pair of them`;
  return {
    check(given, where, name) {
      const found = read(given);
      if (found !== undefined) return found as Margins[Rank];
      throw new ValueError({ where, expected: `${name} to be ${expected}`, received: { [name]: given } });
    },
  };
}

export type { DataFormat };

/** The place of the channels axis; `null` means what `config.imageDataFormat` returns. */
export function dataFormat(): DefaultedOption<DataFormat | null, DataFormat> {
  return {
    default: null,
    check(given, where, name) {
      if (given === null) return imageDataFormat();
      if (given === 'channels_last' || given === 'channels_first') return given;
      const expected = `${name} to be "channels_last" or "channels_first"`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  };
}
