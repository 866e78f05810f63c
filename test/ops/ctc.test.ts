/** The loss and the decoding of CTC beside what follows from trying every path; Keras's numbers are in `further-goldens.test.ts`. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { ctc } from '../../src/training/losses/ctc.js';
import { SymbolicTensor, tensor, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { expectGradients, irregular } from './gradient-check.js';

const integers = (values: number[] | number[][]): Tensor => tensor(values, { dtype: 'int32' });

/** What a path spells: its classes without repetitions, and then without blanks. */
const spelt = (path: readonly number[], blank: number): string =>
  path.filter((each, i) => each !== path[i - 1]).filter((each) => each !== blank).join(); // prettier-ignore

/** The probabilities of everything that paths through some rows of logits spell. */
function allSpellings(logits: readonly number[][], blank: number): Map<string, number> {
  const chances = logits.map((row) => {
    const total = row.reduce((sum, each) => sum + Math.exp(each), 0);
    return row.map((each) => Math.exp(each) / total);
  });
  let paths: { path: number[]; chance: number }[] = [{ path: [], chance: 1 }];
  for (const row of chances)
    paths = paths.flatMap(({ path, chance }) => row.map((each, i) => ({ path: [...path, i], chance: chance * each })));
  const found = new Map<string, number>();
  for (const { path, chance } of paths) {
    const key = spelt(path, blank);
    found.set(key, (found.get(key) ?? 0) + chance);
  }
  return found;
}

const logits = irregular([3, 5, 3], 4);
const rows = logits.toArray() as number[][][];

describe('ctcLoss', () => {
  test.each([0, 2])('is the probability of all paths, with %d as the blank', (maskIndex) => {
    const [a, b] = maskIndex === 0 ? [1, 2] : [0, 1];
    const labels = [[a, b, b], [b, a, a], [b, a, b]]; // prettier-ignore
    const lengths = [3, 1, 2];
    const steps = [5, 4, 3];
    const loss = ops.ctcLoss(integers(labels), logits, integers(lengths), integers(steps), { maskIndex });
    const expected = rows.map((each, i) => {
      const chances = allSpellings(each.slice(0, steps[i]), maskIndex);
      return -Math.log(chances.get(labels[i]!.slice(0, lengths[i]).join())!);
    });
    expect(loss.dtype).toBe('float64');
    expectClose(loss, tensor(expected, { dtype: 'float64' }), 1e-12);
  });

  test('is the loss of the same name where all steps count', () => {
    const labels = integers([[1, 2, 0], [2, 1, 1], [1, 0, 0]]); // prettier-ignore
    const lengths = integers([2, 3, 1]);
    const given = ops.cast(logits, 'float32');
    expect(ops.ctcLoss(labels, given, lengths, integers([5, 5, 5]))).toEqual(ctc(labels, given));
  });

  test('has its gradients', () => {
    const labels = integers([[1, 1, 2], [2, 1, 1], [1, 2, 0]]); // prettier-ignore
    expectGradients((x) => ops.ctcLoss(labels, x, integers([3, 2, 1]), integers([5, 4, 3])), [logits]);
  });

  test('takes arguments by name, integers, float16 and an unknown batch', () => {
    const [labels, lengths] = [integers([[1]]), integers([1])];
    const byName = ops.ctcLoss(labels, [[[0, 0]]], { targetLength: lengths, outputLength: lengths });
    expect(byName).toEqual(ops.ctcLoss(labels, [[[0, 0]]], lengths, lengths));
    expect(ops.ctcLoss(labels, ops.zeros([1, 2, 2], { dtype: 'int32' }), lengths, [2]).dtype).toBe('float32');
    expect(ops.ctcLoss(labels, ops.zeros([1, 2, 2], { dtype: 'float16' }), lengths, [2]).dtype).toBe('float32');
    const symbol = (shape: (number | null)[], dtype: 'int32' | 'float32'): SymbolicTensor => new SymbolicTensor({ shape, dtype }); // prettier-ignore
    const loss = ops.ctcLoss(symbol([null, 3], 'int32'), symbol([null, 5, 4], 'float32'), symbol([null], 'int32'), symbol([null], 'int32')); // prettier-ignore
    expect([loss.shape, loss.dtype]).toEqual([[null], 'float32']);
  });

  test('refuses what does not belong together', () => {
    const [labels, lengths] = [integers([[1]]), integers([1])];
    expect(() => ops.ctcLoss(labels, [[0, 0]], lengths, lengths)).toThrow(
      'ops.ctcLoss: expected labels of shape [batch, length] and logits of shape [batch, steps, classes]. Received: target=Tensor(shape=[1, 1], dtype=int32), output=Tensor(shape=[1, 2], dtype=float32).',
    );
    expect(() => ops.ctcLoss(labels, [[[0, 0]]], [1, 2], lengths)).toThrow(
      'ops.ctcLoss: expected `targetLength` of shape [batch], one length for each sequence. Received: targetLength=Tensor(shape=[2], dtype=int32).',
    );
    expect(() => ops.ctcLoss(labels, [[[0, 0]]], lengths, lengths, { maskIndex: 2 })).toThrow(
      'ops.ctcLoss: expected `maskIndex` to be a class, from 0 to 1. Received: maskIndex=2.',
    );
  });
});

describe('ctcDecode', () => {
  test.each([0, 2])('finds by a beam search what is most probable, with %d as the blank', (maskIndex) => {
    const [paths, scores] = ops.ctcDecode(logits, integers([5, 4, 3]), {
      strategy: 'beam_search',
      beamWidth: 400,
      topPaths: 4,
      maskIndex,
    });
    const found = paths.toArray() as number[][][];
    [5, 4, 3].forEach((steps, row) => {
      const best = [...allSpellings(rows[row]!.slice(0, steps), maskIndex)].sort((a, b) => b[1] - a[1]).slice(0, 4);
      expect(found.map((each) => each[row]!.filter((label) => label >= 0).join())).toEqual(best.map(([key]) => key));
      const expected = best.map(([, chance]) => Math.log(chance));
      expectClose(ops.take(scores, row, { axis: 0 }), tensor(expected, { dtype: 'float64' }), 1e-12);
    });
  });

  test('has gradients of the scores of the best classes', () => {
    expectGradients((x) => ops.ctcDecode(x, integers([5, 4, 0]))[1], [logits]);
  });

  test('takes any batch', () => {
    const symbol = new SymbolicTensor({ shape: [null, 5, 4], dtype: 'float32' });
    for (const strategy of ['greedy', 'beam_search'] as const) {
      const [paths, scores] = ops.ctcDecode(symbol, new SymbolicTensor({ shape: [null], dtype: 'int32' }), {
        strategy,
      });
      expect([paths.shape, paths.dtype, scores.shape]).toEqual([[1, null, 5], 'int32', [null, 1]]);
    }
  });

  test('refuses', () => {
    expect(() => ops.ctcDecode(logits, [5, 5, 5], { strategy: 'best' as 'greedy' })).toThrow(
      'ops.ctcDecode: unknown strategy "best". Known are greedy, beam_search.',
    );
    expect(() => ops.ctcDecode(logits, [5, 5, 5], { strategy: 'beam_search', topPaths: 3, beamWidth: 2 })).toThrow(
      'ops.ctcDecode: expected integers 1 ≤ topPaths ≤ beamWidth. Received: topPaths=3, beamWidth=2.',
    );
    expect(() => ops.ctcDecode([[1]], [1])).toThrow(
      'ops.ctcDecode: expected `inputs` of shape [batch, steps, classes]',
    );
  });
});
