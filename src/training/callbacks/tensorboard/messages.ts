/**
 * Writes messages of Protocol Buffers, as far as event files need them: varints, doubles, and fields with a length. A library would be
 * larger than this code.
 */
export type Field = readonly [number: number, value: Uint8Array, wire: 0 | 1 | 2];

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...bytes, rest]);
}

/** A field with a nonnegative integer. */
export const integerField = (number: number, value: number): Field => [number, varint(value), 0];

/** A field with a double. */
export const doubleField = (number: number, value: number): Field => [
  number,
  new Uint8Array(Float64Array.of(value).buffer),
  1,
];

/** A field with bytes or a message. */
export const bytesField = (number: number, value: Uint8Array): Field => [number, value, 2];

/** A field with a text. */
export const textField = (number: number, value: string): Field => bytesField(number, new TextEncoder().encode(value));

/** The bytes of a message with these fields. */
export function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, value, wire]) => [
    varint(number * 8 + wire),
    ...(wire === 2 ? [varint(value.length)] : []),
    value,
  ]);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}
