/** The facts of an activation as text. */
import { flagOf } from './activation-flags.js';
import { plainFormula } from './plain-formula.js';

const yesOrNo = (value) => (value ? 'yes' : 'no');
const listOf = (texts) => (texts.length === 0 ? 'none' : texts.join(', '));

function numberText(value) {
  if (Number.isFinite(value)) return String(Number(value.toPrecision(6))).replace('-', '−');
  return value > 0 ? '∞' : '−∞';
}

/** An interval: `[−0.169971, ∞)`. */
export const rangeText = ({ from, to, includesFrom, includesTo }) =>
  `${includesFrom ? '[' : '('}${numberText(from)}, ${numberText(to)}${includesTo ? ']' : ')'}`;

/** The first versions of Keras that have it: `2.4, 3.0`. */
export const sinceText = ({ keras2, keras3 } = {}) => [keras2, keras3].filter(Boolean).join(', ');

const argumentText = ([name, value]) => `${flagOf(name)} (${value === undefined ? 'required' : (value ?? 'none')})`;
const limitText = (value, place) => `${value === null ? 'none' : numberText(value)} at ${place}`;
const kinkText = ({ x, derivative }) => `${numberText(x)} (derivative there ${numberText(derivative)})`;

/**
 * @param {import('hillock').activations.FactSheet} facts
 * @param {{ latex?: boolean }} options - formulas as LaTeX, not as plain text
 * @returns {[label: string, text: string][]}
 */
export function factEntries(facts, { latex = false } = {}) {
  const formulaText = latex ? (text) => text : plainFormula;
  const { range, limits, kinks, aliases, source, differences } = facts;
  return [
    ['formula', formulaText(facts.formula)],
    ['derivative', formulaText(facts.derivative)],
    ['arguments', listOf(Object.entries(facts.parameters).map(argumentText))],
    ['range', rangeText(range)],
    ['limits', `${limitText(limits.negative, '−∞')}, ${limitText(limits.positive, '∞')}`],
    ['kinks', listOf(kinks.map(kinkText))],
    ['monotonic', yesOrNo(facts.monotonic)],
    ['odd', yesOrNo(facts.odd)],
    ['zero at 0', yesOrNo(facts.zeroAtOrigin)],
    ['also called', listOf(aliases)],
    ['since Keras', sinceText(facts.since)],
    ...(source === undefined ? [] : [['source', source]]),
    ...(differences === undefined ? [] : [['differences', differences]]),
  ];
}
