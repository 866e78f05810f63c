/** Image layers that get images with their labels and masks, and the equalization tile by tile, beside Keras. */
import { describe, expect, test } from 'vitest';
import { Input, layers, Model, ops, tensor, ValueError } from 'hillock';
import type { ImageLayer, LabelledImages, Transformation } from '../../src/layers/augmentation/image-layer.js';
import type { DType, NestedTensorLike, Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Numbers {
  readonly tensor: NestedTensorLike;
  readonly dtype: DType;
}

type Arrays = Readonly<Record<string, Numbers>>;

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly input: Arrays;
  readonly transformation?: Arrays | { readonly tuple: readonly Numbers[] };
  readonly output: Arrays;
}

interface Equalized extends Omit<Case, 'input' | 'output'> {
  readonly input: Numbers;
  readonly output: Numbers;
}

const { cases, equalized } = readGoldens<{ cases: Case[]; equalized: Equalized[] }>('labelled-images');

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const read = ({ tensor: values, dtype }: Numbers): Tensor => goldenTensor(values, dtype);
const readAll = (arrays: Arrays): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(arrays).map(([name, each]) => [name, read(each)]));

/** What Keras drew under the names that Hillock has for it. */
function drawnOf({ transformation }: Case): Transformation | null {
  if (transformation === undefined) return null;
  if ('tuple' in transformation) {
    const [top, left] = (transformation.tuple as readonly Numbers[]).map(read);
    return { top: top!, left: left! };
  }
  return Object.fromEntries(Object.entries(readAll(transformation)).map(([name, each]) => [camelCase(name), each]));
}

const made = ({ class_name, config }: Pick<Case, 'class_name' | 'config'>): ImageLayer =>
  layers.deserialize({ class_name, config }) as unknown as ImageLayer;

describe('images change with their masks, as in Keras', () => {
  test.each(cases)('$name', (golden) => {
    const layer = made(golden);
    const drawn = drawnOf(golden);
    // What Keras drew takes the place of the layer's own draw.
    if (drawn !== null) layer.getRandomTransformation = () => drawn;
    const input = readAll(golden.input) as unknown as LabelledImages;
    const output = layer(input, { training: true });
    expect(Object.keys(output)).toEqual(Object.keys(golden.output));
    for (const [name, each] of Object.entries(golden.output)) {
      const found = output[name]!;
      expect([name, found.dtype]).toEqual([name, each.dtype]);
      expectClose(found, goldenTensor(each.tensor, found.dtype), 1e-5);
    }
  });
});

describe('ContrastLimitedAdaptiveHistogramEqualization computes what Keras computes', () => {
  test.each(equalized)('$name', (golden) => {
    const layer = layers.deserialize({ class_name: golden.class_name, config: golden.config });
    expect(layer.getConfig()).toEqual(golden.config);
    const x = read(golden.input);
    const found = layer(x) as Tensor;
    expect(found.dtype).toBe(golden.output.dtype);
    // Whole numbers of uint8 are cut off, so that one beside a whole number may be the next.
    if (found.dtype === 'uint8')
      expect(ops.max(ops.abs(ops.subtract(ops.cast(found, 'int32'), ops.cast(read(golden.output), 'int32')))).item()).toBeLessThanOrEqual(1); // prettier-ignore
    else expectClose(found, read(golden.output), 1e-5);
    expect(layer.computeOutputShape(x.shape)).toEqual(x.shape);
  });
});

describe('images with what belongs to them', () => {
  const images = ops.reshape(ops.arange(2 * 4 * 6 * 3, { dtype: 'float32' }), [2, 4, 6, 3]);
  const labels = tensor([5, 7], { dtype: 'int32' });

  test('keep what no layer knows', () => {
    const data = { images, labels, names: tensor(['a', 'b']) as unknown as Tensor };
    const changed = layers.RandomFlip({ seed: 1 })(data);
    expect(Object.keys(changed)).toEqual(['images', 'labels', 'names']);
    expect(changed.labels).toEqual(labels);
    expect(changed['names']!.dtype).toBe('string');
  });

  test('may come without labels and masks, and alone', () => {
    const crop = layers.CenterCrop(2, 2);
    expect(crop({ images }).images).toEqual(crop(images));
  });

  test('stay as they are in inference', () => {
    const masks = ops.cast(ops.ones([2, 4, 6, 1]), 'int32');
    const data = { images, labels, segmentation_masks: masks };
    const same = layers.RandomRotation(0.5)(data, { training: false });
    expect(same).toEqual(data);
  });

  test('go through a functional model and through a pipeline', () => {
    const inputs = { images: Input([4, 6, 3]), labels: Input([], { dtype: 'int32' }) };
    const pipeline = layers.Pipeline([layers.Resizing(2, 3), layers.RandomBrightness(0.1)]);
    const outputs = pipeline(inputs) as typeof inputs;
    expect(outputs.images.shape).toEqual([null, 2, 3, 3]);
    expect([outputs.labels.shape, outputs.labels.dtype]).toEqual([[null], 'int32']);
    const model = Model({ inputs: [inputs.images, inputs.labels], outputs: [outputs.images, outputs.labels] });
    const [made, kept] = model([images, labels]) as unknown as Tensor[];
    expect(made!.shape).toEqual([2, 2, 3, 3]);
    expect(kept).toEqual(labels);
  });

  test('are refused without images, and with bounding boxes', () => {
    const flip = layers.RandomFlip({ name: 'flip' });
    expect(() => flip({ labels } as unknown as LabelledImages)).toThrow(ValueError);
    expect(() => flip({ images, bounding_boxes: images })).toThrow(
      'RandomFlip "flip": expected an object with `images`, and without bounding boxes, which are not supported. Received: inputs=["images", "bounding_boxes"].',
    );
  });
});
