/** The axes along which values are normalized: as an option, as positions in a shape, and as the shape of the weights that belong to them. */
import { ShapeError, ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/index.js';
import { reshape } from '../../ops/reshape.js';
import type { Shape, SymbolicShape, Tensor } from '../../tensor/index.js';

type Axes = number | readonly number[];

/** The axis or axes to normalize along, kept as given. */
export const normalizedAxes = (): DefaultedOption<Axes> => ({
  default: -1,
  check: (given, where, name) => {
    const isList = Array.isArray(given) && given.length > 0 && given.every(Number.isSafeInteger);
    if (isList || Number.isSafeInteger(given)) return given;
    throw new ValueError({ where, expected: `${name} to be an axis or a list of axes`, received: { [name]: given } });
  },
});

/** The positions of axes in a shape, in Keras's order, which is the order of the axes of their weights. */
export function placesOf(label: string, axis: Axes, shape: SymbolicShape): number[] {
  const sorted = [axis].flat().sort((a, b) => a - b);
  const places = sorted.map((each) => (each < 0 ? each + shape.length : each));
  const areFitting = places.every((place) => place >= 0 && place < shape.length);
  if (areFitting && new Set(places).size === places.length) return places;
  throw new ShapeError({
    where: label,
    expected: areFitting ? 'each axis once' : `an axis of inputs of ${shape.length} axes`,
    received: { axis, inputShape: shape },
  });
}

/** The lengths of the axes, which have to be known. */
export function lengthsAt(label: string, axis: Axes, shape: SymbolicShape): Shape {
  const lengths = placesOf(label, axis, shape).map((place) => shape[place]!);
  if (!lengths.includes(null as never)) return lengths;
  throw new ShapeError({
    where: `${label}.build`,
    expected: 'known lengths of the axes that weights have',
    received: { axis, inputShape: shape },
  });
}

/** A weight of the axes at these positions, with axes of length 1 for all others, so that it broadcasts to x. */
export const alongAxes = (weight: Tensor, places: readonly number[], shape: Shape): Tensor =>
  reshape(
    weight,
    shape.map((length, axis) => (places.includes(axis) ? length : 1)),
  );
