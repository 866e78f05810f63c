/** Layers that change images, beside Keras's: what follows from a draw, and what is drawn. */
import { describe, expect, test } from 'vitest';
import { Input, layers, ops, Sequential, tensor } from 'hillock';
import type { AnyLayer } from '../../src/layers/index.js';
import type { Augmentation, Transformation } from '../../src/layers/augmentation/augmentation.js';
import type { DType, NestedTensorLike, Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Drawn {
  readonly tensor: NestedTensorLike;
  readonly dtype: DType;
}

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly kind: 'plain' | 'pinned' | 'drawn';
  readonly input: NestedTensorLike;
  readonly inputDtype: DType;
  readonly training: boolean;
  /** What Keras drew; of a crop, where it begins. */
  readonly transformation?: Readonly<Record<string, Drawn>> | { readonly tuple: readonly (Drawn | number)[] };
  readonly output: NestedTensorLike;
  readonly outputDtype: DType;
  readonly disagreement?: { readonly values: { readonly output?: NestedTensorLike } };
}

const cases = ['augmentation', 'image-options'].flatMap((file) => readGoldens<{ cases: Case[] }>(file).cases);

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function drawnOf({ transformation }: Case): Transformation | undefined {
  if (transformation === undefined) return undefined;
  const read = (value: Drawn | number): Tensor =>
    typeof value === 'number' ? tensor(value, { dtype: 'int32' }) : goldenTensor(value.tensor, value.dtype);
  if ('tuple' in transformation) {
    const [top, left] = (transformation.tuple as readonly (Drawn | number)[]).map(read);
    return { top: top!, left: left! };
  }
  const entries = Object.entries(transformation).filter(([name]) => name !== 'input_shape');
  return Object.fromEntries(entries.map(([name, value]) => [camelCase(name), read(value)]));
}

/** What a seed that Keras drew is in the config. */
const withoutDraws = (config: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  config['seed'] === 'random' ? { ...config, seed: null } : config;

/** Keras writes -0 for the negative of a factor that is 0. */
const readable = (config: Readonly<Record<string, unknown>>): object =>
  JSON.parse(JSON.stringify(config).replaceAll('"-0"', '-0')) as object;

describe('layers compute what Keras computes', () => {
  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const { class_name, input, inputDtype, training, output, outputDtype, disagreement } = golden;
    const config = readable(withoutDraws(golden.config)) as Record<string, unknown>;
    const layer = layers.deserialize({ class_name, config });
    if (class_name !== 'RandomCrop') expect(layer.getConfig()).toEqual(config);
    const x = goldenTensor(input, inputDtype);
    const drawn = drawnOf(golden);
    const found =
      drawn === undefined
        ? (layer(x, { training }) as Tensor)
        : (layer as unknown as Augmentation).transformImages(x, drawn, { training });
    expectClose(found, goldenTensor(disagreement?.values.output ?? output, found.dtype), 1e-5);
    expect(found.dtype).toBe(outputDtype);
    if (training) expect(layer.computeOutputShape(x.shape)).toEqual(found.shape);
  });
});

const images = ops.reshape(ops.arange(2 * 6 * 6 * 3, { dtype: 'float32' }), [2, 6, 6, 3]);
const training = { training: true };

/** A layer of every class that draws, so that what it draws shows. */
const drawing: readonly (readonly [name: string, make: (options: object) => AnyLayer])[] = [
  ['RandomBrightness', (options) => layers.RandomBrightness(0.3, options)],
  ['RandomColorDegeneration', (options) => layers.RandomColorDegeneration(0.5, options)],
  ['RandomColorJitter', (options) => layers.RandomColorJitter({ brightnessFactor: 0.2, contrastFactor: 0.2, saturationFactor: 0.2, hueFactor: 0.2, ...options })], // prettier-ignore
  ['RandomContrast', (options) => layers.RandomContrast(0.5, options)],
  ['RandomCrop', (options) => layers.RandomCrop(2, 2, options)],
  ['RandomElasticTransform', (options) => layers.RandomElasticTransform([1, 1], [1, 1], options)],
  ['RandomErasing', (options) => layers.RandomErasing([1, 1], [0.02, 0.33], options)],
  ['RandomFlip', (options) => layers.RandomFlip('horizontal', options)],
  ['RandomGaussianBlur', (options) => layers.RandomGaussianBlur([1, 1], { sigma: [0.5, 1], ...options })],
  ['RandomGrayscale', (options) => layers.RandomGrayscale(0.5, options)],
  ['RandomHue', (options) => layers.RandomHue(0.5, options)],
  ['RandomInvert', (options) => layers.RandomInvert([0.5, 0.5], options)],
  ['RandomPerspective', (options) => layers.RandomPerspective([1, 1], 0.5, options)],
  ['RandomPosterization', (options) => layers.RandomPosterization([1, 8], options)],
  ['RandomRotation', (options) => layers.RandomRotation(0.2, options)],
  ['RandomSaturation', (options) => layers.RandomSaturation(0.5, options)],
  ['RandomSharpness', (options) => layers.RandomSharpness(0.9, options)],
  ['RandomShear', (options) => layers.RandomShear(0.3, 0.2, options)],
  ['RandomTranslation', (options) => layers.RandomTranslation(0.3, 0.3, options)],
  ['RandomZoom', (options) => layers.RandomZoom(0.3, 0.3, options)],
  ['Solarization', (options) => layers.Solarization(0.5, 0.5, options)],
];

const call = (layer: AnyLayer, x: Tensor, options: object): Tensor => layer.invoke(x, options) as Tensor;

describe.each(drawing)('%s', (name, make) => {
  test('draws the same with the same seed, and then something else', () => {
    const [a, b] = [make({ seed: 5 }), make({ seed: 5 })];
    const first = call(a, images, training);
    expect(call(b, images, training).toArray()).toEqual(first.toArray());
    const rest = Array.from({ length: 12 }, () => String(call(a, images, training)));
    expect(rest.some((each) => each !== String(first))).toBe(true);
  });

  test('is for training, and unless told otherwise for calls outside of models', () => {
    const layer = make({ seed: 5 });
    expect(call(layer, images, { training: false }).toArray()).toEqual(images.toArray());
    const apart = Array.from({ length: 8 }, () => String(call(layer, images, {})));
    expect(apart.some((each) => each !== String(images))).toBe(true);
    const model = Sequential([Input([6, 6, 3]), make({ seed: 5 }) as never]);
    expect(model(images).toArray()).toEqual(images.toArray());
    expect(model.predictOnBatch(images).toArray()).toEqual(images.toArray());
  });

  test('takes channels first, single images, bytes and half precision', () => {
    if (name !== 'RandomErasing' && name !== 'RandomElasticTransform') {
      const last = call(make({ seed: 5 }), images, training);
      const turned = ops.transpose(images, [0, 3, 1, 2]);
      const first = call(make({ seed: 5, dataFormat: 'channels_first' }), turned, training);
      expectClose(ops.transpose(first, [0, 2, 3, 1]), last, 1e-6);
    }
    const one = ops.take(images, 0, { axis: 0 });
    const single = call(make({ seed: 5 }), one, training);
    expect(single.toArray()).toEqual((call(make({ seed: 5 }), ops.expandDims(one, 0), training).toArray() as unknown[])[0]); // prettier-ignore
    expect(single.rank).toBe(3);
    const bytes = call(make({ seed: 5 }), ops.cast(images, 'uint8'), training);
    expect(bytes.dtype).toBe(name === 'RandomBrightness' ? 'uint8' : 'float32');
    expect(call(make({ seed: 5, dtype: 'float16' }), ops.cast(images, 'float16'), training).dtype).toBe('float16');
  });

  test('refuses what is no image', () => {
    expect(() => call(make({ name: 'a' }), ops.ones([2, 3]), training)).toThrow(
      `${name} "a": expected an image of three axes, or a batch of images of four. Received: inputs=[2, 3]`,
    );
  });

  test('is part of a traced step', async () => {
    const model = Sequential([
      Input([6, 6, 3]),
      make({ seed: 5 }) as never,
      layers.GlobalAveragePooling2D(),
      layers.Dense(1),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const { history } = await model.fit(images, tensor([[1], [2]]), { epochs: 2, verbose: 0 });
    expect(history['loss']!.every((loss) => typeof loss === 'number')).toBe(true);
  });
});

describe('what is drawn lies within its bounds', () => {
  const many = ops.ones([400, 2, 4, 3]);
  const extremes = (drawn: Tensor): [number, number] => [Number(ops.min(drawn).item()), Number(ops.max(drawn).item())];

  test.each<[string, () => Tensor, number, number]>([
    ['RandomBrightness', () => layers.RandomBrightness([-0.1, 0.3], { seed: 1, valueRange: [0, 2] }).getRandomTransformation(many)!['rgbDelta']!, -0.2, 0.6], // prettier-ignore
    ['RandomContrast', () => layers.RandomContrast(0.2, { seed: 1 }).getRandomTransformation(many)!['contrastFactor']!, 1, 1.2], // prettier-ignore
    ['RandomRotation', () => layers.RandomRotation(0.25, { seed: 1 }).getRandomTransformation(many)!['angle']!, -90, 90], // prettier-ignore
    ['RandomTranslation', () => ops.take(layers.RandomTranslation(0, 0.5, { seed: 1 }).getRandomTransformation(many)!['translations']!, 0, { axis: 1 }), -2, 2], // prettier-ignore
    ['RandomZoom', () => layers.RandomZoom([-0.5, 0], { seed: 1 }).getRandomTransformation(many)!['heightZoom']!, 0.5, 1], // prettier-ignore
    ['RandomHue', () => layers.RandomHue(0.4, { seed: 1 }).getRandomTransformation(many)!['factor']!, -0.2, 0.2],
    ['RandomShear', () => layers.RandomShear(0.3, 0, { seed: 1 }).getRandomTransformation(many)!['shearFactor']!, -0.3, 0.3], // prettier-ignore
  ])('%s', (_, draw, least, most) => {
    const [smallest, largest] = extremes(draw());
    const width = most - least;
    expect(smallest).toBeGreaterThanOrEqual(least - 1e-6);
    expect(largest).toBeLessThanOrEqual(most + 1e-6);
    // Of 400 numbers some come near the ends.
    expect(smallest).toBeLessThan(least + 0.05 * width);
    expect(largest).toBeGreaterThan(most - 0.05 * width);
  });

  test('half of all images are flipped, and so many are gray, erased, inverted as is said', () => {
    const share = (drawn: Tensor): number => Number(ops.mean(ops.cast<Tensor>(drawn, 'float32')).item());
    const drawn: [Tensor, number][] = [
      [layers.RandomFlip({ seed: 1 }).getRandomTransformation(many)!['flips']!, 0.5],
      [layers.RandomGrayscale(0.3, { seed: 1 }).getRandomTransformation(many)!['shouldApply']!, 0.3],
      [layers.RandomInvert([0.7, 0.7], { seed: 1 }).getRandomTransformation(many)!['applyInversion']!, 0.7],
      [
        layers.RandomErasing([0.2, 0.2], [0.02, 0.33], { seed: 1 }).getRandomTransformation(many)!['applyErasing']!,
        0.2,
      ],
    ];
    for (const [decisions, expected] of drawn) expect(Math.abs(share(decisions) - expected)).toBeLessThan(0.07);
  });

  test('a part of the size that is said is erased', () => {
    const area = (layer: Augmentation): number =>
      Number(ops.mean(ops.cast<Tensor>(layer.getRandomTransformation(ops.ones([50, 40, 40, 1]))!['batchMasks']!, 'float32')).item()); // prettier-ignore
    expect(Math.abs(area(layers.RandomErasing([1, 1], [0.25, 0.25], { seed: 1 })) - 0.25)).toBeLessThan(0.01);
  });

  test('an elastic transform moves pixels a little and invents none', () => {
    const gradient = ops.reshape(ops.arange(32 * 32, { dtype: 'float32' }), [1, 32, 32, 1]);
    const layer = layers.RandomElasticTransform([1, 1], [1, 1], { seed: 1, valueRange: [0, 1023] });
    const bent = call(layer, gradient, training);
    expect(extremes(bent)[0]).toBeGreaterThanOrEqual(0);
    expect(extremes(bent)[1]).toBeLessThanOrEqual(1023);
    const moved = ops.mean(ops.abs(ops.subtract(bent, gradient)));
    expect(Number(moved.item())).toBeGreaterThan(1);
    expect(Number(moved.item())).toBeLessThan(200);
    expect(call(layers.RandomElasticTransform(0), gradient, training).toArray()).toEqual(gradient.toArray());
  });
});

test('RandomCrop says the seed that it took, and the same config crops in the same places', () => {
  const layer = layers.RandomCrop(3, 3);
  const again = layers.deserialize(layers.serialize(layer)) as unknown as Augmentation;
  expect(Number.isInteger(layer.getConfig()['seed'])).toBe(true);
  expect(again(images, training).toArray()).toEqual(layer(images, training).toArray());
});

test('channels first where Keras mixes the axes up', () => {
  const turned = ops.transpose(images, [0, 3, 1, 2]);
  const back = (y: Tensor): unknown => ops.transpose(y, [0, 2, 3, 1]).toArray();
  expect(back(layers.AutoContrast({ dataFormat: 'channels_first' })(turned))).toEqual(layers.AutoContrast()(images).toArray()); // prettier-ignore
  expect(back(layers.Equalization({ dataFormat: 'channels_first' })(turned))).toEqual(layers.Equalization()(images).toArray()); // prettier-ignore
});

test('wrong arguments', () => {
  const mistakes: readonly (readonly [() => unknown, string])[] = [
    [() => layers.RandomBrightness(2), 'RandomBrightness: expected factor to be a number from -1 to 1, or a list of two such numbers. Received: factor=2.'], // prettier-ignore
    [() => layers.RandomBrightness('much' as never), 'expected factor to be a number from -1 to 1'],
    [
      () => layers.RandomBrightness(0.1, { valueRange: [0] as never }),
      'expected valueRange to be a list of two numbers',
    ],
    [() => layers.RandomFlip('diagonal' as never), 'RandomFlip: unknown mode "diagonal"'],
    [() => layers.RandomRotation(0.1, { fillMode: 'mirror' as never }), 'RandomRotation: unknown fillMode "mirror"'],
    [() => layers.RandomZoom(-1), 'RandomZoom: expected factors above -1'],
    [() => layers.RandomTranslation(0.1, 3), 'RandomTranslation: expected widthFactor to be a number from -1 to 1'],
    [() => layers.RandomPosterization(2.5), 'RandomPosterization: expected factor to be of integers'],
    [() => layers.RandomPosterization(9), 'RandomPosterization: expected factor to be a number from 1 to 8'],
    [() => layers.RandomGaussianBlur({ kernelSize: 4 }), 'RandomGaussianBlur: expected kernelSize to be an odd number or two'], // prettier-ignore
    [() => layers.RandomGrayscale(1.5), 'RandomGrayscale: expected factor to be a number from 0 to 1'],
    [() => layers.RandomErasing({ fillValue: [1, 2] as never }), 'RandomErasing: expected fillValue to be a number or three'], // prettier-ignore
    [() => layers.RandomCrop(0, 2), 'RandomCrop: expected height to be a positive integer'],
    [() => layers.RandomPerspective(1, 2), 'RandomPerspective: expected scale to be a number from 0 to 1'],
    [() => layers.Solarization(2), 'Solarization: expected additionFactor to be a number from 0 to 1'],
    [() => layers.Equalization({ bins: 0 }), 'Equalization: expected bins to be a positive integer'],
    [() => layers.RandomHue(0.5)(ops.ones([2, 2, 4])), 'expected images of 3 channels'],
    [() => layers.RandomErasing({ fillValue: [1, 2, 3] })(ops.ones([2, 2, 1])), 'expected images of three channels'],
  ];
  for (const [mistake, message] of mistakes) expect(mistake).toThrow(message);
});
