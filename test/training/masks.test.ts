/** What is left out: by a mask that came with the predictions, by a class that is ignored, by weights, and all of them together. */
import { describe, expect, test } from 'vitest';
import { camelCase } from '../../src/objects/spelling.js';
import { tensor, withMask } from '../../src/tensor/index.js';
import { losses, metrics } from '../../src/training/index.js';
import { expectAgreement, numbers, readGoldens, type Golden } from './agreement.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly arguments: Record<string, unknown>;
  readonly yTrue: Golden;
  readonly yPred: Golden;
  readonly mask: readonly (readonly boolean[])[] | null;
  readonly sampleWeight: Golden | null;
}

type LossCase = Case & { readonly value: Golden };
type MetricCase = Case & { readonly result: Golden; readonly variables: readonly Golden[] };

const goldens = readGoldens<{ losses: LossCase[]; metrics: MetricCase[] }>('masks', import.meta.url);

const named = <Each extends Case>(cases: readonly Each[]): [string, Each][] => cases.map((each) => [each.name, each]);

const optionsOf = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value]));

function given({ yTrue, yPred, mask, sampleWeight }: Case) {
  const predictions = withMask(tensor(numbers(yPred)), mask === null ? null : tensor(mask));
  return [tensor(numbers(yTrue)), predictions, sampleWeight === null ? null : tensor(numbers(sampleWeight))] as const;
}

test.each(named(goldens.losses))('the loss %s', (_, golden) => {
  const loss = new losses[golden.class_name as 'MeanSquaredError'](optionsOf(golden.arguments));
  const [labels, predictions, sampleWeight] = given(golden);
  expectAgreement(loss(labels, predictions, { sampleWeight }), golden.value, 1e-6);
});

test.each(named(goldens.metrics))('the metric %s', (_, golden) => {
  const metric = new metrics[golden.class_name as 'Accuracy'](optionsOf(golden.arguments));
  const [labels, predictions, sampleWeight] = given(golden);
  metric.updateState(labels, predictions, { sampleWeight });
  expectAgreement(metric.result(), golden.result, 1e-6);
  metric.variables.forEach(({ value }, i) => expectAgreement(value, golden.variables[i]!, 1e-6));
});

/** Why some are not beside a mask and weights. */
const exempt: Readonly<Record<string, string>> = {
  CTC: 'its labels and predictions are sequences of different lengths',
  Loss: 'is the base of others',
  Mean: 'takes values, not predictions',
  MeanMetricWrapper: 'is a function of the user',
  Metric: 'is the base of others',
  Sum: 'takes values, not predictions',
};

test('every loss and metric has a mask and weights together, and those that ignore a class with it', () => {
  const classes = [...Object.keys(losses), ...Object.keys(metrics)].filter((name) => /^[A-Z]/.test(name));
  const all = [...goldens.losses, ...goldens.metrics].filter(({ mask, sampleWeight }) => mask && sampleWeight);
  const covered = new Set([...all.map((each) => each.class_name), ...Object.keys(exempt)]);
  expect(classes.filter((name) => !covered.has(name))).toEqual([]);
  const ignoring = new Set(all.filter((each) => 'ignore_class' in each.arguments).map((each) => each.class_name));
  expect([...ignoring].sort()).toEqual([
    'IoU',
    'MeanIoU',
    'OneHotIoU',
    'OneHotMeanIoU',
    'SparseCategoricalCrossentropy',
  ]);
});

describe('what cannot come together', () => {
  test('a mask of steps and a weight for each sample, in a metric, as in Keras', () => {
    const metric = metrics.MeanSquaredError();
    const predictions = withMask(tensor([[[1], [2], [3]]]), tensor([[true, false, true]]));
    expect(() =>
      metric.updateState([[[1], [2], [3]]], predictions, { sampleWeight: [1, 1] }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: metric "mean_squared_error": expected sampleWeight of the shape of the values, [1, 3]. Received: sampleWeight=Tensor(shape=[2], dtype=float32).]`,
    );
    expect(metric.variables.map(({ value }) => value.item())).toEqual([0, 0]);
  });
});

describe('extreme predictions', () => {
  const one = tensor([[1, 0]]);

  test('have finite losses', () => {
    const zeros = tensor([[0, 0]]);
    for (const loss of [losses.CategoricalCrossentropy(), losses.BinaryCrossentropy(), losses.KLDivergence(), losses.CategoricalFocalCrossentropy(), losses.BinaryFocalCrossentropy()]) {
      expect(loss(one, zeros).item(), loss.name).toSatisfy(Number.isFinite);
    } // prettier-ignore
    expect(losses.SparseCategoricalCrossentropy()([0], zeros).item()).toSatisfy(Number.isFinite);
    expect(losses.Poisson()(one, zeros).item()).toSatisfy(Number.isFinite);
    expect(losses.MeanAbsolutePercentageError()(zeros, one).item()).toSatisfy(Number.isFinite);
  });

  test('of the label are no loss', () => {
    const logits = tensor([[0, -Infinity]]);
    expect(losses.CategoricalCrossentropy({ fromLogits: true })(one, logits).item()).toBe(0);
    expect(losses.SparseCategoricalCrossentropy({ fromLogits: true })([0], logits).item()).toBe(0);
  });
});
