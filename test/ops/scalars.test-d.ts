/** Where a number may stand, the compiler takes a tensor or a variable of one, too: by position, by name, alone, in lists, for axes. */
import { ops, random, SymbolicTensor, tensor, Variable } from '../../src/index.js';

const x = tensor([[3, 1, 2], [4, 6, 5]]); // prettier-ignore
const one = tensor(1, { dtype: 'int32' });
const trained = new Variable(1);

for (const given of [1, one, trained]) {
  // Axes, one or several.
  ops.sum(x, { axis: given });
  ops.sum(x, { axis: [given, 0] });
  ops.argmax(x, { axis: given });
  ops.softmax(x, { axis: given });
  ops.expandDims(x, given);
  ops.swapaxes(x, given, 0);
  ops.transpose(x, [given, 0]);
  random.shuffle(x, { axis: given });
  // Counts and sizes.
  ops.topK(x, given);
  ops.oneHot([0, 1], given);
  ops.eye(given, given, given);
  ops.eye({ N: given, k: given });
  ops.split(x, given, { axis: given });
  ops.repeat(x, given);
  ops.zeros([given, 2]);
  ops.reshape(x, [given, 6]);
  ops.pad(x, [[given, 0], [0, given]]); // prettier-ignore
  ops.maxPool(ops.ones([1, 4, 1]), given, { strides: [given] });
  random.categorical([[0, 1]], given);
  // Other numbers.
  ops.arange(given, 7, given);
  ops.linspace(0, 1, given);
  ops.round(x, given);
  ops.diff(x, given);
  ops.isclose(x, x, { rtol: given });
  ops.max(x, { initial: given });
  ops.image.extractPatches(ops.ones([1, 4, 4, 4]), given, { strides: given });
}

// @ts-expect-error a text is no axis
ops.sum(x, { axis: '1' });
// @ts-expect-error what is not computed yet is no count
ops.topK(x, new SymbolicTensor({ shape: [], dtype: 'int32' }));
// @ts-expect-error one axis only
ops.argmax(x, { axis: [0, 1] });
