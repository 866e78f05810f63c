/** While a model of a file is made, its weights begin as zeros: the file has their values, and says how many it may ask for. */
import { FileError } from '../../errors/index.js';
import { Tensor, allocate, type DType, type Shape } from '../../tensor/index.js';

interface Room {
  readonly most: number;
  left: number;
}

let room: Room | undefined;

const elementBytes: Readonly<Record<string, number>> = { float64: 8, uint8: 1, bool: 1 };

/** Runs `make`, in which weights are zeros and take so many bytes together at most. */
export function withUnsetWeights<Result>(most: number, make: () => Result): Result {
  const before = room;
  room = { most, left: most };
  try {
    return make();
  } finally {
    room = before;
  }
}

/** The zeros that a weight begins as; `undefined` outside of `withUnsetWeights`. */
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
