import { readFileSync } from 'node:fs';
import { tensor, type DType, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';

/** The cases of a file of goldens. */
export function readCases<Case>(name: string): Case[] {
  const text = readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

/** Numbers that JSON has no word for stand there as strings. */
const readable = (values: NestedTensorLike): NestedTensorLike =>
  Array.isArray(values)
    ? (values as NestedTensorLike[]).map(readable)
    : typeof values === 'string'
      ? Number(values)
      : values;

export const array = (values: NestedTensorLike, dtype: DType): Tensor => tensor(readable(values), { dtype });
