import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, optional, type OptionsIn, seed } from '../../objects/options/index.js';
import { epsilon } from '../../objects/settings.js';
import { add, divide, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, where } from '../../ops/comparison.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type FactorKind, type Interval, keptFactor, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';
import { withBrightness, withContrast, withHue, withSaturation } from './color-adjustments.js';

const signed = /* @__PURE__ */ aroundZero(-1, 1);
const positive = /* @__PURE__ */ aroundZero(0, 1);

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** The `factor` of `RandomBrightness`; `null` does not change the brightness. */
  brightnessFactor: optional(keptFactor(signed)),
  /** The `factor` of `RandomContrast`. */
  contrastFactor: optional(keptFactor(positive)),
  /** The `factor` of `RandomSaturation`. */
  saturationFactor: optional(keptFactor(signed)),
  /** The `factor` of `RandomHue`. */
  hueFactor: optional(keptFactor(positive)),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomColorJitter`. */
export interface RandomColorJitterOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomColorJitterLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['valueRange'] as Leading<
    [valueRange?: Interval],
    RandomColorJitterOptions
  >)
{
  static readonly path = 'keras.layers.RandomColorJitter';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const { brightnessFactor, contrastFactor, saturationFactor, hueFactor, valueRange } = this;
    const ends = (given: number | Interval, kind: FactorKind): Interval =>
      factor(kind).check(given, this.label, 'factor');
    const drawn: Record<string, Tensor> = {};
    if (brightnessFactor !== null) {
      const part = drawUniform(batch, seed, ends(brightnessFactor, signed), [null, 1, 1, 1]);
      drawn['rgbDelta'] = multiply(part, valueRange[1] - valueRange[0]);
    }
    if (contrastFactor !== null) {
      const [lower, upper] = ends(contrastFactor, positive);
      drawn['contrastFactor'] = drawUniform(batch, seed, [1 - lower, 1 + upper], [null, 1, 1, 1]);
    }
    if (saturationFactor !== null) {
      const part = drawUniform(batch, seed, ends(saturationFactor, signed));
      drawn['saturationFactor'] = divide(part, add(subtract(1, part), epsilon()));
    }
    if (hueFactor !== null) {
      const direction = cast(where(greater(drawUniform(batch, seed, [0, 1]), 0.5), -0.5, 0.5), 'float32');
      drawn['hueFactor'] = multiply(direction, drawUniform(batch, seed, ends(hueFactor, positive)));
    }
    return drawn;
  }

  protected override transform(batch: Tensor, drawn: Transformation): Tensor {
    const { rgbDelta, contrastFactor, saturationFactor, hueFactor } = drawn;
    const { valueRange, dataFormat } = this;
    let pixels = cast(batch, this.computeDtype);
    if (rgbDelta !== undefined) pixels = withBrightness(pixels, rgbDelta, valueRange);
    if (contrastFactor !== undefined) pixels = withContrast(pixels, contrastFactor, valueRange, this.sides);
    if (saturationFactor !== undefined) pixels = withSaturation(pixels, saturationFactor, valueRange, dataFormat);
    if (hueFactor !== undefined) pixels = withHue(pixels, hueFactor, valueRange, dataFormat);
    return pixels;
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Changes brightness, contrast, saturation and hue of an image at random, one after the other, those for which a factor is given.
 *
 * @example
 * import { layers } from 'hillock';
 * const layer = layers.RandomColorJitter({ brightnessFactor: [0.1, 0.1], valueRange: [0, 1] });
 * layer([[[0.5, 0.5, 0.25]]]) // → array([[[0.6 , 0.6 , 0.35]]], dtype=float32)
 */
export const RandomColorJitter = /* @__PURE__ */ callable<typeof RandomColorJitterLayer, RandomColorJitter>(
  RandomColorJitterLayer,
);
export interface RandomColorJitter extends RandomColorJitterLayer {}
