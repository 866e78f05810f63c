import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { clip, divide, floor, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { onesLike } from '../../ops/creation.js';
import { power } from '../../ops/exponentials.js';
import { drawFrom, integerDraw } from '../../ops/random-draws.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, perImage, rescaled, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /**
   * How many bits of each value are kept, from 1 to 8: the ends of an interval, of which the upper one is excluded, or one number for the
   * interval from 1.
   */
  factor: factor(aroundZero(1, 8)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomPosterization`. */
export interface RandomPosterizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomPosterizationLayer
  extends /* @__PURE__ */ configured(
    Augmentation,
    options,
    ['factor'] as Leading<[factor: number | Interval], RandomPosterizationOptions>,
    ({ factor: ends }, where) => {
      if (ends.every(Number.isInteger)) return;
      throw new ValueError({ where, expected: 'factor to be of integers', received: { factor: ends } });
    },
  )
{
  static readonly path = 'keras.layers.RandomPosterization';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [minval, maxval] = this.factor;
    if (minval === maxval) {
      const ones = onesLike(drawUniform(batch, seed, [0, 1]));
      return { shiftFactor: cast(multiply(ones, 8 - minval), 'uint8') };
    }
    const kept = drawFrom(integerDraw, seed, { shape: [null], dtype: 'int32', minval, maxval }, batch);
    return { shiftFactor: cast(subtract(8, kept), 'uint8') };
  }

  protected override transform(batch: Tensor, { shiftFactor }: Transformation): Tensor {
    const bytes = floor(clip(rescaled(cast(batch, this.computeDtype), this.valueRange, [0, 255]), 0, 255));
    const step = power(2, cast(perImage(shiftFactor!), bytes.dtype));
    return rescaled(multiply(floor(divide(bytes, step)), step), [0, 255], this.valueRange);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Keeps a random number of the leading bits of each value, which is from 0 to 255, and sets the others to 0.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.RandomPosterization([2, 2])([[[255, 70, 10]]]) // → array([[[192.,  64.,   0.]]], dtype=float32)
 */
export const RandomPosterization = /* @__PURE__ */ callable<typeof RandomPosterizationLayer, RandomPosterization>(
  RandomPosterizationLayer,
);
export interface RandomPosterization extends RandomPosterizationLayer {}
