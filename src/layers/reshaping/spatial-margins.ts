import type { DataFormat, Margin } from '../../objects/options/index.js';
import type { Pair } from '../../ops/slicing.js';

const nothing: Margin = [0, 0];

/** The margins of spatial axes as pairs for all axes of an input. With a single spatial axis, the margin is a pair. */
export function marginsOfAllAxes(margins: Margin | readonly Margin[], dataFormat: DataFormat): readonly Pair[] {
  const spatial = (typeof margins[0] === 'number' ? [margins] : margins) as readonly Margin[];
  return dataFormat === 'channels_last' ? [nothing, ...spatial, nothing] : [nothing, nothing, ...spatial];
}
