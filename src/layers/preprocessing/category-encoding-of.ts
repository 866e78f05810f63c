/** Encodes categories as numbers that layers can compute with. */
import { ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/index.js';
import { unknownNameError } from '../../errors/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { max } from '../../ops/extremes.js';
import { oneHot } from '../../ops/gathering.js';
import { expandDims, squeeze } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import type { DType, SymbolicShape, Tensor } from '../../tensor/index.js';

/**
 * How categories are encoded: `'int'` as their numbers, `'one_hot'` each as a row with a single 1, `'multi_hot'` all of a sample as one
 * row, `'count'` as the number of times each occurs, `'tf_idf'` as these numbers weighted.
 */
export type OutputMode = 'int' | 'one_hot' | 'multi_hot' | 'count' | 'tf_idf';

/** The names of output modes in older versions. */
const formerNames: Readonly<Record<string, OutputMode>> = { binary: 'multi_hot', 'tf-idf': 'tf_idf' };

/** The option for the output mode, limited to the modes that a layer has. */
export const outputModeOption = <const Mode extends OutputMode>(
  modes: readonly Mode[],
  preset: Mode,
): DefaultedOption<Mode> => ({
  default: preset,
  check: (given, where, name) => {
    const mode = (formerNames[given as string] ?? given) as Mode;
    if (modes.includes(mode)) return mode;
    if (typeof given === 'string') throw unknownNameError(where, name, given, modes);
    throw new ValueError({ where, expected: `${name} to be one of ${modes.join(', ')}`, received: { [name]: given } });
  },
});

/** Categories, given by their numbers, in an output mode; `weights` are the weights of the single values. */
export function encodeCategories(
  indices: Tensor,
  mode: OutputMode,
  depth: number,
  dtype: DType,
  weights?: Tensor,
): Tensor {
  if (mode === 'int') return indices;
  const rows = indices.rank === 0 ? expandDims(indices, 0) : indices;
  if (mode === 'one_hot') {
    const isColumn = rows.rank > 1 && rows.shape[rows.rank - 1] === 1;
    return cast(oneHot(isColumn ? squeeze(rows, { axis: -1 }) : rows, depth), dtype);
  }
  const axis = rows.rank > 1 ? 1 : 0;
  const each = cast(oneHot(rows, depth), dtype);
  if (mode === 'multi_hot') return max(each, { axis });
  return sum(weights === undefined ? each : multiply(each, expandDims(weights, -1)), { axis });
}

/** The shape of what `encodeCategories` returns. */
export function encodedShape(shape: SymbolicShape, mode: OutputMode, depth: number | null): SymbolicShape {
  if (mode === 'int') return shape;
  const rows = shape.length === 0 ? [1] : shape;
  if (mode === 'one_hot') {
    const isColumn = rows.length > 1 && rows[rows.length - 1] === 1;
    return [...(isColumn ? rows.slice(0, -1) : rows), depth];
  }
  return [...rows.slice(0, 1).filter(() => rows.length > 1), ...rows.slice(2), depth];
}
