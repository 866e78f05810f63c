import { ValueError } from '../errors/index.js';
import { promoteDTypes, SymbolicTensor, type Tensor } from '../tensor/index.js';
import { valueInScope } from './apply.js';
import { castTo } from './casting.js';
import { diagonal } from './diagonals.js';
import { matmul } from './matmul.js';
import type { Operand } from './operation.js';
import { reshape } from './reshape.js';
import { sum } from './summation.js';
import { transpose } from './transpose.js';
import { broadcastTo } from './summation.js';
import { within } from './naming.js';

const where = 'ops.einsum';

/** An operand and the names of its axes. */
interface Labelled {
  readonly value: Tensor;
  readonly labels: readonly string[];
}

/** Names for the axes of an ellipsis, which no letter in an equation can be. */
const ellipsisLabels = (count: number): string[] => Array.from({ length: count }, (_, i) => `…${count - i}`);

function refuse(expected: string, equation: string, operands: readonly Tensor[]): never {
  throw new ValueError({ where, expected, received: { equation, operands } });
}

/** The names of the axes of an operand or of the result; `...` stands for `hidden` further axes. */
function labelsOf(text: string, hidden: number, equation: string, operands: readonly Tensor[]): string[] {
  const parts = text.split('...');
  const isNamed = parts.every((part) => /^[A-Za-z]*$/.test(part));
  if (parts.length > 2 || !isNamed)
    refuse('an equation of letters, commas, "->" and one "..." for each operand', equation, operands);
  const [before, after] = parts.map((part) => [...part]) as [string[], string[] | undefined];
  return after === undefined ? before : [...before, ...ellipsisLabels(hidden), ...after];
}

/** Parses an equation: the names of the axes of each operand, and of the result. */
function parse(equation: string, operands: readonly Tensor[]): { inputs: Labelled[]; output: readonly string[] } {
  const [left = '', right, ...more] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (more.length > 0 || terms.length !== operands.length) {
    refuse(`an equation with ${operands.length} operands`, equation, operands);
  }
  const counts = terms.map((term, i) =>
    term.includes('...') ? operands[i]!.rank - term.replace('...', '').length : 0,
  );
  if (counts.some((count) => count < 0)) refuse('operands with an axis for each letter', equation, operands);
  const inputs = terms.map((term, i): Labelled => {
    const labels = labelsOf(term, counts[i]!, equation, operands);
    if (labels.length !== operands[i]!.rank) refuse('operands with an axis for each letter', equation, operands);
    return onDiagonals({ value: operands[i]!, labels }, equation);
  });
  const all = inputs.flatMap(({ labels }) => labels);
  const letters = [...left.replace(/[^A-Za-z]/g, '')];
  const isOnce = (label: string): boolean => letters.indexOf(label) === letters.lastIndexOf(label);
  const once = [...new Set(all)].filter((label) => label.length > 1 || isOnce(label));
  const hidden = ellipsisLabels(Math.max(...counts));
  const output =
    right === undefined
      ? [...hidden, ...once.filter((label) => label.length === 1).sort()]
      : labelsOf(right, hidden.length, equation, operands);
  if (output.some((label) => !all.includes(label)) || new Set(output).size < output.length) {
    refuse('a result of letters of the operands, each once', equation, operands);
  }
  return { inputs, output };
}

/** An operand in which every letter stands once: of axes with the same letter the diagonal. */
function onDiagonals({ value, labels }: Labelled, equation: string): Labelled {
  const axis2 = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (axis2 < 0) return { value, labels };
  const label = labels[axis2]!;
  const axis1 = labels.indexOf(label);
  if (value.shape[axis1] !== value.shape[axis2]) refuse(`axes ${label} of one length`, equation, [value]);
  const others = labels.filter((_, axis) => axis !== axis1 && axis !== axis2);
  return onDiagonals({ value: diagonal(value, { axis1, axis2 }), labels: [...others, label] }, equation);
}

/** An operand without the axes that nothing else has: they are summed up. */
function summed({ value, labels }: Labelled, kept: ReadonlySet<string>): Labelled {
  const gone = labels.flatMap((label, axis) => (kept.has(label) ? [] : [axis]));
  if (gone.length === 0) return { value, labels };
  return { value: sum(value, { axis: gone }), labels: labels.filter((label) => kept.has(label)) };
}

const arranged = ({ value, labels }: Labelled, order: readonly string[]): Tensor => {
  const axes = order.map((label) => labels.indexOf(label));
  return axes.every((axis, i) => axis === i) ? value : transpose(value, axes);
};

/**
 * The product of two operands as a matrix product: common axes that the result keeps are the batch, common axes that it drops are summed
 * over.
 */
function product(a: Labelled, b: Labelled, kept: ReadonlySet<string>, equation: string): Labelled {
  const lengths = new Map<string, number>();
  for (const { value, labels } of [a, b]) {
    labels.forEach((label, axis) => {
      const length = value.shape[axis]!;
      const known = lengths.get(label) ?? 1;
      if (length !== known && length !== 1 && known !== 1)
        refuse(`axes ${label} of one length`, equation, [a.value, b.value]);
      // An axis of length 1 is repeated to any other length, 0 included.
      lengths.set(label, known === 1 ? length : known);
    });
  }
  const [left, right] = [a, b].map((each) =>
    summed(widened(each, lengths), new Set([...kept, ...(each === a ? b : a).labels])),
  ) as [Labelled, Labelled];
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => kept.has(label));
  const inner = shared.filter((label) => !kept.has(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const size = (labels: readonly string[]): number => labels.reduce((total, label) => total * lengths.get(label)!, 1);
  const x = reshape(arranged(left, [...batch, ...rows, ...inner]), [size(batch), size(rows), size(inner)]);
  const y = reshape(arranged(right, [...batch, ...inner, ...columns]), [size(batch), size(inner), size(columns)]);
  const labels = [...batch, ...rows, ...columns];
  return {
    value: reshape(
      matmul(x, y),
      labels.map((label) => lengths.get(label)!),
    ),
    labels,
  };
}

/** An operand whose axes of length 1 are repeated to the length they have in the other operand. */
function widened({ value, labels }: Labelled, lengths: ReadonlyMap<string, number>): Labelled {
  const shape = labels.map((label) => lengths.get(label)!);
  return {
    value: shape.every((length, axis) => length === value.shape[axis]) ? value : broadcastTo(value, shape),
    labels,
  };
}

/**
 * Sums of products over axes that are named by letters: `ij,jk->ik` is the matrix product. Letters that are missing in the result are
 * summed over; `...` stands for any further axes. Without `->`, the result has the letters that occur once, in alphabetical order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.einsum('ij,jk->ik', [[1, 2]], [[3], [4]]) // → array([[11.]], dtype=float32)
 * ops.einsum('ij->j', [[1, 2], [3, 4]]) // → array([4., 6.], dtype=float32)
 */
export function einsum(equation: string, ...operands: readonly Operand[]): Tensor {
  return within('ops.einsum', () => {
    if (typeof equation !== 'string' || operands.length === 0) {
      throw new ValueError({ where, expected: 'an equation, and then its operands', received: { equation, operands } });
    }
    const values = operands.map((operand) => valueInScope(operand, where) as Tensor);
    const unknown = values.find(
      (value) =>
        (value as unknown) instanceof SymbolicTensor &&
        value.shape.some((length) => (length as number | null) === null),
    );
    if (unknown !== undefined) refuse('operands whose shapes are known', equation, values);
    const { inputs, output } = parse(equation, values);
    let [result] = inputs as [Labelled];
    inputs.slice(1).forEach((next, i) => {
      const later = inputs.slice(i + 2).flatMap(({ labels }) => labels);
      result = product(result, next, new Set([...output, ...later]), equation);
    });
    const dtype = values.map((value) => value.dtype).reduce((a, b) => promoteDTypes(where, a, b));
    return castTo(arranged(summed(result, new Set(output)), output), dtype);
  });
}
