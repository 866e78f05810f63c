/** JSON as Python's `json.dumps` writes it: `, ` and `: ` between, NaN and Infinity by their names, everything beyond ASCII escaped. */

export function writeJson(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value ?? null);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(', ')}]`;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${entries.map(([key, entry]) => `${textOf(key)}: ${writeJson(entry)}`).join(', ')}}`;
}

const numberText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));

const textOf = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
