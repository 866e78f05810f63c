/** Converts images between colour spaces. */
import { DTypeError, ShapeError } from '../../errors/index.js';
import { isFloating, type Tensor } from '../../tensor/index.js';
import { abs, add, clip, divide, floor, maximum, minimum, multiply, subtract } from '../arithmetic.js';
import { readArguments } from '../arguments.js';
import { castTo, inFloat32 } from '../casting.js';
import { equal, greater, less, where as choose } from '../comparison.js';
import { split, stack } from '../joining.js';
import { asOperand } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { squeeze } from '../reshape.js';
import { channelAxis, checkImages, type FormatOption, type ReadFormat } from './images.js';

interface Colors {
  readonly images: Tensor;
  /** The axis of the channels, counted from the end. */
  readonly axis: -1 | -3;
}

function colorsOf(where: string, given: Operand, options: readonly unknown[], counts: readonly number[]): Colors {
  const { dataFormat } = readArguments<ReadFormat>(where, [], options, { dataFormat: null });
  const images = asOperand(where, given);
  checkImages(where, images);
  const axis = channelAxis(where, dataFormat);
  const channels = images.shape[images.shape.length + axis]!;
  if (counts.includes(channels)) return { images, axis };
  throw new ShapeError({ where, expected: `images of ${counts.join(' or ')} channels`, received: { images } });
}

/** The three channels as separate arrays. */
const planesOf = ({ images, axis }: Colors): Tensor[] =>
  split(images, 3, { axis }).map((each) => squeeze(each, { axis }));

function checkFloating({ images }: Colors, where: string): void {
  if (isFloating(images.dtype)) return;
  throw new DTypeError({ where, expected: 'images of a floating-point dtype', received: { images } });
}

/**
 * Images of red, green and blue as shades of gray, `0.2989·r + 0.587·g + 0.114·b`, with one channel; images that have one channel are
 * returned unchanged.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.rgbToGrayscale([[[1, 0.5, 0]]]) // → array([[[0.5924]]], dtype=float32)
 */
export function rgbToGrayscale<X extends Operand>(
  images: X,
  ...given: [options?: FormatOption | undefined]
): ResultOf<X> {
  const colors = colorsOf('ops.image.rgbToGrayscale', images, given, [1, 3]);
  const { images: x, axis } = colors;
  if (x.shape[x.shape.length + axis] === 1) return x as unknown as ResultOf<X>;
  const values = isFloating(x.dtype) ? x : castTo(x, 'float32');
  const gray = inFloat32(values, (each) => {
    const [red, green, blue] = split(each as Tensor, 3, { axis }) as [Tensor, Tensor, Tensor];
    return add(add(multiply(red, 0.2989), multiply(green, 0.587)), multiply(blue, 0.114));
  });
  return castTo(gray, x.dtype) as unknown as ResultOf<X>;
}

/** Numbers closer to 0 than this, the step of float32 at 1, count as 0. */
const epsilon = 2 ** -23;

/**
 * Images of red, green and blue, from 0 to 1, as hue, saturation and value. The hue of a gray is 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.rgbToHsv([[[0, 0.5, 1]]]) // → array([[[0.5833334, 1.       , 1.       ]]], dtype=float32)
 */
export function rgbToHsv<X extends Operand>(images: X, ...given: [options?: FormatOption | undefined]): ResultOf<X> {
  const where = 'ops.image.rgbToHsv';
  const colors = colorsOf(where, images, given, [3]);
  checkFloating(colors, where);
  return inFloat32(colors.images, (each) => {
    const { axis } = colors;
    const [r, g, b] = planesOf({ images: choose(less(abs(each as Tensor), epsilon), 0, each as Tensor), axis });
    const value = maximum(maximum(r!, g!), b!);
    const range = subtract(value, minimum(minimum(r!, g!), b!));
    const isGray = equal(range, 0);
    const saturation = choose(greater(value, 0), divide(range, choose(greater(value, 0), value, 1)), 0);
    const norm = divide(1, multiply(choose(isGray, 1, range), 6));
    const from = (a: Tensor, c: Tensor, start: number): Tensor => add(multiply(norm, subtract(a, c)), start);
    const others = choose(equal(value, g!), from(b!, r!, 2 / 6), from(r!, g!, 4 / 6));
    const turned = choose(isGray, 0, choose(equal(value, r!), from(g!, b!, 0), others));
    const hue = add(turned, castTo(less(turned, 0), turned.dtype));
    return stack([hue, saturation, value], { axis });
  }) as unknown as ResultOf<X>;
}

/**
 * Images of hue, saturation and value, from 0 to 1, as red, green and blue.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.hsvToRgb([[[0.5, 1, 1]]]) // → array([[[0., 1., 1.]]], dtype=float32)
 */
export function hsvToRgb<X extends Operand>(images: X, ...given: [options?: FormatOption | undefined]): ResultOf<X> {
  const where = 'ops.image.hsvToRgb';
  const colors = colorsOf(where, images, given, [3]);
  checkFloating(colors, where);
  return inFloat32(colors.images, (each) => {
    const { axis } = colors;
    const [hue, saturation, value] = planesOf({ images: each as Tensor, axis });
    const place = multiply(subtract(hue!, floor(hue!)), 6);
    const rest = subtract(1, saturation!);
    const channel = (share: Tensor): Tensor => multiply(value!, add(rest, multiply(saturation!, clip(share, 0, 1))));
    const planes = [
      channel(subtract(abs(subtract(place, 3)), 1)),
      channel(subtract(2, abs(subtract(place, 2)))),
      channel(subtract(2, abs(subtract(place, 4)))),
    ];
    return stack(planes, { axis });
  }) as unknown as ResultOf<X>;
}
