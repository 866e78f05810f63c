/** Surrounds arrays with a constant, or with copies of their own elements. */
import { unknownNameError, ValueError } from '../errors/index.js';
import type { Tensor } from '../tensor/index.js';
import { readArguments, required, type Scalar } from './arguments.js';
import { take } from './gathering.js';
import { placesFrom } from './lengths.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { pad as padConstant, pairsOf, type PadWidth } from './slicing.js';
import { within } from './naming.js';

/** For each mode, the element that an index beyond the ends stands for. */
const places = {
  edge: (index: number, length: number): number => Math.min(Math.max(index, 0), length - 1),
  reflect: (index: number, length: number): number => {
    const period = Math.max(1, 2 * (length - 1));
    const place = ((index % period) + period) % period;
    return Math.min(place, period - place);
  },
  symmetric: (index: number, length: number): number => {
    const place = ((index % (2 * length)) + 2 * length) % (2 * length);
    return Math.min(place, 2 * length - 1 - place);
  },
  wrap: (index: number, length: number): number => ((index % length) + length) % length,
} as const;

/**
 * What an array is padded with: `'constant'`, its last element repeated (`'edge'`), its elements mirrored at the last one (`'reflect'`) or
 * behind it (`'symmetric'`), or the elements from the other end (`'wrap'`).
 */
export type PadMode = 'constant' | keyof typeof places;

/** Options of `pad`. */
export interface PadOptions {
  /** What is added: `'constant'` values, or the array's own, by `'reflect'`, `'symmetric'` and the like. */
  readonly mode?: PadMode | undefined;
  /** The constant; 0 by default. */
  readonly constantValues?: Operand | null | undefined;
}

const isMode = (mode: unknown): mode is keyof typeof places => Object.hasOwn(places, mode as string);

interface PadArguments {
  readonly padWidth: PadWidth;
  readonly mode: PadMode | number;
  readonly constantValues: Operand | null;
}

/**
 * The tensor with elements added before and after each axis: `constantValues` (0), or by `mode` copies of its own elements.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.pad([[1, 2]], [[1, 0], [0, 1]], { constantValues: 7 })
 * // → array([[7., 7., 7.],
 * //          [1., 2., 7.]], dtype=float32)
 * ops.pad([1, 2], 1) // → array([0., 1., 2., 0.], dtype=float32)
 * ops.pad([1, 2, 3], 2, { mode: 'reflect' }) // → array([3., 2., 1., 2., 3., 2., 1.], dtype=float32)
 */
export function pad<X extends Operand>(x: X, padWidth: PadWidth, options?: PadOptions): ResultOf<X>;
export function pad<X extends Operand>(x: X, padWidth: PadWidth, mode: PadMode, options?: PadOptions): ResultOf<X>;
export function pad<X extends Operand>(x: X, padWidth: PadWidth, constantValues: Scalar): ResultOf<X>;
export function pad<X extends Operand>(x: X, options: PadOptions & { readonly padWidth: PadWidth }): ResultOf<X>;
export function pad<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.pad';
  return within(where, () => {
    const { padWidth, mode, constantValues } = readArguments<PadArguments>(where, ['padWidth', 'mode'], given, {
      padWidth: required,
      mode: 'constant',
      constantValues: null,
    });
    // In the place of the mode a number can only be the constant.
    if (typeof mode === 'number' && constantValues === null) return padConstant(x, padWidth, { constantValues: mode });
    if (mode === 'constant') return padConstant(x, padWidth, { constantValues: constantValues ?? 0 });
    if (!isMode(mode)) throw unknownNameError(where, 'mode', String(mode), ['constant', ...modes]);
    if (constantValues !== null) {
      throw new ValueError({
        where,
        expected: 'no `constantValues` with this mode',
        received: { mode, constantValues },
      });
    }
    const operand = asOperand(where, x);
    return pairsOf(operand, padWidth).reduce<Tensor>((padded, [before, after], axis) => {
      if (before === 0 && after === 0) return padded;
      const length = operand.shape[axis] as number | null;
      if (length === null || length === 0) {
        throw new ValueError({
          where,
          expected: 'axes of a known length that is not 0',
          received: { x: operand, mode },
        });
      }
      const indices = placesFrom(where, before + length + after, (i) => places[mode](i - before, length));
      return take(padded, indices, { axis });
    }, operand) as unknown as ResultOf<X>;
  });
}

const modes = ['edge', 'reflect', 'symmetric', 'wrap'] as const;
