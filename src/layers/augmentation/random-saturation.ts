import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { epsilon } from '../../objects/settings.js';
import { add, divide, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';
import { withSaturation } from './color-adjustments.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The number f that determines the factor of the saturation, `f / (1 - f)`: 0 removes all colour, 0.5 changes nothing. */
  factor: factor(aroundZero(-1, 1)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomSaturation`. */
export interface RandomSaturationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomSaturationLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomSaturationOptions
  >)
{
  static readonly path = 'keras.layers.RandomSaturation';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const drawn = drawUniform(batch, seed, this.factor);
    return { factor: divide(drawn, add(subtract(1, drawn), epsilon())) };
  }

  protected override transform(batch: Tensor, { factor }: Transformation): Tensor {
    return withSaturation(cast(batch, this.computeDtype), factor!, this.valueRange, this.dataFormat);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Multiplies the saturation of an image's colours by a random factor `f / (1 - f)`, with f drawn from `factor`.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RandomSaturation([0, 0])([[[255, 0, 51]]]) // → array([[[255., 255., 255.]]], dtype=float32)
 */
export const RandomSaturation = /* @__PURE__ */ callable<typeof RandomSaturationLayer, RandomSaturation>(
  RandomSaturationLayer,
);
export interface RandomSaturation extends RandomSaturationLayer {}
