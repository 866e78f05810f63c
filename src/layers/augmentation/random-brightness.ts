import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { type DType, isFloating, type Seed, type Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';
import { withBrightness } from './color-adjustments.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /**
   * How much is added, as a fraction of the range of values, from -1 to 1: the ends of an interval, or one number for the interval around
   * 0.
   */
  factor: factor(aroundZero(-1, 1)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomBrightness`. */
export interface RandomBrightnessOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomBrightnessLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomBrightnessOptions
  >)
{
  static readonly path = 'keras.layers.RandomBrightness';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [least, most] = this.valueRange;
    return { rgbDelta: multiply(drawUniform(batch, seed, this.factor, [null, 1, 1, 1]), most - least) };
  }

  protected override transform(batch: Tensor, { rgbDelta }: Transformation): Tensor {
    const pixels = isFloating(batch.dtype) ? batch : cast(batch, this.computeDtype);
    return cast(withBrightness(pixels, rgbDelta!, this.valueRange), batch.dtype);
  }

  protected override outputDType(input: DType): DType {
    return isFloating(input) ? this.computeDtype : input;
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Adds a random number to all pixels of an image: `factor` times the range of values. The result stays within that range, and integers stay integers.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomBrightness([0.5, 0.5], { valueRange: [0, 1] })(ops.full([1, 1, 3], 0.25)) // → array([[[0.75, 0.75, 0.75]]], dtype=float32)
 */
export const RandomBrightness = /* @__PURE__ */ callable<typeof RandomBrightnessLayer, RandomBrightness>(
  RandomBrightnessLayer,
);
export interface RandomBrightness extends RandomBrightnessLayer {}
