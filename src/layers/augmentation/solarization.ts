import { callable } from '../../objects/callable.js';
import { configured, dataFormat, defaulted, type Leading, type OptionsIn, seed } from '../../objects/options/index.js';
import { add, clip, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { less, where } from '../../ops/comparison.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { factor, type FactorKind, type Interval, valueRange } from './augmentation-options.js';
import { Augmentation, drawUniform, rescaled, type Transformation } from './augmentation.js';

const part: FactorKind = { bounds: [0, 1], isStrict: true, ofNumber: (given) => [0, given] };

const ascending = (a: number, b: number): Interval => [Math.min(a, b), Math.max(a, b)];

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** How much is added first, as a fraction of 255: the ends of an interval within 0 and 1, or its upper end. */
  additionFactor: defaulted(factor(part), 0),
  /** The threshold from which on pixels are inverted, as a fraction of 255. */
  thresholdFactor: defaulted(factor(part), 0),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `Solarization`. */
export interface SolarizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class SolarizationLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['additionFactor', 'thresholdFactor'] as Leading<
    [additionFactor?: number | Interval, thresholdFactor?: number | Interval],
    SolarizationOptions
  >)
{
  static readonly path = 'keras.layers.Solarization';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    // As in Keras, only the upper end is multiplied by 255.
    const draw = ([lower, upper]: Interval): Tensor =>
      drawUniform(batch, seed, ascending(lower, upper * 255), [null, 1, 1, 1]);
    return { additions: draw(this.additionFactor), thresholds: draw(this.thresholdFactor) };
  }

  protected override transform(batch: Tensor, { additions, thresholds }: Transformation): Tensor {
    const pixels = rescaled(cast(batch, this.computeDtype), this.valueRange, [0, 255]);
    const sums = clip(add(pixels, cast(additions!, pixels.dtype)), 0, 255);
    const inverted = where(less(sums, cast(thresholds!, pixels.dtype)), sums, subtract(255, sums));
    return rescaled(inverted, [0, 255], this.valueRange);
  }
}

/**
 * Adds a random number to all pixels, and then inverts those above a random threshold: `255 - x`.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Solarization()([[[0, 100, 255]]]) // → array([[[255., 155.,   0.]]], dtype=float32)
 */
export const Solarization = /* @__PURE__ */ callable<typeof SolarizationLayer, Solarization>(SolarizationLayer);
export interface Solarization extends SolarizationLayer {}
