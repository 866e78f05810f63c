/** The place of the channels axis: the last one, which the kernels need, or the one after the batch. */
import { ValueError } from '../errors/index.js';
import type { DataFormat } from '../objects/options/index.js';
import { imageDataFormat } from '../objects/settings.js';
import type { SymbolicShape } from '../tensor/index.js';
import { specOf } from './apply.js';
import type { Operand } from './operation.js';
import { transpose } from './transpose.js';

/** `'channels_last'`: `[batch, …spatial, channels]`; `'channels_first'`: `[batch, channels, …spatial]`. */
export type { DataFormat };

/** The data format for an option; `null` means what `config.imageDataFormat` returns. */
export function resolveDataFormat(where: string, dataFormat: DataFormat | null): DataFormat {
  if (dataFormat === null) return imageDataFormat();
  if (dataFormat === 'channels_last' || dataFormat === 'channels_first') return dataFormat;
  throw new ValueError({ where, expected: '"channels_last" or "channels_first"', received: { dataFormat } });
}

/** Calls `compute` on x with its channels moved to the end, and moves them back in the result. */
export function withChannelsLast(
  where: string,
  x: Operand,
  dataFormat: DataFormat,
  compute: (x: Operand) => Operand,
): Operand {
  if (dataFormat === 'channels_last') return compute(x);
  const rank = specOf(x, where).shape.length;
  // With too few axes, `compute` throws the error, because it knows what it expects.
  if (rank < 3) return compute(x);
  const y = compute(transpose<Operand>(x, [0, ...range(2, rank), 1]));
  const resultRank = specOf(y, where).shape.length;
  return transpose<Operand>(y, [0, resultRank - 1, ...range(1, resultRank - 1)]);
}

/** A shape of the given data format, with its channels moved to the end. */
export const channelsToEnd = (shape: SymbolicShape, dataFormat: DataFormat): SymbolicShape =>
  dataFormat === 'channels_last' || shape.length < 3 ? shape : [shape[0]!, ...shape.slice(2), shape[1]!];

/** A shape with channels last, rearranged for the data format. */
export const channelsFromEnd = (shape: SymbolicShape, dataFormat: DataFormat): SymbolicShape =>
  dataFormat === 'channels_last' ? shape : [shape[0]!, shape[shape.length - 1]!, ...shape.slice(1, -1)];

const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, i) => start + i);
