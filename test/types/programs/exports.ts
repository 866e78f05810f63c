/** What programs export without a word about its type: their declarations have to say it. */
import {
  activations,
  callbacks,
  constraints,
  grad,
  initializers,
  Input,
  layers,
  losses,
  metrics,
  Model,
  ops,
  optimizers,
  random,
  regularizers,
  Sequential,
  tensor,
  valueAndGrad,
  Variable,
} from 'hillock';

export const x = tensor([[1, 2, 3]]);
export const table = tensor([1, 2, 3], { dtype: 'int32' });
export const [row] = x;
export const weight = new Variable([1, 2], { name: 'w' });

export const dense = layers.Dense(3);
export const madeByNew = new layers.Dense(3, { activation: 'relu' });
export const stack = [layers.Conv2D(8, 3), layers.MaxPool2D(2), layers.Flatten(), layers.Dense(10)];
export const byName = { embed: layers.Embedding(10, 4), rnn: layers.LSTM(8, { returnSequences: true }) };
export const attention = layers.MultiHeadAttention(2, 4);
export const wrapped = layers.Bidirectional(layers.GRU(4));
export const merged = layers.Concatenate();
export const y = dense(x);
export const make = (units: number) => layers.Dense(units);
export const isDense = (layer: unknown) => layer instanceof layers.Dense;
export const config = dense.getConfig();
export const DenseClass = layers.Dense;

export const inputs = Input({ shape: [3] });
export const hidden = dense(inputs);
export const model = Model({ inputs, outputs: hidden });
export const twoOutputs = Model({ inputs, outputs: [hidden, layers.Dense(1)(hidden)] });
export const named = Model({ inputs: { a: inputs }, outputs: { b: hidden } });
export const positional = Model(inputs, hidden);
export const sequential = Sequential([layers.Dense(4), layers.Dense(1)]);
export function build() {
  const built = Sequential();
  built.add(layers.Dense(2));
  return built;
}
export const compiled = model.compilation;
export const history = model.fit(x, x);
export const evaluation = model.evaluate(x, x);
export const prediction = twoOutputs.predict(x);

export const loss = losses.MeanSquaredError();
export const lossFunction = losses.meanSquaredError;
export const huber = losses.Huber({ delta: 2 });
export const lossOf = losses.get('mse');
export const accuracy = metrics.CategoricalAccuracy();
export const auc = metrics.AUC({ numThresholds: 10 });
export const f1 = metrics.F1Score();
export const meanMetric = metrics.MeanSquaredError();
export const adam = optimizers.Adam({ learningRate: 0.1 });
export const adamW = optimizers.AdamW();
export const schedule = optimizers.schedules.ExponentialDecay(0.1, 10, 0.9);
export const several = optimizers.MultiOptimizer(
  optimizers.OptimizerMap(optimizers.SGD(1), { bias: optimizers.SGD(0.5) }),
);
export const stopping = callbacks.EarlyStopping({ monitor: 'loss', patience: 2 });
export const doubled = layers.Lambda((x) => ops.multiply(x, 2), { name: 'doubled' });
export const newlyDoubled = new layers.Lambda((x) => ops.multiply(x, 2));
export const lambda = callbacks.LambdaCallback({ onEpochEnd: () => {} });
export const all = [stopping, lambda];
export const initializer = initializers.HeNormal({ seed: 1 });
export const initial = initializers.get('zeros');
export const l2 = regularizers.L2(0.1);
export const maxNorm = constraints.MaxNorm(2);
export const relu = activations.relu;
export const selu = activations.get('selu');
export const facts = activations.facts;
export const derivative = grad((v) => ops.sum(ops.square(v)));
export const both = valueAndGrad((v) => ops.sum(ops.square(v)));
export const noise = random.normal([2]);
export const product = ops.matmul;
export const sums = { total: ops.sum(x), largest: ops.max(x, { axis: 0 }) };
