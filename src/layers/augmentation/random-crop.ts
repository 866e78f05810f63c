import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  type Leading,
  type OptionsIn,
  positiveInteger,
  seed,
} from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { arange } from '../../ops/creation.js';
import { take } from '../../ops/gathering.js';
import { resize } from '../../ops/image/resize.js';
import { type Seed, type SymbolicShape, tensor, type Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { Augmentation, drawUniform, type Transformation } from './augmentation.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The height of the results. */
  height: positiveInteger(),
  /** The width of the results. */
  width: positiveInteger(),
  /** A seed of its own. Without one, the layer draws a seed, which its config then states. */
  seed: seed(),
});

/** The options of `RandomCrop`. */
export interface RandomCropOptions extends OptionsIn<typeof options>, LayerOptions {}

export class RandomCropLayer
  extends /* @__PURE__ */ configured(Augmentation, options, ['height', 'width'] as Leading<
    [height: number, width: number],
    RandomCropOptions
  >)
{
  static readonly path = 'keras.layers.RandomCrop';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);

  protected override draw(batch: Tensor, seed: Seed): Transformation {
    const [height, width] = this.sizeOf(batch);
    if (height > this.height && width > this.width) {
      const start = (longest: number): Tensor => cast(drawUniform(batch, seed, [0, longest + 1], []), 'int32');
      return { top: start(height - this.height), left: start(width - this.width) };
    }
    // If the image is too small, its largest part with the right proportions is taken from the middle.
    const part = (length: number, wanted: number): number =>
      Math.floor((length - Math.max(1, Math.min(length, Math.floor(wanted)))) / 2);
    const top = part(height, (width * this.height) / this.width);
    const left = part(width, (height * this.width) / this.height);
    return { top: tensor(top, { dtype: 'int32' }), left: tensor(left, { dtype: 'int32' }) };
  }

  protected override get castsMasks(): boolean {
    return true;
  }

  protected override transform(batch: Tensor, { top, left }: Transformation): Tensor {
    const pixels = cast(batch, this.computeDtype);
    const lengths = this.sizeOf(batch);
    const size = [this.height, this.width] as const;
    const cut = [top!, left!].reduce((part, start, i) => {
      if (lengths[i]! > size[i]! && lengths[1 - i]! > size[1 - i]!) {
        return take(part, add(start, arange(size[i]!)), { axis: this.sides[i]! });
      }
      const first = Number(start.item());
      const count = Math.min(size[i]!, lengths[i]! - first);
      return take(part, add(arange(count), first), { axis: this.sides[i]! });
    }, pixels);
    const [height, width] = this.sizeOf(cut);
    if (height === this.height && width === this.width) return cut;
    return resize(cut, [this.height, this.width], { dataFormat: this.dataFormat });
  }

  protected override unchanged(images: Tensor): Tensor {
    return images;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), seed: this.seedGenerator.seed };
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    this.checkImages(inputShape);
    const first = inputShape.length - (this.dataFormat === 'channels_first' ? 2 : 3);
    return inputShape.map((length, axis) => (axis === first ? this.height : axis === first + 1 ? this.width : length));
  }
}

/**
 * A random part of images, `height` rows and `width` columns, the same part for all images of a batch; images that are smaller are
 * enlarged. In inference images are not changed: use `Resizing` or `CenterCrop` to get the size.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.RandomCrop(2, 4)(ops.zeros([1, 5, 5, 3])).shape // → [ 1, 2, 4, 3 ]
 */
export const RandomCrop = /* @__PURE__ */ callable<typeof RandomCropLayer, RandomCrop>(RandomCropLayer);
export interface RandomCrop extends RandomCropLayer {}
