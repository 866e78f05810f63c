import type { DType, TensorData } from './dtype.js';
import { elementFormat, scalarFormat } from './element-formatting.js';
import { formatShape, sizeOf, type Shape } from './shape.js';

// NumPy's default print options.
const lineWidth = 75;
const mostElementsInFull = 1000;
const edgeItems = 3;
const ellipsis = '...';

/** The positions of an axis that are shown; null stands for the ellipsis. */
function shownPositions(length: number, isSummary: boolean): (number | null)[] {
  if (!isSummary || length <= 2 * edgeItems) return Array.from({ length }, (_, i) => i);
  const first = Array.from({ length: edgeItems }, (_, i) => i);
  return [...first, null, ...first.map((i) => length - edgeItems + i)];
}

/** The offsets, in the flat data, of the elements that are shown. */
function shownOffsets(shape: Shape, isSummary: boolean): number[] {
  let offsets = [0];
  for (const length of shape) {
    const positions = shownPositions(length, isSummary).filter((position) => position !== null);
    offsets = offsets.flatMap((offset) => positions.map((position) => offset * length + position));
  }
  return offsets;
}

/** Counts characters as Python does: a surrogate pair is one. */
const lengthOf = (text: string): number => [...text].length;

/** Words in lines of at most `width` characters; all lines but the first start with `indent`. A word longer than a line stays whole. */
function wrap(words: readonly string[], separator: string, indent: string, width: number): string {
  let done = '';
  let line = indent;
  words.forEach((word, i) => {
    if (lengthOf(line) + lengthOf(word) > width && line.length > indent.length) {
      done += `${line.trimEnd()}\n`;
      line = indent;
    }
    line += word + (i + 1 < words.length ? separator : '');
  });
  return (done + line).slice(indent.length);
}

/** How elements, separators and line breaks are laid out within the brackets of all axes. */
interface Layout {
  readonly shape: Shape;
  readonly separator: string;
  readonly isSummary: boolean;
  readonly word: (offset: number) => string;
}

function brackets(layout: Layout, axis: number, offset: number, indent: string, width: number): string {
  const { shape, separator, isSummary, word } = layout;
  if (axis === shape.length) return word(offset);
  const length = shape[axis]!;
  const parts = shownPositions(length, isSummary).map((position) =>
    position === null ? ellipsis : brackets(layout, axis + 1, offset * length + position, `${indent} `, width - 1),
  );
  const axesLeft = shape.length - axis;
  return axesLeft === 1
    ? `[${wrap(parts, separator, indent, width - 1)}]`
    : `[${parts.join(separator.trimEnd() + '\n'.repeat(axesLeft - 1) + indent)}]`;
}

function arrayText(
  data: TensorData,
  shape: Shape,
  dtype: DType,
  separator: string,
  prefix: string,
  width: number,
): string {
  if (data.length === 0) return '[]';
  const isSummary = data.length > mostElementsInFull;
  const shown = shownOffsets(shape, isSummary).map((offset) => data[offset]!);
  const format = elementFormat(shown, dtype, shape.length === 0);
  const layout = { shape, separator, isSummary, word: (offset: number) => format(data[offset]!) };
  return brackets(layout, 0, 0, ' '.repeat(prefix.length + 1), width);
}

/** Array text as NumPy's `str` prints it: `[[1. 2.]\n [3. 4.]]`; a scalar by itself. */
export function formatArray(data: TensorData, shape: Shape, dtype: DType): string {
  return shape.length === 0 ? scalarFormat(data[0]!, dtype) : arrayText(data, shape, dtype, ' ', '', lineWidth);
}

/** The name of a dtype in NumPy's repr; for strings it contains the length of the longest. */
function dtypeText(data: TensorData, dtype: DType): string {
  if (!Array.isArray(data)) return dtype;
  return `'<U${data.reduce((longest, text) => Math.max(longest, lengthOf(text)), 1)}'`;
}

/** What the repr says behind the brackets: the shape of an empty or shortened array, and the dtype unless the text implies it. */
function extras(data: TensorData, shape: Shape, dtype: DType): string[] {
  const size = sizeOf(shape);
  const showsShape = (size === 0 && shape.length !== 1) || size > mostElementsInFull;
  const impliesDType = size > 0 && (dtype === 'float64' || dtype === 'bool');
  return [
    ...(showsShape ? [`shape=${formatShape(shape)}`] : []),
    ...(impliesDType ? [] : [`dtype=${dtypeText(data, dtype)}`]),
  ];
}

/** A tensor as NumPy 2.4's `repr` prints an array: `array([1., 2.], dtype=float32)`. */
export function formatTensor(data: TensorData, shape: Shape, dtype: DType): string {
  const prefix = 'array(';
  const text = prefix + arrayText(data, shape, dtype, ', ', prefix, lineWidth - 1);
  const more = extras(data, shape, dtype).join(', ');
  if (more === '') return `${text})`;
  const lastLine = text.length + 1 - (text.lastIndexOf('\n') + 1);
  const isTooLong = lastLine + more.length + 2 > lineWidth;
  return `${text},${isTooLong ? `\n${' '.repeat(prefix.length)}` : ' '}${more})`;
}
