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

/** What is added to pixels. */
export const withBrightness = (batch: Tensor, delta: Tensor, range: Interval): Tensor =>
  clip(add(batch, cast(delta, batch.dtype)), ...range);

/** Pixels moved away from the mean of their channel, or towards it. */
export function withContrast(batch: Tensor, factor: Tensor, range: Interval, sides: readonly number[]): Tensor {
  const average = sides.reduce((each, axis) => mean(each, { axis, keepdims: true }), batch);
  const distances = multiply(subtract(batch, average), cast(factor, batch.dtype));
  return clip(add(distances, average), ...range);
}

/** Colours whose channel of hue or saturation `change` makes another. */
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

/** Colours of another saturation: what it is multiplied by. */
export const withSaturation = (batch: Tensor, factor: Tensor, range: Interval, dataFormat: DataFormat): Tensor =>
  inHsv(batch, dataFormat, {
    saturation: (saturation) => clip(multiply(saturation, cast(perImage(factor), batch.dtype)), ...range),
  });

/** Colours turned around the circle of hues: what is added to it, of whole turns. */
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
