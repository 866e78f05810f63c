import { describeValue, ShapeError, ValueError } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import { lengthAt, type SymbolicShape, type SymbolicTensor, type Tensor, type Tree } from '../tensor/index.js';

/** The requirements of a layer for its one input. */
export interface InputSpec {
  /** The number of axes, including the batch. */
  readonly rank?: number | undefined;
  readonly leastRank?: number | undefined;
  /** Required lengths of some axes; `null` allows any. A negative axis counts from the end. */
  readonly axes?: Readonly<Record<number, number | null>> | undefined;
}

/** A tensor, with values or symbolic. */
export type AnyTensor = Tensor | SymbolicTensor;

/** One tensor, or a list of tensors. */
export type OneOrMore<T> = T | readonly T[];

/** The tensors in a value that may be one tensor or a list. */
export function listOf<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** One tensor or a list, with each tensor replaced. */
export function mapEach<T, Result>(value: OneOrMore<T>, change: (each: T) => Result): OneOrMore<Result> {
  return Array.isArray(value) ? (value as readonly T[]).map(change) : change(value as T);
}

const batchOfOne = 'For a single sample, put it into a batch of one with ops.expandDims(x, 0)';

/** The hint for inputs with a batch but one axis too few: that of the channels or features is missing. */
const missingAxis = (shape: SymbolicShape): string =>
  `Say how many channels or features there are, as with one of them: inputShape: ${describeValue([...shape.slice(1), 1])}`;

/** Refuses inputs that the layer cannot work with, in an error that names the layer. */
export function checkInputs(
  where: string,
  { rank, leastRank = 0, axes = {} }: InputSpec,
  inputs: Tree<AnyTensor>,
): void {
  if (Array.isArray(inputs) || isPlainObject(inputs))
    throw new ValueError({ where, expected: 'one input', received: { inputs } });
  const { shape } = inputs as AnyTensor;
  if (shape.length !== (rank ?? shape.length) || shape.length < leastRank) {
    const count = rank ?? leastRank;
    const isUnbatched = shape.length === count - 1;
    throw new ShapeError({
      where,
      expected: `an input of ${rank === undefined ? 'at least ' : ''}${count} axes, the first of which is the batch's`,
      received: { inputs },
      ...(isUnbatched && { hint: shape[0] === null ? missingAxis(shape) : batchOfOne }),
    });
  }
  for (const [axis, length] of Object.entries(axes)) {
    const found = lengthAt(shape, Number(axis));
    if (found === length || found === null || length === null) continue;
    throw new ShapeError({
      where,
      expected: `an input whose axis ${axis} has length ${length}, as that of the first input had`,
      received: { inputs },
    });
  }
}
