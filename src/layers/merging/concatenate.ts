import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { defaulted, integer, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { logicalOr } from '../../ops/comparison.js';
import { onesLike, zerosLike } from '../../ops/creation.js';
import { cast } from '../../ops/casting.js';
import { concatenate } from '../../ops/joining.js';
import { any } from '../../ops/reductions.js';
import { expandDims } from '../../ops/reshape.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import { checkShapes, MergingBase } from './merging-layer.js';

const options = () => ({
  /** The axis along which the inputs are joined. */
  axis: defaulted(integer(), -1),
});

/** The options of `Concatenate`. */
export interface ConcatenateOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ConcatenateLayer extends /* @__PURE__ */ MergingBase(options, [] as Leading<[], ConcatenateOptions>) {
  static readonly path = 'keras.layers.Concatenate';
  override supportsMasking = true;

  protected override get takesList(): boolean {
    return true;
  }

  override build(inputShape: InputShapes): void {
    this.computeOutputShape(inputShape);
  }

  override call(xs: readonly Tensor[]): Tensor {
    return concatenate(xs, { axis: this.axis });
  }

  override computeMask(xs: never, given: never): unknown {
    const [inputs, masks] = [xs as readonly Tensor[], given as readonly (Tensor | undefined)[] | undefined];
    if (masks === undefined || masks.every((mask) => mask === undefined)) return undefined;
    const full = inputs.map((x, i) => {
      const mask = masks[i];
      if (mask === undefined) return cast(onesLike(x), 'bool');
      return mask.rank < x.rank ? logicalOr(expandDims(mask, -1), cast(zerosLike(x), 'bool')) : mask;
    });
    return any(concatenate(full, { axis: this.axis }), { axis: -1 });
  }

  override computeOutputShape(inputShape: InputShapes): SymbolicShape {
    const shapes = checkShapes(this.label, inputShape, 1);
    const [first] = shapes as readonly [SymbolicShape];
    const axis = this.axis < 0 ? this.axis + first.length : this.axis;
    const fits = (shape: SymbolicShape): boolean =>
      shape.length === first.length &&
      shape.every((length, i) => i === axis || length === first[i] || length === null || first[i] === null);
    if (axis < 0 || axis >= first.length || !shapes.every(fits)) {
      throw new ShapeError({
        where: this.label,
        expected: `inputs of the same shape but for axis ${this.axis}`,
        received: { inputShape: shapes },
      });
    }
    const lengths = shapes.map((shape) => shape[axis]!);
    const total = lengths.includes(null as never) ? null : lengths.reduce((sum, length) => sum + length, 0);
    return first.map((length, i) =>
      i === axis ? total : (length ?? shapes.find((shape) => shape[i] !== null)?.[i] ?? null),
    );
  }
}

/**
 * Joins several inputs along an axis, the last by default.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Concatenate()([[[1, 2]], [[3]]]) // → array([[1., 2., 3.]], dtype=float32)
 */
export const Concatenate = /* @__PURE__ */ callable<typeof ConcatenateLayer, Concatenate>(ConcatenateLayer);
export interface Concatenate extends ConcatenateLayer {}
