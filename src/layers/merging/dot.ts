import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { flag, type Leading, type OptionsIn, type RequiredOption } from '../../objects/options/index.js';
import { divide, maximum, sqrt, square } from '../../ops/arithmetic.js';
import { matmul } from '../../ops/matmul.js';
import { reshape } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import { transpose } from '../../ops/transpose.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import { checkShapes, MergingBase } from './merging-layer.js';

type Axes = number | readonly [number, number];

const axesOption = (): RequiredOption<Axes> => ({
  check: (given, where, name) => {
    const isPair = Array.isArray(given) && given.length === 2 && given.every(Number.isSafeInteger);
    if (isPair || Number.isSafeInteger(given)) return given;
    throw new ValueError({
      where,
      expected: `${name} to be an axis, or one for each input`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** The axis that is summed over, or an axis for each of the two inputs. */
  axes: axesOption(),
  /** Whether the inputs are scaled to length 1 first, so that the result is the cosine of their angle. */
  normalize: flag(false),
});

/** The options of `Dot`. */
export interface DotOptions extends OptionsIn<typeof options>, LayerOptions {}

export class DotLayer extends /* @__PURE__ */ MergingBase(options, ['axes'] as Leading<[axes: Axes], DotOptions>) {
  static readonly path = 'keras.layers.Dot';
  override supportsMasking = true;

  protected override get takesList(): boolean {
    return true;
  }

  #axesFor(shapes: readonly SymbolicShape[]): [number, number] {
    const given = typeof this.axes === 'number' ? [this.axes, this.axes] : this.axes;
    const [a, b] = given.map((axis, i) => (axis < 0 ? axis + shapes[i]!.length : axis)) as [number, number];
    const [left, right] = [shapes[0]!, shapes[1]!];
    const [m, n] = [left[a], right[b]];
    const isFitting = a > 0 && b > 0 && m !== undefined && n !== undefined && (m === n || m === null || n === null);
    if (isFitting) return [a, b];
    throw new ShapeError({
      where: this.label,
      expected: 'two inputs of equal lengths along the axes, which are not that of the batch',
      received: { axes: this.axes, inputShape: shapes },
    });
  }

  #check(inputShape: InputShapes): readonly SymbolicShape[] {
    const shapes = checkShapes(this.label, inputShape, 2);
    if (shapes.length === 2) return shapes;
    throw new ShapeError({ where: this.label, expected: 'two inputs', received: { inputShape: shapes } });
  }

  override build(inputShape: InputShapes): void {
    this.#axesFor(this.#check(inputShape));
  }

  override call(xs: readonly Tensor[]): Tensor {
    const [a, b] = this.#axesFor(xs.map(({ shape }) => shape));
    const [left, right] = this.normalize ? [unit(xs[0]!, a), unit(xs[1]!, b)] : [xs[0]!, xs[1]!];
    const rows = matrices(left, a, 'last');
    const columns = matrices(right, b, 'first');
    const product = matmul(rows, columns);
    const shape = [left.shape[0]!, ...without(left.shape, a), ...without(right.shape, b)];
    return reshape(product, shape.length === 1 ? [shape[0]!, 1] : shape);
  }

  override computeMask(): unknown {
    return undefined;
  }

  override computeOutputShape(inputShape: InputShapes): SymbolicShape {
    const shapes = this.#check(inputShape);
    const [a, b] = this.#axesFor(shapes);
    const rest = [...without(shapes[0]!, a), ...without(shapes[1]!, b)];
    return [shapes[0]![0]!, ...(rest.length === 0 ? [1] : rest)];
  }
}

/** The lengths of a shape without the batch and without an axis. */
const without = <Length>(shape: readonly Length[], axis: number): Length[] =>
  shape.filter((_, i) => i !== 0 && i !== axis);

/** x as one matrix for each sample: one axis is last or first, and all others form the other side. */
function matrices(x: Tensor, axis: number, place: 'first' | 'last'): Tensor {
  const others = [...x.shape.keys()].filter((each) => each !== 0 && each !== axis);
  const order = place === 'last' ? [0, ...others, axis] : [0, axis, ...others];
  const size = without(x.shape, axis).reduce((total, length) => total * length, 1);
  const [batch, length] = [x.shape[0]!, x.shape[axis]!];
  return reshape(transpose(x, order), place === 'last' ? [batch, size, length] : [batch, length, size]);
}

/** x scaled to length 1 along an axis. */
function unit(x: Tensor, axis: number): Tensor {
  return divide(x, sqrt(maximum(sum(square(x), { axis, keepdims: true }), 1e-12)));
}

/**
 * The scalar product of two inputs along an axis of each: for `[batch, n]` and `[batch, n]` a number for each sample.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Dot(1)([[[1, 2]], [[3, 4]]]) // → array([[11.]], dtype=float32)
 */
export const Dot = /* @__PURE__ */ callable<typeof DotLayer, Dot>(DotLayer);
export interface Dot extends DotLayer {}
