/** Convolutional LSTMs: what Keras cannot compute on JAX, states, dropout and mistakes; numbers are compared in keras-layers.test.ts. */
import { describe, expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { maskOf, tensor, withMask, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { messageOf, ones } from './layer-harness.js';

const x = random.normal([2, 3, 5, 2], { seed: 1 });

describe('ConvLSTM1D', () => {
  test('a step that a mask leaves out changes nothing', () => {
    const layer = layers.ConvLSTM1D(2, 2);
    const mask = tensor(
      [
        [true, true, false],
        [true, true, false],
      ],
      { dtype: 'bool' },
    );
    const short = ops.slice<Tensor>(x, [0, 0, 0, 0], [2, 2, 5, 2]);
    expectClose(layer(x, { mask }), layer(short), 1e-6);
    const all = layers.ConvLSTM1D(2, 2, { returnSequences: true, zeroOutputForMask: true });
    const output = all(withMask(ops.add(x, 0), mask));
    expect(maskOf(output)).toBe(mask);
    expect(Number(ops.max(ops.abs(ops.slice<Tensor>(output, [0, 2, 0, 0], [2, 1, 4, 2]))).item())).toBe(0);
  });

  test('stateful: goes on where it ended, until it is reset', () => {
    const whole = layers.ConvLSTM1D(2, 2, { padding: 'same' });
    const half = layers.ConvLSTM1D(2, 2, { padding: 'same', stateful: true });
    const part = (from: number, count: number): Tensor => ops.slice<Tensor>(x, [0, from, 0, 0], [2, count, 5, 2]);
    whole(x);
    half(part(0, 1));
    half.setWeights(whole.getWeights());
    half.resetState();
    half(part(0, 1));
    expectClose(half(part(1, 2)), whole(x), 1e-6);
    half.resetState();
    expectClose(half(part(0, 1)), whole(part(0, 1)), 1e-6);
  });

  test('states are returned, and begin the next call', () => {
    const layer = layers.ConvLSTM1D(2, 2, { returnState: true });
    const [output, h, c] = layer(x) as Tensor[];
    expect(String(h)).toBe(String(output));
    const [again] = layer(x, { initialState: [h!, c!] }) as Tensor[];
    expect(String(again)).not.toBe(String(output));
    expect(layer.getInitialState(4).map((state) => (state as Tensor).shape)).toEqual([
      [4, 4, 2],
      [4, 4, 2],
    ]);
  });

  test('dropout draws for each gate, and once for all steps', () => {
    const layer = layers.ConvLSTM1D(1, 1, { dropout: 0.5, seed: 3, useBias: false });
    const { cell } = layer;
    layer.build([1, 2, 40, 1]);
    layer.setWeights([ones([1, 1, 4]), ones([1, 1, 4])]);
    const dropped = cell.project(ones([1, 2, 40, 1]), ones([1, 1, 40, 4]));
    expect(dropped.shape).toEqual([1, 2, 40, 4]);
    const [run, other] = [
      layer(ones([1, 2, 40, 1]), { training: true }),
      layer(ones([1, 2, 40, 1]), { training: true }),
    ];
    // Four gates that are each on or off make up more than two outputs.
    expect(new Set(run.data as Float32Array).size).toBeGreaterThan(3);
    expect(String(run)).not.toBe(String(other));
  });
});

test('a cell goes through a sequence within RNN, too', () => {
  const layer = layers.ConvLSTM2D(2, 2);
  layer(ones([1, 2, 3, 3, 1]));
  const [output, states] = layer.cell(ones([1, 3, 3, 1]), [ops.zeros([1, 2, 2, 2]), ops.zeros([1, 2, 2, 2])]);
  expect([output.shape, states.length]).toEqual([[1, 2, 2, 2], 2]);
});

test('mistakes', () => {
  expect(messageOf(() => layers.ConvLSTM2D(2, 2, { name: 'a' })(ones([1, 2, 3, 3])))).toMatchInlineSnapshot(
    `"ShapeError ConvLSTM2D "a": expected an input of 5 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[1, 2, 3, 3], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0)."`,
  );
  expect(messageOf(() => layers.ConvLSTM2D(2, 4, { name: 'a' })(ones([1, 2, 3, 3, 1])))).toMatchInlineSnapshot(
    `"ShapeError ConvLSTMCell "conv_lstm_cell": expected spatial lengths of at least 4 × 4, the size of the window. Received: x=SymbolicTensor(shape=[1, 3, 3, 1], dtype=float32). Hint: use a smaller window or padding "same"."`,
  );
  expect(messageOf(() => layers.ConvLSTM1D(2, 2, { strides: 2, dilationRate: 2 }))).toMatchInlineSnapshot(
    `"ValueError ConvLSTM1D: expected strides or a dilation rate of 1. Received: strides=[2], dilationRate=[2]."`,
  );
  expect(messageOf(() => layers.ConvLSTM1D(2, [2, 2] as never))).toMatchInlineSnapshot(
    `"ValueError ConvLSTM1D: expected kernelSize to be a positive integer. Received: kernelSize=[2, 2]."`,
  );
  expect(
    messageOf(() => layers.ConvLSTM1D(2, 2, { stateful: true, name: 'a' }).build([null, 3, 5, 2])),
  ).toMatchInlineSnapshot(
    `"ShapeError ConvLSTM1D "a".build: expected a batch of known length, because the layer keeps a state for each sample. Received: inputShape=[null, null, 5, 2]. Hint: Give the model an Input({ batchShape: [length, …] })."`,
  );
  expect(messageOf(() => layers.LSTM(2, { useCudnn: true }))).toMatchInlineSnapshot(
    `"ValueError LSTM: expected useCudnn to be "auto" or false, since it is a library for GPUs. Received: useCudnn=true."`,
  );
});
