import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  finiteNumber,
  type Leading,
  type OptionsIn,
  rate,
  seed,
} from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { where } from '../../ops/comparison.js';
import { zerosLike } from '../../ops/creation.js';
import { perspectiveTransform } from '../../ops/image/warping.js';
import { type Seed, type Tensor, tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { betweenPixels, fraction, type Interval } from './augmentation-options.js';
import { Augmentation, drawDecisions, drawUniform, perImage, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The probability that an image is changed, or the interval from which this probability is drawn. */
  factor: fraction(1),
  /** How far corners move at most, as a fraction of half their distance from the top left corner, which does not move. */
  scale: defaulted(rate(), 1),
  /** How values between pixels are computed. */
  interpolation: betweenPixels(),
  /** The value beyond the edges. */
  fillValue: defaulted(finiteNumber(), 0),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomPerspective`. */
export interface RandomPerspectiveOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomPerspectiveLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['factor', 'scale'] as Leading<
    [factor?: number | Interval, scale?: number],
    RandomPerspectiveOptions
  >)
{
  static readonly path = 'keras.layers.RandomPerspective';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const applyPerspective = drawDecisions(batch, seed, this.factor);
    const moves = drawUniform(batch, seed, [-this.scale / 2, this.scale / 2], [null, 4, 2]);
    const [height, width] = this.sizeOf(batch);
    const [right, bottom] = [width - 1, height - 1];
    const corners = tensor([
      [0, 0],
      [right, 0],
      [0, bottom],
      [right, bottom],
    ]);
    const startPoints = add(zerosLike(moves), corners);
    return { applyPerspective, startPoints, endPoints: add(startPoints, multiply(startPoints, moves)) };
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  protected override transform(batch: Tensor, drawn: Transformation, interpolation = this.interpolation): Tensor {
    const { fillValue, dataFormat } = this;
    const pixels = cast(batch, this.computeDtype);
    const options = { interpolation, fillValue, dataFormat };
    const seen = perspectiveTransform(pixels, drawn['startPoints']!, drawn['endPoints']!, options);
    return where(perImage(drawn['applyPerspective']!), seen, pixels);
  }
}

/**
 * Shows an image in another perspective, with a probability drawn from `factor`: its corners are moved at random.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomPerspective({ seed: 1 })(ops.ones([4, 4, 3])).shape // → [ 4, 4, 3 ]
 */
export const RandomPerspective = /* @__PURE__ */ callable<typeof RandomPerspectiveLayer, RandomPerspective>(
  RandomPerspectiveLayer,
);
export interface RandomPerspective extends RandomPerspectiveLayer {}
