import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  type Leading,
  type OptionsIn,
  rate,
  seed,
} from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { less, where } from '../../ops/comparison.js';
import { rgbToGrayscale } from '../../ops/image/colors.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { Augmentation, drawUniform, perImage, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The probability that an image becomes gray. */
  factor: defaulted(rate(), 0.5),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: { ...seed(), isAbsentFromConfig: 'by default' as const },
});

/** The options of `RandomGrayscale`. */
export interface RandomGrayscaleOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomGrayscaleLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor?: number],
    RandomGrayscaleOptions
  >)
{
  static readonly path = 'keras.layers.RandomGrayscale';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return { shouldApply: perImage(less(drawUniform(batch, seed, [0, 1]), this.factor)) };
  }

  protected override transform(batch: Tensor, { shouldApply }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    return where(shouldApply!, rgbToGrayscale(pixels, { dataFormat: this.dataFormat }), pixels);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Makes images gray, each with the probability `factor`.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RandomGrayscale(1)([[[100, 0, 0]]]) // → array([[[29.890001, 29.890001, 29.890001]]], dtype=float32)
 */
export const RandomGrayscale = /* @__PURE__ */ callable<typeof RandomGrayscaleLayer, RandomGrayscale>(
  RandomGrayscaleLayer,
);
export interface RandomGrayscale extends RandomGrayscaleLayer {}
