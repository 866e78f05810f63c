/** The facts of an activation as text. */

/** @typedef {import('../../src/activations/facts.js').FactSheet} FactSheet */

/** A number of six digits, `−∞` among them. */
export const number = (value) =>
  (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : value > 0 ? '∞' : '-∞').replace('-', '−');

const limit = (value) => (value === null ? 'none' : number(value));

const pair = ([left, right]) => (left === right ? number(left) : `${number(left)} | ${number(right)}`);

/**
 * The LaTeX of formula and derivative, each as an equation.
 *
 * @param {FactSheet} facts
 */
export const equations = ({ elementwise, formula, derivative }) =>
  elementwise ? [`f(x) = ${formula}`, `f'(x) = ${derivative}`] : [`y_i = ${formula}`, derivative];

/** An interval, `[−0.17, ∞)`. */
export const rangeText = ({ from, to, includesFrom, includesTo }) =>
  `${includesFrom ? '[' : '('}${number(from)}, ${number(to)}${includesTo ? ']' : ')'}`;

/** A point without derivative: the slopes on both sides and what is computed there. */
const kinkText = ({ x, values, slopes, derivative }) => {
  const jump = values[0] === values[1] ? '' : `value ${pair(values)}, `;
  return `x = ${number(x)} (${jump}slope ${pair(slopes)}, derivative ${number(derivative)})`;
};

const symmetryText = ({ odd, zeroAtOrigin }) =>
  [odd ? 'odd' : 'not odd', zeroAtOrigin ? 'f(0) = 0' : 'f(0) ≠ 0'].join(', ');

/**
 * Labels and texts of what evaluation tells.
 *
 * @param {FactSheet} facts
 * @returns {[string, string][]}
 */
export const curveRows = (facts) => [
  ['range', rangeText(facts.range)],
  ['limits', `${limit(facts.limits.negative)} at −∞, ${limit(facts.limits.positive)} at ∞`],
  ['kinks', facts.kinks.length === 0 ? 'none' : facts.kinks.map(kinkText).join('; ')],
  ['monotonic', facts.monotonic ? 'yes' : 'no'],
  ['symmetry', symmetryText(facts)],
];

/**
 * Labels and texts of where an activation comes from.
 *
 * @param {FactSheet} facts
 * @returns {[string, string][]}
 */
export const originRows = ({ source, since, aliases }) => [
  ...(source === undefined ? [] : [['source', source]]),
  ...(since === undefined ? [] : [['since', versionsText(since)]]),
  ...(aliases.length === 0 ? [] : [['also called', aliases.join(', ')]]),
];

const versionsText = ({ keras2, keras3 }) =>
  keras2 === undefined ? `Keras ${keras3}` : `Keras ${keras2}, Keras ${keras3}`;
