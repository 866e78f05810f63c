/** Whole models beside real Keras: runs of fit, summaries, JSON. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  clearSession,
  Input,
  layers,
  Model,
  modelFromJSON,
  ops,
  optimizers,
  Sequential,
  tensor,
  type Tensor,
} from 'hillock';
import { camelCase } from '../../src/objects/spelling.js';
import { expectAgreement, numbers, readGoldens, type Golden } from '../training/agreement.js';

type TrainableModel = ReturnType<typeof modelFromJSON>;

interface Summary {
  readonly arguments?: Record<string, unknown>;
  readonly options?: Record<string, unknown>;
  readonly lines?: readonly string[];
  readonly error?: string;
}

interface Run {
  readonly optimizer: { readonly class_name: string; readonly config: Record<string, unknown> };
  readonly history: Record<string, Golden>;
  readonly predict: Golden;
}

interface ModelCase {
  readonly name: string;
  readonly toJson: object | null;
  readonly layers: readonly string[];
  readonly weights: readonly (readonly number[])[];
  readonly summaries: readonly Summary[];
  readonly x: Golden;
  readonly y: Golden;
  readonly fit: Record<string, unknown>;
  readonly initialWeights: readonly Golden[];
  readonly runs: readonly (Run & {
    readonly evaluate: Golden;
    readonly historyOrder: readonly string[];
    readonly finalWeights: readonly Golden[];
    readonly compiledJson: Record<string, unknown>;
  })[];
}

const { cases } = readGoldens<{ cases: ModelCase[] }>('models', import.meta.url);

beforeEach(clearSession);

/** The models of goldens/models.py. */
const builders: Readonly<Record<string, () => TrainableModel>> = {
  binary: () =>
    Sequential([Input([3]), layers.Dense(4, { activation: 'tanh' }), layers.Dense(1, { activation: 'sigmoid' })], {
      name: 'binary',
    }),
  convolutional: () =>
    Sequential(
      [
        layers.Conv2D(3, 3, { padding: 'same', activation: 'elu', inputShape: [6, 6, 2] }),
        layers.MaxPooling2D(2),
        layers.Conv2D(4, 2, { strides: 1 }),
        layers.LeakyReLU({ negativeSlope: 0.1 }),
        layers.Flatten(),
        layers.Dense(3),
      ],
      { name: 'convolutional' },
    ),
  branches() {
    const [a, b] = [Input([4], { name: 'a' }), Input([2], { name: 'b' })];
    const shared = layers.Dense(3, { activation: 'softsign', name: 'shared' });
    const left = layers.Dense(3, { name: 'left' })(a);
    const value = layers.Dense(1, { name: 'value' })(shared(left));
    const label = layers.Dense(3, { activation: 'softmax', name: 'label' })(layers.Dense(3, { name: 'right' })(b));
    const twice = layers.Dense(2, { name: 'twice' })(shared(layers.Dense(3, { name: 'third' })(left)));
    return Model([a, b], [value, label, twice], { name: 'branches' });
  },
  nested() {
    const inner = Sequential([layers.Dense(3, { activation: 'relu', name: 'inner_dense', inputShape: [3] })], {
      name: 'inner',
    });
    const inputs = Input([3], { name: 'inputs' });
    return Model({ inputs, outputs: layers.Dense(2, { name: 'outer_dense' })(inner(inner(inputs))), name: 'nested' });
  },
  operations() {
    const inputs = Input([4], { name: 'inputs' });
    const [left, right] = [layers.Dense(3, { name: 'left' })(inputs), layers.Dense(3, { name: 'right' })(inputs)];
    const total = ops.add(ops.multiply(left, right), left);
    return Model({ inputs, outputs: layers.Dense(2, { name: 'last' })(total), name: 'operations' });
  },
};

const printed = (model: TrainableModel, options: Record<string, unknown> = {}): string[] => {
  let text = '';
  model.summary({ ...inCamelCase(options), printFn: (each) => (text = each) });
  return text.split('\n');
};

const inCamelCase = (options: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));

/** The width that the goldens' console has, where a summary is not told another. */
function usualWidth({ lines }: Summary): Record<string, unknown> {
  return { line_length: lines![1]!.length };
}

const weightsOf = (model: TrainableModel, goldens: readonly Golden[]): void =>
  model.setWeights(goldens.map((golden) => tensor(numbers(golden))));

const arrays = (golden: Golden, isList: boolean) =>
  isList ? (golden as readonly Golden[]).map((each) => tensor(numbers(each))) : tensor(numbers(golden));

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (name, golden) => {
  const isList = name === 'branches';

  test('has the layers, weights and summaries that Keras gives it', () => {
    const model = builders[name]!();
    expect(model.layers.map((layer) => layer.name)).toEqual(golden.layers);
    expect(model.weights.map(({ shape }) => shape)).toEqual(golden.weights);
    for (const summary of golden.summaries) {
      expect(printed(model, { ...usualWidth(summary), ...summary.options })).toEqual(summary.lines);
    }
  });

  test.runIf(golden.toJson !== null)('has the JSON that Keras writes, and comes back from it', () => {
    const model = builders[name]!();
    expect(JSON.parse(JSON.stringify(model))).toEqual(golden.toJson);
    clearSession();
    const again = modelFromJSON(golden.toJson!);
    expect(JSON.parse(JSON.stringify(again))).toEqual(golden.toJson);
    expect(again.weights.map(({ shape }) => shape)).toEqual(golden.weights);
  });

  test.each(golden.runs.map((run) => [run.optimizer.class_name, run] as const))(
    'trains like Keras with %s',
    async (_, run) => {
      const model = builders[name]!();
      weightsOf(model, golden.initialWeights);
      const { loss, metrics, loss_weights: lossWeights } = run.compiledJson as never;
      model.compile({ optimizer: optimizers.deserialize(run.optimizer), loss, metrics, lossWeights });
      const compiled = (JSON.parse(JSON.stringify(model)) as { compile_config: unknown }).compile_config;
      const [x, y] = [arrays(golden.x, isList), arrays(golden.y, isList)];
      const { sample_weight: sampleWeight, ...options } = golden.fit;
      const weight = sampleWeight === undefined ? null : tensor(numbers(sampleWeight as Golden));
      const history = await model.fit(x, y, {
        ...inCamelCase(options),
        sampleWeight: weight,
        shuffle: false,
        verbose: 0,
      });
      expect(Object.keys(history.history)).toEqual(run.historyOrder);
      for (const [key, values] of Object.entries(run.history)) expectAgreement(history.history[key]!, values, 1e-5);
      expectAgreement(await model.evaluate(x, y, { verbose: 0 }), run.evaluate, 1e-5);
      const predictions = (await model.predict(x, { verbose: 0 })) as unknown;
      if (isList)
        (predictions as never[]).forEach((each, i) => expectAgreement(each, (run.predict as Golden[])[i]!, 1e-5));
      else expectAgreement(predictions as number, run.predict, 1e-5);
      model.weights.forEach(({ value }, i) => expectAgreement(value, run.finalWeights[i]!, 2e-5));
      expect(compiled).toEqual(run.compiledJson);
    },
  );
});

interface NamedGolden {
  readonly value: Golden;
}

interface TrainingCase {
  readonly name: string;
  readonly model: object;
  readonly xTrain: Golden;
  readonly yTrain: Golden;
  readonly xValidation: Golden;
  readonly yValidation: Golden;
  readonly classWeight: Record<number, number> | null;
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialWeights: readonly NamedGolden[];
  readonly compile: { readonly loss: never; readonly metrics: never };
  readonly runs: readonly (Run & {
    readonly firstBatchOutput: Golden;
    readonly evaluate: Record<string, Golden>;
    readonly finalWeights: readonly NamedGolden[];
  })[];
}

describe.each(
  readGoldens<{ cases: TrainingCase[] }>('training', import.meta.url).cases.map(
    (golden) => [golden.name, golden] as const,
  ),
)('%s', (_, golden) => {
  test.each(golden.runs.map((run) => [run.optimizer.class_name, run] as const))(
    'trains like Keras with %s',
    async (_, run) => {
      const model = modelFromJSON(golden.model);
      weightsOf(
        model,
        golden.initialWeights.map(({ value }) => value),
      );
      model.compile({ optimizer: optimizers.deserialize(run.optimizer), ...golden.compile });
      const [x, y] = [tensor(numbers(golden.xTrain)), tensor(numbers(golden.yTrain))];
      const validation = [tensor(numbers(golden.xValidation)), tensor(numbers(golden.yValidation))] as const;
      const { batchSize, epochs, classWeight } = golden;
      const first: unknown = model.predictOnBatch(
        tensor(numbers((golden.xTrain as Golden[]).slice(0, (run.firstBatchOutput as Golden[]).length))),
      );
      expectAgreement(first as Tensor, run.firstBatchOutput, 1e-6);
      const options = {
        batchSize,
        epochs,
        classWeight,
        validationData: validation,
        shuffle: false,
        verbose: 0,
      } as const;
      const { history } = await model.fit(x, y, options);
      expect(Object.keys(history).sort()).toEqual(Object.keys(run.history).sort());
      for (const [key, values] of Object.entries(run.history)) expectAgreement(history[key]!, values, 1e-5);
      const results = await model.evaluate(...validation, { verbose: 0, returnDict: true });
      for (const [key, value] of Object.entries(run.evaluate)) expectAgreement(results[key]!, value, 1e-5);
      expectAgreement((await model.predict(validation[0], { verbose: 0 })) as Tensor, run.predict, 1e-5);
      model.weights.forEach(({ value }, i) => expectAgreement(value, run.finalWeights[i]!.value, 1e-5));
    },
  );
});

describe('a model for digits', () => {
  const { model: golden } = readGoldens<{ model: { toJson: string; summaries: Summary[]; countParams: number } }>(
    'digits',
    import.meta.url,
  );

  test.each(golden.summaries.map((summary) => [JSON.stringify(summary.arguments), summary] as const))(
    'summary(%s)',
    (_, summary) => {
      const model = modelFromJSON(golden.toJson);
      const wanted = summary.lines!.at(-1) === '' ? summary.lines!.slice(0, -1) : summary.lines;
      expect(printed(model, { ...usualWidth(summary), ...summary.arguments })).toEqual(wanted);
      expect(model.countParams()).toBe(golden.countParams);
    },
  );

  test('comes back from its JSON and writes it again', () => {
    const model = modelFromJSON(golden.toJson);
    expect(JSON.parse(JSON.stringify(model))).toEqual(JSON.parse(golden.toJson));
  });
});
