/** Models that are made in Hillock and handed over to Keras. The data of each come from hillock_data.py. */
import { activations, Input, layers, losses, Model, optimizers, Sequential, setRandomSeed } from '../dist/index.js';

const compiled = (model, options) => {
  model.compile({ optimizer: 'adam', loss: 'mse', ...options });
  return model;
};

const made = {
  mlp: () =>
    compiled(
      Sequential([
        layers.Dense(8, { activation: 'mish', kernelRegularizer: 'l2', inputShape: [6] }),
        layers.Dense(6, { activation: 'hard_silu', kernelInitializer: 'he_normal' }),
        layers.LeakyReLU({ negativeSlope: 0.2 }),
        layers.Dense(3, { activation: 'softmax' }),
      ]),
      { loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'], optimizer: optimizers.AdamW(0.01) },
    ),

  cnn: () =>
    compiled(
      Sequential([
        layers.Conv2D(4, 3, { padding: 'same', inputShape: [10, 10, 2] }),
        layers.BatchNormalization({ momentum: 0.9 }),
        layers.Activation('silu'),
        layers.MaxPooling2D(2),
        layers.SeparableConv2D(5, 3, { activation: 'relu' }),
        layers.DepthwiseConv2D(2),
        layers.GlobalAveragePooling2D(),
        layers.Dense(4, { activation: 'softmax' }),
      ]),
      {
        loss: losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }),
        optimizer: optimizers.SGD(0.1, { momentum: 0.9 }),
      },
    ),

  recurrent: () =>
    compiled(
      Sequential([
        layers.Embedding(15, 6, { maskZero: true, inputShape: [7] }),
        layers.Bidirectional(layers.LSTM(4, { returnSequences: true })),
        layers.GRU(5, { returnSequences: true }),
        layers.SimpleRNN(3),
        layers.Dense(1, { activation: 'sigmoid' }),
      ]),
      { loss: 'binary_crossentropy', optimizer: optimizers.RMSprop(0.01) },
    ),

  // Keras 3 has no name for ThresholdedReLU, nor for hard_sigmoid with the slope that it had before.
  slopes: () =>
    compiled(
      Sequential([
        layers.LSTM(4, { recurrentActivation: 'hard_sigmoid', returnSequences: true, inputShape: [6, 3] }),
        layers.Bidirectional(layers.GRU(3, { recurrentActivation: 'hard_sigmoid' })),
        layers.ThresholdedReLU({ theta: 0.05 }),
        layers.Dense(4, { activation: 'hard_sigmoid' }),
        layers.Activation('hard_sigmoid'),
      ]),
      { optimizer: optimizers.SGD(0.1) },
    ),

  // Keras writes no activations with arguments; layers stand for them.
  arguments: () =>
    compiled(
      Sequential([
        layers.Dense(6, {
          activation: activations.deserialize({ class_name: 'elu', config: { alpha: 0.5 } }),
          inputShape: [5],
        }),
        layers.Dense(4, {
          activation: activations.deserialize({ class_name: 'leaky_relu', config: { negative_slope: 0.4 } }),
        }),
        layers.Activation(
          activations.deserialize({ class_name: 'relu', config: { negative_slope: 0.1, max_value: 2 } }),
        ),
      ]),
      { optimizer: optimizers.SGD(0.05) },
    ),

  functional: () => {
    const left = Input({ shape: [4], name: 'left' });
    const right = Input({ shape: [3], name: 'right' });
    const shared = layers.Dense(3, { activation: 'tanh' });
    const narrow = layers.Dense(3)(left);
    const joined = layers.Concatenate()([shared(narrow), shared(right)]);
    const outputs = [layers.Dense(2, { name: 'first' })(joined), layers.Dense(1, { activation: 'sigmoid' })(joined)];
    return compiled(Model({ inputs: [left, right], outputs }), {
      loss: ['mae', 'binary_crossentropy'],
      lossWeights: [1, 0.5],
      optimizer: optimizers.Nadam(0.01),
    });
  },

  named: () => {
    const inputs = { u: Input({ shape: [4], name: 'u' }), v: Input({ shape: [4], name: 'v' }) };
    const sum = layers.Dense(2, { name: 'sum' })(layers.Add()([inputs.u, inputs.v]));
    const product = layers.Multiply({ name: 'product' })([inputs.u, inputs.v]);
    const scaled = layers.Dense(3, { name: 'scaled' })(product);
    return compiled(Model({ inputs, outputs: { sum, scaled } }), { loss: { sum: 'mse', scaled: 'huber' } });
  },

  nested: () => {
    const x = Input({ shape: [4] });
    const inner = Sequential([layers.Dense(5, { activation: 'gelu', inputShape: [4] }), layers.Dense(4)]);
    const y = layers.Add()([x, inner(x)]);
    const z = layers.Subtract()([inner(y), y]);
    return compiled(Model({ inputs: x, outputs: layers.Dense(2)(z) }), {
      optimizer: optimizers.Adam(optimizers.schedules.ExponentialDecay(0.02, 2, 0.5)),
    });
  },

  attention: () => {
    const query = Input({ shape: [5, 6] });
    const value = Input({ shape: [4, 6] });
    const attended = layers.MultiHeadAttention(2, 3)(query, value);
    const self = layers.MultiHeadAttention(2, 3)(attended, attended, { useCausalMask: true });
    const scored = layers.Attention({ useScale: true })([self, value]);
    return compiled(Model({ inputs: [query, value], outputs: layers.Dense(2)(layers.Flatten()(scored)) }), {
      optimizer: optimizers.Lamb(0.01),
    });
  },

  bfloat16: () =>
    compiled(
      Sequential([
        layers.Dense(6, { activation: 'relu', dtype: 'bfloat16', inputShape: [5] }),
        layers.Dense(4, { activation: 'tanh', dtype: 'bfloat16' }),
        layers.Dense(2),
      ]),
      { optimizer: optimizers.SGD(0.05) },
    ),

  mixed: () =>
    compiled(
      Sequential([
        layers.Dense(6, { activation: 'relu', dtype: 'mixed_float16', inputShape: [5] }),
        layers.Dense(4, { activation: 'tanh', dtype: 'mixed_float16' }),
        layers.Dense(2),
      ]),
      { optimizer: optimizers.SGD(0.05) },
    ),
};

/** The same numbers in every run. */
export const builders = Object.fromEntries(
  Object.entries(made).map(([name, build]) => [
    name,
    () => {
      setRandomSeed(1);
      return build();
    },
  ]),
);
