/** Filling and copying of bytes of the kernel memory. */
import { kernelMemory } from './memory.js';

export interface BytesFunctions {
  fill(target: number, value: number, bytes: number): void;
  /** The blocks may overlap. */
  copy(target: number, source: number, bytes: number): void;
}

const ofMemory: BytesFunctions = {
  fill: (target, value, bytes) => void kernelMemory().bytes.fill(value, target, target + bytes),
  copy: (target, source, bytes) => void kernelMemory().bytes.copyWithin(target, source, source + bytes),
};

let functions = ofMemory;

/** Fills the bytes from one address up to another with zeros. */
export function clearBytes(from: number, to: number): void {
  if (from < to) functions.fill(from, 0, to - from);
}

export const copyBytes = (target: number, source: number, bytes: number): void => functions.copy(target, source, bytes);

/** Runs `body` with other functions in their place: those of a module, whose calls can be recorded for other threads. */
export function withBytesFunctions(others: BytesFunctions, body: () => void): void {
  functions = others;
  try {
    body();
  } finally {
    functions = ofMemory;
  }
}
