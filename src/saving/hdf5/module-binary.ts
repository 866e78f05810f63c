/** Reads and changes the sections of a WebAssembly module. Source: WebAssembly core specification, chapter 5. */

export const section = { types: 1, imports: 2, memory: 5, globals: 6, exports: 7, code: 10 } as const;

export interface Section {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

const headerBytes = 8;

/** Reads numbers of variable length and bytes, one after the other. */
export class BinaryReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes[this.at++]!;
  }

  /** An unsigned LEB128 number: each byte has seven bits, and an eighth that says whether more bytes follow. */
  number(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if ((byte & 0x80) === 0) return value;
    }
  }

  /** Skips a LEB128 number, signed or unsigned. */
  skipNumber(): void {
    while ((this.byte() & 0x80) !== 0);
  }

  skipName(): void {
    const length = this.number();
    this.at += length;
  }
}

export class BinaryWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #end = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#end);
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.set(from.subarray(start, end), this.#end);
    this.#end += end - start;
  }

  push(...bytes: readonly number[]): void {
    this.#reserve(bytes.length);
    for (const byte of bytes) this.#bytes[this.#end++] = byte;
  }

  number(value: number): void {
    this.push(...encodedNumber(value));
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#end + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export function encodedNumber(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

export function sectionsOf(module: Uint8Array): Section[] {
  const sections: Section[] = [];
  const reader = new BinaryReader(module, headerBytes);
  while (reader.at < module.length) {
    const id = reader.byte();
    const length = reader.number();
    sections.push({ id, start: reader.at, end: reader.at + length });
    reader.at += length;
  }
  return sections;
}

/** A copy of the module in which some sections have other contents. */
export function withSections(module: Uint8Array, contents: ReadonlyMap<number, Uint8Array>): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter(module.length + 2 ** 16);
  writer.copy(module, 0, headerBytes);
  for (const { id, start, end } of sectionsOf(module)) {
    const content = contents.get(id) ?? module.subarray(start, end);
    writer.push(id);
    writer.number(content.length);
    writer.copy(content, 0, content.length);
  }
  return writer.bytes;
}
