import { unknownNameError, ValueError } from '../errors/index.js';
import { add, multiply } from '../ops/arithmetic.js';
import type { SymbolicShape, Tensor } from '../tensor/index.js';
import { Loss, type LossIdentifier } from '../training/losses/index.js';
import { asLoss } from '../training/losses/registry.js';
import { Mean } from '../training/metrics/index.js';

/** A loss, or the name of a crossentropy that the shapes of labels and predictions decide. */
type Identifier = LossIdentifier | 'crossentropy' | 'ce';

/** One loss for all outputs; or one for each, in a list or by the outputs' names, with `null` for none. */
export type LossOption = Identifier | readonly (Identifier | null)[] | Readonly<Record<string, Identifier | null>>;

/** The weight of each output's loss; a number for the only output. */
export type LossWeights = number | readonly number[] | Readonly<Record<string, number>>;

/** The loss of one output. */
interface OutputLoss {
  readonly output: number;
  readonly lossFor: LossByShapes;
  readonly weight: number;
  /** The mean of this loss alone, if there are several. */
  readonly tracker: Mean | undefined;
}

/** A loss, which may depend on the shapes of labels and predictions. */
type LossByShapes = (labels: SymbolicShape, predictions: SymbolicShape) => Loss;

export const isIdentifier = (option: unknown): boolean =>
  typeof option !== 'object' || option === null || option instanceof Loss || 'class_name' in option;

/** The parts of an option for each output, in the outputs' order. */
export function partsOf<Part>(
  where: string,
  argument: string,
  option: unknown,
  outputNames: readonly string[],
): (Part | null)[] {
  if (Array.isArray(option) || typeof option !== 'object') {
    if (Array.isArray(option) && option.length === outputNames.length) return option as (Part | null)[];
    const expected = `${argument} to have one entry for each output: ${outputNames.join(', ')}`;
    throw new ValueError({ where, expected, received: { [argument]: option } });
  }
  const entries = option as Readonly<Record<string, Part | null>>;
  for (const name of Object.keys(entries))
    if (!outputNames.includes(name)) throw unknownNameError(where, 'output', name, outputNames);
  return outputNames.map((name) => entries[name] ?? null);
}

/** What 'accuracy' and 'crossentropy' stand for, as Keras tells it from the shapes of labels and predictions. */
export function kindOfClasses(
  labels: SymbolicShape,
  predictions: SymbolicShape,
): 'binary' | 'sparse_categorical' | 'categorical' {
  const last = predictions[predictions.length - 1];
  if (last === 1) return 'binary';
  const isSparse = labels.length < predictions.length || (labels[labels.length - 1] === 1 && Number(last) > 1);
  return isSparse ? 'sparse_categorical' : 'categorical';
}

function lossAt(where: string, identifier: Identifier): LossByShapes {
  const place = { where, argument: 'loss', kind: 'loss' };
  if (typeof identifier === 'string' && ['crossentropy', 'ce'].includes(identifier.toLowerCase()))
    return (labels, predictions) => asLoss(`${kindOfClasses(labels, predictions)}_crossentropy`, place);
  const loss = asLoss(identifier as LossIdentifier, place);
  return () => loss;
}

/** Refuses the option if it contains an unknown loss, or no loss at all. */
export function checkLossOption(where: string, option: LossOption): void {
  const identifiers = isIdentifier(option) ? [option] : Object.values(option);
  if (identifiers.every((identifier) => identifier === null)) {
    throw new ValueError({ where, expected: 'a loss for at least one output', received: { loss: option } });
  }
  for (const identifier of identifiers) if (identifier !== null) lossAt(where, identifier as Identifier);
}

/** Refuses weights that are not numbers. */
export function checkLossWeights(where: string, option: LossWeights): void {
  const weights = typeof option === 'object' ? Object.values<unknown>(option as never) : [option];
  if (weights.every((weight) => weight === null || Number.isFinite(weight))) return;
  const expected = 'lossWeights to be finite numbers, in a list or by the names of outputs';
  throw new ValueError({ where, expected, received: { lossWeights: option } });
}

/** The weight of each output; `null` for outputs that are not named. */
function weightsOf(where: string, option: LossWeights | undefined, outputNames: readonly string[]): (number | null)[] {
  if (option === undefined) return outputNames.map(() => null);
  const isForOne = typeof option === 'number' && outputNames.length === 1;
  return partsOf<number>(where, 'lossWeights', isForOne ? [option] : option, outputNames);
}

/** The losses of all outputs, combined in one number. */
export class CompiledLoss {
  readonly #losses: readonly OutputLoss[];

  constructor(where: string, option: LossOption, weights: LossWeights | undefined, outputNames: readonly string[]) {
    const identifiers = isIdentifier(option)
      ? outputNames.map(() => option as Identifier)
      : partsOf<Identifier>(where, 'loss', option, outputNames);
    const weightOf = weightsOf(where, weights, outputNames);
    const count = identifiers.filter((identifier) => identifier !== null).length;
    this.#losses = identifiers.flatMap((identifier, output) => {
      if (identifier === null) return [];
      const tracker = count > 1 ? new Mean({ name: `${outputNames[output]!}_loss` }) : undefined;
      return [{ output, lossFor: lossAt(where, identifier), weight: weightOf[output] ?? 1, tracker }];
    });
  }

  /** The means of the single losses, if there are several. */
  get trackers(): readonly Mean[] {
    return this.#losses.flatMap(({ tracker }) => tracker ?? []);
  }

  /** Refuses labels for which a loss cannot be computed, before training changes anything. */
  checkLabels(y: readonly Tensor[], outputShapes: readonly SymbolicShape[]): void {
    for (const { output, lossFor } of this.#losses) {
      const [labels, shape] = [y[output]!, outputShapes[output]!];
      lossFor(labels.shape, shape).checkLabels(labels, shape);
    }
  }

  /** The weighted sum of the losses, and each loss separately. */
  compute(
    y: readonly Tensor[],
    predictions: readonly Tensor[],
    weights: readonly (Tensor | undefined)[],
  ): { total: Tensor; parts: Tensor[] } {
    const parts = this.#losses.map(({ output, lossFor }) => {
      const [yTrue, yPred] = [y[output]!, predictions[output]!];
      const loss = lossFor(yTrue.shape, yPred.shape);
      return scalar(loss, loss(yTrue, yPred, { sampleWeight: weights[output] }));
    });
    const weighted = parts.map((part, i) =>
      this.#losses[i]!.weight === 1 ? part : multiply(part, this.#losses[i]!.weight),
    );
    return { total: weighted.reduce((sum, part) => add(sum, part)), parts };
  }

  /** Adds the single losses of a batch to their means. */
  track(parts: readonly Tensor[], samples: number): void {
    this.#losses.forEach(({ tracker }, i) => tracker?.updateState(parts[i]!, { sampleWeight: samples }));
  }
}

function scalar(loss: Loss, value: Tensor): Tensor {
  if (value.rank === 0) return value;
  throw new ValueError({
    where: `loss "${loss.name}"`,
    expected: 'one number for the batch',
    received: { loss: value },
    hint: "Train with another reduction than 'none'",
  });
}
