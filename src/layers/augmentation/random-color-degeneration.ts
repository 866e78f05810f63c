import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { add, clip, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { rgbToGrayscale } from '../../ops/image/colors.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The share of gray: 0 keeps the colours, 1 removes them. */
  factor: factor(aroundZero(-1, 1)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomColorDegeneration`. */
export interface RandomColorDegenerationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomColorDegenerationLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomColorDegenerationOptions
  >)
{
  static readonly path = 'keras.layers.RandomColorDegeneration';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return { factor: drawUniform(batch, seed, this.factor, [null, 1, 1, 1]) };
  }

  protected override transform(batch: Tensor, { factor }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    const gray = rgbToGrayscale(pixels, { dataFormat: this.dataFormat });
    return clip(add(pixels, multiply(cast(factor!, pixels.dtype), subtract(gray, pixels))), ...this.valueRange);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Mixes an image with its shades of gray: `x + f·(gray - x)` for a random f.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RandomColorDegeneration([0.5, 0.5])([[[100, 100, 100]]]) // → array([[[99.995, 99.995, 99.995]]], dtype=float32)
 */
export const RandomColorDegeneration = /* @__PURE__ */ callable<
  typeof RandomColorDegenerationLayer,
  RandomColorDegeneration
>(RandomColorDegenerationLayer);
export interface RandomColorDegeneration extends RandomColorDegenerationLayer {}
