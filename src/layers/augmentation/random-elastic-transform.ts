import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  finiteNumber,
  type Leading,
  oneOf,
  type OptionsIn,
  seed,
} from '../../objects/options/index.js';
import { clip, maximum, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { where } from '../../ops/comparison.js';
import { elasticallyWarped, kernelSize } from '../../ops/image/warping.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { betweenPixels, fraction, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawDecisions, drawUniform, perImage, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The probability that an image is bent, or the interval from which this probability is drawn. */
  factor: fraction(1),
  /** The interval from which the strength is drawn, or its upper end. */
  scale: fraction(1),
  /** How values between pixels are computed. */
  interpolation: betweenPixels(),
  /** How images continue beyond their edges. */
  fillMode: oneOf(['constant', 'nearest', 'wrap', 'mirror', 'reflect'], 'reflect'),
  /** The value beyond the edges if `fillMode` is `'constant'`. */
  fillValue: defaulted(finiteNumber(), 0),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomElasticTransform`. */
export interface RandomElasticTransformOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomElasticTransformLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor', 'scale'] as Leading<
    [factor?: number | Interval, scale?: number | Interval],
    RandomElasticTransformOptions
  >)
{
  static readonly path = 'keras.layers.RandomElasticTransform';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return {
      applyTransform: drawDecisions(batch, seed, this.factor),
      distortionFactor: drawUniform(batch, seed, this.scale, []),
    };
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  protected override transform(
    batch: Tensor,
    { applyTransform, distortionFactor }: Transformation,
    interpolation = this.interpolation,
  ): Tensor {
    if (this.scale[1] === 0 || this.factor[1] === 0) return cast(batch, this.computeDtype);
    const pixels = cast(batch, this.computeDtype);
    const [height, width] = this.sizeOf(batch);
    const least = 0.05 * Math.min(height, width);
    const bent = elasticallyWarped(this.label, pixels, {
      alpha: multiply(distortionFactor!, 0.1 * Math.max(height, width)),
      // At least a small number, because sigma is a divisor.
      sigma: maximum(multiply(distortionFactor!, least), 1e-6),
      seed: this.seedGenerator,
      dataFormat: this.dataFormat,
      // Large enough for the strongest blur.
      size: kernelSize(least * this.scale[1]),
      sampling: {
        order: interpolation === 'nearest' ? 0 : 1,
        fillMode: this.fillMode,
        fillValue: this.fillValue,
      },
    });
    return clip(where(perImage(applyTransform!), bent, pixels), ...this.valueRange);
  }
}

/**
 * Bends an image as if it were made of rubber, with a probability drawn from `factor` and a strength that is drawn once for a batch.
 * Source: Simard et al., 2003.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomElasticTransform({ seed: 1 })(ops.ones([8, 8, 3])).shape // → [ 8, 8, 3 ]
 */
export const RandomElasticTransform = /* @__PURE__ */ callable<
  typeof RandomElasticTransformLayer,
  RandomElasticTransform
>(RandomElasticTransformLayer);
export interface RandomElasticTransform extends RandomElasticTransformLayer {}
