/** What stands for a tensor without being one: tensors that a worker has posted, and images. */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  activations,
  Dataset,
  grad,
  layers,
  losses,
  ops,
  optimizers,
  Sequential,
  setRandomSeed,
  tensor,
  Variable,
  writeNpy,
  type Tensor,
  type TensorLike,
} from '../../src/index.js';
import { mapTree } from '../../src/tensor/tree.js';

describe('a tensor that was posted', () => {
  const matrix = tensor([[1, -2], [3, 4]]); // prettier-ignore
  const posted = structuredClone(matrix) as TensorLike;

  test.each([
    matrix,
    tensor([1, 2], { dtype: 'float64' }),
    tensor([-1, 2], { dtype: 'int32' }),
    tensor([1, 2], { dtype: 'uint8' }),
    tensor([0.1, NaN], { dtype: 'float16' }),
    tensor([0.1, -0], { dtype: 'bfloat16' }),
    tensor([true, false]),
    tensor(['a', 'b']),
    tensor(5),
    tensor([], { shape: [0, 3] }),
  ])('%o is the same again', (x) => {
    expect(tensor(structuredClone(x))).toEqual(x);
  });

  test('keeps its array', () => {
    const copy = structuredClone(matrix);
    expect(tensor(copy).data).toBe(copy.data);
  });

  setRandomSeed(1);
  const dense = layers.Dense(3);
  const model = Sequential([layers.Dense(2, { inputShape: [2] })]);
  const uses: Readonly<Record<string, (x: TensorLike) => unknown>> = {
    'an activation': (x) => activations.relu(x),
    'a softmax': (x) => activations.softmax(x),
    'an operation': (x) => ops.add(x, 1),
    'an operation beside integers': (x) => ops.multiply(tensor([1, 2], { dtype: 'int32' }), x),
    'a product': (x) => ops.matmul(x, x),
    'a reduction': (x) => ops.sum(x, { axis: 0 }),
    'a list of tensors': (x) => ops.concatenate([x, x] as never),
    'a row': (x) => tensor([x, x] as TensorLike),
    'a gradient': (x) => grad((t) => ops.sum(ops.square(t)))(x),
    'a variable': (x) => new Variable(x).value,
    'a layer': (x) => dense(x as never),
    'a loss': (x) => losses.MeanSquaredError()(x, x),
    'a file': (x) => writeNpy(x),
    'a gradient that an optimizer applies': (x) => {
      const variable = new Variable(ops.ones([2, 2]));
      optimizers.SGD(0.5).apply([x as Tensor], [variable]);
      return variable.value;
    },
    'what a layer adapts to': (x) => {
      const layer = layers.Normalization({ name: 'normalization' });
      layer.adapt(x);
      return layer([[1, 2]]);
    },
    'what a loop walks along': (x) => ops.scan((sum: Tensor, row: Tensor) => [ops.add(sum, row), row], 0, x)[0], // prettier-ignore
  };

  test('stands for one as a key, as a vocabulary and as a data set', async () => {
    const places = structuredClone(tensor([1], { dtype: 'int32' }));
    expect(ops.getItem([5, 6], places).toArray()).toEqual([6]);
    const words = structuredClone(tensor(['a', 'b'])) as unknown as string[];
    expect(layers.StringLookup({ vocabulary: words })(['b']).toArray()).toEqual([2]);
    expect((await Dataset.from(structuredClone(matrix)).toArray()).map(String)).toEqual(
      (await Dataset.from(matrix).toArray()).map(String),
    );
  });

  test.each(Object.entries(uses))('stands for one in %s', (_, use) => {
    expect(use(posted)).toEqual(use(matrix));
  });

  test('is what a model learns from and predicts of', async () => {
    expect(await model.predict(posted as never, { verbose: 0 })).toEqual(await model.predict(matrix, { verbose: 0 }));
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await model.fit(posted, posted, { verbose: 0 });
    expect(history['loss']).toHaveLength(1);
  });

  test('is one value of a tree, and none by name', () => {
    expect(mapTree<unknown, string>([posted, { a: posted }] as never, (_, path) => path)).toEqual([
      '[0]',
      { a: '[1].a' },
    ]);
  });

  test('comes from another context, too', () => {
    const foreign = runInNewContext('({ data: Float32Array.of(1, 2), shape: [2], dtype: "float32" })') as TensorLike;
    expect(String(tensor(foreign))).toBe('array([1., 2.], dtype=float32)');
  });

  test.each<[string, object]>([
    [
      'tensor: expected data of its dtype in a tensor that was posted. Received: data=Float32Array of length 1, dtype="float64".',
      { data: Float32Array.of(1), shape: [1], dtype: 'float64' },
    ],
    [
      'tensor: expected a dtype of tensors in a tensor that was posted. Received: data=Float32Array of length 1, dtype="complex64".',
      { data: Float32Array.of(1), shape: [1], dtype: 'complex64' },
    ],
    [
      'tensor: expected data of its dtype in a tensor that was posted. Received: data=[1], dtype="float32".',
      { data: [1], shape: [1], dtype: 'float32' },
    ],
    [
      'tensor: expected data of its dtype in a tensor that was posted. Received: data=["a", 1], dtype="string".',
      { data: ['a', 1], shape: [2], dtype: 'string' },
    ],
    [
      'tensor: expected elements of its dtype in a tensor that was posted. Received: data=Uint8Array of length 1, dtype="bool".',
      { data: Uint8Array.of(2), shape: [1], dtype: 'bool' },
    ],
    [
      'tensor: expected elements of its dtype in a tensor that was posted. Received: data=Float32Array of length 1, dtype="float16".',
      { data: Float32Array.of(0.1), shape: [1], dtype: 'float16' },
    ],
    [
      'tensor: expected a shape, an array of integers that are not negative. Received: shape=[-1].',
      { data: Float32Array.of(1), shape: [-1], dtype: 'float32' },
    ],
    [
      'tensor: expected 4 elements for shape [2, 2]. Received: elements=3, shape=[2, 2].',
      { data: new Float32Array(3), shape: [2, 2], dtype: 'float32' },
    ],
  ])('%s', (message, value) => {
    expect(() => tensor(value as TensorLike)).toThrow(message);
  });
});

describe('an image', () => {
  /** As a canvas gives it; Node has none. */
  class ImageData {
    constructor(
      readonly data: Uint8ClampedArray,
      readonly width: number,
      readonly height: number,
    ) {}
  }
  const pixels = Uint8ClampedArray.from({ length: 24 }, (_, i) => i * 10);
  const image = new ImageData(pixels, 3, 2);

  test('is its pixels, by row, column and channel', () => {
    const x = tensor(image);
    expect([x.shape, x.dtype]).toEqual([[2, 3, 4], 'uint8']);
    expect(x.toArray()[1]?.[2]).toEqual([200, 210, 220, 230]);
    expect(x.data.buffer).toBe(pixels.buffer);
    expect(tensor(image, { dtype: 'float32' }).dtype).toBe('float32');
  });

  test('stands wherever a tensor may', () => {
    expect(ops.divide(image, 255).shape).toEqual([2, 3, 4]);
    expect(tensor([image, image]).shape).toEqual([2, 2, 3, 4]);
    expect(layers.Flatten()(tensor([image, image])).shape).toEqual([2, 24]);
  });

  test('has four numbers for each pixel', () => {
    expect(() => tensor(new ImageData(pixels, 4, 2))).toThrow(
      'tensor: expected 32 elements for shape [2, 4, 4]. Received: elements=24, shape=[2, 4, 4].',
    );
  });
});
