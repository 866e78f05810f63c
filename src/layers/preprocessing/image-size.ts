/** Brings images to one size, by stretching, cropping or padding. */
import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  finiteNumber,
  flag,
  oneOf,
  positiveInteger,
  type DataFormat,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import type { Interpolation } from '../../ops/image/interpolation.js';
import { resize } from '../../ops/image/resize.js';
import { slice } from '../../ops/slicing.js';
import { isFloating, type DType, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import { spatialAxes } from '../augmentation/image-axes.js';
import { ImageLayer } from '../augmentation/image-layer.js';
import type { LayerOptions } from '../layer-options.js';

/** The shape of images after their size is changed. */
function withSize(
  where: string,
  shape: SymbolicShape,
  { height, width, dataFormat: format }: SizedImages,
): SymbolicShape {
  const [rows, columns] = spatialAxes(where, shape, format);
  return shape.map((length, axis) => (axis === rows ? height : axis === columns ? width : length));
}

interface SizedImages {
  readonly height: number;
  readonly width: number;
  readonly dataFormat: DataFormat;
}

const size = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The height of the results. */
  height: positiveInteger(),
  /** The width of the results. */
  width: positiveInteger(),
});

const resizingOptions = () => ({
  ...size(),
  /** How values between pixels are computed. */
  interpolation: oneOf(['bilinear', 'nearest', 'bicubic', 'lanczos3', 'lanczos5', 'area'], 'bilinear'),
  /** Whether images with other proportions are cropped instead of stretched. */
  cropToAspectRatio: flag(false),
  /** Whether they are padded instead of stretched. */
  padToAspectRatio: flag(false),
  /** What padding consists of: one value. */
  fillMode: oneOf(['constant'], 'constant'),
  /** The value that images are padded with. */
  fillValue: defaulted(finiteNumber(), 0),
  /** Whether pixels are averaged where images become smaller. */
  antialias: flag(false),
});

/** The options of `Resizing`. */
export interface ResizingOptions extends OptionsIn<typeof resizingOptions>, LayerOptions {}

export class ResizingLayer
  extends /* @__PURE__ */ configured(
    ImageLayer,
    resizingOptions,
    ['height', 'width'] as Leading<[height: number, width: number], ResizingOptions>,
    ({ cropToAspectRatio, padToAspectRatio }, where) => {
      if (!cropToAspectRatio || !padToAspectRatio) return;
      const received = { cropToAspectRatio, padToAspectRatio };
      throw new ValueError({ where, expected: 'either cropToAspectRatio or padToAspectRatio', received });
    },
  )
{
  static readonly path = 'keras.layers.Resizing';

  override transformImages(images: Tensor): Tensor {
    return this.#resized(images, this.interpolation);
  }

  override transformSegmentationMasks(masks: Tensor): Tensor {
    return this.#resized(masks, 'nearest');
  }

  protected override get movesMasks(): boolean {
    return true;
  }

  #resized(x: Tensor, interpolation: Interpolation): Tensor {
    const { height, width, cropToAspectRatio, padToAspectRatio, fillValue, antialias, dataFormat } = this;
    spatialAxes(this.label, x.shape, dataFormat);
    const options = { interpolation, cropToAspectRatio, padToAspectRatio, fillValue, antialias, dataFormat };
    return resize(x, [height, width], options);
  }

  protected override outputDType(input: DType): DType {
    return isFloating(input) ? this.computeDtype : input;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return withSize(this.label, inputShape, this);
  }
}

/**
 * Resizes images to `height` rows and `width` columns, alone or in a batch. Images with other proportions are stretched, or cropped or
 * padded first.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Resizing(2, 4)(ops.zeros([1, 5, 5, 3])).shape // → [ 1, 2, 4, 3 ]
 */
export const Resizing = /* @__PURE__ */ callable<typeof ResizingLayer, Resizing>(ResizingLayer);
export interface Resizing extends ResizingLayer {}

/** The options of `CenterCrop`. */
export interface CenterCropOptions extends OptionsIn<typeof size>, LayerOptions {}

export class CenterCropLayer
  extends /* @__PURE__ */ configured(ImageLayer, size, ['height', 'width'] as Leading<
    [height: number, width: number],
    CenterCropOptions
  >)
{
  static readonly path = 'keras.layers.CenterCrop';

  protected override get castsMasks(): boolean {
    return true;
  }

  override transformImages(inputs: Tensor): Tensor {
    const { height, width, dataFormat } = this;
    const x = cast(inputs, this.computeDtype);
    const [rows, columns] = spatialAxes(this.label, x.shape, dataFormat);
    const above = Math.floor((x.shape[rows]! - height) / 2);
    const left = Math.floor((x.shape[columns]! - width) / 2);
    if (above < 0 || left < 0) return resize(x, [height, width], { cropToAspectRatio: true, dataFormat });
    const start = x.shape.map((_, axis) => (axis === rows ? above : axis === columns ? left : 0));
    return slice(x, start, withSize(this.label, x.shape, this) as readonly number[]);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return withSize(this.label, inputShape, this);
  }
}

/**
 * The middle of images, `height` rows and `width` columns. Images that are smaller are enlarged first.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.CenterCrop(2, 4)(ops.zeros([1, 5, 5, 3])).shape // → [ 1, 2, 4, 3 ]
 */
export const CenterCrop = /* @__PURE__ */ callable<typeof CenterCropLayer, CenterCrop>(CenterCropLayer);
export interface CenterCrop extends CenterCropLayer {}
