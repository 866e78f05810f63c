/** What a training step does is an operation or an assignment: traced and replayed it gives the same bits as computed at once. */
import { describe, expect, test } from 'vitest';
import { constraints } from '../../src/layers/index.js';
import { camelCase } from '../../src/objects/spelling.js';
import { grad } from '../../src/ops/gradient.js';
import { sum } from '../../src/ops/summation.js';
import { replay, traceCall } from '../../src/ops/trace.js';
import { tensor, Variable, withMask, type Tensor } from '../../src/tensor/index.js';
import { losses, metrics, optimizers } from '../../src/training/index.js';
import { numbers, readGoldens, type Golden } from './agreement.js';

interface LossCase {
  readonly name: string;
  readonly class_name: string;
  readonly arguments: Record<string, unknown>;
  readonly yTrue: Golden;
  readonly yPred: Golden;
  readonly sampleWeight: Golden | null;
}

interface MetricCase {
  readonly name: string;
  readonly class_name: string;
  readonly arguments?: Record<string, unknown>;
  readonly updates: readonly Pick<LossCase, 'sampleWeight'>[];
}

interface Weights {
  readonly kernel: Golden;
  readonly bias: Golden;
}

interface OptimizerCase {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly initial: Weights;
  readonly steps: readonly { readonly gradients: Weights }[];
  readonly kernelConstraint?: 'MaxNorm' | 'NonNeg';
}

const from = import.meta.url;
const lossCases = readGoldens<{ classes: LossCase[] }>('losses', from).classes;
const metricCases = readGoldens<{ classes: MetricCase[] }>('metrics', from).classes;
const optimizerCases = readGoldens<{ optimizers: OptimizerCase[] }>('optimizers', from).optimizers;

const named = <Case extends { readonly name: string }>(cases: readonly Case[]): [string, Case][] =>
  cases.map((each) => [each.name, each]);

const optionsOf = (given: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value]));

const specsOf = (tensors: readonly Tensor[]) => tensors.map(({ shape, dtype }) => ({ shape, dtype }));
const bits = (tensors: readonly Tensor[]): number[][] => tensors.map(({ data }) => [...(data as Float32Array)]);

describe('a traced loss', () => {
  test.each(named(lossCases))('%s', (_, golden) => {
    const loss = new losses[golden.class_name as 'Hinge'](optionsOf(golden.arguments));
    const given = [golden.yTrue, golden.yPred, golden.sampleWeight].filter((each) => each !== null);
    const tensors = given.map((each) => tensor(numbers(each)));
    const valueAndGradient = (yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor[] => [
      loss(yTrue, yPred, { sampleWeight }),
      grad((p: Tensor) => sum(loss(yTrue, p, { sampleWeight })))(yPred),
    ];
    const trace = traceCall(valueAndGradient, specsOf(tensors));
    const [a, b, c] = tensors;
    expect(bits(replay(trace, tensors) as Tensor[])).toEqual(bits(valueAndGradient(a!, b!, c)));
  });

  test('heeds a mask that comes with the predictions', () => {
    const loss = losses.MeanSquaredError();
    const [y, p, mask] = [tensor([[[1], [2]], [[3], [4]]]), tensor([[[2], [4]], [[6], [8]]]), tensor([[true, false], [true, true]])]; // prettier-ignore
    const masked = (yTrue: Tensor, yPred: Tensor, given: Tensor): Tensor => loss(yTrue, withMask(yPred, given));
    const trace = traceCall(masked, specsOf([y, p, mask]));
    const copy = tensor(p.toArray());
    expect((replay(trace, [y, copy, mask]) as Tensor).item()).toBe(masked(y, copy, mask).item());
    expect(masked(y, copy, mask).item()).toBeCloseTo((1 + 9 + 16) / 3, 5);
  });
});

describe('a traced metric', () => {
  test.each(named(metricCases.filter(({ arguments: given }) => given !== undefined)))('%s', (_, golden) => {
    const make = (): metrics.Metric => new metrics[golden.class_name as 'Accuracy'](optionsOf(golden.arguments));
    const [eager, traced] = [make(), make()];
    const update = (metric: metrics.Metric, inputs: readonly Tensor[], isWeighted: boolean): Tensor => {
      const sampleWeight = isWeighted ? inputs.at(-1)! : null;
      const rest = isWeighted ? inputs.slice(0, -1) : inputs;
      (metric.updateState as (...parameters: unknown[]) => void)(...rest, { sampleWeight });
      return metric.result() as Tensor;
    };
    const batches = golden.updates.map(({ sampleWeight, result: _result, ...inputs }: Record<string, unknown> & { sampleWeight: Golden | null }) =>
      [...Object.values(inputs), ...(sampleWeight === null ? [] : [sampleWeight])].map((each) =>
        tensor(numbers(each as Golden)),
      ),
    ); // prettier-ignore
    const isWeighted = golden.updates[0]!.sampleWeight !== null;
    const trace = traceCall((...inputs) => update(traced, inputs, isWeighted), specsOf(batches[0]!));
    for (const batch of batches) {
      const expected = update(eager, batch, isWeighted);
      expect(bits([replay(trace, batch) as Tensor])).toEqual(bits([expected]));
    }
    expect(bits(traced.variables.map(({ value }) => value))).toEqual(bits(eager.variables.map(({ value }) => value)));
  });
});

describe('a traced optimizer', () => {
  test.each(named(optimizerCases))('%s', (_, golden) => {
    const make = () => {
      const variables = [
        new Variable(numbers(golden.initial.kernel), { name: 'kernel' }),
        new Variable(numbers(golden.initial.bias), { name: 'bias' }),
      ];
      if (golden.kernelConstraint !== undefined) variables[0]!.constraint = constraints.get(golden.kernelConstraint);
      const optimizer = optimizers.deserialize(golden);
      optimizer.build(variables);
      return { optimizer, variables };
    };
    const [eager, traced] = [make(), make()];
    const apply = ({ optimizer, variables }: ReturnType<typeof make>, gradients: readonly Tensor[]): Tensor[] => {
      optimizer.apply(gradients, variables);
      return variables.map(({ value }) => value);
    };
    const gradientsOf = ({ gradients }: { readonly gradients: Weights }): Tensor[] => [
      tensor(numbers(gradients.kernel)),
      tensor(numbers(gradients.bias)),
    ];
    const trace = traceCall((...gradients) => apply(traced, gradients), specsOf(gradientsOf(golden.steps[0]!)));
    golden.steps.forEach((step, i) => {
      const gradients = gradientsOf(step);
      expect(bits(replay(trace, gradients) as Tensor[])).toEqual(bits(apply(eager, gradients)));
      if (i !== 2 || typeof golden.config['learning_rate'] !== 'number') return;
      for (const { optimizer } of [eager, traced]) optimizer.learningRate = 0.03125;
    });
    const stateOf = ({ optimizer }: ReturnType<typeof make>): number[][] =>
      bits(optimizer.variables.map(({ value }) => value));
    expect(stateOf(traced)).toEqual(stateOf(eager));
  });

  test('refuses a learning rate that is no number before anything changes, in a replay too', () => {
    const variable = new Variable([1]);
    const optimizer = optimizers.SGD(optimizers.schedules.ExponentialDecay(1, 1, -0.5));
    const schedule = optimizers.SGD(() => NaN);
    expect(() => schedule.apply([tensor([1])], [variable])).toThrow('expected a learning rate that is a number');
    expect([variable.value.item(), schedule.iterations]).toEqual([1, 0]);
    optimizer.build([variable]);
    const trace = traceCall((gradient) => (optimizer.apply([gradient], [variable]), []), specsOf([tensor([1])]));
    replay(trace, [tensor([1])]);
    expect(variable.value.item()).toBe(0);
  });
});
