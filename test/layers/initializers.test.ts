import { describe, expect, test } from 'vitest';
import { initializers } from '../../src/layers/index.js';
import { fansOf } from '../../src/layers/initializers/fans.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type NestedTensorLike, type Shape, type Tensor } from '../../src/tensor/index.js';
import { setRandomSeed } from '../../src/tensor/seed-generator.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Described {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface Distribution {
  readonly shape: Shape;
  readonly distribution: 'uniform' | 'normal' | 'truncated_normal';
  readonly mean: number;
  readonly std: number;
  readonly low?: number;
  readonly high?: number;
}

interface Goldens {
  readonly fans: readonly { readonly shape: Shape; readonly fanIn: number; readonly fanOut: number }[];
  readonly deterministic: readonly (Described & {
    readonly arguments: Readonly<Record<string, number>>;
    readonly shape: Shape;
    readonly value: NestedTensorLike;
  })[];
  readonly random: readonly (Described & { readonly shapes: readonly Distribution[] })[];
  readonly orthogonal: readonly {
    readonly name: string;
    readonly arguments: { readonly gain?: number };
    readonly shape: Shape;
    readonly flattened: readonly [number, number];
    readonly orthogonal: 'rows' | 'columns';
    readonly squaredLength: number;
  }[];
}

const goldens = readGoldens<Goldens>('initializers');
const constants = {
  Zeros: initializers.Zeros,
  Ones: initializers.Ones,
  Constant: initializers.Constant,
  Identity: initializers.Identity,
  STFT: initializers.STFT,
};

test.each(goldens.fans)('the fans of shape $shape', ({ shape, fanIn, fanOut }) => {
  expect(fansOf(shape, { inputAxes: null, outputAxes: null })).toEqual({ fanIn, fanOut });
});

test('the fans over given axes', () => {
  expect(fansOf([2, 3, 4, 5], { inputAxes: [0, 1], outputAxes: [-1] })).toEqual({ fanIn: 6, fanOut: 5 });
});

test.each(goldens.deterministic)('$name', ({ class_name, config, arguments: given, shape, value }) => {
  const initializer = constants[class_name as keyof typeof constants](given);
  // Keras computes the cosines in float32.
  expectClose(initializer(shape), goldenTensor(value), class_name === 'STFT' ? 1e-6 : 0);
  expect(initializer.getConfig()).toEqual(config);
});

/** Mean and standard deviation of a sample of a size, as far as four standard errors may take them from the truth. */
function expectDistribution(x: Tensor, { mean, std, low, high, distribution }: Distribution): void {
  const values = Array.from(x.data as Float32Array);
  const size = values.length;
  const found = values.reduce((sum, value) => sum + value, 0) / size;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - found) ** 2, 0) / size);
  expect(Math.abs(found - mean)).toBeLessThan((4 * std) / Math.sqrt(size));
  expect(Math.abs(deviation - std)).toBeLessThan((4 * std) / Math.sqrt(size));
  if (low === undefined || high === undefined) {
    expect(distribution).toBe('normal');
    return;
  }
  const [least, most] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  );
  expect(least).toBeGreaterThanOrEqual(Math.fround(low));
  expect(most).toBeLessThanOrEqual(Math.fround(high));
  // The limits are not only kept but come near.
  expect(most - least).toBeGreaterThan(0.99 * (high - low));
}

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

describe('random initializers have the distribution of Keras', () => {
  test.each(goldens.random)('$name', ({ class_name, config, shapes }) => {
    expect(initializers.deserialize({ class_name, config }).getConfig()).toEqual(config);
    for (const described of shapes) {
      const draws = seeds.map((seed) =>
        initializers.deserialize({ class_name, config: { ...config, seed } })(described.shape),
      );
      expectDistribution(ops.stack(draws), described);
    }
  });
});

test.each(goldens.orthogonal)('$name', ({ arguments: { gain = 1 }, shape, flattened, orthogonal, squaredLength }) => {
  const matrix = ops.reshape(initializers.Orthogonal({ gain, seed: 2 })(shape), flattened);
  const vectors = orthogonal === 'rows' ? matrix : ops.transpose(matrix);
  const count = vectors.shape[0]!;
  expectClose(ops.matmul(vectors, ops.transpose(vectors)), ops.multiply(ops.eye(count), squaredLength), 3e-7);
});

describe('seeds', () => {
  const draw = (seed?: number): Tensor => initializers.GlorotUniform({ ...(seed !== undefined && { seed }) })([3, 4]);

  test('give the same numbers each time, others for another seed or kind', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const initializer = initializers.GlorotUniform();
    expect(initializer([3, 4])).toEqual(initializer([3, 4]));
    expect(draw()).not.toEqual(draw());
  });

  test('come from setRandomSeed where none is given', () => {
    const seeded = (): Tensor => {
      setRandomSeed(4);
      return draw();
    };
    expect(seeded()).toEqual(seeded());
  });
});

describe('get, serialize and deserialize', () => {
  test('names, classes and aliases', () => {
    for (const name of ['zeros', 'zero', 'Zeros'] as const)
      expect(initializers.get(name)).toBeInstanceOf(initializers.Zeros);
    expect(initializers.get('normal')).toBeInstanceOf(initializers.RandomNormal);
    expect(initializers.serialize(initializers.get('he_normal'))).toEqual({
      module: 'keras.initializers',
      class_name: 'HeNormal',
      config: { seed: null, input_axes: null, output_axes: null },
      registered_name: null,
    });
  });

  test('instances, functions, tensors and configs', () => {
    const ones = initializers.Ones();
    expect(initializers.get(ones)).toBe(ones);
    const own = (): number[] => [1, 2];
    expect(initializers.get(own)).toBe(own);
    expect(initializers.get(tensor([1, 2]))([2], { dtype: 'float64' })).toEqual(tensor([1, 2], { dtype: 'float64' }));
    const scaling = initializers.get({ class_name: 'VarianceScaling', config: { distribution: 'normal' } });
    expect(initializers.serialize(scaling)).toMatchObject({ config: { distribution: 'truncated_normal' } });
  });
});
