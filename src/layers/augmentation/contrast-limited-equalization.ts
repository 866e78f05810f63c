import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  finiteNumber,
  type Leading,
  type OptionsIn,
  type DefaultedOption,
} from '../../objects/options/index.js';
import { add, clip, divide, maximum, minimum, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { equal, where } from '../../ops/comparison.js';
import { onesLike } from '../../ops/creation.js';
import { sumAt, take } from '../../ops/gathering.js';
import { concatenate } from '../../ops/joining.js';
import { cumsum } from '../../ops/ordering.js';
import { pad } from '../../ops/padding.js';
import { min } from '../../ops/extremes.js';
import { expandDims, ravel, reshape, squeeze } from '../../ops/reshape.js';
import { slice } from '../../ops/slicing.js';
import { sum } from '../../ops/summation.js';
import { transpose } from '../../ops/transpose.js';
import { tensor, type DType, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { type Interval, valueRange } from './augmentation-options.js';
import { rescaled } from './augmentation.js';
import { spatialAxes } from './image-axes.js';
import { ImageLayer } from './image-layer.js';

type GridSize = readonly [height: number, width: number];

const tileGridSize = (): DefaultedOption<GridSize> => ({
  default: [8, 8],
  check: (given: unknown, where, name) => {
    const isCount = (each: unknown): boolean => Number.isInteger(each) && (each as number) > 0;
    if (Array.isArray(given) && given.length === 2 && given.every(isCount)) return given as unknown as GridSize;
    throw new ValueError({ where, expected: `${name} to be two positive integers`, received: { [name]: given } });
  },
});

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(false),
  /** How many times the mean frequency a value may have; what is above is shared out among all values. No limit if it is not positive. */
  clipLimit: defaulted(finiteNumber(), 4),
  /** Into how many tiles images are divided, along the height and the width. */
  tileGridSize: tileGridSize(),
});

/** The options of `ContrastLimitedAdaptiveHistogramEqualization`. */
export interface ContrastLimitedAdaptiveHistogramEqualizationOptions extends OptionsIn<typeof options>, LayerOptions {}

/** How many values are distinguished. */
const bins = 256;

/** The tiles of images along one axis: how many there are, and their length. */
interface Tiles {
  readonly count: number;
  readonly length: number;
}

/** For each place along an axis the two tiles around it, of which one stands in for another at the edges, and the share of the second. */
function neighbours({ count, length }: Tiles): { lower: number[]; upper: number[]; shares: number[] } {
  const places = Array.from({ length: count * length }, (_, i) =>
    Math.fround(Math.fround((i - length / 2) / length) + 1),
  );
  const held = (tile: number): number => Math.min(count + 1, Math.max(0, tile));
  return {
    lower: places.map((place) => held(Math.floor(place))),
    upper: places.map((place) => held(Math.floor(place) + 1)),
    shares: places.map((place) => Math.fround(place - Math.floor(place))),
  };
}

export class ContrastLimitedAdaptiveHistogramEqualizationLayer
  extends /* @__PURE__ */ configured(ImageLayer, options, ['valueRange', 'clipLimit', 'tileGridSize'] as Leading<
    [valueRange?: Interval, clipLimit?: number, tileGridSize?: GridSize],
    ContrastLimitedAdaptiveHistogramEqualizationOptions
  >)
{
  static readonly path = 'keras.layers.ContrastLimitedAdaptiveHistogramEqualization';

  override transformImages(images: Tensor): Tensor {
    spatialAxes(this.label, images.shape, this.dataFormat);
    const isSingle = images.rank === 3;
    const batch = isSingle ? expandDims(images, 0) : images;
    const isLast = this.dataFormat === 'channels_last';
    const pixels: Tensor = isLast ? batch : transpose(batch, { axes: [0, 2, 3, 1] });
    const equalized = rescaled(this.#equalized(rescaled(pixels, this.valueRange, [0, 255])), [0, 255], this.valueRange);
    const result: Tensor = cast(isLast ? equalized : transpose(equalized, { axes: [0, 3, 1, 2] }), images.dtype);
    return isSingle ? squeeze(result, { axis: 0 }) : result;
  }

  /** A batch with values from 0 to 255 and channels last. */
  #equalized(batch: Tensor): Tensor {
    const [count, height, width, channels] = batch.shape as readonly [number, number, number, number];
    const [rows, columns] = [height, width].map((length, i): Tiles => {
      const tiles = this.tileGridSize[i]!;
      return { count: tiles, length: Math.ceil(length / tiles) };
    }) as [Tiles, Tiles];
    const added = [0, rows.count * rows.length - height, columns.count * columns.length - width, 0];
    const whole: Tensor = pad(batch, added.map((length): [number, number] => [0, length]), { mode: 'symmetric' }); // prettier-ignore
    const values: Tensor = clip(cast(whole, 'int32'), 0, bins - 1);
    const table = this.#spreads(values, rows, columns);
    const [vertical, horizontal] = [neighbours(rows), neighbours(columns)];
    const strides = { channel: bins, column: bins * channels, row: bins * channels * (columns.count + 2) };
    const indicesOf = (numbers: readonly number[], stride: number, shape: readonly number[]): Tensor =>
      tensor(numbers.map((each) => each * stride), { shape, dtype: 'int32' }); // prettier-ignore
    const images = indicesOf([...Array(count).keys()], strides.row * (rows.count + 2), [count, 1, 1, 1]);
    const ofChannels = indicesOf([...Array(channels).keys()], strides.channel, [1, 1, 1, channels]);
    const base: Tensor = add(add(images, ofChannels), values);
    const at = (tileRows: readonly number[], tileColumns: readonly number[]): Tensor => {
      const places = add(indicesOf(tileRows, strides.row, [1, tileRows.length, 1, 1]), indicesOf(tileColumns, strides.column, [1, 1, tileColumns.length, 1])); // prettier-ignore
      return take(table, add(base, places), { axis: 0 });
    };
    const mixed = (a: Tensor, b: Tensor, share: Tensor): Tensor => add(multiply(a, subtract(1, share)), multiply(b, share)); // prettier-ignore
    const across = tensor(horizontal.shares, { shape: [1, 1, horizontal.shares.length, 1] });
    const down = tensor(vertical.shares, { shape: [1, vertical.shares.length, 1, 1] });
    const above = mixed(at(vertical.lower, horizontal.lower), at(vertical.lower, horizontal.upper), across);
    const below = mixed(at(vertical.upper, horizontal.lower), at(vertical.upper, horizontal.upper), across);
    return slice(mixed(above, below, down), [0, 0, 0, 0], [count, height, width, channels]);
  }

  /** What the values of each tile become, as one list: for each image, tile (with those at the edges repeated) and channel. */
  #spreads(values: Tensor, rows: Tiles, columns: Tiles): Tensor {
    const [count, , , channels] = values.shape as readonly [number, number, number, number];
    const area = rows.length * columns.length;
    const tiled = reshape(values, [count, rows.count, rows.length, columns.count, columns.length, channels]);
    const ofTiles: Tensor = reshape(transpose(tiled, { axes: [0, 1, 3, 5, 2, 4] }), [-1, area]);
    const tiles = count * rows.count * columns.count * channels;
    const offsets = tensor(Int32Array.from({ length: tiles }, (_, i) => i * bins), { shape: [tiles, 1], dtype: 'int32' }); // prettier-ignore
    const places: Tensor = ravel(add(ofTiles, offsets));
    const ones: Tensor = cast(onesLike(places), 'float32');
    const frequencies: Tensor = reshape(sumAt(ones, places, { axis: 0, shape: [tiles * bins] }), [tiles, bins]);
    const limited = this.clipLimit > 0 ? shared(frequencies, (this.clipLimit * area) / bins) : frequencies;
    const upTo: Tensor = cumsum(limited, { axis: 1 });
    const least: Tensor = min(upTo, { axis: 1, keepdims: true });
    const range: Tensor = subtract(area, least);
    const spread: Tensor = divide(multiply(subtract(upTo, least), bins - 1), where(equal(range, 0), 1, range));
    const grid: Tensor = reshape(clip(spread, 0, bins - 1), [count, rows.count, columns.count, channels, bins]);
    return ravel(withEdges(withEdges(grid, 1), 2));
  }

  protected override outputDType(input: DType): DType {
    return input;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    spatialAxes(this.label, inputShape, this.dataFormat);
    return inputShape;
  }
}

/** Frequencies held at a limit; what is above is shared out among all values. */
function shared(frequencies: Tensor, limit: number): Tensor {
  const held: Tensor = minimum(maximum(frequencies, 0), limit);
  return add(held, divide(sum(subtract(frequencies, held), { axis: 1, keepdims: true }), bins));
}

/** The first and the last slice along an axis once more. */
function withEdges(grid: Tensor, axis: number): Tensor {
  return concatenate([take(grid, [0], { axis }), grid, take(grid, [grid.shape[axis]! - 1], { axis })], { axis });
}

/**
 * Changes the values of each channel so that all are about equally frequent, tile by tile and blended between the tiles; no value counts for more than `clipLimit` times the mean, so that noise is not
 * amplified. In training and otherwise. Source: Zuiderveld: "Contrast limited adaptive histogram equalization", 1994.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const layer = layers.ContrastLimitedAdaptiveHistogramEqualization({ tileGridSize: [2, 2] });
 * layer(ops.ones([8, 8, 3])).shape // → [ 8, 8, 3 ]
 */
export const ContrastLimitedAdaptiveHistogramEqualization = /* @__PURE__ */ callable<
  typeof ContrastLimitedAdaptiveHistogramEqualizationLayer,
  ContrastLimitedAdaptiveHistogramEqualization
>(ContrastLimitedAdaptiveHistogramEqualizationLayer);
export interface ContrastLimitedAdaptiveHistogramEqualization extends ContrastLimitedAdaptiveHistogramEqualizationLayer {}
