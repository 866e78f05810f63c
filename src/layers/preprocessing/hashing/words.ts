/** Arithmetic on unsigned integers of 64 bits. */
export const word = (value: bigint): bigint => BigInt.asUintN(64, value);

export const rotateRight = (value: bigint, by: bigint): bigint => word((value >> by) | (value << (64n - by)));

export const rotateLeft = (value: bigint, by: bigint): bigint => rotateRight(value, 64n - by);

/** The upper bits of a word, mixed into the lower ones. */
export const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

/** Reads little-endian integers from bytes. */
export class Words {
  readonly #view: DataView;
  readonly length: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length;
  }

  at64(place: number): bigint {
    return this.#view.getBigUint64(place, true);
  }

  at32(place: number): bigint {
    return BigInt(this.#view.getUint32(place, true));
  }

  at8(place: number): bigint {
    return BigInt(this.#view.getUint8(place));
  }
}
