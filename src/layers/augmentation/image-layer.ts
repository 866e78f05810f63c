/** Layers that change images, alone or together with their labels. */
import { ValueError } from '../../errors/index.js';
import {
  SymbolicTensor,
  type Seed,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  type Tree,
} from '../../tensor/index.js';
import { isPlainObject } from '../../tensor/options.js';
import type { AnyTensor } from '../input-spec.js';
import { Layer, type CallContext } from '../layer.js';
import type { CallOptions } from '../signature.js';
import type { CallInputs } from '../unknown-lengths.js';

/** Images with what belongs to them: labels, which stay, and segmentation masks, which move with the pixels. What else there is stays, too. */
export interface LabelledImages<T = Tensor> {
  readonly images: T;
  readonly labels?: T | undefined;
  readonly segmentation_masks?: T | undefined;
  readonly [name: string]: T | undefined;
}

/** The random numbers drawn for a batch of images, by name; their first axis has an entry for each image. */
export type Transformation = Readonly<Record<string, Tensor>>;

/** Whether the images are for training. */
export interface TransformOptions {
  /** Whether images are changed; without it they stay as they are. */
  readonly training?: boolean | undefined;
}

/** The same, and a seed to use instead of the layer's. */
export interface DrawOptions extends TransformOptions {
  /** Makes the random numbers the same in each run. */
  readonly seed?: Seed | undefined;
}

/** The entry of the segmentation masks, as Keras spells it. */
const masksName = 'segmentation_masks';

/** The base of the layers that take images alone or, as `{ images, labels, segmentation_masks }`, with their labels. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- calls have a second form, which a base class cannot give its instances otherwise
export abstract class ImageLayer extends Layer {
  /** Draws the changes of images; `null` if there is nothing to draw. */
  getRandomTransformation(_images: Tensor, _options?: DrawOptions): Transformation | null {
    return null;
  }

  /** Makes the changes of a transformation. */
  abstract transformImages(images: Tensor, transformation: Transformation | null, options?: TransformOptions): Tensor;

  /** The labels of changed images: what they were. */
  transformLabels(labels: Tensor, _transformation: Transformation | null, _options?: TransformOptions): Tensor {
    return labels;
  }

  /** The segmentation masks of changed images: what they were, unless the layer moves pixels. */
  transformSegmentationMasks(masks: Tensor, transformation: Transformation | null, options?: TransformOptions): Tensor {
    return this.castsMasks ? this.transformImages(masks, transformation, options) : masks;
  }

  /** Whether segmentation masks get another shape or place. */
  protected get movesMasks(): boolean {
    return this.castsMasks;
  }

  /** Whether they are changed as images are, and then have the dtype in which the layer computes, and not their own. */
  protected get castsMasks(): boolean {
    return false;
  }

  override call(given: Tensor, { training }: CallContext = { training: true }): Tensor {
    const data = given as Tensor | LabelledImages;
    const images = isPlainObject(data) ? this.#imagesOf(data) : data;
    const transformation = this.getRandomTransformation(images, { training });
    const changed = this.transformImages(images, transformation, { training });
    if (!isPlainObject(data)) return changed;
    const { labels, [masksName]: masks } = data;
    const result: LabelledImages = {
      ...data,
      images: changed,
      ...(labels !== undefined && { labels: this.transformLabels(labels, transformation, { training }) }),
      ...(masks !== undefined && { [masksName]: this.transformSegmentationMasks(masks, transformation, { training }) }),
    };
    return result as unknown as Tensor;
  }

  #imagesOf(data: object): Tensor {
    const names = Object.keys(data);
    if (names.includes('images') && !names.includes('bounding_boxes')) return (data as LabelledImages).images;
    throw new ValueError({
      where: this.label,
      expected: 'an object with `images`, and without bounding boxes, which are not supported',
      received: { inputs: names },
    });
  }

  protected override outputSymbols(inputs: CallInputs, options: Readonly<Record<string, unknown>>): Tree<AnyTensor> {
    const [data] = inputs;
    if (!isPlainObject(data)) return super.outputSymbols(inputs, options);
    this.#imagesOf(data);
    const changed = ([name, each]: [string, AnyTensor]): [string, Tree<AnyTensor>] => {
      if (name === 'images') return [name, super.outputSymbols([each], options)];
      if (name !== masksName || !this.movesMasks)
        return [name, new SymbolicTensor({ shape: each.shape, dtype: each.dtype })];
      const shape = this.computeOutputShape(each.shape);
      return [name, new SymbolicTensor({ shape, dtype: this.castsMasks ? this.computeDtype : each.dtype })];
    };
    return Object.fromEntries(Object.entries(data as unknown as Record<string, AnyTensor>).map(changed));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/** The call with images and what belongs to them. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- as above
export interface ImageLayer {
  (data: LabelledImages<TensorLike>, options?: CallOptions): LabelledImages;
}
