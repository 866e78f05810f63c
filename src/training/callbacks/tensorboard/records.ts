/** Records in TensorFlow's files: a length and data, each followed by its checksum. */

/** The polynomial of CRC-32C (Castagnoli), with its bits reversed. */
const polynomial = 0x82f63b78;

let table: Uint32Array | undefined;

const tableOf = (): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });

/** CRC-32C of bytes. */
export function checksum(bytes: Uint8Array): number {
  table ??= tableOf();
  let value = 0xffffffff;
  for (const byte of bytes) value = table[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** The checksum in the form that files contain. It is changed so that the checksum of data that contain checksums differs from these. */
function masked(bytes: Uint8Array): number {
  const value = checksum(bytes);
  return (((value >>> 15) | (value << 17)) + 0xa282ead8) >>> 0;
}

/** A record that contains the data. */
export function recordOf(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return record;
}
