import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  type DefaultedOption,
  type Leading,
  type OptionsIn,
  seed,
} from '../../objects/options/index.js';
import { add, clip } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { where } from '../../ops/comparison.js';
import { gaussianBlur } from '../../ops/image/filtering.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { fraction, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawDecisions, drawUniform, perImage, type Transformation } from './augmentation.js';

const oddSize = (): DefaultedOption<number | Interval, Interval> => ({
  default: 3,
  check: (given, where, name) => {
    const sides = typeof given === 'number' ? [given, given] : given;
    if (sides.length === 2 && sides.every((side) => side > 0 && side % 2 === 1)) return sides as Interval;
    throw new ValueError({ where, expected: `${name} to be an odd number or two`, received: { [name]: given } });
  },
});

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The probability that an image is blurred, or the interval from which this probability is drawn. */
  factor: fraction(1),
  /** The numbers of columns and rows of the kernel, which have to be odd. */
  kernelSize: oddSize(),
  /** The interval from which the standard deviations along x and y are drawn, or its upper end. */
  sigma: fraction(1),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomGaussianBlur`. */
export interface RandomGaussianBlurOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomGaussianBlurLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor'] as Leading<
    [factor?: number | Interval],
    RandomGaussianBlurOptions
  >)
{
  static readonly path = 'keras.layers.RandomGaussianBlur';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return {
      shouldApplyBlur: drawDecisions(batch, seed, this.factor),
      // At least a small number, because the deviations are divisors.
      blurFactor: add(drawUniform(batch, seed, this.sigma, [2]), 1e-6),
    };
  }

  protected override transform(batch: Tensor, { shouldApplyBlur, blurFactor }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    const { kernelSize, dataFormat } = this;
    const smooth = gaussianBlur(pixels, { kernelSize, sigma: blurFactor, dataFormat });
    return clip(where(perImage(shouldApplyBlur!), smooth, pixels), ...this.valueRange);
  }
}

/**
 * Blurs an image, with a probability drawn from `factor`, by a Gaussian kernel whose standard deviations are drawn from `sigma` once for a
 * batch.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomGaussianBlur({ seed: 1 })(ops.ones([4, 4, 3])).shape // → [ 4, 4, 3 ]
 */
export const RandomGaussianBlur = /* @__PURE__ */ callable<typeof RandomGaussianBlurLayer, RandomGaussianBlur>(
  RandomGaussianBlurLayer,
);
export interface RandomGaussianBlur extends RandomGaussianBlurLayer {}
