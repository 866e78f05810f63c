/** Programs that are wrong: each mistake is an error at its place. */
import { activations, callbacks, layers, losses, optimizers, Sequential, tensor } from 'hillock';

const model = Sequential([layers.Dense(1)]);
const x = tensor([1]);

layers.Dense(3, {
  // @ts-expect-error a typo in the name of an activation
  activation: 'rellu',
});
layers.Dense(3, {
  // @ts-expect-error a typo in the name of an option
  activaton: 'relu',
});
layers.Dense({
  units: 3,
  // @ts-expect-error a typo, with the options alone
  useBais: false,
});
layers.Conv2D(8, 3, {
  // @ts-expect-error a value that is none of the two
  padding: 'sam',
});
model.compile({
  // @ts-expect-error no optimizer
  optimizer: 'adm',
});
model.compile({
  // @ts-expect-error no loss
  loss: 'msee',
});
model.compile({
  // @ts-expect-error no metric
  metrics: ['acuracy'],
});
void model.fit(x, x, {
  // @ts-expect-error in Python it is batch_size
  batch_size: 3,
});
void model.fit(x, x, {
  callbacks: {
    // @ts-expect-error no moment
    onEpochEnds() {},
  },
});
optimizers.Adam({
  // @ts-expect-error no option of Adam
  momentum: 3,
});
callbacks.EarlyStopping({
  // @ts-expect-error no option
  patiente: 3,
});
losses.Huber({
  // @ts-expect-error no option
  detla: 3,
});
activations.relu(x, {
  // @ts-expect-error no option
  maxvalue: 6,
});
// @ts-expect-error a layer does not take functions
layers.Dense(3)(() => x);
// @ts-expect-error no such layer
layers.Dens(3);
layers.LSTM(3, {
  // @ts-expect-error a typo in the name of an option
  returnStat: true,
});
layers.Bidirectional(layers.GRU(3), {
  // @ts-expect-error no merge mode
  mergeMode: 'sums',
});
layers.Bidirectional(layers.GRU(3), {
  // @ts-expect-error a typo in the name of an option
  mergMode: 'sum',
});
