/** Layers of several inputs, outputs, states and masks, beside real Keras: values, gradients, updated weights, losses, masks, shapes, configs. */
import { describe, expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import {
  arrangeAs,
  flattenTree,
  isFloating,
  maskOf,
  tensor,
  Variable,
  type DType,
  type NestedTensorLike,
  type Tensor,
  type Tree,
} from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly call: 'single' | 'list' | 'spread' | 'initial_state' | 'cell';
  readonly calls?: number;
  readonly inputs: readonly NestedTensorLike[];
  readonly inputDtypes?: readonly DType[];
  readonly inputKwargs: Readonly<Record<string, unknown>>;
  readonly weights: readonly { readonly name: string; readonly trainable: boolean; readonly value: NestedTensorLike }[];
  readonly output?: NestedTensorLike;
  readonly outputs?: readonly NestedTensorLike[];
  readonly firstOutput?: NestedTensorLike;
  readonly upstream?: NestedTensorLike;
  readonly upstreams?: readonly NestedTensorLike[];
  readonly gradients?: {
    readonly inputs: readonly (NestedTensorLike | null)[];
    readonly weights: readonly (NestedTensorLike | null)[];
  };
  readonly updatedWeights?: readonly NestedTensorLike[];
  readonly losses?: readonly number[];
  readonly outputMask?: NestedTensorLike | null;
  readonly outputShape?: readonly unknown[];
  readonly disagreement?: { readonly values: Readonly<Record<string, NestedTensorLike>> };
}

/** Classes that are not there yet; the list shrinks by itself. */
const known = layers as unknown as Readonly<Record<string, unknown>>;

/** How far from Keras's numbers ours may be, relative to the largest of a tensor: a recurrence adds up the rounding of its steps. */
const tolerances: Readonly<Record<string, number>> = {
  attention: 5e-6,
  core: 5e-6,
  merging: 5e-6,
  normalization: 1e-5,
  options: 1e-5,
  recurrent: 1e-5,
  regularization: 2e-6,
};

/** Cases in which Keras's own numbers are farther from those of float64 than the others. */
const looser: Readonly<Record<string, number>> = {
  // The gradient of a group of two channels is what is left of numbers 30 times as large.
  'GroupNormalization(groups=3) on (2,6)': 3e-5,
};

const cases = Object.entries(tolerances).flatMap(([file, tolerance]) =>
  readGoldens<{ cases: Case[] }>(file).cases.map((golden) => ({
    ...golden,
    tolerance: looser[golden.name] ?? tolerance,
  })),
);

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function asOption(value: unknown): unknown {
  if (typeof value === 'boolean' || value === null) return value;
  const isMask = (each: unknown): boolean => (Array.isArray(each) ? each.some(isMask) : typeof each === 'boolean');
  if (
    Array.isArray(value) &&
    value.every((each) => each === null || (Array.isArray(each) && isMask(each) && Array.isArray(each[0])))
  ) {
    return value.map((each: unknown) => (each === null ? null : tensor(each as NestedTensorLike, { dtype: 'bool' })));
  }
  return tensor(value as NestedTensorLike);
}

const largestOf = ({ data }: Tensor): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function withUnknownBatch(shape: readonly number[]): (number | null)[] {
  return [null, ...shape.slice(1)];
}

// Keras 3.15 puts the mask that the query carries in the place of a query_mask that is passed, so its golden has none.
const isOverwritten = ({ class_name, inputKwargs }: Case): boolean =>
  class_name === 'MultiHeadAttention' && 'query_mask' in inputKwargs;

describe.each(cases.filter((golden) => golden.class_name in known && !isOverwritten(golden)))('$name', (golden) => {
  const { class_name, config, call, calls = 1, inputs, inputDtypes, inputKwargs, tolerance, disagreement } = golden;
  const values = disagreement?.values ?? {};

  function build() {
    const layer = layers.deserialize({ class_name, config });
    const xs = inputs.map((value, i) => goldenTensor(value, inputDtypes?.[i]));
    const options = Object.fromEntries(
      Object.entries(inputKwargs).map(([name, value]) => [camelCase(name), asOption(value)]),
    );
    const run = (given: readonly unknown[]): Tree<Tensor> => {
      const invoke = (...args: unknown[]): Tree<Tensor> => layer.invoke(...args) as Tree<Tensor>;
      const [first, ...rest] = given;
      if (call === 'list') return invoke(given, options);
      if (call === 'spread') return invoke(...given, options);
      if (call === 'initial_state') return invoke(first, { ...options, initialState: rest });
      if (call === 'cell') return invoke(first, rest, options);
      return invoke(first, options);
    };
    run(xs);
    if ('resetState' in layer) (layer as unknown as { resetState(): void }).resetState();
    layer.setWeights(golden.weights.map(({ value }) => goldenTensor(value)));
    return { layer, xs, run };
  }

  test('config', () => {
    expect(layers.deserialize({ class_name, config }).getConfig()).toEqual(config);
  });

  test('values, gradients and weights', () => {
    const { layer, xs, run } = build();
    expect(layer.weights.map(({ name }) => name)).toEqual(golden.weights.map(({ name }) => name.split('/').at(-1)));
    expect(layer.weights.map(({ trainable }) => trainable)).toEqual(golden.weights.map(({ trainable }) => trainable));
    const expected = golden.outputs ?? [(values['output'] ?? golden.output)!];
    const variables = xs.map((x) => (isFloating(x.dtype) ? new Variable(x) : x));
    let computed: Tensor[] = [];
    if (calls > 1) {
      const before = flattenTree(run(xs));
      if (golden.firstOutput !== undefined) expectClose(before[0]!, goldenTensor(golden.firstOutput), tolerance);
    }
    const upstreams = golden.upstreams ?? (golden.upstream === undefined ? [] : [golden.upstream]);
    const sources = [...variables.filter((x) => x instanceof Variable), ...layer.weights];
    const compute = (): Tensor => {
      computed = flattenTree(run(variables));
      const terms = computed.flatMap((output, i) =>
        isFloating(output.dtype) && upstreams[i] !== undefined
          ? [ops.sum(ops.multiply(output, goldenTensor(upstreams[i])))]
          : [],
      );
      return terms.reduce((a, b) => ops.add(a, b), ops.zeros([]));
    };
    if (sources.length === 0) compute();
    const found = sources.length === 0 ? [] : variableGradients(compute, sources).gradients;
    expect(computed.length).toBe(expected.length);
    computed.forEach((output, i) => expectClose(output, goldenTensor(expected[i]!, output.dtype), tolerance));
    if (golden.losses !== undefined) {
      const losses = layer.losses.map((loss) => Number(loss.item()));
      expect(losses.length).toBe(golden.losses.length);
      const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
      sorted(losses).forEach((loss, i) =>
        expect(Math.abs(loss - sorted(golden.losses!)[i]!)).toBeLessThan(1e-5 * (1 + loss)),
      );
    }
    if (golden.updatedWeights !== undefined) {
      layer.weights.forEach(({ value }, i) => expectClose(value, goldenTensor(golden.updatedWeights![i]!), tolerance));
    }
    if (golden.gradients === undefined) return;
    const given = (values['gradients.inputs'] as typeof golden.gradients.inputs | undefined) ?? golden.gradients.inputs;
    const byInputs = given.filter((_, i) => variables[i] instanceof Variable);
    const byWeights =
      (values['gradients.weights'] as typeof golden.gradients.weights | undefined) ?? golden.gradients.weights;
    const largest = Math.max(
      ...[...byInputs, ...byWeights].map((gradient) => (gradient === null ? 0 : largestOf(goldenTensor(gradient)))),
    );
    [...byInputs, ...byWeights].forEach((gradient, i) => {
      if (gradient === null) return;
      const wanted = goldenTensor(gradient);
      // What is 0 in exact arithmetic, as the gradient of the keys' bias, is a rest of rounding in both.
      if (largestOf(wanted) < 1e-6 * largest) expect(largestOf(found[i]!)).toBeLessThan(1e-6 * largest);
      else expectClose(found[i]!, wanted, tolerance);
    });
  });

  test.runIf(golden.outputMask !== undefined)('mask', () => {
    const { xs, run } = build();
    const [first] = flattenTree(run(xs));
    const mask = maskOf(first);
    if (golden.outputMask === null) expect(mask).toBeUndefined();
    else expect(mask!.toArray()).toEqual(goldenTensor(golden.outputMask!, 'bool').toArray());
  });

  test.runIf(golden.outputShape !== undefined && call !== 'cell' && call !== 'initial_state')('shape', () => {
    const { layer, xs } = build();
    const shapes = xs.map(({ shape }) => withUnknownBatch(shape));
    const shape = layer.computeOutputShape(shapes.length === 1 && call !== 'list' ? shapes[0]! : shapes);
    // Keras doubles the forward size of a Bidirectional, whatever the other direction gives: what it computes decides.
    const { output } = golden;
    const isWrong = class_name === 'Bidirectional' && config['backward_layer'] !== null && output !== undefined;
    expect(shape).toEqual(isWrong ? withUnknownBatch(goldenTensor(output).shape) : golden.outputShape);
  });
});

test('trees are put together again', () => {
  expect(arrangeAs([0, { a: 0 }], [1, 2])).toEqual([1, { a: 2 }]);
});
