/** The page "Layer activation functions" of keras.io for tf.keras 2. */
import { describe, expect, test, vi } from 'vitest';
import {
  activations,
  clearSession,
  Input,
  Layer,
  layers,
  Model,
  ops,
  random,
  Sequential,
  type Tensor,
} from '../../../src/index.js';
import { testPageExamples } from './tensorflow-page.js';

const page = 'tf.keras 2';
testPageExamples(page);

const x = random.normal([5, 8], { seed: 11 });

/** What a model of one Dense layer computes, with weights that do not change from model to model. */
function outputOf(options: object, after: readonly Layer[] = []): unknown {
  const dense = layers.Dense(64, { kernelInitializer: 'ones', biasInitializer: 'ones', ...options });
  const model = Sequential();
  model.add(dense);
  for (const layer of after) model.add(layer);
  return model.predictOnBatch(x).toArray();
}

describe(`${page}: usage`, () => {
  const expected = activations
    .relu(layers.Dense(64, { kernelInitializer: 'ones', biasInitializer: 'ones' })(x))
    .toArray();

  test('as the activation argument: a function', () => {
    expect(outputOf({ activation: activations.relu })).toEqual(expected);
  });

  test('through an Activation layer', () => {
    expect(outputOf({}, [layers.Activation(activations.relu)])).toEqual(expected);
    expect(outputOf({}, [layers.Activation('relu')])).toEqual(expected);
  });

  test('by the string identifier', () => {
    expect(outputOf({ activation: 'relu' })).toEqual(expected);
  });

  test.each([...['relu', 'sigmoid', 'softmax', 'softplus', 'softsign', 'tanh', 'selu', 'elu', 'exponential']] as const)(
    '%s by its identifier, as a function and as a layer',
    (name) => {
      expect(activations.get(name)).toBe(activations[name]);
      expect(outputOf({ activation: name })).toEqual(outputOf({ activation: activations[name] }));
      expect(outputOf({ activation: name })).toEqual(outputOf({}, [layers.Activation(name)]));
    },
  );
});

describe(`${page}: custom activations`, () => {
  test('an operation on tensors', () => {
    expect(outputOf({ activation: ops.tanh })).toEqual(outputOf({ activation: 'tanh' }));
  });

  test('an own function, which takes a tensor and returns one of the same shape and dtype', () => {
    const squaredRelu = (h: Tensor): Tensor => ops.square(ops.relu(h));
    const relu = outputOf({ activation: 'relu' }) as number[][];
    expect(outputOf({ activation: squaredRelu })).toEqual(
      relu.map((row) => row.map((value) => Math.fround(value * value))),
    );
  });

  test('activations that learn are layers: PReLU and LeakyReLU', () => {
    expect(layers.PReLU()).toBeInstanceOf(Layer);
    expect(layers.LeakyReLU()).toBeInstanceOf(Layer);
    const prelu = layers.PReLU({ alphaInitializer: 'ones' });
    expect(prelu([[-1, 2]]).toArray()).toEqual([[-1, 2]]);
    expect(prelu.trainableWeights).toHaveLength(1);
    expect(
      layers
        .LeakyReLU()([[-10, 0, 5]])
        .toArray(),
    ).toEqual([[-3, 0, 5]].map((row) => row.map(Math.fround)));
  });

  test('one that keeps a state is a layer of one’s own', () => {
    class ScaledTanh extends Layer {
      factor!: ReturnType<Layer['addWeight']>;
      override build(): void {
        this.factor = this.addWeight({ name: 'factor', shape: [], initializer: 'ones' });
      }
      override call(inputs: Tensor): Tensor {
        return ops.multiply(this.factor, activations.tanh(inputs));
      }
    }
    const layer = new ScaledTanh();
    expect(layer([[0.5]]).toArray()).toEqual(activations.tanh([[0.5]]).toArray());
    expect(layer.countParams()).toBe(1);
  });

  test('layers are not given as activation, but called: x = layers.Dense(10)(x)', () => {
    const inputs = Input({ shape: [8] });
    let h = layers.Dense(10)(inputs);
    h = layers.LeakyReLU()(h);
    const model = Model({ inputs, outputs: h });
    expect(model.predictOnBatch(x).shape).toEqual([5, 10]);
    expect(layers.LeakyReLU()(layers.Dense(10)(x)).shape).toEqual([5, 10]);
  });

  test('a layer given as activation works, with a hint', () => {
    clearSession();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const dense = layers.Dense(10, { activation: layers.LeakyReLU(), kernelInitializer: 'ones', name: 'hidden' });
    expect(dense([[-1]]).toArray()).toEqual([new Array(10).fill(Math.fround(-0.3))]);
    expect(warn.mock.calls).toMatchInlineSnapshot(`
      [
        [
          "Dense: put LeakyReLU "leaky_re_lu" after this layer, rather than into it as its activation.",
        ],
      ]
    `);
  });
});
