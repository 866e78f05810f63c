/** What model files are held against: arrays as the index of the packed models writes them, and how near is near. */
import { tensor, type Tensor } from '../../src/index.js';
import { readNpy } from '../../src/index.js';
import { modelFile } from './model-packs.js';

type Numbers = readonly (number | string)[];

/** An array of numbers, text or truths; large ones lie in a file beside it. */
export interface StoredArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data?: Numbers;
  readonly file?: string;
}

export const parseFile = (pack: 'models' | 'public-models', name: string): unknown =>
  JSON.parse(new TextDecoder().decode(modelFile(pack, name)));

const heldAs: Readonly<Record<string, string>> = { int64: 'int32', int16: 'int32', int8: 'int32', uint32: 'int32' };

/** `-0` and numbers that JSON lacks are written as texts. */
export const numbersOf = (data: unknown): number[] => [data].flat(99).map(Number);

export function arrayOf(folder: string, { dtype, shape, data, file }: StoredArray): Tensor {
  if (file !== undefined) return readNpy(modelFile('models', `${folder}/${file}`));
  if (dtype === 'string' || dtype === 'str')
    return tensor([data].flat(99) as string[], { shape, dtype: 'string' }) as never;
  return tensor(numbersOf(data), { shape, dtype: (heldAs[dtype] ?? dtype) as 'float32' });
}

/** The tensors of a prediction, whatever holds them. */
export const leavesOf = (outputs: unknown): Tensor[] =>
  typeof outputs === 'object' && outputs !== null && 'data' in outputs
    ? [outputs as Tensor]
    : Object.values(outputs as object).flatMap(leavesOf);

/** How far numbers are from those that are expected, relative to the largest of these; what is not finite must be the same. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let [largest, worst] = [1e-30, 0];
  for (let i = 0; i < expected.length; i++) {
    const [x, y] = [expected[i]!, found[i]!];
    if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    if (Object.is(x, y) || x === y) continue;
    const difference = Math.abs(x - y);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst / largest;
}
