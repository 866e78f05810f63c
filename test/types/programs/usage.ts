/** What users write, with the types they expect to get. */
import {
  activations,
  Input,
  layers,
  Model,
  ops,
  optimizers,
  Sequential,
  tensor,
  Variable,
  type SymbolicTensor,
  type Tensor,
} from 'hillock';

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(_claim?: Claim): void => {};

export async function evaluated() {
  const x = tensor([[1, 2]]);
  const model = Sequential([layers.Dense(1)]);
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'] });
  const [loss, mae] = await model.evaluate(x, x);
  const sure: number = loss;
  holds<Same<typeof mae, number>>();
  const results = await model.evaluate(x, x, { returnDict: true });
  holds<Same<(typeof results)[string], number>>();
  const [first] = model.trainOnBatch(x, x);
  return sure + mae + first + Object.keys(results).length;
}

export async function predicted() {
  const inputs = Input({ shape: [2] });
  const two = Model({ inputs, outputs: [layers.Dense(1)(inputs), layers.Dense(2)(inputs)] });
  const [a, b] = await two.predict([[1, 2]]);
  const named = Model({ inputs, outputs: { left: layers.Dense(1)(inputs), right: layers.Dense(2)(inputs) } });
  const { left, right } = await named.predict([[1, 2]]);
  const one: Tensor = await Model({ inputs, outputs: layers.Dense(1)(inputs) }).predict([[1, 2]]);
  return [a.shape, b.shape, left.data, right.item(), one];
}

export const converted: Float32Array = tensor([1, 2], { dtype: 'float32' }).data;
// What is computed may be of another dtype, so that a tensor without a word about its own can be exchanged for it.
export function summed() {
  let total = tensor([1, 2]);
  total = ops.add(total, 1);
  return total;
}
export const integers: Int32Array = tensor([1, 2], { dtype: 'int32' }).data;
export const doubles: Float64Array = tensor([1, 2], { dtype: 'float64' }).data;

export const fromText = (name: string) => activations.get(name);
export const everyActivation = activations.list().map((name) => activations.get(name));
export const literal = layers.Dense(3, { activation: 'gelu' });
const options = { activation: 'relu', useBias: false } as const;
export const spread = layers.Dense(3, { ...options, name: 'd' });

export async function fitted() {
  const x = tensor([[1, 2]]);
  const model = Sequential([layers.Dense(1)]);
  model.compile({ optimizer: optimizers.Adam(0.1), loss: 'mse' });
  let epochs = 0;
  await model.fit(x, x, {
    callbacks: {
      onEpochEnd(epoch, logs) {
        epochs = epoch + Number(logs['loss'] !== undefined);
      },
    },
  });
  await model.fit(x, x, { callbacks: [{ onTrainEnd: () => {} }] });
  const { history } = await model.fit({ x, y: x, epochs: 2, batchSize: 1, verbose: 0 });
  const lossesOfEpochs: readonly number[] = history['loss'];
  return [epochs, lossesOfEpochs];
}

export const names = (model: Model) => [
  ...model.trainableVariables.map(({ path }) => path),
  ...model.nonTrainableVariables.map(({ ndim }) => ndim),
  ...model.variables.map(({ shape }) => shape),
];
export const axes: number = tensor([[1]]).ndim;
export const step = Variable(0, { dtype: 'int32', name: 'step', trainable: false });
optimizers.SGD(0.1).applyGradients([[tensor(1), Variable(2)]]);
export const same = step instanceof Variable;

export function attended(isAsked: boolean) {
  const x = tensor([[[1, 2]]]);
  const s = Input([3, 2]);
  const attention = layers.MultiHeadAttention(2, 4);
  const causal: Tensor = attention(x, x, { useCausalMask: true });
  const keyed: Tensor = attention(x, x, x);
  const [output, scores] = attention(x, x, x, { returnAttentionScores: true });
  const [, symbolicScores] = attention(s, s, { returnAttentionScores: true, attentionMask: Input([3, 3]) });
  const either = attention(x, x, { returnAttentionScores: isAsked });
  const pair: [Tensor, Tensor] | undefined = Array.isArray(either) ? either : undefined;
  holds<Same<Exclude<typeof either, unknown[]>, Tensor>>();
  const listed: Tensor = layers.Attention()([x, x]);
  const [, listedScores] = layers.AdditiveAttention()([s, s], { returnAttentionScores: true });
  const own: Tensor = layers.GroupQueryAttention(2, 2, 1)(x, x);
  const symbols: SymbolicTensor[] = [attention(s, s), symbolicScores, listedScores];
  return [pair, causal, keyed, output, scores, listed, own, symbols];
}

export function remembered(isAsked: boolean) {
  const x = tensor([[[1, 2]]]);
  const s = Input([3, 2]);
  const last: Tensor = layers.LSTM(4)(x);
  const [y, h, c] = layers.LSTM(4, { returnState: true })(x);
  const [ys, hs, cs] = layers.LSTM({ units: 4, returnSequences: true, returnState: true })(s);
  const decoded: SymbolicTensor = layers.LSTM(4)(s, { initialState: [hs, cs] });
  const again: Tensor = layers.LSTM(4)(x, { initialState: [h, c] });
  const [g, gh] = layers.GRU(4, { returnState: true })(x);
  const [, simple] = new layers.SimpleRNN(4, { returnState: true })(x);
  const either = layers.GRU(4, { returnState: isAsked })(x);
  const pair: [Tensor, Tensor] | undefined = Array.isArray(either) ? either : undefined;
  holds<Same<Exclude<typeof either, unknown[]>, Tensor>>();
  const anyLSTM: layers.LSTM = layers.LSTM(4);
  const [, ch, cc] = layers.ConvLSTM2D(4, 3, { returnState: true })(Input([3, 8, 8, 1]));
  const image: SymbolicTensor = layers.ConvLSTM2D({ filters: 4, kernelSize: 3 })(Input([3, 8, 8, 1]));
  const [, rh, rc] = layers.RNN(layers.LSTMCell(4), { returnState: true })(x);
  const [stacked, ...states] = layers.RNN([layers.LSTMCell(4), layers.GRUCell(4)], { returnState: true })(x);
  const [, [stepH, stepC]] = layers.LSTMCell(4)(tensor([[1, 2]]), [h, c]);
  const tensors: Tensor[] = [last, y, h, c, again, g, gh, simple, rh, rc, stacked, stepH, stepC];
  return [tensors, ys, decoded, pair, anyLSTM, ch, cc, image, states];
}

export function bothWays() {
  const x = tensor([[[1, 2]]]);
  const s = Input([3, 2]);
  const merged: Tensor = layers.Bidirectional(layers.LSTM(4))(x);
  const symbolic: SymbolicTensor = layers.Bidirectional(layers.GRU(4), { mergeMode: 'sum' })(s);
  const [forward, backward] = layers.Bidirectional(layers.GRU(4), { mergeMode: null })(x);
  const [y, fh, fc, bh, bc] = layers.Bidirectional(layers.LSTM(4, { returnState: true }))(x);
  const wrapped = layers.Bidirectional({ layer: layers.LSTM(4, { returnState: true }), mergeMode: null });
  const [f, b, ...states] = wrapped(s);
  const four: [SymbolicTensor, SymbolicTensor, SymbolicTensor, SymbolicTensor] = states;
  const tensors: Tensor[] = [merged, forward, backward, y, fh, fc, bh, bc];
  return [tensors, symbolic, f, b, four];
}

/** A translator as in Keras's guides: the decoder begins with the states of the encoder. */
export class Translator extends Model {
  encoder = layers.LSTM(8, { returnState: true });
  decoder = layers.LSTM(8, { returnSequences: true });
  both = layers.Bidirectional(layers.GRU(4));
  override call([source, target]: [Tensor, Tensor]) {
    const [, h, c] = this.encoder(source);
    return this.decoder(this.both(target), { initialState: [h, c] });
  }
}

export class Named extends Model {
  override call({ a, b }: { a: Tensor; b: Tensor }) {
    return { sum: ops.add(a, b), parts: [a, b] };
  }
}

export class Typed extends Model<[Tensor, Tensor], Tensor> {
  override call([a, b]: [Tensor, Tensor]) {
    return ops.add(a, b);
  }
}
export const sumOfTwo: Tensor = new Typed()([[1], [2]]);

/** Recurrent layers are extended like others. */
export class Remembering extends layers.LSTM<true> {
  constructor(units: number) {
    super(units, { returnState: true });
  }
  override call(x: Tensor) {
    const [y, h, c] = super.call(x);
    return [y, h, c] as [Tensor, Tensor, Tensor];
  }
}
export class Forgetting extends layers.GRU {
  constructor() {
    super(3);
  }
}

export async function nested() {
  const [a, b, c] = [Input([2]), Input([2]), Input([2])];
  const model = Model({ inputs: { a, rest: [b, c] }, outputs: { sum: layers.Add()([a, b, c]), parts: [a, b] } });
  const { sum, parts } = await model.predict({ a: [[1, 2]], rest: [[[3, 4]], [[5, 6]]] });
  return [sum.shape, parts[1]?.shape];
}

export function looped() {
  const count = ops.foriLoop(0, 4, (i, sum: number) => sum + i, 0);
  holds<Same<typeof count, number>>();
  const power = ops.foriLoop(0, 3, (_, y: Tensor) => ops.multiply(y, 2), tensor([1]));
  holds<Same<typeof power, Tensor>>();
  const begin: { x: Tensor; n: number } = { x: tensor([1]), n: 0 };
  const pair = ops.foriLoop(0, 3, (i, { x, n }) => ({ x: ops.add(x, i), n: n + 1 }), begin);
  const [x, n]: [Tensor, number] = [pair.x, pair.n];
  const grown = ops.foriLoop(0, 2, (i, y: number | Tensor) => ops.add(tensor([i]), y), 0);
  // @ts-expect-error the body returns something else than it takes
  ops.foriLoop(0, 2, () => 'text', tensor([1]));
  return [count, power.shape, x, n, grown];
}
