/**
 * Writes JSON as Python's `json.dumps` does: with `, ` and `: ` as separators, NaN and Infinity by name, everything beyond ASCII escaped,
 * and `0.0` for Python's floats, because some classes of Keras require that.
 */

/** The entries of Keras's configs that are floats. */
const floats = /* @__PURE__ */ new Set([
  ...['learning_rate', 'initial_learning_rate', 'warmup_target', 'end_learning_rate', 'decay_rate', 'power', 'alpha'],
  ...['momentum', 'rho', 'beta_1', 'beta_2', 'epsilon', 'ema_momentum', 'weight_decay', 'clipnorm', 'global_clipnorm'],
  ...['clipvalue', 'initial_accumulator_value', 'rate', 'dropout', 'recurrent_dropout', 'negative_slope', 'threshold'],
  ...['l1', 'l2', 'factor', 'stddev', 'mean', 'minval', 'maxval', 'gain', 'label_smoothing', 'delta', 't_mul', 'm_mul'],
]);

export function writeJson(value: unknown, key?: string): string {
  if (typeof value === 'number') return numberText(value, key !== undefined && floats.has(key));
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value ?? null);
  if (Array.isArray(value)) return `[${value.map((each) => writeJson(each)).join(', ')}]`;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries.map(([name, entry]) => `${textOf(name)}: ${writeJson(entry, name)}`).join(', ')}}`;
}

function numberText(value: number, isFloat: boolean): string {
  if (Object.is(value, -0)) return '-0.0';
  return isFloat && Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

const textOf = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
