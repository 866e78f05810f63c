/** Arrays rolled, turned, joined and taken apart, and matrices by their diagonals. */
import { ShapeError, ValueError } from '../errors/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import type { Tensor } from '../tensor/index.js';
import { type Integers, integersOf, readArguments, required, type Scalar, type AxesLike } from './arguments.js';
import { type Axes, resolveAxis } from './axes.js';
import { castTo } from './casting.js';
import { where as choose } from './comparison.js';
import { onesLike } from './creation.js';
import { take } from './gathering.js';
import { knownLength, type NoOptions, numbersFrom, placesFrom } from './lengths.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { ravel, reshapeTo } from './reshape.js';
import { pad } from './slicing.js';
import { flip, swapaxes, transpose } from './transpose.js';
import { within } from './naming.js';

/**
 * The array with axes in other places: `source` go to `destination`, the others keep their order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.moveaxis(ops.zeros([2, 3, 4]), 0, -1).shape // → [ 3, 4, 2 ]
 */
export function moveaxis<X extends Operand>(
  x: X,
  ...given:
    | [source: Integers, destination: Integers, options?: NoOptions]
    | [source: Integers, options: { readonly destination: Integers }]
    | [options: { readonly source: Integers; readonly destination: Integers }]
): ResultOf<X> {
  const where = 'ops.moveaxis';
  return within(where, () => {
    type Read = { readonly source: Integers; readonly destination: Integers };
    const read = readArguments<Read>(where, ['source', 'destination'], given, {
      source: required,
      destination: required,
    });
    const operand = asOperand(where, x);
    const rank = operand.shape.length;
    const resolved = (name: 'source' | 'destination'): number[] =>
      integersOf(where, name, read[name]).map((axis) => resolveAxis(where, axis, rank, name));
    const [source, destination] = [resolved('source'), resolved('destination')];
    const areSets = [source, destination].every((axes) => new Set(axes).size === axes.length);
    if (source.length !== destination.length || !areSets) {
      throw new ValueError({ where, expected: 'as many places as axes, each once', received: { source, destination } });
    }
    const rest = numbersFrom(rank, (axis) => axis).filter((axis) => !source.includes(axis));
    const order = numbersFrom(rank, () => -1);
    destination.forEach((place, i) => (order[place] = source[i]!));
    return transpose(
      operand,
      order.map((axis) => (axis === -1 ? rest.shift()! : axis)),
    ) as unknown as ResultOf<X>;
  });
}

/**
 * The elements moved on by `shift` places along an axis, or several; those at the end come to the beginning. Without an axis, in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.roll([1, 2, 3], 1) // → array([3., 1., 2.], dtype=float32)
 */
export function roll<X extends Operand>(
  x: X,
  ...given:
    | [shift: Integers, options?: { readonly axis?: AxesLike | undefined } | undefined]
    | [options: { readonly shift: Integers; readonly axis?: AxesLike | undefined }]
): ResultOf<X> {
  const where = 'ops.roll';
  return within(where, () => {
    const read = readArguments<{ readonly shift: Integers; readonly axis: Axes }>(where, ['shift'], given, {
      shift: required,
      axis: null,
    });
    const shifts = integersOf(where, 'shift', read.shift);
    const operand = asOperand(where, x);
    const along = (each: Tensor, shift: number, axis: number): Tensor => {
      const length = knownLength(where, each, axis);
      return length === 0
        ? each
        : take(
            each,
            placesFrom(where, length, (i) => (((i - shift) % length) + length) % length),
            { axis },
          );
    };
    if (read.axis === null) {
      if (shifts.length !== 1)
        throw new ValueError({ where, expected: 'one shift where no axis is given', received: { shift: shifts } });
      return reshapeTo(along(ravel(operand), shifts[0]!, 0), operand.shape) as unknown as ResultOf<X>;
    }
    const axes = [read.axis].flat().map((axis) => resolveAxis(where, axis, operand.shape.length));
    const count = Math.max(axes.length, shifts.length);
    if (![1, count].includes(axes.length) || ![1, count].includes(shifts.length)) {
      throw new ValueError({ where, expected: 'a shift for each axis', received: { shift: shifts, axis: axes } });
    }
    return numbersFrom(count, (i) => i).reduce<Tensor>(
      (each, i) => along(each, shifts[i % shifts.length]!, axes[i % axes.length]!),
      operand,
    ) as unknown as ResultOf<X>;
  });
}

/** What `rot90` may be told. */
export interface Rot90Options {
  /** By how many quarters; 1 by default. */
  readonly k?: Scalar | undefined;
  /** From the first of these axes towards the second; [0, 1] by default. */
  readonly axes?: readonly [number, number] | undefined;
}

/**
 * A matrix turned by k quarters against the clock.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.rot90([[1, 2], [3, 4]])
 * // → array([[2., 4.],
 * //          [1., 3.]], dtype=float32)
 */
export function rot90<X extends Operand>(
  array: X,
  ...given: [k: Scalar, options?: Omit<Rot90Options, 'k'> | undefined] | [options?: Rot90Options | undefined]
): ResultOf<X> {
  const where = 'ops.rot90';
  return within(where, () => {
    const { k, axes } = readArguments<{ readonly k: number; readonly axes: readonly [number, number] }>(
      where,
      ['k'],
      given,
      { k: 1, axes: [0, 1] },
    );
    const x = asOperand(where, array);
    const [first, second] = (axes as readonly number[]).map((axis) => resolveAxis(where, axis, x.shape.length, 'axes'));
    if (first === second || axes.length !== 2 || !Number.isInteger(k)) {
      throw new ValueError({ where, expected: 'two axes that differ, and an integer `k`', received: { axes, k } });
    }
    const quarters = ((k % 4) + 4) % 4;
    if (quarters === 0) return x as unknown as ResultOf<X>;
    if (quarters === 2) return flip(x, { axis: [first!, second!] }) as unknown as ResultOf<X>;
    const turned =
      quarters === 1
        ? swapaxes(flip(x, { axis: second! }), first!, second!)
        : flip(swapaxes(x, first!, second!), { axis: second! });
    return turned as unknown as ResultOf<X>;
  });
}

/**
 * The columns in reverse order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fliplr([[1, 2]]) // → array([[2., 1.]], dtype=float32)
 */
export function fliplr<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.fliplr', arguments, 1);
  return within('ops.fliplr', () => flip(x, { axis: 1 }));
}

/**
 * The rows in reverse order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.flipud([1, 2]) // → array([2., 1.], dtype=float32)
 */
export function flipud<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.flipud', arguments, 1);
  return within('ops.flipud', () => flip(x, { axis: 0 }));
}

/**
 * What stands at `startIndices` in the place of a part.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sliceUpdate([1, 2, 3], [1], [9]) // → array([1., 9., 3.], dtype=float32)
 */
export function sliceUpdate<X extends Operand, U extends Operand>(
  inputs: X,
  ...given:
    | [startIndices: Integers, updates: U, options?: NoOptions]
    | [startIndices: Integers, options: { readonly updates: U }]
    | [options: { readonly startIndices: Integers; readonly updates: U }]
): ResultOf<X, U> {
  const where = 'ops.sliceUpdate';
  return within(where, () => {
    type Read = { readonly startIndices: Integers; readonly updates: Operand };
    const read = readArguments<Read>(where, ['startIndices', 'updates'], given, {
      startIndices: required,
      updates: required,
    });
    const x = asOperand(where, inputs);
    const updates = castTo(asOperand(where, read.updates), x.dtype);
    const starts = integersOf(where, 'startIndices', read.startIndices);
    const shape = integersOf(where, 'inputs', x.shape, 'inputs of a known shape');
    const fits =
      starts.length === shape.length &&
      updates.shape.length === shape.length &&
      shape.every((length, axis) => starts[axis]! >= 0 && starts[axis]! + updates.shape[axis]! <= length);
    if (!fits)
      throw new ShapeError({
        where,
        expected: 'a part that lies within the inputs',
        received: { inputs: x, startIndices: starts, updates },
      });
    const widths = shape.map((length, axis): [number, number] => [
      starts[axis]!,
      length - starts[axis]! - updates.shape[axis]!,
    ]);
    const isReplaced = pad(castTo(onesLike(updates), 'bool'), widths);
    return choose(isReplaced, pad(updates, widths), x) as unknown as ResultOf<X, U>;
  });
}

/** Options of `depthToSpace` and `spaceToDepth`. */
export interface DepthOptions {
  /** `channels_last` by default. */
  readonly dataFormat?: 'channels_last' | 'channels_first' | undefined;
}

type DepthArguments =
  [blockSize: Scalar, options?: DepthOptions | undefined] | [options: DepthOptions & { readonly blockSize: Scalar }];

/**
 * Depth as space: blocks of `blockSize` × `blockSize` pixels from the channels of one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.depthToSpace(ops.zeros([1, 2, 3, 8]), 2).shape // → [ 1, 4, 6, 2 ]
 */
export function depthToSpace<X extends Operand>(x: X, ...given: DepthArguments): ResultOf<X> {
  return blocks('ops.depthToSpace', x, given) as unknown as ResultOf<X>;
}

/**
 * Space as depth: blocks of `blockSize` × `blockSize` pixels as the channels of one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.spaceToDepth(ops.zeros([1, 4, 6, 2]), 2).shape // → [ 1, 2, 3, 8 ]
 */
export function spaceToDepth<X extends Operand>(x: X, ...given: DepthArguments): ResultOf<X> {
  return blocks('ops.spaceToDepth', x, given) as unknown as ResultOf<X>;
}

function blocks(where: string, given: Operand, options: readonly unknown[]): Tensor {
  type Read = { readonly blockSize: number; readonly dataFormat: 'channels_last' | 'channels_first' };
  const { blockSize: size, dataFormat } = readArguments<Read>(where, ['blockSize'], options, {
    blockSize: required,
    dataFormat: 'channels_last',
  });
  const x = asOperand(where, given);
  if (!Number.isInteger(size) || size < 1 || x.shape.length !== 4) {
    throw new ValueError({
      where,
      expected: 'images of four axes and a block size from 1 on',
      received: { x, blockSize: size },
    });
  }
  if ((dataFormat as string) !== 'channels_last' && (dataFormat as string) !== 'channels_first') {
    throw new ValueError({ where, expected: '"channels_last" or "channels_first"', received: { dataFormat } });
  }
  const isFirst = dataFormat === 'channels_first';
  const last = isFirst ? transpose(x, [0, 2, 3, 1]) : x;
  const [height, width, channels] = [1, 2, 3].map((axis) => knownLength(where, last, axis)) as [number, number, number];
  const isDepth = where === 'ops.depthToSpace';
  const fits = isDepth ? channels % size ** 2 === 0 : height % size === 0 && width % size === 0;
  if (!fits)
    throw new ShapeError({ where, expected: 'lengths that the block size divides', received: { x, blockSize: size } });
  const inner = isDepth ? channels / size ** 2 : channels;
  // Channels first has the channel before the place in its block.
  const parts = isDepth
    ? isFirst
      ? transpose(reshapeTo(last, [-1, height, width, inner, size, size]), [0, 1, 4, 2, 5, 3])
      : transpose(reshapeTo(last, [-1, height, width, size, size, inner]), [0, 1, 3, 2, 4, 5])
    : transpose(
        reshapeTo(last, [-1, height / size, size, width / size, size, inner]),
        isFirst ? [0, 1, 3, 5, 2, 4] : [0, 1, 3, 2, 4, 5],
      );
  const result = isDepth
    ? reshapeTo(parts, [-1, height * size, width * size, inner])
    : reshapeTo(parts, [-1, height / size, width / size, inner * size ** 2]);
  return isFirst ? transpose(result, [0, 3, 1, 2]) : result;
}
