/**
 * Every layer of `layers`, in float64: the shape that it says is the one that it computes, its gradients are those of finite differences, one step
 * along them lowers the loss, and its config makes it again. A layer without a row here fails the last test.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import { Layer, type AnyLayer } from '../../src/layers/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { flattenTree, Variable, type Shape, type Tensor, type Tree } from '../../src/tensor/index.js';

type Call = 'single' | 'list' | 'spread' | 'cell';

/** Options, shapes of the inputs, and how they are given. */
interface Row {
  readonly options?: object;
  readonly shapes: readonly Shape[];
  readonly call?: Call;
}

const one = (shape: Shape, options: object = {}): Row => ({ options, shapes: [shape] });
const merged: Row = { shapes: [[2, 3], [2, 3]], call: 'list' }; // prettier-ignore
const sequence = [2, 4, 3];
const inner = (): AnyLayer => layers.Dense(3, { dtype: 'float64' });
const convLSTM = { filters: 2, kernelSize: 2 };
const convolution = { filters: 2, kernelSize: 2 };
const recurrent = { units: 2, returnSequences: true };

const rows: Readonly<Record<string, Row>> = {
  Activation: one([2, 3], { activation: 'mish' }),
  ActivityRegularization: one([2, 3], { l2: 0.1 }),
  AdditiveAttention: { shapes: [[2, 3, 4], [2, 5, 4]], call: 'list' }, // prettier-ignore
  AlphaDropout: one([2, 3], { rate: 0.3 }),
  Attention: { options: { useScale: true, scoreMode: 'concat' }, shapes: [[2, 3, 4], [2, 5, 4]], call: 'list' }, // prettier-ignore
  BatchNormalization: one([4, 3]),
  Dense: one([2, 3], { units: 4, activation: 'tanh' }),
  Dot: { options: { axes: 1 }, shapes: [[2, 3], [2, 3]], call: 'list' }, // prettier-ignore
  Dropout: one([2, 3], { rate: 0.3 }),
  ELU: one([2, 3]),
  EinsumDense: one([2, 3], { equation: 'ab,bc->ac', outputShape: 4, biasAxes: 'c' }),
  Flatten: one([2, 3, 2]),
  GRU: one(sequence, recurrent),
  GaussianDropout: one([2, 3], { rate: 0.3 }),
  GaussianNoise: one([2, 3], { stddev: 0.3 }),
  GroupNormalization: one([2, 3, 4], { groups: 2 }),
  GroupQueryAttention: { options: { headDim: 2, numQueryHeads: 4, numKeyValueHeads: 2, useGate: true }, shapes: [[2, 3, 4], [2, 5, 4]], call: 'spread' }, // prettier-ignore
  Identity: one([2, 3]),
  LSTM: one(sequence, recurrent),
  LayerNormalization: one([2, 3, 4], { axis: [1, 2] }),
  LeakyReLU: one([2, 3]),
  LocallyConnected1D: one([2, 4, 2], { filters: 2, kernelSize: 2 }),
  LocallyConnected2D: one([2, 3, 3, 2], { filters: 2, kernelSize: 2 }),
  Masking: one([2, 3, 2]),
  MultiHeadAttention: { options: { numHeads: 2, keyDim: 3 }, shapes: [[2, 3, 4], [2, 5, 4]], call: 'spread' }, // prettier-ignore
  PReLU: one([2, 3], { alphaInitializer: 'ones' }),
  Permute: one([2, 3, 4], { dims: [2, 1] }),
  RMSNormalization: one([2, 3]),
  ReLU: one([2, 3], { negativeSlope: 0.1 }),
  RepeatVector: one([2, 3], { n: 2 }),
  Reshape: one([2, 6], { targetShape: [3, 2] }),
  SimpleRNN: one(sequence, recurrent),
  Softmax: one([2, 3]),
  SpectralNormalization: one([2, 4], { layer: () => inner() }),
  ThresholdedReLU: one([2, 3], { theta: 0.2 }),
  TimeDistributed: one(sequence, { layer: () => inner() }),
  UnitNormalization: one([2, 3]),
  Wrapper: one([2, 4], { layer: () => inner() }),
  Bidirectional: one(sequence, { layer: () => layers.LSTM(2, { dtype: 'float64' }) }),
  RNN: one(sequence, { cell: () => layers.GRUCell(2, { dtype: 'float64' }) }),
  ...Object.fromEntries(
    ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'].map((name) => [name, merged]),
  ),
  ...Object.fromEntries(
    ([1, 2, 3] as const).flatMap((rank) => {
      const x = [2, ...Array<number>(rank).fill(4), 2];
      const of = (name: string, options: object = {}): [string, Row] => [`${name}${rank}D`, one(x, options)];
      return [
        of('Conv', convolution),
        of('ConvLSTM', convLSTM),
        of('Conv', convolution),
        of('AveragePooling', { poolSize: 2 }),
        of('MaxPooling', { poolSize: 2 }),
        of('GlobalAveragePooling'),
        of('GlobalMaxPooling'),
        of('AdaptiveAveragePooling', { outputSize: 3 }),
        of('AdaptiveMaxPooling', { outputSize: 3 }),
        of('Cropping', { cropping: 1 }),
        of('ZeroPadding', { padding: 1 }),
        of('UpSampling', { size: 2 }),
        of('SpatialDropout', { rate: 0.3 }),
        [`Conv${rank}DTranspose`, one(x, convolution)] as [string, Row],
        ...(rank < 3 ? [of('DepthwiseConv', { kernelSize: 2 }), of('SeparableConv', convolution)] : []),
      ].map(([name, row]): [string, Row] =>
        name.startsWith('ConvLSTM') ? [name, one([1, 2, ...Array<number>(rank).fill(3), 1], convLSTM)] : [name, row],
      );
    }),
  ),
};

/** Layers of which another test tells: they take no numbers that can be moved, or are the base of own ones. */
const elsewhere = new Set([
  ...['Layer', 'Input', 'InputLayer', 'Lambda', 'Embedding', 'ReversibleEmbedding', 'StackedRNNCells'],
  ...['LSTMCell', 'GRUCell', 'SimpleRNNCell', 'Pipeline'],
]);

/** The layers that prepare data and images, whose tests are in `preprocessing.test.ts` and `augmentation.test.ts`. */
const preparing = new Set(
  [
    ...readFileSync(new URL('../../src/layers/namespace.ts', import.meta.url), 'utf8').matchAll(
      /export \{([^}]*)\} from '\.\/(?:preprocessing|augmentation)\//g,
    ),
  ]
    .flatMap(([, names]) => names!.split(','))
    .map((name) => name.trim())
    .filter((name) => !name.startsWith('type ')),
);

const namespace = layers as unknown as Readonly<Record<string, new (options: object) => AnyLayer>>;

function make(name: string, { options = {} }: Row): AnyLayer {
  const own = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key,
      ['layer', 'cell'].includes(key) ? (value as () => AnyLayer)() : (value as unknown),
    ]),
  );
  return new namespace[name]!({ dtype: 'float64', ...own });
}

function invoke(layer: AnyLayer, xs: readonly unknown[], call: Call, options: object = {}): Tensor[] {
  const given = call === 'list' ? [xs] : xs;
  return flattenTree(layer.invoke(...given, options) as Tree<Tensor>);
}

const numberOf = (x: Tensor): number => Number(x.item());

describe.each(Object.entries(rows))('%s', (name, row) => {
  const { shapes, call = 'single' } = row;
  const inputs = (): Variable[] =>
    shapes.map((shape, i) => new Variable(random.normal(shape, { seed: 3 + i, dtype: 'float64' })));

  test('computes what it says, and the gradients of what it computes', () => {
    const layer = make(name, row);
    const xs = inputs();
    const outputs = invoke(layer, xs, call);
    const given = shapes.length === 1 && call !== 'list' ? shapes[0]! : shapes;
    const said = layer.computeOutputShape(given);
    expect(outputs.length === 1 ? said : (said as unknown[])).toEqual(
      outputs.length === 1 ? outputs[0]!.shape : outputs.map(({ shape }) => shape),
    );
    expect(outputs[0]!.dtype).toBe('float64');

    const upstreams = outputs.map(({ shape }, i) => random.normal(shape, { seed: 40 + i, dtype: 'float64' }));
    const loss = (): Tensor =>
      invoke(layer, xs, call)
        .map((output, i) => ops.sum(ops.multiply(output, upstreams[i]!)))
        .reduce((a, b) => ops.add(a, b));
    const variables = [...xs, ...layer.trainableWeights];
    const { gradients } = variableGradients(loss, variables);
    const starts = variables.map(({ value }) => value);
    const directions = variables.map(({ shape }, i) => random.normal(shape, { seed: 60 + i, dtype: 'float64' }));
    const at = (distance: number): number => {
      variables.forEach((variable, i) => variable.assign(ops.add(starts[i]!, ops.multiply(directions[i]!, distance))));
      return numberOf(loss());
    };
    const step = 2 ** -20;
    const measured = (at(step) - at(-step)) / (2 * step);
    variables.forEach((variable, i) => variable.assign(starts[i]!));
    const predicted = gradients.reduce(
      (sum, each, i) => sum + numberOf(ops.sum(ops.multiply(each, directions[i]!))),
      0,
    );
    expect(Math.abs(measured - predicted)).toBeLessThan(1e-7 * Math.max(1, Math.abs(predicted)));
  });

  test('is the same by its config, and learns', () => {
    const layer = make(name, row);
    const xs = inputs();
    const [before] = invoke(layer, xs, call);
    const written = JSON.parse(JSON.stringify(layers.serialize(layer))) as Parameters<typeof layers.deserialize>[0];
    const again = layers.deserialize(written);
    invoke(again, xs, call);
    again.setWeights(layer.getWeights());
    expect(again.getConfig()).toEqual(layer.getConfig());
    expect(String(invoke(again, xs, call)[0])).toBe(String(before));

    const variables = layer.trainableWeights.length > 0 ? layer.trainableWeights : xs;
    const target = random.normal(before!.shape, { seed: 9, dtype: 'float64' });
    const loss = (): Tensor => ops.mean(ops.square(ops.subtract(invoke(layer, xs, call)[0]!, target)));
    const { value, gradients } = variableGradients(loss, variables);
    variables.forEach((variable, i) => variable.assign(ops.subtract(variable, ops.multiply(gradients[i]!, 1e-3))));
    // A kernel or an input that nothing depends on at this point does not move.
    const moves = gradients.some((gradient) => numberOf(ops.max(ops.abs(gradient))) > 1e-12);
    if (moves) expect(numberOf(loss())).toBeLessThan(numberOf(value));
  });
});

test('every layer has a row', () => {
  const all = Object.keys(namespace).filter(
    (name) => /^[A-Z]/.test(name) && (namespace[name] as { prototype?: unknown }).prototype instanceof Layer,
  );
  const aliases = all.filter((name) =>
    all.some((other) => other !== name && namespace[other] === namespace[name] && other in rows),
  );
  const known = new Set([...Object.keys(rows), ...elsewhere, ...preparing, ...aliases]);
  expect(all.filter((name) => !known.has(name))).toEqual([]);
});
