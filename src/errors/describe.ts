const longestString = 60;
const mostElements = 8;

/** Any object with a shape and a dtype is described by these two: this folder lies below `tensor/` and knows no tensor class. */
function isShaped(value: object): value is { shape: readonly (number | null)[]; dtype: string } {
  return 'shape' in value && Array.isArray(value.shape) && 'dtype' in value && typeof value.dtype === 'string';
}

function describeString(value: string): string {
  return JSON.stringify(value.length > longestString ? `${value.slice(0, longestString)}…` : value);
}

function describeElements(values: ArrayLike<unknown>, depth: number): string {
  const shown = Array.from({ length: Math.min(values.length, mostElements) }, (_, i) => describe(values[i], depth + 1));
  return `[${[...shown, ...(values.length > mostElements ? [`… ${values.length} in all`] : [])].join(', ')}]`;
}

function describeObject(value: object, depth: number): string {
  const kind = (Object.getPrototypeOf(value) as Partial<object> | null)?.constructor?.name ?? 'Object';
  if (isShaped(value)) return `${kind}(shape=${describe(value.shape, depth)}, dtype=${value.dtype})`;
  if (Array.isArray(value)) return depth < 2 ? describeElements(value, depth) : `array of length ${value.length}`;
  if (ArrayBuffer.isView(value) && 'length' in value) return `${kind} of length ${String(value.length)}`;
  if (kind !== 'Object' || depth > 1) return `${kind} object`;
  const entries = Object.entries(value).slice(0, mostElements);
  return `{ ${entries.map(([name, entry]) => `${name}: ${describe(entry, depth + 1)}`).join(', ')} }`;
}

function describe(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return describeString(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return value.name === '' ? 'anonymous function' : `function ${value.name}`;
    case 'object':
      return value === null ? 'null' : describeObject(value, depth);
    default:
      return String(value);
  }
}

/** A value in a few words, for error messages: tensors by shape and dtype, strings quoted, long things shortened. */
export function describeValue(value: unknown): string {
  return describe(value, 0);
}
