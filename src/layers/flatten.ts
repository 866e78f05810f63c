import { callable } from '../objects/callable.js';
import { reshape } from '../ops/reshape.js';
import { transpose } from '../ops/transpose.js';
import { sizeOf, type DType, type Shape, type SymbolicShape, type Tensor } from '../tensor/index.js';
import type { InputSpec } from './input-spec.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import { dataFormat, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** The place of the channels axis; in the flattened result, channels are always the last axis of each element. */
  dataFormat: dataFormat(),
});

/** The options of `Flatten`. */
export interface FlattenOptions extends OptionsIn<typeof options>, LayerOptions {}

export class FlattenLayer extends /* @__PURE__ */ layerWith(options, [] as Leading<[], FlattenOptions>) {
  static readonly path = 'keras.layers.Flatten';
  override inputSpec: InputSpec = { leastRank: 1 };

  /** There are no weights to make, but Keras's configs contain the shape for which the layer was built. */
  override build(_inputShape: SymbolicShape): void {}

  override call(x: Tensor): Tensor {
    return reshape(
      this.dataFormat === 'channels_first' && x.rank > 2 ? channelsToEnd(x) : x,
      this.computeOutputShape(x.shape) as Shape,
    );
  }

  protected override outputDType(input: DType): DType {
    return input;
  }

  override computeOutputShape([batch, ...sample]: SymbolicShape): SymbolicShape {
    return [batch!, sample.includes(null) ? null : sizeOf(sample as Shape)];
  }
}

function channelsToEnd(x: Tensor): Tensor {
  const [batch, channels, ...others] = x.shape.keys();
  return transpose(x, { axes: [batch!, ...others, channels!] });
}

/**
 * All elements of a sample along a single axis: `[batch, a, b, c]` becomes `[batch, a·b·c]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Flatten()(ops.ones([2, 3, 4])).shape // → [ 2, 12 ]
 */
export const Flatten = /* @__PURE__ */ callable<typeof FlattenLayer, Flatten>(FlattenLayer);
export interface Flatten extends FlattenLayer {}
