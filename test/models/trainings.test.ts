/** Small models of many kinds, trained from the same weights on the same data beside real Keras: `tools/goldens/trainings.py`. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { clearSession, losses, metrics, modelFromJSON, optimizers, tensor } from '../../src/index.js';
import { expectAgreement, numbers, type Golden } from '../training/agreement.js';

/** One array, or several by position or by name. */
type Arrays = Golden | Readonly<Record<string, Golden>>;

interface Case {
  readonly name: string;
  readonly model: object;
  readonly compile: Readonly<Record<string, unknown>>;
  readonly fit: {
    readonly batch_size: number;
    readonly epochs: number;
    readonly class_weight?: Record<number, number>;
  };
  readonly x: Arrays;
  readonly y: Arrays;
  readonly sampleWeight?: Golden;
  readonly initialWeights: readonly Golden[];
  readonly history: Readonly<Record<string, readonly Golden[]>>;
  readonly finalWeights: readonly Golden[];
  readonly optimizerVariables: number;
}

const path = new URL('goldens/trainings.json.gz', import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

beforeEach(clearSession);

/** Relative to the largest number of a tensor. */
const usualTolerance = 1e-5;

/** Where rounding grows: why, and how far. */
const looser: Readonly<Record<string, number>> = {
  // A unit in the last place of half precision is 2^-8 and 2^-11 of a number, and each step adds some.
  'mixed bfloat16, SGD': 1e-2,
  'float16 scaled, Adam': 1e-3,
};

/** Objects as Keras serializes them become objects; names stay names. */
function revived(value: unknown, namespace: { deserialize(config: never): unknown }): unknown {
  if (Array.isArray(value)) return value.map((each) => revived(each, namespace));
  if (value === null || typeof value !== 'object') return value;
  if ('class_name' in value) return namespace.deserialize(value as never);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revived(each, namespace)]));
}

/** Several arrays are of one rank at least 2, one is a list of rows. */
const arraysOf = (given: Arrays, isList: boolean): unknown => {
  if (isList) return (given as readonly Golden[]).map((each) => tensor(numbers(each)));
  if (Array.isArray(given)) return tensor(numbers(given as Golden));
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, tensor(numbers(each as Golden))]));
};

test.each(cases)('$name', async (golden) => {
  const { compile, fit, sampleWeight } = golden;
  const tolerance = looser[golden.name] ?? usualTolerance;
  const model = modelFromJSON(golden.model);
  model.setWeights(golden.initialWeights.map((each) => tensor(numbers(each))));
  const optimizer = optimizers.deserialize(compile['optimizer'] as never);
  model.compile({
    optimizer,
    loss: revived(compile['loss'], losses) as never,
    lossWeights: compile['loss_weights'] as never,
    metrics: revived(compile['metrics'], metrics) as never,
    weightedMetrics: revived(compile['weighted_metrics'], metrics) as never,
  });
  const isList = Array.isArray(model.inputs) && model.inputs.length > 1 && Array.isArray(golden.x);
  const { history } = await model.fit(arraysOf(golden.x, isList) as never, arraysOf(golden.y, false) as never, {
    batchSize: fit.batch_size,
    epochs: fit.epochs,
    shuffle: false,
    verbose: 0,
    ...(fit.class_weight && { classWeight: fit.class_weight }),
    ...(sampleWeight && { sampleWeight: tensor(numbers(sampleWeight)) }),
  });
  expect(Object.keys(history).sort()).toEqual(Object.keys(golden.history).sort());
  for (const [name, values] of Object.entries(golden.history)) {
    expectAgreement((history[name] as unknown[]).flat(9) as number[], values, tolerance);
  }
  const found = model.weights.map(({ value }) => value);
  expect(found.map(({ shape }) => shape)).toEqual(golden.finalWeights.map((each) => tensor(numbers(each)).shape));
  found.forEach((value, index) => expectAgreement(value, golden.finalWeights[index]!, tolerance));
  expect(optimizer.variables.length).toBe(golden.optimizerVariables);
});

test('are about every optimizer', () => {
  const trained = new Set(
    JSON.stringify(cases.map(({ compile }) => compile['optimizer'])).match(/(?<="class_name":")\w+/g),
  );
  const isClass = (value: unknown): boolean => typeof value === 'function' && 'optionTable' in value;
  const classes = Object.entries(optimizers).filter(([name, value]) => isClass(value) && name !== 'Optimizer');
  expect(classes.map(([name]) => name).filter((name) => !trained.has(name))).toEqual([]);
});
