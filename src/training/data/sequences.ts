import { ShapeError, ValueError } from '../../errors/index.js';
import { allocate, asTensorOf, sizeOf, Tensor, type DType, type TensorLike } from '../../tensor/index.js';
import { checkOptionsObject, oneOf, optional, positiveInteger, readOptions, type DefaultedOption, type OptionsOf } from '../../objects/options/index.js';
import { checkDType } from '../../tensor/dtype.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

const dtype = (): DefaultedOption<DType> => ({
  default: 'int32',
  check: (given, where) => {
    checkDType(where, given);
    return given;
  },
});

const value = (): DefaultedOption<number | string> => ({
  default: 0,
  check: (given, where, name) => {
    if (typeof given === 'number' || typeof given === 'string') return given;
    throw new ValueError({ where, expected: `${name} to be a number or a text`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The length of the result; by default that of the longest sequence. */
  maxlen: optional(positiveInteger()),
  /** The dtype of the result; int32 by default. */
dtype: dtype(),
  /** Whether sequences are padded at their beginning or at their end. */
  padding: oneOf(['pre', 'post'], 'pre'),
  /** Whether sequences that are too long are cut off at their beginning or at their end. */
  truncating: oneOf(['pre', 'post'], 'pre'),
  /** The value that sequences are padded with. */
  value: value(),
});

/** Options of `padSequences`. */
export type PadSequencesOptions = OptionsOf<ReturnType<typeof options>>;

/**
 * Sequences of different lengths as one tensor: short ones are padded, long ones are cut. The entries may be numbers, texts, or arrays of
 * the same shape.
 *
 * @example
 * import { utils } from 'hillock';
 * utils.padSequences([[1], [2, 3, 4]], { maxlen: 2 })
 * // → array([[0, 1],
 * //          [3, 4]], dtype=int32)
 */
export function padSequences(sequences: Iterable<Iterable<TensorLike>>, given: PadSequencesOptions = {}): Tensor {
  checkArgumentCount('utils.padSequences', arguments, 2);
  const where = 'utils.padSequences';
  const table = options();
  checkOptionsObject(where, given, Object.keys(table));
  const read = readOptions(where, table, given);
  const lists = listsOf(where, sequences);
  const steps = lists.map((list) => list.map((entry) => entryOf(where, entry, read.dtype)));
  const shape = steps.find((list) => list.length > 0)?.[0]?.shape ?? [];
  const length = read.maxlen ?? Math.max(...steps.map((list) => list.length));
  const size = sizeOf(shape);
  const data = allocate(read.dtype, lists.length * length * size, where);
  data.fill(entryOf(where, read.value, read.dtype).data[0]! as never);
  steps.forEach((list, row) => {
    const kept = read.truncating === 'pre' ? list.slice(-length) : list.slice(0, length);
    const start = row * length + (read.padding === 'pre' ? length - kept.length : 0);
    kept.forEach((entry, i) => {
      if (entry.shape.length !== shape.length || entry.shape.some((each, axis) => each !== shape[axis])) {
        const expected = `entries of one shape, [${shape.join(', ')}] as the first`;
        throw new ShapeError({ where, expected, received: { [`sequences[${row}]`]: entry } });
      }
      for (let k = 0; k < size; k++) data[(start + i) * size + k] = entry.data[k]!;
    });
  });
  return new Tensor(data as never, [lists.length, length, ...shape], read.dtype);
}

function listsOf(where: string, sequences: unknown): TensorLike[][] {
  const isIterable = (each: unknown): each is Iterable<TensorLike> =>
    typeof each === 'object' && each !== null && Symbol.iterator in each;
  if (!isIterable(sequences)) throw new ValueError({ where, expected: 'a list of sequences', received: { sequences } });
  const lists = [...sequences];
  if (lists.length === 0) throw new ValueError({ where, expected: 'at least one sequence', received: { sequences } });
  return lists.map((each: unknown, i) => {
    if (isIterable(each)) return [...each];
    throw new ValueError({ where, expected: 'sequences of values', received: { [`sequences[${i}]`]: each } });
  });
}

function entryOf(where: string, entry: TensorLike, dtype: DType): Tensor {
  // Python writes numbers as text where entries are texts.
  return asTensorOf(where, dtype === 'string' && typeof entry === 'number' ? String(entry) : entry, dtype);
}
