import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, where } from '../../ops/comparison.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';
import { withHue } from './color-adjustments.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** How far hues are turned, as a fraction of half a turn. */
  factor: factor(aroundZero(0, 1)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomHue`. */
export interface RandomHueOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomHueLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomHueOptions
  >)
{
  static readonly path = 'keras.layers.RandomHue';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const direction = where(greater(drawUniform(batch, seed, [0, 1]), 0.5), -1, 1);
    return { factor: multiply(multiply(cast(direction, 'float32'), drawUniform(batch, seed, this.factor)), 0.5) };
  }

  protected override transform(batch: Tensor, { factor }: Transformation): Tensor {
    return withHue(cast(batch, this.computeDtype), factor!, this.valueRange, this.dataFormat);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Turns the hues of an image, in either direction, by a random fraction of half a turn.
 *
 * @example
 * import { layers } from 'hillock';
 * // A whole half turn makes cyan of red.
 * layers.RandomHue([1, 1])([[[255, 0, 0]]]) // → array([[[  0., 255., 255.]]], dtype=float32)
 */
export const RandomHue = /* @__PURE__ */ callable<typeof RandomHueLayer, RandomHue>(RandomHueLayer);
export interface RandomHue extends RandomHueLayer {}
