import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn, RequiredOption } from '../../objects/options/index.js';
import { transpose } from '../../ops/transpose.js';
import type { DType, SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';

const dims = (): RequiredOption<readonly number[]> => ({
  check: (given, where, name) => {
    const axes: readonly number[] = Array.isArray(given) ? (given as number[]) : [];
    const isOrder = axes.length > 0 && [...axes].sort((a, b) => a - b).every((axis, i) => axis === i + 1);
    if (isOrder) return [...axes];
    throw new ValueError({
      where,
      expected: `${name} to be the axes from 1 on, each once`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** The axes in their new order, counted from 1 for the axis after the batch. */
  dims: dims(),
});

/** The options of `Permute`. */
export interface PermuteOptions extends OptionsIn<typeof options>, LayerOptions {}

export class PermuteLayer
  extends /* @__PURE__ */ layerWith(options, ['dims'] as Leading<[dims: readonly number[]], PermuteOptions>)
{
  static readonly path = 'keras.layers.Permute';

  override build(inputShape: SymbolicShape): void {
    this.#check(inputShape);
    this.inputSpec = { rank: this.dims.length + 1 };
  }

  #check(shape: SymbolicShape): void {
    if (shape.length === this.dims.length + 1) return;
    const expected = `an input of ${this.dims.length + 1} axes`;
    throw new ShapeError({ where: this.label, expected, received: { dims: this.dims, inputShape: shape } });
  }

  override call(x: Tensor): Tensor {
    return transpose(x, [0, ...this.dims]);
  }

  protected override outputDType(input: DType): DType {
    return input;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    this.#check(inputShape);
    return [inputShape[0]!, ...this.dims.map((axis) => inputShape[axis]!)];
  }
}

/**
 * Changes the order of the axes after the batch.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Permute([2, 1])(ops.ones([1, 2, 3])).shape // → [ 1, 3, 2 ]
 */
export const Permute = /* @__PURE__ */ callable<typeof PermuteLayer, Permute>(PermuteLayer);
export interface Permute extends PermuteLayer {}
