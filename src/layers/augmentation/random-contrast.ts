import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { aroundZero, factor, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';
import { withContrast } from './color-adjustments.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The contrast is drawn between `1 - factor[0]` and `1 + factor[1]`; a single number means `[0, factor]`. */
  factor: factor(aroundZero(0, 1)),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomContrast`. */
export interface RandomContrastOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomContrastLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor: number | Interval],
    RandomContrastOptions
  >)
{
  static readonly path = 'keras.layers.RandomContrast';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [lower, upper] = this.factor;
    return { contrastFactor: drawUniform(batch, seed, [1 - lower, 1 + upper], [null, 1, 1, 1]) };
  }

  protected override transform(batch: Tensor, { contrastFactor }: Transformation): Tensor {
    return withContrast(cast(batch, this.computeDtype), contrastFactor!, this.valueRange, this.sides);
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }
}

/**
 * Multiplies the distance of pixels from the mean of their channel by a random number. The result stays within the range of values.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const y = layers.RandomContrast(0.5, { seed: 1 })(ops.full([2, 2, 3], 100));
 * ops.max(y) // → array(100., dtype=float32)
 */
export const RandomContrast = /* @__PURE__ */ callable<typeof RandomContrastLayer, RandomContrast>(RandomContrastLayer);
export interface RandomContrast extends RandomContrastLayer {}
