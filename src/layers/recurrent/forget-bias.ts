import { ones } from '../../ops/creation.js';
import { concatenate } from '../../ops/joining.js';
import { asTensor, type Shape, type Tensor, type TensorLike } from '../../tensor/index.js';
import type { InitializerCallOptions } from '../initializers/initializer.js';

type Initializer = (shape: Shape, options: InitializerCallOptions) => TensorLike;

/** An initializer for the bias of an LSTM's gates, in which the bias of the forget gate, the second, is 1. Source: Jozefowicz et al., 2015. */
export const withForgetBias =
  (initializer: Initializer, units: number): ((shape: Shape, options: InitializerCallOptions) => Tensor) =>
  (_, options) =>
    concatenate([
      asTensor(initializer([units], options)),
      ones([units], options as never),
      asTensor(initializer([2 * units], options)),
    ]);
