/** Where the channels of an array stand: last, as the kernels want them, or just after the batch. */
import { ValueError } from '../errors/index.js';
import type { DataFormat } from '../objects/options/index.js';
import { imageDataFormat } from '../objects/settings.js';
import type { SymbolicShape } from '../tensor/index.js';
import { specOf } from './apply.js';
import type { Operand } from './operation.js';
import { transpose } from './transpose.js';

/** `'channels_last'`: `[batch, …spatial, channels]`; `'channels_first'`: `[batch, channels, …spatial]`. */
export type { DataFormat };

/** The data format that an option names; `null` is what `config.imageDataFormat` says. */
export function resolveDataFormat(where: string, dataFormat: DataFormat | null): DataFormat {
  if (dataFormat === null) return imageDataFormat();
  if (dataFormat === 'channels_last' || dataFormat === 'channels_first') return dataFormat;
  throw new ValueError({ where, expected: '"channels_last" or "channels_first"', received: { dataFormat } });
}

/** What `compute` makes of x with its channels last; the result has them where x had them. */
export function withChannelsLast(
  where: string,
  x: Operand,
  dataFormat: DataFormat,
  compute: (x: Operand) => Operand,
): Operand {
  if (dataFormat === 'channels_last') return compute(x);
  const rank = specOf(x, where).shape.length;
  // Too few axes are an error of `compute`, which knows what it expects.
  if (rank < 3) return compute(x);
  const y = compute(transpose<Operand>(x, [0, ...range(2, rank), 1]));
  const resultRank = specOf(y, where).shape.length;
  return transpose<Operand>(y, [0, resultRank - 1, ...range(1, resultRank - 1)]);
}

/** A shape with its channels last. */
export const channelsToEnd = (shape: SymbolicShape, dataFormat: DataFormat): SymbolicShape =>
  dataFormat === 'channels_last' || shape.length < 3 ? shape : [shape[0]!, ...shape.slice(2), shape[1]!];

/** A shape with channels last as one of the data format. */
export const channelsFromEnd = (shape: SymbolicShape, dataFormat: DataFormat): SymbolicShape =>
  dataFormat === 'channels_last' ? shape : [shape[0]!, shape[shape.length - 1]!, ...shape.slice(1, -1)];

const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, i) => start + i);
