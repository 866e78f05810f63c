import { describe, expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import { variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, Variable, type NestedTensorLike, type SymbolicShape, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly [NestedTensorLike];
  readonly inputKwargs: { readonly training?: boolean; readonly mask?: NestedTensorLike };
  readonly weights: readonly { readonly name: string; readonly trainable: boolean; readonly value: NestedTensorLike }[];
  readonly output: NestedTensorLike;
  readonly upstream?: NestedTensorLike;
  readonly gradients?: { readonly inputs: readonly [NestedTensorLike]; readonly weights: readonly NestedTensorLike[] };
  readonly outputShape: SymbolicShape;
  /** What the other backend of Keras computed, where the first reads weights from a table. */
  readonly disagreement?: { readonly values: Readonly<Record<string, NestedTensorLike>> };
}

/** How far from Keras's numbers ours may be, relative to the largest: sums of many products have its own rounding errors. */
const tolerances = {
  layers: 2e-6,
  convolutional: 4e-6,
  'locally-connected': 4e-6,
  pooling: 2e-6,
  reshaping: 2e-6,
  'image-layers': 1e-5,
};
const cases = Object.entries(tolerances).flatMap(([file, tolerance]) =>
  readGoldens<{ cases: Case[] }>(file).cases.map((golden) => ({ ...golden, tolerance })),
);

/** Keras 2 writes the dtype as its name, and knows no axes of initializers; everything else is the same. */
function ofKeras3(config: Case['config']): object {
  if (typeof config['dtype'] !== 'string') return config;
  const { dtype, kernel_initializer } = layers.Conv2D(1, 1).getConfig();
  return { ...config, dtype, ...('kernel_initializer' in config && { kernel_initializer }) };
}

/** Keras's names have the layer's before the weight's, and in Keras 2 a number behind it. */
const lastPart = (name: string): string => name.split('/').at(-1)!.replace(':0', '');

/**
 * At x = max_value TensorFlow's derivative of relu is 1, but 0 where max_value is 6; here it is always 0, one of the two
 * one-sided values.
 */
function withoutKinks(gradient: Tensor, x: Tensor, maxValue: unknown): Tensor {
  const data = (gradient.data as Float32Array).map((value, i) => (x.data[i] === maxValue ? 0 : value));
  return tensor(data, { shape: gradient.shape });
}

describe('layers compute what Keras computes', () => {
  test.each(cases)(
    '$name',
    ({
      class_name,
      config,
      inputs,
      inputKwargs,
      weights,
      output,
      upstream,
      gradients,
      outputShape,
      disagreement,
      tolerance,
    }) => {
      const layer = layers.deserialize({ class_name, config });
      expect(layer.getConfig()).toEqual(ofKeras3(config));
      const x = new Variable(goldenTensor(inputs[0]));
      const [, ...sample] = x.shape;
      expect(layer.computeOutputShape([null, ...sample])).toEqual(outputShape);

      if (!layer.built) layer.build([null, ...sample]);
      layer.setWeights(weights.map(({ value }) => goldenTensor(value)));
      expect(layer.weights.map(({ name, trainable }) => ({ name, trainable }))).toEqual(
        weights.map(({ name, trainable }) => ({ name: lastPart(name), trainable })),
      );

      const { mask, training } = inputKwargs;
      const call = (): Tensor => layer(x, { training, ...(mask && { mask: tensor(mask, { dtype: 'bool' }) }) });
      const { values = {} } = disagreement ?? {};
      expectClose(call(), goldenTensor(values['output'] ?? output), tolerance);
      // Of resizing by areas Keras has no gradients; `test/ops/derivatives.test.ts` has them.
      if (upstream === undefined || gradients === undefined) return;
      const variables = [x, ...layer.weights];
      const found = variableGradients(() => ops.sum(ops.multiply(call(), goldenTensor(upstream))), variables);
      const inputGradients = (values['gradients.inputs'] ?? gradients.inputs) as typeof gradients.inputs;
      const [byInput, ...byWeights] = found.gradients;
      expectClose(byInput!, withoutKinks(goldenTensor(inputGradients[0]), x.value, config['max_value']), tolerance);
      byWeights.forEach((gradient, index) => expectClose(gradient, goldenTensor(gradients.weights[index]!), tolerance));
    },
  );
});
