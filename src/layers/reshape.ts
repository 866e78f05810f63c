import { ShapeError, ValueError } from '../errors/index.js';
import { callable } from '../objects/callable.js';
import { reshape } from '../ops/reshape.js';
import { sizeOf, type DType, type Shape, type SymbolicShape, type Tensor } from '../tensor/index.js';
import type { InputSpec } from './input-spec.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import { integers, type Leading, type OptionCheck, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** The new shape of a sample; one length may be -1 and is then computed from the others. */
  targetShape: integers(-1),
});

const check: OptionCheck<ReturnType<typeof options>> = ({ targetShape }, where) => {
  if (targetShape.filter((length) => length === -1).length <= 1) return;
  throw new ValueError({ where, expected: 'at most one length of -1 in targetShape', received: { targetShape } });
};

/** The options of `Reshape`. */
export interface ReshapeOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ReshapeLayer
  extends /* @__PURE__ */ layerWith(
    options,
    ['targetShape'] as Leading<[targetShape: readonly number[]], ReshapeOptions>,
    check,
  )
{
  static readonly path = 'keras.layers.Reshape';
  override inputSpec: InputSpec = { leastRank: 1 };

  /** There are no weights to make, but Keras's configs contain the shape for which the layer was built. */
  override build(_inputShape: SymbolicShape): void {}

  override call(x: Tensor): Tensor {
    return reshape(x, this.computeOutputShape(x.shape) as Shape);
  }

  protected override outputDType(input: DType): DType {
    return input;
  }

  override computeOutputShape([batch, ...sample]: SymbolicShape): SymbolicShape {
    if (sample.includes(null)) return [batch!, ...this.targetShape.map((length) => (length === -1 ? null : length))];
    const size = sizeOf(sample as Shape);
    const known = sizeOf(this.targetShape.filter((length) => length !== -1));
    const shape = this.targetShape.map((length) => (length === -1 ? size / known : length));
    if (sizeOf(shape) === size && shape.every(Number.isInteger)) return [batch!, ...shape];
    throw new ShapeError({
      where: this.label,
      expected: `samples that fill the shape [${this.targetShape.join(', ')}]`,
      received: { inputShape: [batch, ...sample], targetShape: this.targetShape },
    });
  }
}

/**
 * The elements of each sample, in row-major order, in another shape.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Reshape([-1, 2])(ops.ones([5, 6])).shape // → [ 5, 3, 2 ]
 */
export const Reshape = /* @__PURE__ */ callable<typeof ReshapeLayer, Reshape>(ReshapeLayer);
export interface Reshape extends ReshapeLayer {}
