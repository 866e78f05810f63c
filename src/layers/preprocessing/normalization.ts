import { ShapeError, StateError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { epsilon } from '../../objects/settings.js';
import {
  axes,
  flag,
  optional,
  type DefaultedOption,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { add, divide, maximum, multiply, sqrt, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { mean, var as variance } from '../../ops/reductions.js';
import { expandDims, reshape } from '../../ops/reshape.js';
import {
  asTensor,
  castTensor,
  Tensor,
  type SymbolicShape,
  type TensorLike,
  type Variable,
} from '../../tensor/index.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { adaptTo, type AdaptOptions, type AdaptSource } from './adaptation.js';

const axisList = (): DefaultedOption<number | readonly number[] | null, readonly number[]> => ({
  default: -1,
  check: (given, where, name) => {
    // An empty list, as configs write it for no axis.
    if (Array.isArray(given) && given.length === 0) return [];
    const checked = axes(-1).check(given, where, name);
    return checked === null ? [] : typeof checked === 'number' ? [checked] : checked;
  },
});

/** Nested numbers, kept as given. */
const numbers = (): RequiredOption<TensorLike> => ({
  check: (given, where, name) => {
    asTensor(given, 'float32', `${where}, ${name}`);
    return given;
  },
  toConfig: (value) =>
    value instanceof Tensor ? value.toArray() : ArrayBuffer.isView(value) ? Array.from(value as never) : value,
});

const options = () => ({
  /** The axes along which each position has its own mean; `null` for a single mean. */
  axis: axisList(),
  /** Whether the layer converts normalized values back instead. */
  invert: flag(false),
  /** The mean, if it is known. */
  mean: optional(numbers()),
  /** The variance, if it is known. */
  variance: optional(numbers()),
});

/** The options of `Normalization`. */
export interface NormalizationOptions extends OptionsIn<typeof options>, LayerOptions {}

/** Means, variances, and the number of values they were computed from. */
interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly count: number;
}

export class NormalizationLayer
  extends /* @__PURE__ */ layerWith(
    options,
    ['axis'] as Leading<[axis?: number | readonly number[] | null], NormalizationOptions>,
    ({ mean, variance, axis }, where) => {
      if ((mean === null) !== (variance === null))
        throw new ValueError({ where, expected: 'mean and variance, or neither', received: { mean, variance } });
      if (mean === null) return;
      const [first, second] = [mean, variance].map((each) => asTensor(each as TensorLike, 'float32').shape);
      if (String(first) !== String(second))
        throw new ShapeError({
          where,
          expected: 'mean and variance of one shape',
          received: { mean: first, variance: second },
        });
      if (first!.length > axis.length)
        throw new ShapeError({
          where,
          expected: `a mean of at most as many axes as axis says, ${axis.length}`,
          received: { mean: first },
        });
    },
  )
{
  static readonly path = 'keras.layers.Normalization';
  override supportsMasking = true;
  adaptMean: Variable | undefined;
  adaptVariance: Variable | undefined;
  count: Variable | undefined;
  /** The shape of mean and variance in which they broadcast to inputs: 1 for all axes but those in `axis`. */
  #broadcast: readonly number[] = [];
  #keptAxes: readonly number[] = [];

  override build(inputShape: SymbolicShape): void {
    const rank = inputShape.length;
    const kept = this.axis.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
    if (kept.some((axis) => axis < 0 || axis >= rank || inputShape[axis] === null)) {
      const expected = `inputs whose lengths along axis ${JSON.stringify(this.axis)} are known`;
      throw new ShapeError({ where: this.label, expected, received: { inputShape } });
    }
    this.#keptAxes = kept;
    this.#broadcast = inputShape.map((length, axis) => (kept.includes(axis) ? length! : 1));
    if (this.mean !== null) return;
    const shape = kept.map((axis) => inputShape[axis]!);
    const weight = (name: string, initializer: string): Variable =>
      this.addWeight({ name, shape, initializer: initializer as 'zeros', trainable: false });
    this.adaptMean = weight('mean', 'zeros');
    this.adaptVariance = weight('variance', 'ones');
    this.count = this.addWeight({ name: 'count', shape: [], initializer: 'zeros', trainable: false, dtype: 'int32' });
  }

  /**
   * Computes mean and variance of data: of arrays at once; for a `Dataset` or other batches, the returned promise is fulfilled when it is
   * done.
   */
  adapt(data: TensorLike, options?: AdaptOptions): void;
  adapt(data: AdaptSource, options?: AdaptOptions): Promise<void>;
  adapt(data: TensorLike | AdaptSource, options: AdaptOptions = {}): void | Promise<void> {
    checkArgumentCount(`${this.label}.adapt`, arguments, 2);
    const where = `${this.label}.adapt`;
    if (this.mean !== null) throw new StateError({ where, expected: 'a layer whose mean and variance were not given' });
    let total: Moments | undefined;
    return adaptTo(where, data, options, {
      begin: () => undefined,
      learn: (batch, isWhole) => {
        const found = this.#momentsOf(where, batch, isWhole);
        total = total === undefined ? found : together(total, found);
      },
      end: () => {
        const { mean, variance } = total!;
        this.adaptMean!.assign(castTensor(where, mean, this.adaptMean!.dtype));
        this.adaptVariance!.assign(castTensor(where, variance, this.adaptVariance!.dtype));
      },
    });
  }

  #momentsOf(where: string, given: Tensor, isWhole: boolean): Moments {
    const rank = this.built ? this.#broadcast.length : Math.max(2, given.rank);
    // A single sample from a dataset that is not batched becomes a batch of one.
    const batch = given.rank < rank && !isWhole ? expandDims(given, 0) : given;
    if (!this.built) this.build([null, ...batch.shape.slice(1)]);
    const isFitting =
      batch.rank === this.#broadcast.length &&
      this.#keptAxes.every((axis) => batch.shape[axis] === this.#broadcast[axis]);
    if (!isFitting) {
      const expected = `data for the shape that the layer was built for, ${JSON.stringify(this.#broadcast)} but for axes that are averaged`;
      throw new ShapeError({ where, expected, received: { data: batch } });
    }
    const axis = batch.shape.map((_, i) => i).filter((i) => !this.#keptAxes.includes(i));
    const values = castTensor(where, batch, 'float64');
    const count = axis.reduce((product, i) => product * batch.shape[i]!, 1);
    if (axis.length === 0) return { mean: values, variance: multiply(values, 0), count };
    return { mean: mean(values, { axis }), variance: variance(values, { axis }), count };
  }

  override call(inputs: Tensor): Tensor {
    const dtype = this.computeDtype;
    const x = cast(inputs, dtype);
    const [center, spread] = [this.#along(this.mean, this.adaptMean), this.#along(this.variance, this.adaptVariance)];
    const deviation = maximum(sqrt(spread), epsilon());
    return this.invert ? add(center, multiply(x, deviation)) : divide(subtract(x, center), deviation);
  }

  /** Mean or variance in the shape that broadcasts to inputs. */
  #along(given: TensorLike | null, weight: Variable | undefined): Tensor {
    if (given === null) return cast(reshape(weight!.value, this.#broadcast), this.computeDtype);
    const values = castTensor(this.label, asTensor(given, 'float32'), this.computeDtype);
    if (values.rank === 0) return values;
    const shape = this.#broadcast.map(() => 1);
    values.shape.forEach((length, i) => (shape[this.#keptAxes[this.#keptAxes.length - values.rank + i]!] = length));
    return reshape(values, shape);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return inputShape;
  }
}

/** The moments of two sets of values together (Chan, Golub, LeVeque: "Updating formulae and a pairwise algorithm", 1979). */
function together(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  const [old, fresh] = [a.count / count, b.count / count];
  const middle = add(multiply(a.mean, old), multiply(b.mean, fresh));
  const apart = (m: Moments): Tensor => add(m.variance, multiply(subtract(m.mean, middle), subtract(m.mean, middle)));
  return { mean: middle, variance: add(multiply(apart(a), old), multiply(apart(b), fresh)), count };
}

/**
 * Normalizes inputs to mean 0 and variance 1: `(x - mean) / √variance`. Each position along `axis` has its own mean and variance, which
 * `adapt` computes from data, or which are given. With `invert` it converts normalized values back.
 *
 * @example
 * import { layers } from 'hillock';
 * const normalization = layers.Normalization();
 * normalization.adapt([[1, 10], [3, 30]]);
 * normalization([[2, 40]]) // → array([[0., 2.]], dtype=float32)
 */
export const Normalization = /* @__PURE__ */ callable<typeof NormalizationLayer, Normalization>(NormalizationLayer);
export interface Normalization extends NormalizationLayer {}
