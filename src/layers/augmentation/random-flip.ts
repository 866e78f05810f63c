import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, oneOf, type OptionsIn, seed } from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { lessEqual, where } from '../../ops/comparison.js';
import { flip } from '../../ops/transpose.js';
import type { Seed, Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The directions in which images are flipped; with both, an image is flipped in both directions or in none. */
  mode: oneOf(['horizontal', 'vertical', 'horizontal_and_vertical'], 'horizontal_and_vertical'),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

/** The options of `RandomFlip`. */
export interface RandomFlipOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomFlipLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['mode'] as Leading<
    [mode?: 'horizontal' | 'vertical' | 'horizontal_and_vertical'],
    RandomFlipOptions
  >)
{
  static readonly path = 'keras.layers.RandomFlip';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    return { flips: lessEqual(drawUniform(batch, seed, [0, 1], [null, 1, 1, 1]), 0.5) };
  }

  protected override get castsMasks(): boolean {
    return true;
  }

  protected override transform(batch: Tensor, { flips }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    const [rows, columns] = this.sides;
    const axis = [
      ...(this.mode.startsWith('horizontal') ? [columns] : []),
      ...(this.mode.endsWith('vertical') ? [rows] : []),
    ];
    return where(flips!, flip(pixels, { axis }), pixels);
  }
}

/**
 * Flips images at random, about every second one: left and right, top and bottom, or, if `mode` names both, both at once.
 *
 * @example
 * import { layers } from 'hillock';
 * const layer = layers.RandomFlip('horizontal', { seed: 1 });
 * layer([[[1], [2]]], { training: false }) // → array([[[1.],
 * //           [2.]]], dtype=float32)
 */
export const RandomFlip = /* @__PURE__ */ callable<typeof RandomFlipLayer, RandomFlip>(RandomFlipLayer);
export interface RandomFlip extends RandomFlipLayer {}
