import type { DataFormat, Margin } from '../../objects/options/index.js';
import type { Pair } from '../../ops/slicing.js';

const nothing: Margin = [0, 0];

/** Margins of the spatial axes, of which a single one has a pair, as those of all axes of an input. */
export function marginsOfAllAxes(margins: Margin | readonly Margin[], dataFormat: DataFormat): readonly Pair[] {
  const spatial = (typeof margins[0] === 'number' ? [margins] : margins) as readonly Margin[];
  return dataFormat === 'channels_last' ? [nothing, ...spatial, nothing] : [nothing, nothing, ...spatial];
}
