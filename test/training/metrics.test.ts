import { describe, expect, test } from 'vitest';
import { camelCase } from '../../src/objects/spelling.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
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
  readonly config?: Record<string, unknown>;
  readonly arguments?: Record<string, unknown>;
  /** The function that a `MeanMetricWrapper` is made of. */
  readonly function?: string;
  readonly updates: readonly Update[];
  readonly variables?: readonly { readonly name: string; readonly value: Golden }[];
  readonly resultAfterReset?: Golden;
}

interface FunctionCase {
  readonly name: string;
  readonly function: 'accuracy';
  readonly arguments?: Record<string, unknown>;
  readonly yTrue: Golden;
  readonly yPred: Golden;
  readonly value: Golden;
}

const own = readGoldens<{ classes: ClassCase[]; functions: FunctionCase[] }>('metrics', import.meta.url);
const { metrics: further } = readGoldens<{ metrics: ClassCase[] }>('options', import.meta.url);
const goldens = { ...own, classes: [...own.classes, ...further] };

const optionsOf = (given: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value]));

const functionNamed = (name: string): typeof metrics.binaryAccuracy => metrics[camelCase(name) as 'binaryAccuracy'];

function metricOf({ class_name: name, arguments: given, function: compute }: ClassCase): metrics.Metric {
  if (compute !== undefined) return metrics.MeanMetricWrapper(functionNamed(compute));
  return new metrics[name as 'Accuracy'](optionsOf(given));
}

/** Where terms of the formula cancel out, rounding shows. */
const toleranceOf = ({ class_name: name, arguments: given }: ClassCase): number => {
  // In 8 bits, each of the operations rounds by up to 2^-8, and compilers join some of them.
  if (given?.['dtype'] === 'bfloat16') return 2e-2;
  return name === 'ConcordanceCorrelation' ? 1e-5 : 2e-6;
};

const sorted = (keys: object): string[] => Object.keys(keys).sort();

describe('agreement with Keras', () => {
  test.each(goldens.classes.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const metric = metricOf(golden);
    for (const { yTrue, yPred, values, sampleWeight, result } of golden.updates) {
      const inputs = [yTrue, yPred, values].filter((each) => each !== undefined).map((each) => tensor(numbers(each)));
      const weight = sampleWeight === null ? null : tensor(numbers(sampleWeight));
      (metric.updateState as (...parameters: unknown[]) => void)(...inputs, { sampleWeight: weight });
      const ours = metric.result() as Tensor;
      expectAgreement(ours, result, toleranceOf(golden));
      // It is a copy: what is written into it changes nothing.
      ours.data.fill(77);
      expectAgreement(metric.result() as Tensor, result, toleranceOf(golden));
    }
    if (golden.variables !== undefined) {
      expect(metric.variables.map(({ path }) => path)).toEqual(golden.variables.map(({ name }) => name));
      metric.variables.forEach(({ value }, i) =>
        expectAgreement(value, golden.variables![i]!.value, toleranceOf(golden)),
      );
    }
    metric.resetState();
    if (golden.resultAfterReset !== undefined) expectAgreement(metric.result() as Tensor, golden.resultAfterReset);
    if (golden.config === undefined) return;
    const config = metric.getConfig();
    // What Keras forgets in its configs, and is written here where it is not the default.
    if (!('axis' in golden.config) && 'axis' in golden.arguments!) delete config['axis'];
    expect(config).toEqual(golden.config);
    // The order differs from class to class, and no file depends on it.
    expect(sorted(config)).toEqual(sorted(golden.config));
    expect(metrics.deserialize(metrics.serialize(metric)).getConfig()).toEqual(metric.getConfig());
  });

  test.each(goldens.functions.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const compute = functionNamed(golden.function);
    const given = optionsOf(golden.arguments);
    expectAgreement(compute(tensor(numbers(golden.yTrue)), tensor(numbers(golden.yPred)), given), golden.value, 1e-6);
  });

  test('of every public metric', () => {
    const known = new Set(goldens.classes.map(({ class_name: name }) => name));
    const classes = Object.entries(metrics).filter(([name, value]) => 'optionTable' in value && name !== 'Metric');
    expect(classes.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
  });
});
