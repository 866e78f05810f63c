import { describe, expect, test } from 'vitest';
import { camelCase } from '../../src/objects/spelling.js';
import { tensor } from '../../src/tensor/index.js';
import { metrics } from '../../src/training/index.js';
import { expectAgreement, numbers, readGoldens, type Golden } from './agreement.js';

interface Update {
  readonly yTrue?: Golden;
  readonly yPred?: Golden;
  readonly values?: Golden;
  readonly sampleWeight: Golden | null;
  readonly result: Golden;
}

interface ClassCase {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly arguments: Record<string, unknown>;
  readonly updates: readonly Update[];
  readonly variables: readonly { readonly name: string; readonly value: Golden }[];
  readonly resultAfterReset: Golden;
}

interface FunctionCase {
  readonly name: string;
  readonly function: 'accuracy';
  readonly yTrue: Golden;
  readonly yPred: Golden;
  readonly value: Golden;
}

const goldens = readGoldens<{ classes: ClassCase[]; functions: FunctionCase[] }>('metrics', import.meta.url);

describe('agreement with Keras', () => {
  test.each(goldens.classes.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const options = Object.fromEntries(Object.entries(golden.arguments).map(([key, value]) => [camelCase(key), value]));
    const metric = metrics[golden.class_name as 'Accuracy'](options);
    for (const { yTrue, yPred, values, sampleWeight, result } of golden.updates) {
      const inputs = [yTrue, yPred, values].filter((each) => each !== undefined).map((each) => tensor(numbers(each)));
      const weight = sampleWeight === null ? null : tensor(numbers(sampleWeight));
      (metric.updateState as (...parameters: unknown[]) => void)(...inputs, { sampleWeight: weight });
      expectAgreement(metric.result(), result, 2e-6);
    }
    expectAgreement(
      [metric.total, metric.count],
      golden.variables.map(({ value }) => value),
      2e-6,
    );
    metric.resetState();
    expectAgreement(metric.result(), golden.resultAfterReset);
    expect(metric.getConfig()).toEqual(golden.config);
    expect(Object.keys(metric.getConfig())).toEqual(Object.keys(golden.config));
  });

  test.each(goldens.functions.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const compute = metrics.get(golden.function) as typeof metrics.accuracy;
    expectAgreement(compute(tensor(numbers(golden.yTrue)), tensor(numbers(golden.yPred))), golden.value, 0);
  });
});
