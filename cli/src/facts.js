/** The facts of an activation as texts for a terminal. */
import { activations } from '#hillock';
import { flagOf } from './flags.js';
import { plainFormula } from './plain-formula.js';

const argumentText = (name, value) => `${flagOf(name)} ${value}`;

/**
 * The first versions of Keras that have the activation: `2.4, 3.0`.
 *
 * @param {import('hillock').activations.FactSheet} facts
 */
export const sinceText = ({ since }) => [since?.keras2, since?.keras3].filter(Boolean).join(', ');

/**
 * @param {import('hillock').activations.FactSheet} facts
 * @param {{ latex?: boolean }} options - formulas as LaTeX, not as plain text
 * @returns {[label: string, text: string][]}
 */
export function factEntries(facts, { latex = false } = {}) {
  const { formula, derivative, parameters, scope, differences } = facts;
  const formulaText = latex ? (text) => text : plainFormula;
  const defaults = Object.entries(parameters).map(
    ([name, value]) => `${flagOf(name)} (${value === undefined ? 'required' : (value ?? 'none')})`,
  );
  /** @type {[label: string, text: string][]} */
  const entries = [
    ['formula', formulaText(formula)],
    ['derivative', formulaText(derivative)],
    ['arguments', defaults.join(', ') || 'none'],
  ];
  if (scope !== undefined) entries.push(['scope', scope]);
  entries.push(...Object.entries(activations.factTexts(facts, { argumentText })));
  if (differences !== undefined) entries.push(['differences', differences]);
  return entries;
}
