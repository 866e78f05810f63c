/** Draws tables with box characters in the layout of the Python library rich, which Keras uses for its summaries. */

import { textWidth, textWithin } from './text-width.js';

export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right' | 'center';
  /** The wanted width of the content; columns become narrower until the table fits. */
  readonly width: number;
}

/** The positions at which a text is broken into lines: before a word that does not fit. */
function breaks(text: string, width: number): number[] {
  const positions: number[] = [];
  let used = 0;
  for (const { 0: word, index } of text.matchAll(/\s*\S+\s*/g)) {
    if (textWidth(word.trimEnd()) <= width - used) {
      used += textWidth(word);
      continue;
    }
    if (index > 0) positions.push(index);
    used = textWidth(word);
  }
  return positions;
}

/** A text in lines of at most `width` characters; a longer word is cut. */
function wrap(text: string, width: number): string[] {
  const starts = [0, ...breaks(text, width)];
  return starts.map((start, i) => {
    const line = text.slice(start, starts[i + 1]).trimEnd();
    return textWidth(line) > width ? `${textWithin(line, width - 1)}…` : line;
  });
}

function aligned(line: string, width: number, align: Column['align']): string {
  const free = width - textWidth(line);
  const left = { left: 0, right: free, center: Math.floor(free / 2) }[align];
  return ' '.repeat(left) + line + ' '.repeat(free - left);
}

/** Rounds halves to the even neighbour, as Python does. */
function round(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/** The widths of the columns: each gives up the same share of the excess. */
function fittedWidths(columns: readonly Column[], total: number): number[] {
  const padding = 2;
  const wanted = columns.map(({ width }) => width + padding);
  let excess = wanted.reduce((sum, width) => sum + width, 0) - (total - columns.length - 1);
  return wanted.map((width, i) => {
    const given = Math.min(width, round(excess / (columns.length - i)));
    excess -= given;
    return width - given - padding;
  });
}

/** The lines of a table with a total width of `total` characters. */
export function boxTable(columns: readonly Column[], rows: readonly (readonly string[])[], total: number): string[] {
  const widths = fittedWidths(columns, total);
  const rule = (left: string, line: string, cross: string, right: string): string =>
    left + widths.map((width) => line.repeat(width + 2)).join(cross) + right;
  const cells = (texts: readonly string[], bar: string, isAtBottom = false): string[] => {
    const wrapped = texts.map((text, i) => wrap(text, widths[i]!));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    if (isAtBottom) for (const lines of wrapped) while (lines.length < height) lines.unshift('');
    return Array.from({ length: height }, (_, line) => {
      const contents = wrapped.map((lines, i) => ` ${aligned(lines[line] ?? '', widths[i]!, columns[i]!.align)} `);
      return bar + contents.join(bar) + bar;
    });
  };
  const between = rule('├', '─', '┼', '┤');
  return [
    rule('┏', '━', '┳', '┓'),
    ...cells(
      columns.map(({ header }) => header),
      '┃',
      true,
    ),
    rule('┡', '━', '╇', '┩'),
    ...rows.flatMap((row, i) => [...(i === 0 ? [] : [between]), ...cells(row, '│')]),
    rule('└', '─', '┴', '┘'),
  ];
}
