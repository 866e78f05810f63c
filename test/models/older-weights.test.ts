/** Weights and states that older layers and optimizers kept in another form, made here from known ones by the formulas of that form. */
import { describe, expect, test, vi } from 'vitest';
import type { FileError } from '../../src/index.js';
import { Input, layers, loadModel, Model, ops, optimizers, Sequential, tensor, type Tensor } from '../../src/index.js';
import { modelFile } from '../support/model-packs.js';
import { WrittenGroup, writeHdf5, type WrittenDataset } from '../../src/saving/hdf5/writing.js';

type Matrix = number[][];

const dataset = (values: unknown): WrittenDataset => {
  const { shape, data } = tensor(values as number[]);
  return {
    shape,
    dtype: 'float32',
    data: new Uint8Array(Float32Array.from(data as Float32Array).buffer),
  };
};

/** A file of weights as Keras 1 and 2 list them. */
function listedWeights(weights: Readonly<Record<string, unknown>>, attributes: Readonly<Record<string, string>> = {}) {
  const root = new WrittenGroup();
  root.attributes.set('layer_names', ['layer']);
  for (const [name, value] of Object.entries(attributes)) root.attributes.set(name, value);
  const group = root.group('layer');
  group.attributes.set('weight_names', Object.keys(weights));
  for (const [name, value] of Object.entries(weights)) group.datasets.set(name, dataset(value));
  return writeHdf5('test', root);
}

const keras2 = { keras_version: '2.2.4', backend: 'tensorflow' };
const matrix = (rows: number, columns: number, first = 1): Matrix =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => first + i * columns + j));
const columnsOf = (from: Matrix, start: number, count: number): Matrix =>
  from.map((row) => row.slice(start, start + count));
const joinColumns = (parts: readonly Matrix[]): Matrix => parts[0]!.map((_, i) => parts.flatMap((part) => part[i]!));
const transposed = (from: Matrix): Matrix => from[0]!.map((_, j) => from.map((row) => row[j]!));
const weightsOf = (model: { getWeights(): Tensor[] }): unknown[] =>
  model.getWeights().map((weight) => weight.toArray());

/** What cuDNN has for the kernel of a gate: its transpose, in the shape of the kernel. */
const turned = (gate: Matrix): Matrix => {
  const flat = transposed(gate).flat();
  return gate.map((_, i) => flat.slice(i * gate[0]!.length, (i + 1) * gate[0]!.length));
};

describe('recurrent layers', () => {
  const [inputs, units] = [3, 2];
  const recurrentOf = (gates: number): { kernel: Matrix; recurrent: Matrix } => ({
    kernel: matrix(inputs, gates * units),
    recurrent: matrix(units, gates * units, 100),
  });
  const byGate = (from: Matrix, turn: (gate: Matrix) => Matrix): Matrix =>
    joinColumns(Array.from({ length: from[0]!.length / units }, (_, g) => turn(columnsOf(from, g * units, units))));

  test('LSTM takes what cuDNN had, whose two biases add up', async () => {
    const { kernel, recurrent } = recurrentOf(4);
    const model = Sequential([layers.LSTM(units, { inputShape: [null, inputs], name: 'layer' })]);
    const biases = Array.from({ length: 16 }, (_, i) => i);
    const file = listedWeights(
      { kernel: byGate(kernel, turned), recurrent_kernel: byGate(recurrent, transposed), bias: biases },
      keras2,
    );
    await model.loadWeights(file);
    expect(weightsOf(model)).toEqual([kernel, recurrent, Array.from({ length: 8 }, (_, i) => 2 * i + 8)]);
  });

  test('GRU takes what cuDNN had, whose two biases are its own', async () => {
    const { kernel, recurrent } = recurrentOf(3);
    const model = Sequential([layers.Bidirectional(layers.GRU(units), { inputShape: [null, inputs], name: 'layer' })]);
    const of = (prefix: string): Record<string, unknown> => ({
      [`${prefix}_kernel`]: byGate(kernel, turned),
      [`${prefix}_recurrent_kernel`]: byGate(recurrent, transposed),
      [`${prefix}_bias`]: Array.from({ length: 12 }, (_, i) => i),
    });
    const file = listedWeights({ ...of('a'), ...of('b') }, keras2);
    await model.loadWeights(file);
    const bias = [
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10, 11],
    ];
    expect(weightsOf(model)).toEqual([kernel, recurrent, bias, kernel, recurrent, bias]);
  });

  test('LSTM takes the gates of Keras 1, each by itself, the cell second', async () => {
    const { kernel, recurrent } = recurrentOf(4);
    const bias = [1, 2, 3, 4, 5, 6, 7, 8];
    const gate = (g: number, name: string): Record<string, unknown> => ({
      [`W_${name}`]: columnsOf(kernel, g * units, units),
      [`U_${name}`]: columnsOf(recurrent, g * units, units),
      [`b_${name}`]: bias.slice(g * units, (g + 1) * units),
    });
    const file = listedWeights({ ...gate(0, 'i'), ...gate(2, 'c'), ...gate(1, 'f'), ...gate(3, 'o') });
    const model = Sequential([layers.LSTM(units, { inputShape: [null, inputs], name: 'layer' })]);
    await model.loadWeights(file);
    expect(weightsOf(model)).toEqual([kernel, recurrent, bias]);
  });

  test('GRU takes the gates of Keras 1 in their order', async () => {
    const { kernel, recurrent } = recurrentOf(3);
    const bias = [1, 2, 3, 4, 5, 6];
    const gate = (g: number): Record<string, unknown> => ({
      [`W${g}`]: columnsOf(kernel, g * units, units),
      [`U${g}`]: columnsOf(recurrent, g * units, units),
      [`b${g}`]: bias.slice(g * units, (g + 1) * units),
    });
    const model = Sequential([layers.GRU(units, { resetAfter: false, inputShape: [null, inputs], name: 'layer' })]);
    await model.loadWeights(listedWeights({ ...gate(0), ...gate(1), ...gate(2) }));
    expect(weightsOf(model)).toEqual([kernel, recurrent, bias]);
  });
});

test.each([
  ['sum', {}, [5, 7, 9]],
  ['mul', {}, [4, 10, 18]],
  ['ave', {}, [2.5, 3.5, 4.5]],
  ['max', {}, [4, 5, 6]],
  ['concat', { concat_axis: 1 }, [1, 2, 3, 4, 5, 6]],
  ['dot', { dot_axes: 1 }, [32]],
])('the layer Merge of Keras 1 merges by %s', async (mode, options, expected) => {
  const input = (name: string): object => ({
    ...{ class_name: 'InputLayer', name, inbound_nodes: [] },
    config: { name, batch_input_shape: [null, 3], input_dtype: 'float32', sparse: false },
  });
  const merge = {
    ...{ class_name: 'Merge', name: 'merge_1', inbound_nodes: [[['a', 0, 0], ['b', 0, 0]]] }, // prettier-ignore
    config: { name: 'merge_1', mode, mode_type: 'raw', concat_axis: -1, dot_axes: -1, output_shape: null, ...options },
  };
  const dense = {
    ...{ class_name: 'Dense', name: 'dense_1', inbound_nodes: [[['merge_1', 0, 0]]] },
    config: { name: 'dense_1', output_dim: 1, init: 'one', activation: 'linear', bias: false, input_dim: null },
  };
  const config = {
    ...{ name: 'model_1', layers: [input('a'), input('b'), merge, dense] },
    ...{ input_layers: [['a', 0, 0], ['b', 0, 0]], output_layers: [['merge_1', 0, 0], ['dense_1', 0, 0]] }, // prettier-ignore
  };
  const model = await loadModel(new TextEncoder().encode(JSON.stringify({ class_name: 'Model', config })));
  const [merged] = model.predictOnBatch([tensor([[1, 2, 3]]), tensor([[4, 5, 6]])]) as Tensor[];
  expect([...merged!.data]).toEqual(expected);
});

test('a Merge of Keras 1 by a function is refused', async () => {
  const merge = {
    class_name: 'Merge',
    config: { name: 'merge_1', mode: '4wEAAA', mode_type: 'lambda', output_dim: 1 },
  };
  const bytes = new TextEncoder().encode(JSON.stringify({ class_name: 'Sequential', config: [merge] }));
  await expect(loadModel(bytes)).rejects.toMatchObject({ kind: 'unknown-class' });
});

describe('convolutions', () => {
  const values = (shape: readonly number[]): unknown =>
    ops.reshape(ops.arange(1, 1 + shape.reduce((a, b) => a * b)), shape).toArray();
  const valuesOf = (model: { getWeights(): Tensor[] }): Tensor => model.getWeights()[0]!;

  test('of Keras 1 with channels first have the filters first', async () => {
    const old = tensor(values([4, 2, 3, 3]) as number[]);
    const model = Sequential([
      layers.Conv2D(4, 3, { dataFormat: 'channels_first', useBias: false, inputShape: [2, 5, 5], name: 'layer' }),
    ]);
    await model.loadWeights(listedWeights({ W: old.toArray() }));
    expect(String(valuesOf(model))).toBe(String(ops.transpose(old, [2, 3, 1, 0])));
  });

  test('of Keras 1 over one axis have one too many', async () => {
    const model = Sequential([layers.Conv1D(4, 3, { useBias: false, inputShape: [5, 2], name: 'layer' })]);
    const old = tensor(values([3, 1, 2, 4]) as number[]);
    await model.loadWeights(listedWeights({ W: old.toArray() }));
    expect(String(valuesOf(model))).toBe(String(ops.reshape(old, [3, 2, 4])));
    const oldest = tensor(values([4, 2, 3, 1]) as number[]);
    await model.loadWeights(listedWeights({ W: oldest.toArray() }));
    expect(String(valuesOf(model))).toBe(String(ops.reshape(ops.transpose(oldest, [2, 3, 1, 0]), [3, 2, 4])));
  });

  test('of Theano are turned around', async () => {
    const model = Sequential([layers.Conv2D(1, [2, 3], { useBias: false, inputShape: [5, 5, 1], name: 'layer' })]);
    await model.loadWeights(
      listedWeights({ kernel: values([2, 3, 1, 1]) }, { keras_version: '2.0.8', backend: 'theano' }),
    );
    expect([...valuesOf(model).data]).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test('that do not give the weight are refused, and change nothing', async () => {
    const model = Sequential([
      layers.Conv2D(4, 3, { dataFormat: 'channels_first', useBias: false, inputShape: [2, 5, 5], name: 'layer' }),
    ]);
    const before = weightsOf(model);
    for (const shape of [
      [4, 3, 3, 3],
      [2, 2],
    ]) {
      const error: unknown = await model.loadWeights(listedWeights({ W: values(shape) })).catch((e: unknown) => e);
      expect((error as FileError).kind).toBe('mismatch');
      expect((error as FileError).message).toContain('weights that give kernel of Conv2D "layer" with shape [3,3,2,4]');
    }
    expect(weightsOf(model)).toEqual(before);
  });
});

describe('optimizers', () => {
  test('Nadam of Keras 2.2, which did not save its product, goes on as it would have', async () => {
    const scheduleDecay = 0.004;
    const make = (): InstanceType<typeof Model> => {
      const model = Sequential([layers.Dense(1, { inputShape: [2], name: 'layer', kernelInitializer: 'ones' })]);
      model.compile({ optimizer: optimizers.Nadam({ learningRate: 0.1, scheduleDecay }), loss: 'mse' });
      return model as never;
    };
    const [x, y] = [
      tensor([
        [1, 2],
        [3, -1],
      ]),
      tensor([[1], [0]]),
    ];
    const model = make();
    for (let i = 0; i < 3; i++) model.trainOnBatch(x, y);
    const { variables } = model.optimizer!;
    const root = new WrittenGroup();
    root.attributes.set('keras_version', '2.2.4').set('backend', 'tensorflow');
    const config = { lr: 0.1, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, schedule_decay: scheduleDecay };
    root.attributes.set(
      'training_config',
      JSON.stringify({ loss: 'mse', optimizer_config: { class_name: 'Nadam', config } }),
    );
    root.attributes.set(
      'model_config',
      JSON.stringify({
        class_name: 'Sequential',
        config: [{ class_name: 'Dense', config: { name: 'layer', units: 1, batch_input_shape: [null, 2] } }],
      }),
    );
    const weights = root.group('model_weights');
    weights.attributes.set('layer_names', ['layer']);
    const layer = weights.group('layer');
    layer.attributes.set('weight_names', ['k', 'b']);
    model.weights.forEach(({ value }, i) => layer.datasets.set('kb'[i]!, dataset(value.toArray())));
    const state = root.group('optimizer_weights');
    const named = (end: string): Tensor[] =>
      variables.filter(({ name }) => name.endsWith(end)).map(({ value }) => value);
    const stored = [tensor(3), ...named('momentum'), ...named('velocity')];
    state.attributes.set(
      'weight_names',
      stored.map((_, i) => `v${i}`),
    );
    stored.forEach((value, i) => state.datasets.set(`v${i}`, dataset(value.toArray())));
    const again = await loadModel(writeHdf5('test', root));
    for (let i = 0; i < 2; i++) {
      model.trainOnBatch(x, y);
      again.trainOnBatch(x, y);
      again.weights.forEach(({ value }, j) => {
        const expected = model.weights[j]!.value.data;
        [...value.data].forEach((number, k) => expect(number).toBeCloseTo(expected[k]!, 6));
      });
    }
  });

  test('a model of half precision that was saved while its loss was scaled scales it again', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { optimizer } = await loadModel(modelFile('models', 'mixed-float16-compiled/model.keras'));
    expect(optimizer).toBeInstanceOf(optimizers.LossScaleOptimizer);
    expect(optimizer!.variables).toHaveLength(14);
    expect(optimizer!.iterations).toBeGreaterThan(0);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['179-oarriaga-fer2013_mini_xception-00-0-4/fer2013_mini_XCEPTION.00-0.47.hdf5', 'weights sorted by their names'],
    ['219-phvu-model/model.h5', 'Nadam of Keras 1'],
  ])('the state in %s is taken: %s', async (file) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { optimizer } = await loadModel(modelFile('public-models', `files/${file}`));
    expect(optimizer!.iterations).toBeGreaterThan(0);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('operations of TensorFlow between layers', () => {
  const architecture = (nodes: readonly object[]): Uint8Array => {
    const config = {
      name: 'm',
      layers: [
        { name: 'x', class_name: 'InputLayer', config: { batch_input_shape: [null, 3], name: 'x' }, inbound_nodes: [] },
        ...nodes,
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [[(nodes[nodes.length - 1] as { name: string }).name, 0, 0]],
    };
    return new TextEncoder().encode(JSON.stringify({ class_name: 'Functional', keras_version: '2.13.1', config }));
  };
  const lambda = (name: string, function_: string, nodes: unknown): object => ({
    ...{ name, class_name: 'TFOpLambda', config: { name, trainable: true, dtype: 'float32', function: function_ } },
    inbound_nodes: nodes,
  });

  test('are computed, with tensors and numbers among their arguments', async () => {
    const model = await loadModel(
      architecture([
        lambda('double', 'math.multiply', [['_CONSTANT_VALUE', -1, 2, { y: ['x', 0, 0], name: null }]]),
        lambda('sum', '__operators__.add', [['double', 0, 0, { y: ['x', 0, 0], name: null }]]),
        lambda('mean', 'math.reduce_mean', [['sum', 0, 0, { axis: 1, keepdims: true }]]),
        lambda('both', 'concat', [
          [
            ['sum', 0, 0, { axis: -1 }],
            ['mean', 0, 0, { axis: -1 }],
          ],
        ]),
        lambda('clipped', 'clip_by_value', [['both', 0, 0, { clip_value_min: 0, clip_value_max: 7 }]]),
        {
          ...{ name: 'last', class_name: 'SlicingOpLambda' },
          config: { name: 'last', trainable: true, dtype: 'float32', function: '__operators__.getitem' },
          inbound_nodes: [
            [
              'clipped',
              0,
              0,
              {
                slice_spec: [
                  { start: null, stop: null, step: null },
                  { start: 1, stop: null, step: null },
                ],
              },
            ],
          ],
        },
      ]),
    );
    expect((model.predictOnBatch([[1, 2, 3]]) as Tensor).toArray()).toEqual([[6, 7, 6]]);
  });

  test.each([
    ['raw_ops.ReadFile', {}],
    ['math.reduce_sum', { surprise: 1 }],
  ])('that have no equal are refused: %s', async (name, options) => {
    const error: unknown = await loadModel(architecture([lambda('y', name, [['x', 0, 0, options]])])).catch(
      (e: unknown) => e,
    );
    expect((error as FileError).kind).toBe('unknown-class');
    expect((error as FileError).message).toContain('TFOpLambda');
    expect((error as FileError).message).toMatch(/Hint: /);
  });

  test('a model that gives back a list of one gives its tensor', async () => {
    const input = Input({ shape: [3], name: 'x' });
    const model = Model({ inputs: input, outputs: [layers.Dense(1)(input)] });
    const again = await loadModel(new TextEncoder().encode(JSON.stringify(model)));
    expect((again.predictOnBatch([[1, 2, 3]]) as Tensor).shape).toEqual([1, 1]);
  });
});

describe('batch renormalization of older files', () => {
  const normalization = (entries: object): Uint8Array =>
    new TextEncoder().encode(
      JSON.stringify({
        class_name: 'Sequential',
        config: {
          name: 'model',
          layers: [
            {
              class_name: 'BatchNormalization',
              config: {
                name: 'bn',
                trainable: true,
                dtype: 'float32',
                batch_input_shape: [null, 2],
                axis: [1],
                ...entries,
              },
            },
          ],
        },
        keras_version: '2.15.0',
      }),
    );

  test('is what the layer does', async () => {
    const entries = { renorm: true, renorm_clipping: { rmax: 3 }, renorm_momentum: 0.5 };
    const model = await loadModel(normalization(entries));
    const [layer] = model.layers;
    expect(layer!.getConfig()).toMatchObject(entries);
    expect(layer!.weights.map(({ name }) => name)).toEqual([
      ...['gamma', 'beta', 'moving_mean', 'moving_variance'],
      ...['moving_stddev', 'renorm_mean', 'renorm_stddev'],
    ]);
    const plain = await loadModel(normalization({ renorm: false, virtual_batch_size: null, fused: true }));
    expect(plain.layers[0]!.weights).toHaveLength(4);
  });

  test('and batches of another size than those given are refused', async () => {
    await expect(loadModel(normalization({ virtual_batch_size: 4 }))).rejects.toThrow('virtual');
  });
});
