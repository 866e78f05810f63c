/**
 * While a model is made from a file, its weights start as zeros, because the file contains their values. The total size of the weights is
 * limited, because the file decides it.
 */
import { FileError } from '../../errors/index.js';
import { Tensor, allocate, type DType, type Shape } from '../../tensor/index.js';

interface Room {
  readonly most: number;
  left: number;
}

let room: Room | undefined;

const elementBytes: Readonly<Record<string, number>> = { float64: 8, uint8: 1, bool: 1 };

/** Runs `make`, during which weights start as zeros and may take at most so many bytes together. */
export function withUnsetWeights<Result>(most: number, make: () => Result): Result {
  const before = room;
  room = { most, left: most };
  try {
    return make();
  } finally {
    room = before;
  }
}

/** The zeros that a weight starts as; `undefined` outside of `withUnsetWeights`. */
export function unsetValue(where: string, shape: Shape, dtype: DType): Tensor | undefined {
  if (room === undefined) return undefined;
  const bytes = shape.reduce((product, axis) => product * axis, elementBytes[dtype] ?? 4);
  if (!(bytes <= room.left)) {
    const expected = `weights of at most ${room.most} bytes in all`;
    throw new FileError({
      ...{ kind: 'limit', where, expected, received: { shape } },
      hint: 'pass { limits: { bytes } } if models this large are meant',
    });
  }
  room.left -= bytes;
  const size = shape.reduce((product, axis) => product * axis, 1);
  return new Tensor(allocate(dtype as 'float32', size), shape, dtype);
}
