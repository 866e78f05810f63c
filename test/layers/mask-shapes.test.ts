/** Masks that do not fit their inputs are refused in the words of masks. */
import { describe, expect, test } from 'vitest';
import { layers, ops, tensor, type Tensor } from '../../src/index.js';

const x = ops.ones([2, 3, 4]);
const mask = (...shape: number[]): Tensor => ops.ones(shape, { dtype: 'bool' });

/* eslint-disable @typescript-eslint/no-explicit-any -- layers of all signatures */
const sequenceLayers: [string, () => any, Tensor][] = [
  ['LSTM', () => layers.LSTM(2), x],
  ['GRU', () => layers.GRU(2), x],
  ['SimpleRNN', () => layers.SimpleRNN(2), x],
  ['RNN', () => layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)] as never), x],
  ['ConvLSTM1D', () => layers.ConvLSTM1D(2, 1), ops.ones([2, 3, 4, 1])],
  ['Bidirectional', () => layers.Bidirectional(layers.GRU(2)), x],
  ['GlobalAveragePooling1D', () => layers.GlobalAveragePooling1D(), x],
];

describe.each(sequenceLayers)('%s', (_, make, inputs) => {
  test.each([
    ['more steps', mask(2, 5)],
    ['no steps', mask(2)],
    ['an axis more', mask(2, 3, 1)],
    ['another batch', mask(4, 3)],
    ['a list', [mask(2, 3)]],
  ])('refuses a mask with %s', (_, given) => {
    expect(() => make()(inputs, { mask: given })).toThrow(
      'expected a mask of shape [2, 3], or one that broadcasts to it.',
    );
  });

  test('takes one that fits', () => {
    expect(() => make()(inputs, { mask: mask(2, 3) })).not.toThrow();
    expect(() => make()(inputs, { mask: mask(1, 3) })).not.toThrow();
  });
});

test('BatchNormalization refuses a mask of other steps in training', () => {
  const options = { mask: mask(2, 5), training: true };
  expect(() => layers.BatchNormalization()(x, options)).toThrow('expected a mask of shape [2, 3]');
});

describe('attention', () => {
  const attend = (options: object) => layers.MultiHeadAttention(2, 2)(x, ops.ones([2, 4, 4]), options as never);

  test.each([
    ['queryMask', mask(2, 4), '[null, 3]'],
    ['valueMask', mask(2, 3), '[null, 4]'],
    ['attentionMask', mask(2, 4, 3), '[null, 3, 4]'],
    ['attentionMask', mask(3, 3), '[3, 4]'],
  ])('refuses a %s that does not fit', (name, given, shape) => {
    const error = `expected a mask of shape ${shape}, or one that broadcasts to it. Received: ${name}=Tensor`;
    expect(() => attend({ [name]: given })).toThrow(error);
  });

  test('takes those that fit', () => {
    const masks = { queryMask: mask(2, 3), valueMask: mask(2, 4), attentionMask: mask(1, 3, 4) };
    expect(attend(masks).shape).toEqual([2, 3, 4]);
  });

  test('of the layer Attention, too', () => {
    const masks = [mask(2, 3), mask(2, 5)];
    expect(() => layers.Attention()([x, tensor(x)], { mask: masks } as never)).toThrow(
      'expected a mask of shape [null, 3], or one that broadcasts to it. Received: valueMask=Tensor',
    );
  });
});
