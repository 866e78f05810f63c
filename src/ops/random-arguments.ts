/** What the functions of `keras.random` share: their arguments, and parameters that differ from number to number. */
import { ShapeError } from '../errors/index.js';
import {
  shapesEqual,
  type DType,
  type FloatingDType,
  type Seed,
  type Shape,
  type TensorLike,
} from '../tensor/index.js';
import { specOf } from './apply.js';
import type { ShapeLike } from './arguments.js';
import { broadcastShapes } from './broadcasting.js';
import { cast } from './casting.js';
import type { Operand } from './operation.js';

/** The source of the numbers; `null` and `undefined` mean the global generator. */
export interface Seeded {
  /** A number, which gives the same values each time, or a `SeedGenerator`. */
  readonly seed?: Seed | null | undefined;
}

export interface FloatOptions extends Seeded {
  /** The dtype of the result; float32 by default. */
  readonly dtype?: FloatingDType | undefined;
}

/** The arguments of every draw. */
export interface DrawArguments {
  readonly shape: ShapeLike;
  readonly dtype: DType;
  readonly seed: Seed | null | undefined;
}

export const floatDefaults = { dtype: 'float32', seed: undefined } as const;

/** An argument of a distribution, such as a mean, in the dtype of the numbers; it has to broadcast to their shape. */
export function perNumber(where: string, name: string, given: TensorLike, shape: Shape, dtype: DType): Operand {
  const spec = specOf(given, where);
  const together = broadcastShapes(where, [{ shape, dtype }, spec]);
  if (shapesEqual(together, shape)) return cast<Operand>(given, dtype);
  const expected = `\`${name}\` to broadcast to the shape of the result`;
  throw new ShapeError({ where, expected, received: { [name]: spec, shape } });
}
