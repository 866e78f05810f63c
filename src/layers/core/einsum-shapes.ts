import { ShapeError, ValueError } from '../../errors/index.js';
import type { SymbolicShape } from '../../tensor/index.js';

/** The shapes of kernel, bias and output, from an equation, the input's shape, and the output's shape without the batch. */
export function einsumShapes(
  where: string,
  equation: string,
  biasAxes: string | null,
  inputShape: SymbolicShape,
  outputShape: readonly (number | null)[],
): { kernel: (number | null)[]; bias: number[] | null; output: (number | null)[] } {
  const match = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/.exec(
    equation.replaceAll(' ', ''),
  );
  if (match === null) {
    throw new ValueError({
      where,
      expected: 'an equation "input,kernel->output" of letters, with "..." at the same end of input and output',
      received: { equation },
    });
  }
  const [, before, input = '', after, kernel = '', , output = ''] = match;
  const hidden = inputShape.length - input.length;
  const isOpen = before !== undefined || after !== undefined;
  if (hidden < 0 || (!isOpen && hidden > 0)) {
    throw new ShapeError({
      where,
      expected: `an input with an axis for each of "${input}"`,
      received: { equation, inputShape },
    });
  }
  // The axes of the ellipsis have the lengths they have in the input.
  const shownInput = before === undefined ? inputShape.slice(0, input.length) : inputShape.slice(hidden);
  const hiddenShape = before === undefined ? inputShape.slice(input.length) : inputShape.slice(0, hidden);
  const lengths = new Map<string, number | null>([...input].map((letter, i) => [letter, shownInput[i]!]));
  // The given shape is the end of the output's shape. The batch, and axes of the ellipsis before it, have the lengths of the input.
  const given = [...outputShape];
  const shownOutput = [...output].map((letter, i): number | null => {
    const place = i - output.length + given.length;
    return place >= 0 ? given[place]! : (lengths.get(letter) ?? null);
  });
  [...output].forEach((letter, i) => {
    const known = lengths.get(letter) ?? null;
    const own = shownOutput[i]!;
    if (known !== null && own !== null && known !== own && given.length >= output.length) {
      throw new ShapeError({
        where,
        expected: `an output whose axis "${letter}" has length ${known}`,
        received: { outputShape, inputShape },
      });
    }
    if (!lengths.has(letter) || known === null) lengths.set(letter, known ?? own);
  });
  const lengthOf = (letter: string): number | null => lengths.get(letter) ?? null;
  const full = [...output].map((letter, i) => shownOutput[i] ?? lengthOf(letter));
  // As in Keras, a length that is given as unknown stays unknown, even if the input has it.
  const all = before === undefined ? [...shownOutput, ...hiddenShape] : [...hiddenShape, ...shownOutput];
  return {
    kernel: [...kernel].map(lengthOf),
    bias: biasShape(where, biasAxes, output, full, after !== undefined ? hidden : 0),
    output: all,
  };
}

/** The shape of a bias with some axes of the output; the axes between and after these have length 1. */
function biasShape(
  where: string,
  biasAxes: string | null,
  output: string,
  lengths: readonly (number | null)[],
  behind: number,
): number[] | null {
  if (biasAxes === null) return null;
  const odd = [...biasAxes].find((letter) => !output.includes(letter));
  if (odd !== undefined) {
    throw new ValueError({ where, expected: `biasAxes of letters of the output "${output}"`, received: { biasAxes } });
  }
  const first = Math.min(...[...biasAxes].map((letter) => output.indexOf(letter)));
  const shown = [...output].slice(first).map((letter, i) => (biasAxes.includes(letter) ? lengths[first + i]! : 1));
  return [...shown, ...Array<number>(behind).fill(1)] as number[];
}
