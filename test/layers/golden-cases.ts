import { readFileSync } from 'node:fs';
import { tensor, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';

/** Reads a file of numbers that Keras computed. */
export function readGoldens<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8')) as Content;
}

const readable = (value: NestedTensorLike): NestedTensorLike => {
  if (Array.isArray(value)) return (value as NestedTensorLike[]).map(readable);
  return typeof value === 'string' ? Number(value) : value;
};

/** The tensor that nested lists of a golden file stand for, in which special numbers are strings. */
export const goldenTensor = (value: NestedTensorLike): Tensor => tensor(readable(value), { dtype: 'float32' });
