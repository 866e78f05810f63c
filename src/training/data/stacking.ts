/** Combines elements of a dataset into batches. */
import { DTypeError, ShapeError, ValueError } from '../../errors/index.js';
import { allocate, asTensor, isByName, isTypedArray, SymbolicTensor, Tensor, Variable, type TensorLike } from '../../tensor/index.js';

/** Whether a value is a single value of an element, however many numbers it contains. */
const isTensorLike = (value: unknown): boolean =>
  value instanceof Tensor || value instanceof Variable || value instanceof SymbolicTensor || isTypedArray(value);

/** Whether an array in an element is a list of values, rather than one nested array of numbers. */
const holdsValues = (value: unknown): boolean =>
  isTensorLike(value) || isByName(value) || (Array.isArray(value) && value.some(holdsValues));

/** Whether an element is a list of parts: an array is one of x, y and sampleWeight, unless it is a nested array of numbers. */
export const isList = (value: unknown, isWhole: boolean): value is readonly unknown[] =>
  Array.isArray(value) && (isWhole || value.some(holdsValues));

/** Combines elements: their values at the same place become one value with an axis of samples in front. */
export function stackElements(where: string, elements: readonly unknown[], isWhole = true, place = ''): unknown {
  const first = elements[0];
  if (isByName(first)) {
    const names = Object.keys(first);
    return Object.fromEntries(
      names.map((name) => {
        const values = elements.map((element) => entryOf(where, element, name, names, place));
        return [name, stackElements(where, values, false, place === '' ? name : `${place}.${name}`)];
      }),
    );
  }
  if (isList(first, isWhole)) {
    return first.map((_, i) => {
      const values = elements.map((element) => {
        if (Array.isArray(element) && element.length === first.length) return element[i] as unknown;
        const expected = `elements of ${first.length} parts, as the first one${placeName(place)}`;
        throw new ValueError({ where, expected, received: { element } });
      });
      return stackElements(where, values, false, `${place}[${i}]`);
    });
  }
  return stackValues(where, elements as readonly TensorLike[], place);
}

const placeName = (place: string): string => (place === '' ? '' : ` in ${place}`);

function entryOf(where: string, element: unknown, name: string, names: readonly string[], place: string): unknown {
  if (isByName(element) && name in element && Object.keys(element).length === names.length) return element[name];
  const expected = `elements with the entries ${names.join(', ')}, as the first one${placeName(place)}`;
  throw new ValueError({ where, expected, received: { element } });
}

function stackValues(where: string, values: readonly TensorLike[], place: string): Tensor {
  const isPlain = values.every((value) => typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string');
  if (isPlain) return asTensor(values, undefined, where);
  const first = asTensor(values[0]!, undefined, where);
  const target = allocate(first.dtype, first.size * values.length);
  values.forEach((value, i) => {
    const { data, dtype, shape } = i === 0 ? first : asTensor(value, undefined, where);
    if (dtype !== first.dtype) {
      const expected = `elements of one dtype${placeName(place)}, ${first.dtype} as the first`;
      throw new DTypeError({ where, expected, received: { dtype } });
    }
    if (shape.length !== first.rank || shape.some((length, axis) => length !== first.shape[axis])) {
      throw new ShapeError({
        where,
        expected: `elements of one shape${placeName(place)}, [${first.shape.join(', ')}] as the first`,
        received: { shape },
        hint: 'Give them one shape with map, or batch those of one length together',
      });
    }
    if (Array.isArray(target)) (data as unknown as string[]).forEach((text, k) => (target[i * first.size + k] = text));
    else if (data.length === 1) target[i] = data[0]!;
    else target.set(data, i * first.size);
  });
  return new Tensor(target as never, [values.length, ...first.shape], first.dtype);
}
