/** The axes of images, alone or in a batch. */
import { ShapeError } from '../../errors/index.js';
import type { DataFormat } from '../../objects/options/index.js';
import type { SymbolicShape } from '../../tensor/index.js';

/** The axes of height and width of images, alone or in a batch. */
export function spatialAxes(
  where: string,
  shape: SymbolicShape,
  format: DataFormat,
): readonly [height: number, width: number] {
  if (shape.length !== 3 && shape.length !== 4) {
    const expected = 'an image of three axes, or a batch of images of four';
    throw new ShapeError({ where, expected, received: { inputs: shape } });
  }
  const first = shape.length - (format === 'channels_last' ? 3 : 2);
  return [first, first + 1];
}
