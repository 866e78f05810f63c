import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { where } from '../../ops/comparison.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { fraction, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawDecisions, perImage, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The probability that an image is inverted, or the interval from which this probability is drawn. */
  factor: fraction(1),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomInvert`. */
export interface RandomInvertOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomInvertLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor?: number | Interval],
    RandomInvertOptions
  >)
{
  static readonly path = 'keras.layers.RandomInvert';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return { applyInversion: drawDecisions(batch, seed, this.factor) };
  }

  protected override transform(batch: Tensor, { applyInversion }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    return where(perImage(applyInversion!), subtract(this.valueRange[1], pixels), pixels);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Subtracts the pixels of an image from the largest value, with a probability drawn from `factor`.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RandomInvert([1, 1])([[[255, 0, 100]]]) // → array([[[  0., 255., 155.]]], dtype=float32)
 */
export const RandomInvert = /* @__PURE__ */ callable<typeof RandomInvertLayer, RandomInvert>(RandomInvertLayer);
export interface RandomInvert extends RandomInvertLayer {}
