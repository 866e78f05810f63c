/** Helpers to compare what model files give: the arrays in the index of the packed models, and how close results have to be. */
import { tensor, type Tensor } from '../../src/index.js';
import { readNpy } from '../../src/index.js';
import { modelFile } from './model-packs.js';

type Numbers = readonly (number | string)[];

/** An array of numbers, texts or booleans; large arrays are in a file beside the index. */
export interface StoredArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data?: Numbers;
  readonly file?: string;
}

export const parseFile = (pack: 'models' | 'public-models', name: string): unknown =>
  JSON.parse(new TextDecoder().decode(modelFile(pack, name)));

const heldAs: Readonly<Record<string, string>> = { int64: 'int32', int16: 'int32', int8: 'int32', uint32: 'int32' };

/** Flattens nested numbers; `-0` and numbers that JSON does not have are written as texts. */
export const numbersOf = (data: unknown): number[] => [data].flat(99).map(Number);

export function arrayOf(folder: string, { dtype, shape, data, file }: StoredArray): Tensor {
  if (file !== undefined) return readNpy(modelFile('models', `${folder}/${file}`));
  if (dtype === 'string' || dtype === 'str')
    return tensor([data].flat(99) as string[], { shape, dtype: 'string' }) as never;
  return tensor(numbersOf(data), { shape, dtype: (heldAs[dtype] ?? dtype) as 'float32' });
}

/** The tensors in a prediction, in whatever form it is. */
export const leavesOf = (outputs: unknown): Tensor[] =>
  typeof outputs === 'object' && outputs !== null && 'data' in outputs
    ? [outputs as Tensor]
    : Object.values(outputs as object).flatMap(leavesOf);

/** The distance of numbers from the expected ones, relative to the largest of these; NaN and infinities have to be equal. */
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
