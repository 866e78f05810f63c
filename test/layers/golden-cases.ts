import { readFileSync } from 'node:fs';
import { tensor, type DType, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';

/** Reads a file of numbers that Keras computed. */
export function readGoldens<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8')) as Content;
}

const readable = (value: NestedTensorLike): NestedTensorLike => {
  if (Array.isArray(value)) return (value as NestedTensorLike[]).map(readable);
  return typeof value === 'string' ? Number(value) : value;
};

/** The tensor that nested lists of a golden file stand for, in which special numbers are strings. */
export const goldenTensor = (value: NestedTensorLike, dtype: DType = 'float32'): Tensor =>
  tensor(dtype === 'string' ? value : readable(value), { dtype });
