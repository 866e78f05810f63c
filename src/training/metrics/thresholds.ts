/** The thresholds of metrics that count predictions. */
import { ValueError } from '../../errors/index.js';
import { optional, type DefaultedOption } from '../../objects/options/index.js';
import { areEven, type Thresholds } from './confusion.js';

const isThreshold = (given: unknown): boolean => typeof given === 'number' && given >= 0 && given <= 1;

/** The option for thresholds: one, several, or `null` for the default. */
export function thresholdsOption(): DefaultedOption<number | readonly number[] | null> {
  return optional({
    check: (given: number | readonly number[], where: string, name: string) => {
      const list = typeof given === 'number' ? [given] : given;
      if (Array.isArray(list) && list.length > 0 && list.every(isThreshold)) return given;
      const expected = `${name} to be a number from 0 to 1, or a list of them`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  });
}

/** The given thresholds as a list, or the default. */
export function thresholdsOf(given: number | readonly number[] | null, usual: number): Thresholds {
  const values = typeof given === 'object' ? (given ?? [usual]) : [given];
  return { values, areEven: areEven(values) };
}

/** Thresholds at equal distances from 0 to 1. */
export function evenThresholds(count: number): Thresholds {
  if (count === 1) return { values: [0.5], areEven: false };
  return { values: Array.from({ length: count }, (_, i) => i / (count - 1)), areEven: true };
}
