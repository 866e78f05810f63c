/** The facts of an activation in words, for pages and terminals. */
import type { Interval } from '../formula/curve-facts.js';
import type { Kink } from '../formula/kinks.js';
import type { FactSheet } from './facts.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { readOptions } from '../tensor/options.js';

const notDetermined = 'not determined';

/** A number with at most six digits; minus signs are typographic, as in `−∞`. */
const number = (value: number): string =>
  (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : value > 0 ? '∞' : '-∞').replaceAll('-', '−');

const interval = ({ from, to, includesFrom, includesTo }: Interval): string =>
  `${includesFrom ? '[' : '('}${number(from)}, ${number(to)}${includesTo ? ']' : ')'}`;

/** The range without its gaps, as a union of intervals: `{0} ∪ (1, ∞)`. */
function values({ range, gaps = [] }: FactSheet): string {
  if (range === undefined) return notDetermined;
  let { from, includesFrom } = range;
  const parts = [...gaps, undefined].map((gap) => {
    const to = gap?.from ?? range.to;
    const part = { from, to, includesFrom, includesTo: gap === undefined ? range.includesTo : !gap.includesFrom };
    if (gap !== undefined) [from, includesFrom] = [gap.to, !gap.includesTo];
    return part.from === part.to ? `{${number(to)}}` : interval(part);
  });
  return parts.join(' ∪ ');
}

const limit = (value: number | null | undefined, place: string): string =>
  `${value === undefined ? notDetermined : value === null ? 'none' : number(value)} at ${place}`;

const pair = ([left, right]: readonly [number, number]): string =>
  left === right ? number(left) : `${number(left)} | ${number(right)}`;

/** A point without a derivative: the slopes on both sides, and the derivative that is computed there. */
const kink = ({ x, values, slopes, derivative }: Kink): string => {
  const jump = values[0] === values[1] ? '' : `value ${pair(values)}, `;
  return `x = ${number(x)} (${jump}slope ${pair(slopes)}, derivative ${Number.isNaN(derivative) ? 'NaN' : number(derivative)})`;
};

const kinks = ({ kinks, kinksInWords = notDetermined }: FactSheet): string =>
  kinks === undefined ? kinksInWords : kinks.map(kink).join('; ') || 'none';

const yesOrNo = (value: boolean | undefined): string => (value === undefined ? notDetermined : value ? 'yes' : 'no');

const symmetry = ({ odd, zeroAtOrigin }: FactSheet): string =>
  [
    odd === undefined ? 'odd: not determined' : odd ? 'odd' : 'not odd',
    zeroAtOrigin === undefined ? 'f(0): not determined' : zeroAtOrigin ? 'f(0) = 0' : 'f(0) ≠ 0',
  ].join(', ');

/**
 * What `facts` tells, as labels and texts: range, limits, kinks, monotony, symmetry; then its source and its versions of Keras. If the
 * facts are for other arguments than the defaults, these arguments come first.
 *
 * @param facts - what `activations.facts` gives
 * @param options - `argumentText`: how an argument is written, by default `alpha = 0.5`
 *
 * @example
 * import { activations } from 'hillock';
 * const texts = activations.factTexts(activations.facts('relu'));
 * texts.range; // → [0, ∞)
 * texts.kinks; // → x = 0 (slope 0 | 1, derivative 0)
 * texts.since; // → Keras 1.0, Keras 3.0
 */
export function factTexts(
  facts: FactSheet,
  texts: {
    /** Writes a parameter and its value. */ readonly argumentText?: (
      name: string,
      value: number | boolean | null,
    ) => string;
  } = {},
): Readonly<Record<string, string>> {
  const where = 'activations.factTexts';
  checkArgumentCount(where, arguments, 2);
  const { argumentText } = readOptions<Required<typeof texts>>(where, texts, {
    argumentText: (name, value) => `${name} = ${String(value)}`,
  });
  const { options, limits, source, since, aliases } = facts;
  const given = Object.entries(options).map(([name, value]) => argumentText(name, value));
  const versions = [since?.keras2, since?.keras3].flatMap((version) => (version ? [`Keras ${version}`] : []));
  return {
    ...(given.length > 0 && { 'facts for': given.join(', ') }),
    range: values(facts),
    limits: `${limit(limits.negative, '−∞')}, ${limit(limits.positive, '∞')}`,
    kinks: kinks(facts),
    monotonic: yesOrNo(facts.monotonic),
    symmetry: symmetry(facts),
    ...(source !== undefined && { source }),
    ...(versions.length > 0 && { since: versions.join(', ') }),
    ...(aliases.length > 0 && { 'also called': aliases.join(', ') }),
  };
}
