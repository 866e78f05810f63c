/** What is saved: bytes all of which say which of two files they belong to. */
export const contentOf = (letter, size) => new Uint8Array(size).fill(65 + letter);

/** Whether the bytes are one of the two files, whole. */
export const isWhole = (bytes, size) => bytes.length === size && bytes.every((byte) => byte === bytes[0]);
