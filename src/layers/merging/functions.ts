/** The merging layers as functions: `layers.add([a, b])` is `layers.Add()([a, b])`, with a new layer for each call. */
import type { SymbolicTensor, Tensor, TensorLike } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { Concatenate, type ConcatenateOptions } from './concatenate.js';
import { Dot, type DotOptions } from './dot.js';
import { Add, Average, Maximum, Minimum, Multiply, Subtract, type MergingLayer } from './elementwise.js';

/** Merges several inputs, symbolic or not, with a new layer that has the given options. */
export interface MergingFunction<Options> {
  (inputs: readonly SymbolicTensor[], options?: Options): SymbolicTensor;
  (inputs: readonly TensorLike[], options?: Options): Tensor;
}

/* @__NO_SIDE_EFFECTS__ */
function merging<Options>(make: (...given: [options?: Options | undefined]) => MergingLayer): MergingFunction<Options> {
  const merge = (inputs: readonly Tensor[], ...given: [options?: Options | undefined]): Tensor =>
    make(...given)(inputs);
  return merge as never;
}

/**
 * The sum of several inputs: `Add` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.add([[[1, 2]], [[3, 4]]]) // → array([[4., 6.]], dtype=float32)
 */
export const add: MergingFunction<LayerOptions> = /* @__PURE__ */ merging((...given) => Add(...given));

/**
 * The first of two inputs minus the second: `Subtract` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.subtract([[[3, 4]], [[1, 2]]]) // → array([[2., 2.]], dtype=float32)
 */
export const subtract: MergingFunction<LayerOptions> = /* @__PURE__ */ merging((...given) => Subtract(...given));

/**
 * The product of several inputs: `Multiply` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.multiply([[[1, 2]], [[3, 4]]]) // → array([[3., 8.]], dtype=float32)
 */
export const multiply: MergingFunction<LayerOptions> = /* @__PURE__ */ merging((...given) => Multiply(...given));

/**
 * The mean of several inputs: `Average` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.average([[[1, 2]], [[3, 4]]]) // → array([[2., 3.]], dtype=float32)
 */
export const average: MergingFunction<LayerOptions> = /* @__PURE__ */ merging((...given) => Average(...given));

/**
 * The largest of several inputs: `Maximum` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.maximum([[[1, 5]], [[3, 4]]]) // → array([[3., 5.]], dtype=float32)
 */
export const maximum: MergingFunction<LayerOptions> = /* @__PURE__ */ merging((...given) => Maximum(...given));

/**
 * The smallest of several inputs: `Minimum` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.minimum([[[1, 5]], [[3, 4]]]) // → array([[1., 4.]], dtype=float32)
 */
export const minimum: MergingFunction<LayerOptions> = /* @__PURE__ */ merging((...given) => Minimum(...given));

/**
 * Joins several inputs along an axis: `Concatenate` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.concatenate([[[1, 2]], [[3]]]) // → array([[1., 2., 3.]], dtype=float32)
 */
export const concatenate: MergingFunction<ConcatenateOptions> = /* @__PURE__ */ merging((...given) =>
  Concatenate(...given),
);

/**
 * The scalar product of two inputs along axes: `Dot` for a single call.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.dot([[[1, 2]], [[3, 4]]], { axes: 1 }) // → array([[11.]], dtype=float32)
 */
export const dot: MergingFunction<DotOptions> = /* @__PURE__ */ merging((...given) => Dot(...(given as [never])));
