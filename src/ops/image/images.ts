/** Single images or batches of them, with their channels at the place of the data format. */
import { ShapeError } from '../../errors/index.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import { resolveDataFormat, withChannelsLast, type DataFormat } from '../data-format.js';
import { asOperand } from '../operand.js';
import type { Operand, TensorSpec } from '../operation.js';
import { expandDims, squeeze } from '../reshape.js';

/** The option for the place of the channels axis. */
export interface FormatOption {
  /** The place of the channels axis; last by default. */
  readonly dataFormat?: DataFormat | null | undefined;
}

/** The option with its default filled in. */
export interface ReadFormat {
  readonly dataFormat: DataFormat | null;
}

/** Checks that x is an image or a batch of them. */
export function checkImages(where: string, images: TensorSpec): void {
  const rank = images.shape.length;
  if (rank === 3 || rank === 4) return;
  throw new ShapeError({ where, expected: 'an image of rank 3, or a batch of them of rank 4', received: { images } });
}

/** Calls `compute` on a batch of images with channels last; a single image is made a batch of one, and the result a single image again. */
export function onBatch(
  where: string,
  images: Operand,
  dataFormat: DataFormat | null,
  compute: (batch: Tensor) => Tensor,
): Tensor {
  const given = asOperand(where, images);
  checkImages(where, given);
  const format = resolveDataFormat(where, dataFormat);
  const isSingle = given.shape.length === 3;
  const batch = isSingle ? expandDims(given, 0) : given;
  const result = withChannelsLast(where, batch, format, (each) => compute(each as Tensor)) as Tensor;
  return isSingle ? squeeze(result, { axis: 0 }) : result;
}

/** The axis of the channels, counted from the end. */
export const channelAxis = (where: string, dataFormat: DataFormat | null): -1 | -3 =>
  resolveDataFormat(where, dataFormat) === 'channels_last' ? -1 : -3;

/** The height and width of a batch with channels last; they have to be known. */
export function knownSides(where: string, batch: { readonly shape: SymbolicShape }): [height: number, width: number] {
  const [, height, width] = batch.shape;
  if (height !== null && width !== null) return [height!, width!];
  throw new ShapeError({ where, expected: 'images of which height and width are known', received: { images: batch } });
}
