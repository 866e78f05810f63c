/** Training in 16 bits, with a loss that is scaled. */
import { afterEach, describe, expect, test } from 'vitest';
import { Input, optimizers, Sequential, setDTypePolicy } from '../../src/index.js';
import { layers } from '../../src/models/index.js';
import type { DType, Variable } from '../../src/tensor/index.js';
import { expectAgreement, numbers, readGoldens, type Golden, type GoldenNumber } from '../training/agreement.js';

type PolicyName = 'mixed_float16' | 'mixed_bfloat16';

interface Step {
  readonly loss: GoldenNumber;
  readonly iterations: number;
  readonly weights: readonly Golden[];
  readonly scale?: number;
  readonly counter?: number;
}

interface Case {
  readonly name: string;
  readonly policy: PolicyName;
  readonly optimizer: { readonly class_name: string; readonly config: Record<string, unknown> };
  readonly lossScale: { readonly initial_scale: number; readonly dynamic_growth_steps?: number } | null;
  readonly optimizerAfterCompile: string;
  readonly optimizerConfig: Record<string, unknown>;
  readonly optimizerVariables: readonly { readonly path: string; readonly dtype: DType; readonly shape: number[] }[];
  readonly modelPolicy: string;
  readonly layerDtypes: Readonly<Record<string, DType>>;
  readonly initial: readonly Golden[];
  readonly x: Golden;
  readonly y: Golden;
  /** The step whose batch is infinite. */
  readonly infiniteBatch: number | null;
  readonly steps: readonly Step[];
  readonly predictions: Golden;
  readonly predictionsDtype: DType;
}

const goldens = readGoldens<{ cases: Case[]; withoutModelPolicy: Pick<Case, 'modelPolicy' | 'optimizerAfterCompile'> }>(
  'mixed-precision',
  import.meta.url,
);

afterEach(() => setDTypePolicy('float32'));

const classifier = (policy: PolicyName): Sequential =>
  Sequential(
    [
      Input({ shape: [4] }),
      layers.Dense(5, { activation: 'tanh', dtype: policy, name: 'hidden' }),
      layers.Dense(3, { dtype: policy, name: 'logits' }),
      layers.Activation('softmax', { dtype: 'float32', name: 'probabilities' }),
    ],
    { name: 'classifier' },
  );

const classOf = (optimizer: object): string => optimizers.serialize(optimizer as never).class_name;

/** How far weights may be off after a few steps, relative to the largest: gradients are rounded to 16 bits on their way. */
const tolerances: Readonly<Record<PolicyName, number>> = { mixed_float16: 4 * 2 ** -11, mixed_bfloat16: 4 * 2 ** -8 };

describe('trains as Keras does', () => {
  test.each(goldens.cases)('$policy: $name', async (golden) => {
    setDTypePolicy(golden.policy);
    const tolerance = tolerances[golden.policy];
    const model = classifier(golden.policy);
    expect(model.dtypePolicy.name).toBe(golden.modelPolicy);
    model.setWeights(golden.initial.map(numbers));
    const inner = optimizers.deserialize(golden.optimizer);
    const { initial_scale: initialScale, dynamic_growth_steps: dynamicGrowthSteps } = golden.lossScale ?? {};
    const optimizer =
      golden.lossScale === null ? inner : optimizers.LossScaleOptimizer(inner, { initialScale, dynamicGrowthSteps });
    model.compile({ optimizer, loss: 'categorical_crossentropy', metrics: ['accuracy'] });
    const used = model.optimizer!;
    expect(classOf(used)).toBe(golden.optimizerAfterCompile);
    expect(used.getConfig()).toEqual(golden.optimizerConfig);
    expect(Object.fromEntries(model.layers.map(({ name, computeDtype }) => [name, computeDtype]))).toEqual(
      golden.layerDtypes,
    );

    const infinite = (numbers(golden.x) as number[][]).map((row) => row.map(() => Infinity));
    golden.steps.forEach((step, i) => {
      const x = i === golden.infiniteBatch ? infinite : numbers(golden.x);
      const { loss } = model.trainOnBatch(x, numbers(golden.y), { returnDict: true });
      if (step.loss === 'NaN') expect(loss).toBeNaN();
      else expect(Math.abs(loss! - Number(step.loss))).toBeLessThanOrEqual(tolerance * Number(step.loss));
      expect(used.iterations).toBe(step.iterations);
      model.weights.forEach((weight, place) => expectAgreement(weight.value, step.weights[place]!, tolerance));
      if (step.scale === undefined) return;
      const state = (name: string): Variable | undefined => used.variables.find((each) => each.name === name);
      expect(state('dynamic_scale')!.value.item()).toBe(step.scale);
      expect(state('step_counter')!.value.item()).toBe(step.counter);
    });
    expect(used.variables.map(({ dtype, shape }) => ({ dtype, shape: [...shape] }))).toEqual(
      golden.optimizerVariables.map(({ dtype, shape }) => ({ dtype, shape })),
    );
    const predictions = await model.predict(numbers(golden.x));
    expect(predictions.dtype).toBe(golden.predictionsDtype);
    expectAgreement(predictions, golden.predictions, tolerance);
  });
});

describe('the scale of the loss', () => {
  test('is left alone where the policy of the model itself is another', () => {
    const model = classifier('mixed_float16');
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    expect(model.dtypePolicy.name).toBe(goldens.withoutModelPolicy.modelPolicy);
    expect(classOf(model.optimizer!)).toBe(goldens.withoutModelPolicy.optimizerAfterCompile);
  });

  test('can be refused, and an optimizer that scales is not wrapped again', () => {
    setDTypePolicy('mixed_float16');
    const model = classifier('mixed_float16');
    model.compile({ optimizer: 'sgd', loss: 'mse', autoScaleLoss: false });
    expect(classOf(model.optimizer!)).toBe('SGD');
    const scaling = optimizers.LossScaleOptimizer(optimizers.SGD(0.1));
    model.compile({ optimizer: scaling, loss: 'mse' });
    expect(model.optimizer).toBe(scaling);
  });

  test('is no part of how the model is saved: compiling again brings it back', () => {
    setDTypePolicy('mixed_float16');
    const model = classifier('mixed_float16');
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    expect(model.getCompileConfig()['optimizer']).toMatchObject({ class_name: 'SGD' });
  });
});
