import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  finiteNumber,
  type Leading,
  optional,
  type OptionsIn,
  seed,
} from '../../objects/options/index.js';
import { multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { zerosLike } from '../../ops/creation.js';
import { affineTransform } from '../../ops/image/warping.js';
import { concatenate } from '../../ops/joining.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { betweenPixels, edgeFill, factor, type FactorKind, type Interval, keptFactor } from './augmentation-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const share: FactorKind = {
  bounds: [-1, 1],
  isStrict: true,
  ofNumber: (given) => [-Math.abs(given), Math.abs(given)],
};

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** By which fraction the visible height grows: the ends of an interval above -1 and up to 1, or one number for the interval around 0. */
  heightFactor: keptFactor(share),
  /** The same for the width; `null` keeps the proportions. */
  widthFactor: optional(keptFactor(share)),
  /** How images continue beyond their edges. */
  fillMode: edgeFill(),
  /** How values between pixels are computed. */
  interpolation: betweenPixels(),
  /** The value beyond the edges if `fillMode` is `'constant'`. */
  fillValue: defaulted(finiteNumber(), 0),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomZoom`. */
export interface RandomZoomOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomZoomLayer
  extends /* @__PURE__ */ configured(
    Augmentation,
    options,
    ['heightFactor', 'widthFactor'] as Leading<
      [heightFactor: number | Interval, widthFactor?: number | Interval | null | RandomZoomOptions],
      RandomZoomOptions
    >,
    ({ heightFactor, widthFactor }, where) => {
      if (![heightFactor, widthFactor].flat().includes(-1)) return;
      throw new ValueError({ where, expected: 'factors above -1', received: { heightFactor, widthFactor } });
    },
  )
{
  static readonly path = 'keras.layers.RandomZoom';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const zoom = (given: number | Interval, name: string): Tensor => {
      const [lower, upper] = factor(share).check(given, this.label, name);
      return drawUniform(batch, seed, [1 + lower, 1 + upper], [null, 1]);
    };
    const heightZoom = zoom(this.heightFactor, 'heightFactor');
    const widthZoom = this.widthFactor === null ? heightZoom : zoom(this.widthFactor, 'widthFactor');
    return { heightZoom, widthZoom };
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  protected override transform(
    batch: Tensor,
    { heightZoom, widthZoom }: Transformation,
    interpolation = this.interpolation,
  ): Tensor {
    const [height, width] = this.sizeOf(batch);
    // This offset keeps the middle of the image in its place.
    const offset = (zoom: Tensor, length: number): Tensor => multiply(subtract(1, zoom), (length - 1) / 2);
    const [x, y, none] = [widthZoom!, heightZoom!, zerosLike(widthZoom!)];
    const parts = [x, none, offset(x, width), none, y, offset(y, height), none, none];
    const matrix = concatenate(parts, { axis: 1 });
    const { fillMode, fillValue, dataFormat } = this;
    const options = { interpolation, fillMode, fillValue, dataFormat };
    return affineTransform(cast(batch, this.computeDtype), matrix, options);
  }
}

/**
 * Zooms an image by random fractions of its height and width: a positive fraction makes its content smaller, a negative one larger.
 *
 * @example
 * import { layers } from 'hillock';
 * const layer = layers.RandomZoom([1, 1], { fillMode: 'constant', interpolation: 'nearest' });
 * layer([[[1]]]).shape // → [ 1, 1, 1 ]
 */
export const RandomZoom = /* @__PURE__ */ callable<typeof RandomZoomLayer, RandomZoom>(RandomZoomLayer);
export interface RandomZoom extends RandomZoomLayer {}
