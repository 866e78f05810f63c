/** Sequences that one operation computes are what the cells give step by step: outputs, states and gradients, whatever the options. */
import { describe, expect, test } from 'vitest';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import { layers } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { setRandomSeed } from '../../src/index.js';
import { tensor, Variable, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';

interface Recurrent {
  (x: unknown, options?: object): Tensor | Tensor[];
  readonly cell: { wholeSequence?: (...given: never[]) => unknown };
  readonly trainableWeights: Variable[];
  resetState(): void;
}

type Options = Readonly<Record<string, unknown>>;

const makers: Record<string, (options: Options) => Recurrent> = {
  LSTM: (options) => layers.LSTM(5, options) as unknown as Recurrent,
  GRU: (options) => layers.GRU(5, options) as unknown as Recurrent,
  SimpleRNN: (options) => layers.SimpleRNN(5, options) as unknown as Recurrent,
};

const [batch, steps, features] = [3, 4, 2];
const x = random.normal([batch, steps, features], { seed: 1 });
const states = [random.normal([batch, 5], { seed: 2 }), random.normal([batch, 5], { seed: 3 })];
const mask = tensor(
  [
    [true, true, false, true],
    [false, true, true, false],
    [false, false, false, false],
  ],
  { dtype: 'bool' },
);

/** How often a layer's cell computed a sequence at once, while `body` ran. */
function countedWhole(layer: Recurrent, body: () => void): number {
  const { cell } = layer;
  const whole = cell.wholeSequence!.bind(cell);
  let count = 0;
  cell.wholeSequence = (...given) => {
    const result = whole(...given);
    if (result !== undefined) count += 1;
    return result;
  };
  body();
  cell.wholeSequence = whole;
  return count;
}

interface Computed {
  readonly results: readonly Tensor[];
  readonly gradients: readonly Tensor[];
}

/** All results of a call, and the gradients of a weighted sum of them by x, the initial states and the weights. */
function computed(layer: Recurrent, given: Options, hasStates: boolean): Computed {
  const input = new Variable(x);
  const initial = hasStates ? states.slice(0, layer.cell instanceof layers.LSTMCell ? 2 : 1) : [];
  const initialState = initial.map((state) => new Variable(state));
  const call = (): Tensor[] => {
    setRandomSeed(7);
    const options = hasStates ? { initialState: initialState.map(({ value }) => value) } : {};
    return [layer(input, { ...given, ...options })].flat();
  };
  const results = call();
  layer.resetState();
  const loss = (): Tensor =>
    call()
      .map((result, i) => ops.sum(ops.multiply(result, random.normal(result.shape, { seed: 20 + i }))))
      .reduce((a, b) => ops.add(a, b));
  const { gradients } = variableGradients(loss, [input, ...initialState, ...layer.trainableWeights]);
  layer.resetState();
  return { results, gradients };
}

interface Case {
  readonly options?: Options;
  readonly call?: Options;
  readonly hasStates?: boolean;
  /** The layers that compute the case step by step. */
  readonly stepwise?: readonly string[];
}

const own = (x: Tensor): Tensor => ops.tanh(ops.multiply(x, 2));

const cases: Record<string, Case> = {
  plain: {},
  'all outputs': { options: { returnSequences: true } },
  'outputs and states': { options: { returnSequences: true, returnState: true } },
  'last output and states': { options: { returnState: true } },
  'without bias': { options: { useBias: false, returnSequences: true } },
  backwards: { options: { goBackwards: true, returnSequences: true } },
  'backwards, last output': { options: { goBackwards: true } },
  'initial states': { options: { returnSequences: true, returnState: true }, hasStates: true },
  unrolled: { options: { unroll: true } },
  stateful: { options: { stateful: true, returnSequences: true } },
  masked: { call: { mask }, options: { returnSequences: true, returnState: true } },
  'masked, last output': { call: { mask } },
  'masked, from states': { call: { mask }, options: { returnSequences: true, returnState: true }, hasStates: true },
  'masked, with zeros': {
    call: { mask },
    options: { returnSequences: true, zeroOutputForMask: true },
    hasStates: true,
  },
  'masked, backwards': { call: { mask }, options: { goBackwards: true, returnSequences: true } },
  dropout: { options: { dropout: 0.4, seed: 3, returnSequences: true }, call: { training: true } },
  'dropout of the state': { options: { recurrentDropout: 0.4, seed: 3 }, call: { training: true }, hasStates: true },
  'both dropouts, masked': {
    options: { dropout: 0.3, recurrentDropout: 0.4, seed: 3, returnSequences: true },
    call: { training: true, mask },
  },
  'dropout of everything': { options: { dropout: 1, recurrentDropout: 1 }, call: { training: true } },
  relu: { options: { activation: 'relu', returnSequences: true } },
  'relu, masked': { options: { activation: 'relu', returnSequences: true }, call: { mask } },
  selu: { options: { activation: 'selu' }, hasStates: true },
  gelu: { options: { activation: 'gelu' } },
  'leaky relu by config': { options: { activation: { class_name: 'leaky_relu', config: { negative_slope: 0.3 } } } },
  linear: { options: { activation: null, returnSequences: true } },
  'gates of hard sigmoids': { options: { recurrentActivation: 'hard_sigmoid', returnSequences: true } },
  'reset before the product': { options: { resetAfter: false, returnSequences: true }, stepwise: ['GRU'] },
  'an own function': { options: { activation: own }, stepwise: ['LSTM', 'GRU', 'SimpleRNN'] },
  'softmax, which is no formula': { options: { activation: 'softmax' }, stepwise: ['LSTM', 'GRU', 'SimpleRNN'] },
  float64: { options: { dtype: 'float64' }, stepwise: ['LSTM', 'GRU', 'SimpleRNN'] },
};

const optionsFor = (name: string, options: Options): Options => {
  const unknown =
    new Map<string, readonly string[]>([
      ['LSTM', ['resetAfter']],
      ['SimpleRNN', ['resetAfter', 'recurrentActivation']],
    ]).get(name) ?? [];
  return Object.fromEntries(Object.entries(options).filter(([key]) => !unknown.includes(key)));
};

describe.each(Object.entries(makers))('%s', (name, make) => {
  test.each(Object.entries(cases))('%s', (_, { options = {}, call = {}, hasStates = false, stepwise = [] }) => {
    const started = (): Recurrent => {
      setRandomSeed(5);
      const layer = make(optionsFor(name, { biasInitializer: 'random_normal', ...options }));
      layer(x);
      layer.resetState();
      return layer;
    };
    const layer = started();
    let atOnce: Computed | undefined;
    const count = countedWhole(layer, () => (atOnce = computed(layer, call, hasStates)));
    expect(count).toBe(stepwise.includes(name) ? 0 : 2);
    const other = started();
    other.cell.wholeSequence = () => undefined;
    const expected = computed(other, call, hasStates);
    expect(atOnce!.results.length).toBe(expected.results.length);
    expected.results.forEach((each, i) => expectClose(atOnce!.results[i]!, each, 1e-6));
    expected.gradients.forEach((each, i) => expectClose(atOnce!.gradients[i]!, each, 4e-6, 1e-3));
  });
});

/** Products whose depth, rows and columns exceed the blocks in which kernels compute them. */
test.skipIf(currentEngine() !== 'wasm')('large states and batches', () => {
  const x = random.normal([131, 2, 3], { seed: 1 });
  const layer = layers.GRU(259, { seed: 1, biasInitializer: 'random_normal', returnSequences: true });
  layer(x);
  const gradients = (): { value: Tensor; gradients: Tensor[] } =>
    variableGradients(() => ops.mean(ops.square(layer(x))), layer.trainableWeights);
  const whole = gradients();
  layer.cell.wholeSequence = () => undefined;
  const expected = gradients();
  expectClose(whole.value, expected.value);
  whole.gradients.forEach((each, i) => expectClose(each, expected.gradients[i]!, 4e-6));
});

test.each(Object.entries(makers))('%s has gradients of gradients', (_, make) => {
  const layer = make({ seed: 1 });
  const penalty = (x: Tensor): Tensor => ops.sum(ops.square(grad((inner) => ops.sum(layer(inner) as Tensor))(x)));
  layer(x);
  const whole = grad(penalty)(x);
  layer.cell.wholeSequence = () => undefined;
  expectClose(whole, grad(penalty)(x), 1e-6);
  expect(Number(ops.max(ops.abs(whole)).item())).toBeGreaterThan(1e-3);
});

test('a cell that computes its steps in its own way is asked for each step', () => {
  class Doubled extends layers.LSTMCell {
    override step(...given: Parameters<InstanceType<typeof layers.LSTMCell>['step']>): [Tensor, Tensor[]] {
      const [output, next] = super.step(...given);
      return [ops.multiply(output, 2), next];
    }
  }
  const cell = new Doubled(3, { seed: 1 });
  const plain = new layers.LSTMCell(3);
  const [doubled, single] = [layers.RNN(cell), layers.RNN(plain)];
  [doubled, single].forEach((each) => each(x));
  plain.setWeights(cell.getWeights());
  expectClose(doubled(x), ops.multiply(single(x), 2));
});

test('steps without samples or features, and without steps, are what they were', () => {
  const layer = layers.SimpleRNN(3, { returnSequences: true });
  layer(x);
  expect(layer(ops.zeros([0, 4, 2])).shape).toEqual([0, 4, 3]);
});
