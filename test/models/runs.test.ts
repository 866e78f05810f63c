/** Runs of `fit`, batch by batch methods, and what strings mean, beside real Keras: `tools/goldens/runs.py`. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  activations,
  clearSession,
  constraints,
  initializers,
  Layer,
  losses,
  metrics,
  modelFromJSON,
  ops,
  optimizers,
  registerKerasSerializable,
  regularizers,
  tensor,
  utils,
  ValueError,
  type Tensor,
} from '../../src/index.js';
import { CompiledLoss } from '../../src/models/compiled-loss.js';
import { CompiledMetrics } from '../../src/models/compiled-metrics.js';
import { camelCase } from '../../src/objects/spelling.js';
import { expectAgreement, numbers, type Golden, type GoldenNumber } from '../training/agreement.js';

/** Arrays by position, by name, or one. */
type Arrays = Golden | Readonly<Record<string, Golden>>;

interface Weight {
  readonly name: string;
  readonly value: Golden;
}

interface SerializedOptimizer {
  readonly class_name: string;
  readonly config: Record<string, unknown>;
}

interface Run {
  readonly name: string;
  readonly model: object;
  readonly optimizer: SerializedOptimizer;
  readonly compile: Record<string, unknown>;
  readonly fit: Record<string, unknown>;
  readonly x: Arrays;
  readonly y: Arrays;
  readonly sampleWeight?: Arrays;
  readonly xValidation?: Arrays;
  readonly yValidation?: Arrays;
  readonly sampleWeightValidation?: Arrays;
  readonly initialWeights: readonly Weight[];
  readonly history: Readonly<Record<string, Golden>>;
  readonly historyKeys: readonly string[];
  readonly evaluate: Readonly<Record<string, GoldenNumber>>;
  readonly predict: Arrays;
  readonly finalWeights: readonly Weight[];
  readonly finalLossScale?: number;
  /** What `evaluate` and `predict` got; the data of training where this is absent. */
  readonly evaluatedOn?: 'validation';
}

interface Call {
  readonly method: string;
  readonly arguments?: {
    readonly return_dict?: boolean;
    readonly sample_weight?: Golden;
    readonly class_weight?: Record<number, number>;
  };
  readonly result?:
    | Golden
    | { readonly number: GoldenNumber }
    | { readonly list: readonly GoldenNumber[] }
    | { readonly dict: Readonly<Record<string, GoldenNumber>> };
}

interface BatchCase extends Pick<Run, 'name' | 'model' | 'optimizer' | 'compile' | 'x' | 'y'> {
  readonly initialWeights: readonly Golden[];
  readonly calls: readonly Call[];
  readonly finalWeights?: readonly Golden[];
}

type Resolved = {
  readonly class_name: string;
  readonly name: string;
  readonly result?: number;
  readonly error?: string;
};
type Meant = { readonly function: string; readonly value: number } | { readonly error: string };

interface Resolution {
  readonly name: string;
  readonly yTrue: Golden;
  readonly yTrueDtype: 'int32' | 'float32';
  readonly yPred: Golden;
  readonly accuracy: Resolved;
  readonly acc: Resolved;
  readonly crossentropy: Meant;
  readonly ce: Meant;
}

const goldens = JSON.parse(gunzipSync(readFileSync(new URL('goldens/runs.json.gz', import.meta.url))).toString()) as {
  cases: Run[];
  onBatch: BatchCase[];
  resolution: Resolution[];
  identifiers: Record<string, Record<string, string>>;
};

beforeEach(clearSession);

/** A layer that loses what `penalty` says of its inputs, and returns them. */
const penalizing = (name: string, penalty: (x: Tensor) => Tensor): void => {
  class Penalty extends Layer {
    readonly factor: number;

    constructor({ factor, ...options }: { factor: number; name?: string }) {
      super(options);
      this.factor = factor;
    }

    override call(x: Tensor): Tensor {
      this.addLoss(ops.multiply(penalty(x), this.factor));
      return x;
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), factor: this.factor };
    }
  }
  registerKerasSerializable(Penalty, { package: 'hillock', name });
};

penalizing('PenaltyOfMean', (x) => ops.mean(ops.square(x)));
penalizing('PenaltyOfSum', (x) => ops.sum(ops.abs(x)));

const own = {
  half_squared: function halfSquared(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.multiply(ops.mean(ops.square(ops.subtract(yTrue, yPred)), { axis: -1 }), 0.5);
  },
  largest_error: function largest_error(yTrue: Tensor, yPred: Tensor): Tensor {
    return ops.max(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 });
  },
} as const;

type Made = Record<string, unknown>;

const inCamelCase = (options: Made): Made =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));

const isRecord = (value: unknown): value is Made =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The losses or metrics that a compile config names, in lists and by output. */
function made(value: unknown, deserialize: (config: never) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => made(each, deserialize));
  if (typeof value === 'string') return value in own ? own[value as keyof typeof own] : value;
  if (!isRecord(value)) return value;
  if ('class_name' in value) return deserialize(value as never);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, made(each, deserialize)]));
}

/** A model's JSON without the shapes for which Keras builds each layer alone, so that paths begin with the model's name, as in the goldens. */
const unbuilt = (model: object): string =>
  JSON.stringify(model, (key, value: unknown) => (key === 'build_config' ? undefined : value));

function compiled(golden: Pick<Run, 'model' | 'compile' | 'optimizer'>) {
  const model = modelFromJSON(unbuilt(golden.model));
  const { loss, metrics: named, weighted_metrics: weighted, ...more } = golden.compile;
  const options = {
    ...inCamelCase(more),
    loss: made(loss, losses.deserialize),
    ...(named === undefined ? {} : { metrics: made(named, metrics.deserialize) }),
    ...(weighted === undefined ? {} : { weightedMetrics: made(weighted, metrics.deserialize) }),
  };
  model.compile({ optimizer: optimizers.deserialize(golden.optimizer), ...options } as never);
  return model;
}

type Given = Tensor | Tensor[] | Record<string, Tensor>;

/** Tensors in the form that the golden has: by name, in a list where `count` outputs or inputs are wanted, or one. */
function given(golden: Arrays, isList: boolean): Given {
  if (isRecord(golden)) {
    return Object.fromEntries(Object.entries(golden).map(([key, each]) => [key, tensor(numbers(each))]));
  }
  return isList ? (golden as readonly Golden[]).map((each) => tensor(numbers(each))) : tensor(numbers(golden));
}

const rows = (part: Tensor, from: number, to: number): Tensor =>
  ops.slice(part, [from, ...part.shape.slice(1).map(() => 0)], [to - from, ...part.shape.slice(1)]);

/** Keras's `fit` in the goldens got its batches so. */
const sources: Readonly<Record<string, (parts: Tensor[]) => unknown>> = {
  generator: (parts) =>
    (function* () {
      for (;;) for (let i = 0; i < 12; i += 4) yield parts.map((part) => rows(part, i, i + 4));
    })(),
  pydataset: (parts) =>
    new (class extends utils.PyDataset {
      override get length(): number {
        return 3;
      }
      override getItem(i: number): Tensor[] {
        return parts.map((part) => rows(part, 5 * i, Math.min(5 * i + 5, 12)));
      }
    })(),
};

/** Relative to the largest, where it is not rounding in float32 that decides. */
const tolerances: Readonly<Record<string, number>> = {
  // A bias before a batch normalization has no gradient but rounding, of which Adam makes steps of full size.
  'cnn_batch_normalization Adam': 5e-3,
  policy_mixed_float16: 2 ** -9,
  policy_mixed_float16_unscaled: 2 ** -6,
  policy_mixed_bfloat16: 2 ** -6,
  policy_float16: 2 ** -7,
  loss_scale_optimizer: 2 ** -10,
  loss_scale_optimizer_overflow: 2 ** -4,
};

function expectAll(actual: unknown, golden: Arrays, tolerance: number): void {
  if (isRecord(golden)) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(golden));
    for (const [key, each] of Object.entries(golden))
      expectAgreement((actual as Record<string, Tensor>)[key]!, each, tolerance);
  } else if (Array.isArray(actual)) {
    expect(actual).toHaveLength((golden as readonly Golden[]).length);
    actual.forEach((each, i) => expectAgreement(each as Tensor, (golden as readonly Golden[])[i]!, tolerance));
  } else expectAgreement(actual as Tensor, golden, tolerance);
}

/** What `name` stands for: a class, or a function. */
const meaningOf = ({ serialize }: { serialize: (object: never) => unknown }, object: unknown): unknown => {
  const written = serialize(object as never);
  return typeof written === 'string' ? written : (written as { class_name: string }).class_name;
};

/** Classes that Keras finds by name, but that cannot be made without arguments, or are only to be extended. */
const impossible = new Set([
  ...[
    'Loss',
    'LossFunctionWrapper',
    'Metric',
    'MeanMetricWrapper',
    'Optimizer',
    'Initializer',
    'Regularizer',
    'Constraint',
  ],
  ...['IoU', 'MeanIoU', 'OneHotIoU', 'OneHotMeanIoU', 'PrecisionAtRecall', 'RecallAtPrecision'],
  ...['SensitivityAtSpecificity', 'SpecificityAtSensitivity', 'LossScaleOptimizer', 'MultiOptimizer', 'OptimizerMap'],
]);

async function runOf(name: string, golden: Run) {
  const model = compiled(golden);
  expect(model.weights.map(({ path }) => path)).toEqual(golden.initialWeights.map((weight) => weight.name));
  model.setWeights(golden.initialWeights.map(({ value }) => tensor(numbers(value))));
  const isList = name.startsWith('outputs_list');
  const hasTwoInputs = name === 'shared_layer';
  const weightIsList = isList && !name.endsWith('one_array');
  const [x, y] = [given(golden.x, hasTwoInputs), given(golden.y, isList && Array.isArray(golden.y))];
  const weights = golden.sampleWeight === undefined ? {} : { sampleWeight: given(golden.sampleWeight, weightIsList) };
  const { xValidation, yValidation, sampleWeightValidation: validationWeight } = golden;
  const held =
    xValidation === undefined
      ? undefined
      : [
          given(xValidation, hasTwoInputs),
          given(yValidation!, isList && Array.isArray(yValidation)),
          ...(validationWeight === undefined ? [] : [given(validationWeight, weightIsList)]),
        ];
  const options = {
    ...inCamelCase(golden.fit),
    ...(held === undefined ? {} : { validationData: held }),
    verbose: 0,
  };
  const source = sources[name.split('_')[0]!];
  const { history } =
    source === undefined
      ? await model.fit(x as never, y as never, { ...options, ...weights } as never)
      : await model.fit(source([x, y, ...Object.values(weights)] as Tensor[]) as never, options as never);
  const onHeld = golden.evaluatedOn === 'validation';
  const [last, labels] = onHeld ? held! : [x, y];
  const batchSize = onHeld ? golden.fit['batch_size'] : 4;
  const evaluated = await model.evaluate(
    last as never,
    labels as never,
    { batchSize, verbose: 0, returnDict: true, ...(onHeld ? {} : weights) } as never,
  );
  const predicted: unknown = await model.predict(last as never, { batchSize, verbose: 0 } as never);
  return { model, history, evaluated, predicted };
}

/** What Keras computes and Hillock refuses: `docs/differences.md`. */
const refused: Readonly<Record<string, RegExp>> = {
  // Keras uses the first of two losses for one output, and shows the others as 0.
  loss_list_for_one_output: /loss to have one entry for each output/,
  // Keras multiplies the time steps with the weights of the samples, of which there happen to be as many.
  sample_weight_of_sequences: /sampleWeight of the shape of the values/,
};

describe('fit', () => {
  test.each(goldens.cases.map((golden) => [golden.name, golden] as const))('%s', async (name, golden) => {
    const tolerance = tolerances[name] ?? 1e-5;
    const refusal = refused[name];
    if (refusal !== undefined) {
      await expect(runOf(name, golden)).rejects.toThrow(refusal);
      return;
    }
    const { model, history, evaluated, predicted } = await runOf(name, golden);
    expect(Object.keys(history)).toEqual(golden.historyKeys);
    for (const [key, values] of Object.entries(golden.history)) expectAgreement(history[key]!, values, tolerance);
    for (const [key, value] of Object.entries(golden.evaluate)) expectAgreement(evaluated[key]!, value, tolerance);
    expectAll(predicted, golden.predict, tolerance);
    golden.finalWeights.forEach(({ value }, i) => expectAgreement(model.weights[i]!.value, value, tolerance));
    if (golden.finalLossScale !== undefined) {
      const scale = model.optimizer!.variables.find(({ path }) => path.endsWith('dynamic_scale'));
      expect(scale!.value.item()).toBe(golden.finalLossScale);
    }
  });
});

describe('batch by batch', () => {
  test.each(goldens.onBatch.map((golden) => [golden.name, golden] as const))('%s', async (name, golden) => {
    const model = compiled(golden);
    model.setWeights(golden.initialWeights.map((value) => tensor(numbers(value))));
    const [x, y] = [given(golden.x, false), given(golden.y, name.endsWith('two_outputs'))];
    for (const call of golden.calls) {
      const {
        return_dict: returnDict = false,
        sample_weight: sampleWeight,
        class_weight: classWeight,
      } = call.arguments ?? {};
      const options = {
        returnDict,
        ...(sampleWeight === undefined ? {} : { sampleWeight: tensor(numbers(sampleWeight)) }),
        ...(classWeight === undefined ? {} : { classWeight }),
      } as never;
      if (call.method === 'reset_metrics') model.resetMetrics();
      else if (call.method === 'predict_on_batch')
        expectAgreement(model.predictOnBatch(x) as Tensor, call.result as Golden, 1e-6);
      else {
        const results: unknown =
          call.method === 'train_on_batch'
            ? model.trainOnBatch(x as never, y as never, options)
            : call.method === 'test_on_batch'
              ? model.testOnBatch(x as never, y as never, options)
              : await model.evaluate(x as never, y as never, { verbose: 0, returnDict } as never);
        const wanted = call.result as unknown as Record<string, never>;
        if ('dict' in wanted) {
          expect(Object.keys(results as object).sort()).toEqual(Object.keys(wanted['dict']).sort());
          for (const [key, value] of Object.entries<GoldenNumber>(wanted['dict']))
            expectAgreement((results as Record<string, number>)[key]!, value, 1e-5);
        } else
          expectAgreement(results as number[], 'list' in wanted ? wanted['list'] : [wanted['number'] as never], 1e-5);
      }
    }
    golden.finalWeights?.forEach((value, i) => expectAgreement(model.weights[i]!.value, value, 1e-5));
  });
});

const isWider = (yTrue: Tensor, yPred: Tensor): boolean =>
  yTrue.rank === yPred.rank && yTrue.shape.at(-1)! > yPred.shape.at(-1)!;

describe('what accuracy and crossentropy mean by shapes', () => {
  test.each(goldens.resolution.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const yTrue = tensor(numbers(golden.yTrue), { dtype: golden.yTrueDtype });
    const yPred = tensor(numbers(golden.yPred));
    for (const name of ['accuracy', 'acc'] as const) {
      const { class_name: className, result, error } = golden[name];
      const compiledMetrics = new CompiledMetrics('model', [name], ['out']);
      const update = (): void => compiledMetrics.update([yTrue], [yPred]);
      if (error !== undefined) expect(update, error).toThrow();
      // Keras repeats the predictions, here and in the loss.
      else if (isWider(yTrue, yPred)) expect(update).toThrow('expected labels of the shape of the predictions');
      else {
        update();
        const [metric] = compiledMetrics.metrics;
        expect([metric!.constructor.name.replace(/Metric$/, ''), metric!.name]).toEqual([className, name]);
        expectAgreement(metric!.result() as Tensor, result!, 1e-6);
      }
    }
    for (const name of ['crossentropy', 'ce'] as const) {
      const meant = golden[name];
      const loss = () =>
        new CompiledLoss('model', name, undefined, ['out']).compute([yTrue], [yPred], [undefined]).total;
      if ('error' in meant) expect(loss, meant.error).toThrow();
      else if (isWider(yTrue, yPred)) expect(loss).toThrow('expected labels of the shape of the predictions');
      else expectAgreement(loss(), meant.value, 1e-6);
    }
  });
});

describe('names', () => {
  const kinds = { losses, metrics, optimizers, activations, initializers, regularizers, constraints } as const;

  test.each(
    Object.entries(goldens.identifiers).flatMap(([kind, names]) =>
      Object.entries(names).map(([name, meant]) => [kind as keyof typeof kinds, name, meant] as const),
    ),
  )('%s: %s', (kind, name, meant) => {
    const get = kinds[kind].get as (identifier: string) => unknown;
    if (impossible.has(meant)) expect(() => get(name)).toThrow(ValueError);
    else expect(meaningOf(kinds[kind], get(name))).toBe(meant);
  });
});
