/** Decodes the outputs of connectionist temporal classification: the sequences of labels that logits spell most probably. */
import { ShapeError, unknownNameError, ValueError } from '../errors/index.js';
import { exp, log } from '../formula/float64.js';
import { castData, isHalf, type Tensor } from '../tensor/index.js';
import { apply } from './apply.js';
import { numberOf, readArguments, required, type Scalar } from './arguments.js';
import { negative } from './arithmetic.js';
import { castTo } from './casting.js';
import { equal, greaterEqual, logicalOr, where as choose } from './comparison.js';
import { argmax, max } from './extremes.js';
import { takeAlongAxis } from './gathering.js';
import { concatenate } from './joining.js';
import { asFloating, asOperand } from './operand.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';
import { argsort } from './ordering.js';
import { expandDims } from './reshape.js';
import { sum } from './summation.js';
import { take } from './gathering.js';

/** What stands behind the labels of a sequence. */
const none = -1;

const upTo = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** The best class of each step, without repetitions and blanks; the score is minus the sum of the logits. */
function greedyDecoding(
  logits: Tensor,
  lengths: Tensor,
  { mergeRepeated, maskIndex }: CtcAttributes,
): [Tensor, Tensor] {
  const steps = logits.shape[1]!;
  const isOver: Tensor = greaterEqual(castTo(upTo(steps), 'int32'), expandDims(lengths, -1));
  const best: Tensor = choose(isOver, maskIndex, argmax(logits, { axis: -1 }));
  const scores: Tensor = choose(isOver, 0, max(logits, { axis: -1 }));
  const isBlank: Tensor = equal(best, maskIndex);
  let isLeftOut = isBlank;
  if (mergeRepeated && steps > 1) {
    const [later, earlier] = [upTo(steps).slice(1), upTo(steps - 1)].map((places) => take(best, places, { axis: 1 }));
    const first: Tensor = take(isBlank, [0], { axis: 1 });
    isLeftOut = logicalOr(isBlank, concatenate([first, equal(later!, earlier!)], { axis: 1 }));
  }
  // What is left out goes behind the rest, which keeps its order.
  const order: Tensor = argsort(choose(isLeftOut, steps, castTo(upTo(steps), 'int32')), { axis: -1 });
  const found: Tensor = takeAlongAxis(choose(isLeftOut, none, best), order, { axis: -1 });
  return [expandDims(castTo(found, 'int32'), 0), expandDims(negative(sum(scores, { axis: 1 })), -1)];
}

interface CtcAttributes {
  readonly beamWidth: number;
  readonly topPaths: number;
  readonly mergeRepeated: boolean;
  readonly maskIndex: number;
}

/** A sequence of labels with the logarithms of the probabilities of the paths that spell it, and end with its last label or with a blank. */
interface Beam {
  readonly labels: readonly number[];
  readonly emitted: number;
  readonly masked: number;
}

function logarithmOfSum(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === -Infinity ? -Infinity : larger + log(exp(a - larger) + exp(b - larger));
}

const scoreOf = ({ emitted, masked }: Beam): number => logarithmOfSum(emitted, masked);

/** Sequences in the order in which Keras chooses among equally probable ones: shorter ones first, then by their labels from the largest. */
function compareLabels(a: Beam, b: Beam): number {
  for (let i = 0; i < Math.max(a.labels.length, b.labels.length); i++) {
    const [left, right] = [a.labels[i], b.labels[i]];
    if (left !== right) return left === undefined ? -1 : right === undefined ? 1 : right - left;
  }
  return 0;
}

/** The most probable of some sequences, the most probable last. */
const mostProbable = (beams: readonly Beam[], count: number): Beam[] =>
  [...beams]
    .sort(compareLabels)
    // Scores that differ by rounding alone are equal.
    .map((beam) => ({ beam, score: Math.round(scoreOf(beam) * 2 ** 30) }))
    .sort((a, b) => (a.score === b.score ? 0 : a.score - b.score))
    .slice(-count)
    .map(({ beam }) => beam);

/** The sequences that a further step makes of some: each class at the end of each, or a blank. */
function extended(beams: readonly Beam[], ofClasses: ArrayLike<number>, maskIndex: number): Beam[] {
  const found = new Map<string, Beam>();
  const note = (labels: readonly number[], emitted: number, masked: number): void => {
    const key = labels.join();
    const before = found.get(key) ?? { labels, emitted: -Infinity, masked: -Infinity };
    found.set(key, {
      labels,
      emitted: logarithmOfSum(before.emitted, emitted),
      masked: logarithmOfSum(before.masked, masked),
    });
  };
  for (const { labels, emitted, masked } of beams) {
    const both = logarithmOfSum(emitted, masked);
    for (let each = 0; each < ofClasses.length; each++) {
      const chance = ofClasses[each]!;
      if (each === maskIndex) note(labels, -Infinity, both + chance);
      else if (each !== labels[labels.length - 1]) note([...labels, each], both + chance, -Infinity);
      else {
        // The same label again is one more only behind a blank.
        note(labels, emitted + chance, -Infinity);
        note([...labels, each], masked + chance, -Infinity);
      }
    }
  }
  return [...found.values()];
}

/** The logarithms of the probabilities of a step. */
function logProbabilities(logits: ArrayLike<number>, from: number, classes: number): Float64Array {
  const row = Float64Array.from({ length: classes }, (_, i) => logits[from + i]!);
  const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = row.reduce((sum, each) => sum + exp(each - largest), 0);
  return row.map((each) => each - largest - log(total));
}

/** Keeps the most probable sequences from step to step. */
const beamSearch = /* @__PURE__ */ defineOperation<CtcAttributes, 'several', 2>({
  name: 'ctc_decode',
  where: 'ops.ctcDecode',
  inferShape([logits], { topPaths }) {
    const [batch, steps] = logits.shape;
    return [
      { shape: [topPaths, batch!, steps!], dtype: 'int32' },
      { shape: [batch!, topPaths], dtype: logits.dtype },
    ];
  },
  compute([logits, lengths], { beamWidth, topPaths, maskIndex }) {
    const [batch, steps, classes] = logits.shape as readonly [number, number, number];
    const paths = new Int32Array(topPaths * batch * steps).fill(none);
    const scores = new Float64Array(batch * topPaths);
    for (let row = 0; row < batch; row++) {
      const step = (t: number): Float64Array => logProbabilities(logits.data, (row * steps + t) * classes, classes);
      let beams: Beam[] = [{ labels: [], emitted: -Infinity, masked: 0 }];
      // The first step counts for a sequence of length 0, too.
      for (let t = 0; t < steps && (t === 0 || t < lengths.data[row]!); t++)
        beams = mostProbable(extended(beams, step(t), maskIndex), beamWidth);
      const best = mostProbable(beams, topPaths).reverse();
      for (let i = 0; i < topPaths; i++) {
        scores[row * topPaths + i] = best[i] === undefined ? -Infinity : scoreOf(best[i]!);
        paths.set(best[i]?.labels ?? [], (i * batch + row) * steps);
      }
    }
    return [paths, castData('ops.ctcDecode', scores, 'float64', logits.dtype)];
  },
});

/** What `ctcDecode` may be told. */
export interface CtcDecodeOptions {
  /** `'greedy'`, which is the default, takes the best class of each step; `'beam_search'` follows several sequences. */
  readonly strategy?: 'greedy' | 'beam_search' | undefined;
  /** How many sequences a beam search follows, 100 by default. */
  readonly beamWidth?: Scalar | undefined;
  /** How many sequences a beam search returns, 1 by default. */
  readonly topPaths?: Scalar | undefined;
  /** Whether `'greedy'` takes the same class in two steps for one label, which is the default. */
  readonly mergeRepeated?: boolean | undefined;
  /** The class that stands for no label, 0 by default; `null` for the last one. */
  readonly maskIndex?: Scalar | null | undefined;
}

interface ReadCtcDecode extends Required<{
  readonly [Name in keyof CtcDecodeOptions]: NonNullable<CtcDecodeOptions[Name]>;
}> {
  readonly sequenceLengths: Operand;
}

/**
 * The sequences of labels that logits of shape `[batch, steps, classes]` spell, and their scores. The labels have shape `[paths, batch, steps]`, with -1 behind them; the scores `[batch,
 * paths]`: for a beam search the logarithm of the probability, for `'greedy'` minus the sum of the largest logits. No gradient goes through a beam search.
 *
 * @example
 * import { ops } from 'hillock';
 * const logits = [[[0, 3, 0], [0, 3, 0], [3, 0, 0], [0, 0, 3]]];
 * ops.ctcDecode(logits, [4])[0] // → array([[[ 1,  2, -1, -1]]], dtype=int32)
 */
export function ctcDecode<X extends Operand>(
  inputs: X,
  ...given:
    | [sequenceLengths: Operand, options?: CtcDecodeOptions | undefined]
    | [options: CtcDecodeOptions & { readonly sequenceLengths: Operand }]
): [decoded: ResultOf<X>, scores: ResultOf<X>] {
  const where = 'ops.ctcDecode';
  type Read = Omit<ReadCtcDecode, 'maskIndex'> & { readonly maskIndex: number | null };
  const read = readArguments<Read>(where, ['sequenceLengths'], given, {
    sequenceLengths: required,
    strategy: 'greedy',
    beamWidth: 100,
    topPaths: 1,
    mergeRepeated: true,
    maskIndex: 0,
  });
  const floating = asFloating(where, inputs);
  const logits = isHalf(floating.dtype) ? castTo(floating, 'float32') : floating;
  const lengths = castTo(asOperand(where, read.sequenceLengths), 'int32');
  if (logits.shape.length !== 3 || lengths.shape.length !== 1) {
    const expected = '`inputs` of shape [batch, steps, classes] and `sequenceLengths` of shape [batch]';
    throw new ShapeError({ where, expected, received: { inputs: logits, sequenceLengths: lengths } });
  }
  const classes = logits.shape[2]!;
  const numbers = {
    beamWidth: numberOf(where, 'beamWidth', read.beamWidth),
    topPaths: numberOf(where, 'topPaths', read.topPaths),
    maskIndex: read.maskIndex === null ? classes - 1 : numberOf(where, 'maskIndex', read.maskIndex),
  };
  const { beamWidth, topPaths, maskIndex } = numbers;
  if (!(Number.isInteger(beamWidth) && Number.isInteger(topPaths) && topPaths >= 1 && beamWidth >= topPaths)) {
    throw new ValueError({ where, expected: 'integers 1 ≤ topPaths ≤ beamWidth', received: { topPaths, beamWidth } });
  }
  if (!(Number.isInteger(maskIndex) && maskIndex >= 0 && maskIndex < classes)) {
    throw new ValueError({
      where,
      expected: `\`maskIndex\` to be a class, from 0 to ${classes - 1}`,
      received: { maskIndex },
    });
  }
  const attributes = { ...numbers, mergeRepeated: read.mergeRepeated };
  if (read.strategy === 'greedy')
    return greedyDecoding(logits, lengths, attributes) as unknown as [ResultOf<X>, ResultOf<X>];
  if (read.strategy === 'beam_search') return apply(beamSearch, [logits, lengths], attributes);
  throw unknownNameError(where, 'strategy', String(read.strategy), ['greedy', 'beam_search']);
}
