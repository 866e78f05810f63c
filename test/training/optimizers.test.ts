import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { constraints } from '../../src/layers/index.js';
import { clearSession } from '../../src/objects/naming.js';
import { tensor, Variable, type Tensor } from '../../src/tensor/index.js';
import { optimizers } from '../../src/training/index.js';
import { forgetWarnings } from '../../src/errors/index.js';
import { expectAgreement, numbers, readGoldens, type Golden } from './agreement.js';

interface Weights {
  readonly kernel: Golden;
  readonly bias: Golden;
}

interface Step extends Partial<Weights> {
  readonly gradients: Weights;
}

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly initial: Weights;
  readonly steps: readonly Step[];
  readonly variables: readonly { readonly name: string; readonly value: Golden }[];
  readonly finalized?: Weights;
  readonly excludeFromWeightDecay?: readonly string[];
  readonly kernelConstraint?: 'MaxNorm' | 'NonNeg';
  /** Where TensorFlow is wrong, the values of JAX by their paths in the case. */
  readonly disagreement?: { readonly values: Readonly<Record<string, Golden>> };
}

interface ScheduleCase {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly steps: readonly number[];
  readonly values: Golden;
}

const own = readGoldens<{ optimizers: Case[]; schedules: ScheduleCase[] }>('optimizers', import.meta.url);
const { optimizers: further } = readGoldens<{ optimizers: Case[] }>('options', import.meta.url);
const goldens = { ...own, optimizers: [...own.optimizers, ...further] };

const variablesOf = ({ kernel, bias }: Weights): Variable[] => [
  new Variable(numbers(kernel), { name: 'kernel' }),
  new Variable(numbers(bias), { name: 'bias' }),
];

const gradientsOf = ({ kernel, bias }: Weights) => [tensor(numbers(kernel)), tensor(numbers(bias))];

beforeEach(clearSession);

/** Float32 numbers come out of quotients of roots of sums: one rounding more or less is 1e-6 of the largest. */
const usualTolerance = 2e-6;

/** Squares that do not show in a sum of float32 numbers do show where the whole formula is computed in float64. */
const tolerances: Readonly<Record<string, number>> = { "Ftrl(_gradients='tiny')": 1e-2 };

describe('agreement with Keras', () => {
  test.each(goldens.optimizers.map((golden) => [golden.name, golden] as const))('%s', (name, golden) => {
    const tolerance = tolerances[name] ?? usualTolerance;
    const optimizer = optimizers.deserialize(golden);
    const variables = variablesOf(golden.initial);
    if (golden.kernelConstraint !== undefined) variables[0]!.constraint = constraints.get(golden.kernelConstraint);
    if (golden.excludeFromWeightDecay !== undefined) {
      optimizer.excludeFromWeightDecay({ varNames: golden.excludeFromWeightDecay });
    }
    const expectedAt = (path: string, value: Golden): Golden => golden.disagreement?.values[path] ?? value;
    golden.steps.forEach((step, index) => {
      optimizer.apply(gradientsOf(step.gradients), variables);
      if (step.kernel === undefined) return;
      expectAgreement(variables[0]!.value, expectedAt(`steps.${index}.kernel`, step.kernel), tolerance);
      expectAgreement(variables[1]!.value, expectedAt(`steps.${index}.bias`, step.bias!), tolerance);
    });
    expect(optimizer.variables.map(({ path }) => path)).toEqual(golden.variables.map(({ name }) => name));
    optimizer.variables.forEach(({ value }, i) =>
      expectAgreement(value, expectedAt(`variables.${i}.value`, golden.variables[i]!.value), tolerance),
    );
    expect(optimizer.getConfig()).toEqual(golden.config);
    expect(JSON.stringify(Object.keys(optimizer.getConfig()))).toBe(JSON.stringify(Object.keys(golden.config)));
    if (golden.finalized === undefined) return;
    optimizer.finalizeVariableValues(variables);
    expectAgreement(variables[0]!.value, expectedAt('finalized.kernel', golden.finalized.kernel), tolerance);
    expectAgreement(variables[1]!.value, expectedAt('finalized.bias', golden.finalized.bias), tolerance);
  });

  test.each(goldens.schedules.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const schedule = optimizers.schedules.deserialize(golden);
    // What a power makes of the last bit of its exponent.
    expectAgreement(
      golden.steps.map((step) => schedule(step)),
      golden.values,
      usualTolerance,
    );
    const all = schedule(tensor([...golden.steps], { dtype: 'int32' }));
    expectAgreement(all, golden.values, usualTolerance);
    expect(schedule.getConfig()).toEqual(golden.config);
    expect(Object.keys(schedule.getConfig())).toEqual(Object.keys(golden.config));
  });

  test('of every public class', () => {
    const isClass = (value: unknown): boolean => typeof value === 'function' && 'optionTable' in value;
    const namesOf = (namespace: object, base: string): string[] =>
      Object.entries(namespace).flatMap(([name, value]) => (isClass(value) && name !== base ? [name] : []));
    const known = new Set([...goldens.optimizers, ...goldens.schedules].map(({ class_name: name }) => name));
    expect(namesOf(optimizers, 'Optimizer').filter((name) => !known.has(name))).toEqual([]);
    expect(namesOf(optimizers.schedules, 'LearningRateSchedule').filter((name) => !known.has(name))).toEqual([]);
  });

  test('after two equal steps', () => {
    const step = (optimizer: optimizers.Optimizer): unknown => {
      const w = new Variable([1, -2, 3]);
      for (let i = 0; i < 2; i++) optimizer.apply([tensor([0.1, -0.2, 0.3])], [w]);
      return w.value.toArray();
    };
    // keras.optimizers of Keras 3.15.1 on JAX, float32. AdamW rounds the weight twice in a step: here and there up to two units apart.
    expectAgreement(step(optimizers.SGD()) as number[], [0.998, -1.996, 2.994], 1e-7);
    expectAgreement(step(optimizers.Adam()) as number[], [0.9980000257492065, -1.998, 2.998], 1e-7);
    expectAgreement(step(optimizers.AdamW()) as number[], [0.99799204, -1.99798417, 2.9979763], 2e-7);
    expectAgreement(step(optimizers.RMSprop()) as number[], [0.99454373, -1.99454355, 2.99454379], 1e-7);
  });
});

test('Muon leaves to Adam what is said, and embeddings unless it is said', () => {
  // keras.optimizers.Muon of Keras 3.15.1 on JAX, one step of [[1, 2], [3, 4]].
  const byAdam = [0.8996012806892395, 2.099198579788208, 2.8988020420074463, 3.8984010219573975];
  const byMuon = [0.9714136123657227, 2.0079121589660645, 2.9847068786621094, 3.980975389480591];
  const step = (name: string, given: object): Tensor => {
    const variable = new Variable([[1, 2], [3, 4]], { name }); // prettier-ignore
    optimizers.Muon(0.1, given).apply([tensor([[0.5, -0.5], [0.25, 1]])], [variable]); // prettier-ignore
    return variable.value;
  };
  expectAgreement(step('kernel', {}), byMuon, 1e-6);
  expectAgreement(step('embeddings', {}), byAdam, 1e-6);
  expectAgreement(step('embeddings', { excludeEmbeddings: false }), byMuon, 1e-6);
  expectAgreement(step('kernel', { excludeLayers: ['ker'] }), byAdam, 1e-6);
});

describe('an optimizer', () => {
  const [w, g] = [[[1, 2], [3, 4]], [[0.5, -0.5], [0.25, 1]]]; // prettier-ignore

  test('leaves values alone that somebody took before the step', () => {
    const optimizer = optimizers.Adam(0.1);
    const variable = new Variable(w);
    optimizer.apply([tensor(g)], [variable]);
    const [value, moment] = [variable.value, optimizer.variables[2]!.value];
    const before = [value.toArray(), moment.toArray()];
    optimizer.apply([tensor(g)], [variable]);
    expect([value.toArray(), moment.toArray()]).toEqual(before);
    expect(variable.value.toArray()).not.toEqual(before[0]);
    expect(optimizer.variables[2]!.value.toArray()).not.toEqual(before[1]);
  });

  test('goes on from variables that were assigned', () => {
    const [first, second] = [optimizers.Adam(0.1), optimizers.Adam(0.1)];
    const [a, b] = [new Variable(w), new Variable(w)];
    first.apply([tensor(g)], [a]);
    second.build([b]);
    first.variables.forEach(({ value }, i) => second.variables[i]!.assign(value));
    b.assign(a.value);
    first.apply([tensor(g)], [a]);
    second.apply([tensor(g)], [b]);
    expect(b.value.toArray()).toEqual(a.value.toArray());
  });

  test('takes the learning rate first or as an option, and lets it be changed', () => {
    expect(optimizers.SGD(0.5).learningRate).toBe(0.5);
    expect(optimizers.SGD({ learningRate: 0.25 }).learningRate).toBe(0.25);
    const optimizer = new optimizers.RMSprop(0.5, { momentum: 0.25 });
    optimizer.learningRate = 2;
    expect(optimizer.learningRate).toBe(2);
    expect(optimizer.getConfig()).toMatchObject({ learning_rate: 2, momentum: 0.25 });
  });

  test('updates float64 variables in float64', () => {
    const variable = new Variable(new Float64Array([1]));
    optimizers.SGD(0.5).apply([tensor(new Float64Array([1e-12]))], [variable]);
    expect(variable.value.data[0]).toBe(1 - 0.5e-12);
  });

  test('is found by its name in any case', () => {
    expect(optimizers.get('adam')).toBeInstanceOf(optimizers.Adam);
    expect(optimizers.get('RMSprop')).toBeInstanceOf(optimizers.RMSprop);
    expect(optimizers.get('adamw')).toBeInstanceOf(optimizers.AdamW);
  });

  test('survives serialization', () => {
    const config = optimizers.serialize(optimizers.Adam({ learningRate: 0.5, beta1: 0.5, clipnorm: 2 }));
    expect(config).toMatchObject({ module: 'keras.optimizers', class_name: 'Adam', registered_name: null });
    expect(optimizers.deserialize(config).getConfig()).toEqual(config.config);
  });
});

describe('what an optimizer refuses', () => {
  const message = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing was thrown';
  };

  test('options that no update could work with', () => {
    expect(message(() => optimizers.Adam(NaN))).toMatchInlineSnapshot(
      `"Adam: expected learningRate to be a finite number, a schedule, or a function that gives a number. Received: learningRate=NaN."`,
    );
    expect(message(() => optimizers.Adam({ beta1: 1 }))).toMatchInlineSnapshot(
      `"Adam: expected beta1 to be a number from 0 to below 1. Received: beta1=1."`,
    );
    expect(message(() => optimizers.SGD({ momentum: -0.1 }))).toMatchInlineSnapshot(
      `"SGD: expected momentum to be a number from 0 to 1. Received: momentum=-0.1."`,
    );
    expect(message(() => optimizers.SGD({ clipnorm: 0 }))).toMatchInlineSnapshot(
      `"SGD: expected clipnorm to be a positive finite number. Received: clipnorm=0."`,
    );
    expect(message(() => optimizers.SGD({ clipnorm: 1, clipvalue: 1 }))).toMatchInlineSnapshot(
      `"SGD: expected at most one of clipnorm, clipvalue and globalClipnorm. Received: clipnorm=1, clipvalue=1."`,
    );
    expect(message(() => optimizers.SGD({ nesterov: 1 as never }))).toMatchInlineSnapshot(
      `"SGD: expected nesterov to be true or false. Received: nesterov=1."`,
    );
    expect(message(() => optimizers.SGD(0.1, { learningRate: 0.2 }))).toMatchInlineSnapshot(
      `"SGD: expected learningRate once. Received: argument=0.1, option=0.2."`,
    );
    expect(message(() => (optimizers.SGD(0.1).learningRate = NaN))).toMatchInlineSnapshot(
      `"optimizer "sgd_2": expected learningRate to be a finite number, a schedule, or a function that gives a number. Received: learningRate=NaN."`,
    );
  });

  test('options that it does not have', () => {
    expect(message(() => optimizers.Adam({ beta_1: 0.5 }))).toMatchInlineSnapshot(`"nothing was thrown"`);
  });

  test('unknown names', () => {
    expect(message(() => optimizers.get('adma' as never))).toMatchInlineSnapshot(
      `"optimizers.get: unknown optimizer "adma". Did you mean "adam"?"`,
    );
    expect(message(() => optimizers.get(5 as never))).toMatchInlineSnapshot(
      `"optimizers.get: expected one of optimizers, its name or its config. Received: identifier=5."`,
    );
    expect(message(() => optimizers.deserialize({ class_name: 'Adahessian', config: {} }))).toMatchInlineSnapshot(
      `"optimizers.deserialize: unknown optimizer "Adahessian". Known are adadelta, adafactor, adagrad, adam, adamw, adamax, ftrl, lamb, lion, lossscaleoptimizer, multioptimizer, muon, nadam, rmsprop, sgd, schedulefreeadamw."`,
    );
  });

  test('gradients that do not fit, before anything changes', () => {
    const variables = [new Variable([1, 2], { name: 'a' }), new Variable([3], { name: 'b' })];
    const optimizer = optimizers.SGD(1);
    expect(message(() => optimizer.apply([tensor([1, 1])], variables))).toMatchInlineSnapshot(
      `"optimizer "sgd".apply: expected as many gradients as variables. Received: gradients=1, variables=2."`,
    );
    expect(message(() => optimizer.apply([tensor([1, 1]), tensor([1, 1])], variables))).toMatchInlineSnapshot(
      `"optimizer "sgd".apply: expected a gradient of the shape of b, [1]. Received: gradient=Tensor(shape=[2], dtype=float32)."`,
    );
    expect(message(() => optimizer.apply([null, null], variables))).toMatchInlineSnapshot(
      `"optimizer "sgd".apply: expected a gradient for at least one variable. Received: variables=["a", "b"]."`,
    );
    expect(variables.map(({ value }) => value.toArray())).toEqual([[1, 2], [3]]);
    expect([optimizer.iterations, optimizer.built]).toEqual([0, false]);
    optimizer.build([variables[0]!]);
    expect(message(() => optimizer.apply([tensor([1])], [variables[1]!]))).toMatchInlineSnapshot(
      `"optimizer "sgd".apply: expected the variables that the optimizer was built with. Received: variable="b". Hint: make a new optimizer for other variables."`,
    );
  });
});

describe('a variable without a gradient', () => {
  afterEach(forgetWarnings);

  test('keeps its value, with a warning', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const variables = [new Variable([1], { name: 'a' }), new Variable([3], { name: 'b' })];
    optimizers.SGD(1).apply([tensor([1]), null], variables);
    expect(variables.map(({ value }) => value.item())).toEqual([0, 3]);
    expect(warn.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "optimizer "sgd".apply: the loss does not depend on b, which therefore keep their values.",
        ],
      ]
    `);
  });
});
