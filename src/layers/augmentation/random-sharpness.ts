import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { add, clip, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { depthwiseConv } from '../../ops/depthwise-convolution.js';
import { tile } from '../../ops/repetition.js';
import { type Seed, tensor, type Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, perImage, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** 0 gives the smoothed image, 0.5 the image itself, 1 an image sharpened by the same amount. */
  factor: factor(aroundZero(0, 1)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomSharpness`. */
export interface RandomSharpnessOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomSharpnessLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomSharpnessOptions
  >)
{
  static readonly path = 'keras.layers.RandomSharpness';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return { factor: drawUniform(batch, seed, this.factor) };
  }

  protected override transform(batch: Tensor, { factor }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    const { dataFormat } = this;
    const channels = pixels.shape[dataFormat === 'channels_first' ? 1 : 3]!;
    const [around, middle] = [1 / 13, 5 / 13];
    const weights = Array.from({ length: 9 }, (_, place) => (place === 4 ? middle : around));
    const kernel = cast(tensor(weights, { shape: [3, 3, 1, 1] }), pixels.dtype);
    const smooth = depthwiseConv(pixels, tile(kernel, [1, 1, channels, 1]), { padding: 'same', dataFormat });
    const share = subtract(1, cast(multiply(perImage(factor!), 2), pixels.dtype));
    return clip(add(pixels, multiply(share, subtract(smooth, pixels))), ...this.valueRange);
  }
}

/**
 * Mixes an image with a smoothed one, `x + (1 - 2f)·(smooth - x)` for a random f, which makes it smoother or sharper.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomSharpness([0.5, 0.5])(ops.ones([1, 2, 1])) // → array([[[1.],
 * //           [1.]]], dtype=float32)
 */
export const RandomSharpness = /* @__PURE__ */ callable<typeof RandomSharpnessLayer, RandomSharpness>(
  RandomSharpnessLayer,
);
export interface RandomSharpness extends RandomSharpnessLayer {}
