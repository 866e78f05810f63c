import type { ConfigurableStatics, SpatialRank } from '../objects/options/index.js';
import type { InputSpec } from './input-spec.js';
import type { LayerOptions } from './layer-options.js';
import type { Layer } from './layer.js';

type LayerBase<Instance extends Layer> = ConfigurableStatics & (abstract new (options: LayerOptions) => Instance);

/** The class of a family of layers for inputs with `rank` spatial axes, besides the axes of the batch and the channels. */
export function withSpatialRank<Instance extends Layer>(
  family: LayerBase<Instance>,
  rank: SpatialRank,
): LayerBase<Instance> {
  abstract class OfRank extends (family as LayerBase<Layer>) {
    override inputSpec: InputSpec = { rank: rank + 2 };
  }
  return OfRank as LayerBase<Layer> as LayerBase<Instance>;
}
