import { describe, expect, test } from 'vitest';
import { Input, Layer, layers, Model, ops, tensor, type Tensor, ValueError } from 'hillock';

/** Gives its inputs and a weight as it sees them. */
class Seen extends Layer {
  override build(): void {
    this.addWeight({ name: 'weight', shape: [1], initializer: 'ones' });
  }
  override call(x: Tensor): Tensor {
    return ops.cast(x, x.dtype);
  }
}

describe('autocast', () => {
  test('converts inputs to the dtype in which the layer computes, unless it is off', () => {
    const x = tensor([1, 2], { dtype: 'float32' });
    const options = { dtype: 'mixed_float16' } as const;
    expect(new Seen(options)(x).dtype).toBe('float16');
    expect(new Seen({ ...options, autocast: false })(x).dtype).toBe('float32');
    expect(layers.Activation('relu', { ...options, autocast: false })(x).dtype).toBe('float32');
  });

  test('does not stand in the config, as in Keras', () => {
    expect(layers.Dense(1, { autocast: false }).getConfig()).not.toHaveProperty('autocast');
    expect(layers.Dense(1).autocast).toBe(true);
    expect(() => layers.Dense(1, { autocast: 1 as unknown as boolean })).toThrow(ValueError);
  });
});

describe('Input', () => {
  test('may begin a model at a symbolic tensor', () => {
    const before = layers.Dense(3)(Input([2]));
    const inputs = Input({ tensor: before, name: 'middle' });
    expect(inputs).toBe(before);
    const model = Model({ inputs, outputs: layers.Dense(1)(inputs) });
    expect(model.layers.map(({ name }) => name)[0]).toBe('middle');
    expect(model(ops.ones([4, 3])).shape).toEqual([4, 1]);
    expect(() => Input({ tensor: ops.ones([2]) as never })).toThrow('expected inputTensor to be a symbolic tensor');
  });
});

describe('sparse', () => {
  test('makes no difference to what is computed', () => {
    const rows = tensor([[0, 2], [1, 1]], { dtype: 'int32' }); // prettier-ignore
    const both = [true, false].map((sparse) => layers.CategoryEncoding({ numTokens: 3, sparse })(rows));
    expect(both[0]).toEqual(both[1]);
    expect(ops.oneHot(rows, 3, { sparse: true })).toEqual(ops.oneHot(rows, 3));
  });
});
