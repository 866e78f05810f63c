/** How colours are changed by given amounts, one for each image of a batch. */
import type { DataFormat } from '../../objects/options/index.js';
import { add, clip, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, less, where } from '../../ops/comparison.js';
import { hsvToRgb, rgbToHsv } from '../../ops/image/colors.js';
import { concatenate, split } from '../../ops/joining.js';
import { mean } from '../../ops/reductions.js';
import type { Tensor } from '../../tensor/index.js';
import type { Interval } from './augmentation-options.js';
import { perImage, rescaled } from './augmentation.js';

/** Changes of colours by given amounts, one for each image of a batch. */

/** Pixels with a number added. */
export const withBrightness = (batch: Tensor, delta: Tensor, range: Interval): Tensor =>
  clip(add(batch, cast(delta, batch.dtype)), ...range);

/** Pixels with their distance from the mean of their channel multiplied by a factor. */
export function withContrast(batch: Tensor, factor: Tensor, range: Interval, sides: readonly number[]): Tensor {
  const average = sides.reduce((each, axis) => mean(each, { axis, keepdims: true }), batch);
  const distances = multiply(subtract(batch, average), cast(factor, batch.dtype));
  return clip(add(distances, average), ...range);
}

/** Colours whose hue or saturation is replaced by what `change` returns. */
function inHsv(
  batch: Tensor,
  dataFormat: DataFormat,
  change: { readonly hue?: (hue: Tensor) => Tensor; readonly saturation?: (saturation: Tensor) => Tensor },
): Tensor {
  const axis = dataFormat === 'channels_first' ? 1 : 3;
  const same = (channel: Tensor): Tensor => channel;
  const { hue = same, saturation = same } = change;
  const [h, s, v] = split(rgbToHsv(batch, { dataFormat }), 3, { axis }) as [Tensor, Tensor, Tensor];
  return hsvToRgb(concatenate([hue(h), saturation(s), v], { axis }), { dataFormat });
}

/** Colours with their saturation multiplied by a factor. */
export const withSaturation = (batch: Tensor, factor: Tensor, range: Interval, dataFormat: DataFormat): Tensor =>
  inHsv(batch, dataFormat, {
    saturation: (saturation) => clip(multiply(saturation, cast(perImage(factor), batch.dtype)), ...range),
  });

/** Colours with their hue turned; 1 is a whole turn around the circle of hues. */
export function withHue(batch: Tensor, turn: Tensor, range: Interval, dataFormat: DataFormat): Tensor {
  const turned = inHsv(rescaled(batch, range, [0, 1]), dataFormat, {
    hue(hue) {
      const moved = add(hue, cast(perImage(turn), batch.dtype));
      const below = where(greater(moved, 1), subtract(moved, 1), moved);
      return where(less(below, 0), add(below, 1), below);
    },
  });
  return rescaled(clip(turned, 0, 1), [0, 1], range);
}
