import { StateError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  defaulted,
  integerOfAtLeast,
  numberList,
  storedSparsely,
  optional,
  positiveNumber,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { numericData, type DType, type SymbolicShape, type Tensor, type TensorLike } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { adaptTo, type AdaptOptions, type AdaptSource } from './adaptation.js';
import { encodeCategories, encodedShape, outputModeOption } from './category-encoding-of.js';
import { lookUp, type ElementTable } from './element-table.js';
import { boundariesOf, nothing, withData, type Summary } from './quantiles.js';

const options = () => ({
  /** The boundaries between the bins. */
  binBoundaries: optional(numberList()),
  /** How many bins `adapt` finds, each with about as many values of the data. */
  numBins: optional(integerOfAtLeast(0)),
  /** The precision of the boundaries that `adapt` finds. */
  epsilon: defaulted(positiveNumber(), 0.01),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['int', 'one_hot', 'multi_hot', 'count'], 'int'),
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  sparse: storedSparsely(),
});

/** The options of `Discretization`. */
export interface DiscretizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class DiscretizationLayer
  extends /* @__PURE__ */ layerWith(
    options,
    ['binBoundaries', 'numBins', 'epsilon'] as Leading<
      [binBoundaries?: readonly number[] | null, numBins?: number | null, epsilon?: number],
      DiscretizationOptions
    >,
    ({ binBoundaries, numBins }, where) => {
      // Both are allowed, because the config of an adapted layer has both.
      if (binBoundaries === null && numBins === null)
        throw new ValueError({ where, expected: 'binBoundaries or numBins', received: { binBoundaries, numBins } });
    },
  )
{
  static readonly path = 'keras.layers.Discretization';
  #boundaries: readonly number[] | null = this.binBoundaries;
  #summary: Summary = nothing;

  /** The boundaries, given or found by `adapt`; null if there are none yet. */
  get boundaries(): readonly number[] | null {
    return this.#boundaries;
  }

  /**
   * Finds the boundaries of bins with about as many values each. For a `Dataset` or other batches, the returned promise is fulfilled when
   * it is done.
   */
  adapt(data: TensorLike, options?: AdaptOptions): void;
  adapt(data: AdaptSource, options?: AdaptOptions): Promise<void>;
  adapt(data: TensorLike | AdaptSource, options: AdaptOptions = {}): void | Promise<void> {
    checkArgumentCount(`${this.label}.adapt`, arguments, 2);
    const where = `${this.label}.adapt`;
    const { numBins } = this;
    if (numBins === null) throw new StateError({ where, expected: 'a layer with numBins instead of binBoundaries' });
    return adaptTo(where, data, options, {
      begin: () => (this.#summary = nothing),
      learn: (batch) => (this.#summary = withData(this.#summary, numericData(where, batch), this.epsilon)),
      end: () => (this.#boundaries = boundariesOf(this.#summary, numBins)),
    });
  }

  #known(where: string): readonly number[] {
    if (this.#boundaries !== null) return this.#boundaries;
    throw new StateError({ where, expected: 'boundaries', hint: 'Call layer.adapt(data), or give binBoundaries' });
  }

  override call(x: Tensor): Tensor {
    const boundaries = this.#known(this.label);
    const bins = lookUp(x, binsOf(this.label, boundaries));
    return encodeCategories(bins, this.outputMode, boundaries.length + 1, this.computeDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return encodedShape(inputShape, this.outputMode, this.#known(this.label).length + 1);
  }

  protected override outputDType(): DType {
    return this.outputMode === 'int' ? 'int32' : this.computeDtype;
  }

  override getConfig(): Record<string, unknown> {
    const { trainable: _, dtype: __, name, ...own } = super.getConfig();
    return { ...own, bin_boundaries: this.#boundaries, name, dtype: this.dtypePolicy.name };
  }
}

/** Finds the bin of a number: the number of boundaries that are not above it. */
function binsOf(where: string, boundaries: readonly number[]): ElementTable {
  const sorted = Float32Array.from(boundaries);
  return {
    dtype: 'int32',
    find: (data) => {
      if (Array.isArray(data)) throw new ValueError({ where, expected: 'numbers', received: { inputs: data } });
      return Int32Array.from(data as Iterable<number>, (x) => {
        let [low, high] = [0, sorted.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (sorted[middle]! <= x) low = middle + 1;
          else high = middle;
        }
        return low;
      });
    },
  };
}

/**
 * Replaces numbers by the bins that contain them: bin i begins at boundary i - 1 and ends before boundary i.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Discretization([0, 1, 2])([[-0.5, 0, 1.5, 7]]) // → array([[0, 1, 2, 3]], dtype=int32)
 */
export const Discretization = /* @__PURE__ */ callable<typeof DiscretizationLayer, Discretization>(DiscretizationLayer);
export interface Discretization extends DiscretizationLayer {}
