/** Images of one size, beside Keras's. */
import { describe, expect, test } from 'vitest';
import { Input, layers, ops } from 'hillock';
import type { DType, NestedTensorLike, Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: NestedTensorLike;
  readonly inputDtype: DType;
  readonly output: NestedTensorLike;
  readonly outputDtype: DType;
  /** TensorFlow reads the weights of bicubic resizing from a table. */
  readonly disagreement?: { readonly values: { readonly output?: NestedTensorLike } };
}

const { cases } = readGoldens<{ cases: Case[] }>('image-size');

describe('layers compute what Keras computes', () => {
  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const { class_name, config, input, inputDtype, output, outputDtype, disagreement } = golden;
    const layer = layers.deserialize({ class_name, config });
    expect(layer.getConfig()).toEqual(config);
    const x = goldenTensor(input, inputDtype);
    const found = layer(x) as Tensor;
    expectClose(found, goldenTensor(disagreement?.values.output ?? output, found.dtype), 2e-6);
    expect(found.dtype).toBe(outputDtype);
    expect(layer.computeOutputShape(x.shape)).toEqual(found.shape);
  });
});

test('of unknown batches, and what does not fit', () => {
  expect((layers.Resizing(4, 6)(Input([8, 8, 3])) as unknown as { shape: unknown }).shape).toEqual([null, 4, 6, 3]);
  expect(() => layers.Resizing(2, 2)(ops.zeros([4, 4]))).toThrow('expected an image of three axes, or a batch of images of four. Received: inputs=[4, 4]'); // prettier-ignore
  expect(() => layers.Resizing(-1, 2)).toThrow(
    'Resizing: expected height to be a positive integer. Received: height=-1.',
  );
  expect(() => layers.Resizing(1, 2, { cropToAspectRatio: true, padToAspectRatio: true })).toThrow('either cropToAspectRatio or padToAspectRatio'); // prettier-ignore
  expect(() => layers.CenterCrop(0, 2)).toThrow(
    'CenterCrop: expected height to be a positive integer. Received: height=0.',
  );
});
