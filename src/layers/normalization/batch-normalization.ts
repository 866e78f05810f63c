import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  defaulted,
  finiteNumber,
  flag,
  integer,
  optional,
  positiveNumber,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { add, clip, divide, maximum, minimum, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { relu } from '../../ops/activations.js';
import { cast } from '../../ops/casting.js';
import { where as choose } from '../../ops/comparison.js';
import { stopGradient } from '../../ops/identity.js';
import { expandDims, reshape, squeeze } from '../../ops/reshape.js';
import { broadcastTo, sum } from '../../ops/summation.js';
import {
  asTensor,
  castTensor,
  type Shape,
  type SymbolicShape,
  type Tensor,
  type Variable,
} from '../../tensor/index.js';
import { isPlainObject } from '../../tensor/options.js';
import type { InitializerCallOptions } from '../initializers/initializer.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { outsideOfModels } from '../call-context.js';
import { checkMask } from '../check-mask.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { affineOptions, affinePenalties, inWholePrecision, momentsAlong, standardize } from './affine.js';
import { placesOf } from './axes.js';

/** The limits of the corrections in batch renormalization: of the factor r and of the shift d. */
export interface RenormClipping {
  readonly rmin?: number;
  readonly rmax?: number;
  readonly dmax?: number;
}

const clippingOption = (): RequiredOption<RenormClipping> => ({
  check: (given, where, name) => {
    const known = ['rmin', 'rmax', 'dmax'];
    const accepts = ([key, value]: [string, unknown]): boolean => known.includes(key) && Number.isFinite(value);
    if (isPlainObject(given) && Object.entries(given).every(accepts)) return given;
    throw new ValueError({
      where,
      expected: `${name} to be an object of rmin, rmax and dmax`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** The axis of the features; each feature is normalized separately. */
  axis: defaulted(integer(), -1),
  /** The share of the moving statistics that is kept in each step. */
  momentum: defaulted(finiteNumber(), 0.99),
  /** A small number that is added to the variance, so that nothing is divided by 0. */
  epsilon: defaulted(positiveNumber(), 1e-3),
  ...affineOptions(),
  /** Makes the first values of the moving mean. */
  movingMeanInitializer: initializerOption('zeros'),
  /** Makes the first values of the moving variance. */
  movingVarianceInitializer: initializerOption('ones'),
  ...affinePenalties(),
  /** Has no effect, as in Keras on one machine, where every batch is complete. */
  synchronized: flag(false),
  /** Whether batch renormalization is used. Source: Ioffe, 2017. */
  renorm: flag(false),
  /** Bounds of the corrections of batch renormalization: `rmin`, `rmax` and `dmax`. */
  renormClipping: optional(clippingOption()),
  /** How much of the earlier averages each step of batch renormalization keeps. */
  renormMomentum: defaulted(finiteNumber(), 0.99),
});

/** The options of `BatchNormalization`. */
export interface BatchNormalizationOptions
  extends OptionsIn<typeof affineOptions>, OptionsIn<typeof affinePenalties>, OptionsIn<typeof options>, LayerOptions {}

export class BatchNormalizationLayer
  extends /* @__PURE__ */ layerWith(options, [] as Leading<[], BatchNormalizationOptions>)
{
  static readonly path = 'keras.layers.BatchNormalization';
  override supportsMasking = true;
  gamma: Variable | null = null;
  beta: Variable | null = null;
  movingMean!: Variable;
  movingVariance!: Variable;
  movingStddev: Variable | null = null;
  renormMean: Variable | null = null;
  renormStddev: Variable | null = null;

  #placeOfAxis(shape: SymbolicShape): number {
    return placesOf(this.label, this.axis, shape)[0]!;
  }

  override build(inputShape: SymbolicShape): void {
    const place = this.#placeOfAxis(inputShape);
    const shape = [inputShape[place]!];
    // These weights are read in float32 even if the layer computes in another dtype.
    const whole = { autocast: false } as const;
    if (this.scale) this.gamma = this.addWeightOf('gamma', shape, whole);
    if (this.center) this.beta = this.addWeightOf('beta', shape, whole);
    const kept = { ...whole, trainable: false } as const;
    this.movingMean = this.addWeightOf('movingMean', shape, { ...kept, name: 'moving_mean' });
    this.movingVariance = this.addWeightOf('movingVariance', shape, { ...kept, name: 'moving_variance' });
    if (this.renorm) {
      const ofVariance = (of: Shape, settings: InitializerCallOptions): Tensor =>
        castTensor(
          this.label,
          sqrt(asTensor(this.movingVarianceInitializer(of, settings))),
          settings.dtype ?? 'float32',
        );
      const deviation = { ...kept, initializer: ofVariance } as const;
      this.movingStddev = this.addWeight({ name: 'moving_stddev', shape, ...deviation });
      this.renormMean = this.addWeight({
        name: 'renorm_mean',
        shape,
        ...kept,
        initializer: this.movingMeanInitializer,
      });
      this.renormStddev = this.addWeight({ name: 'renorm_stddev', shape, ...deviation });
    }
    this.inputSpec = { rank: inputShape.length, axes: { [place]: shape[0]! } };
  }

  override call(given: Tensor, { training, mask }: CallContext = outsideOfModels): Tensor {
    const x = inWholePrecision(given);
    const place = this.#placeOfAxis(x.shape);
    let gamma = this.gamma === null ? null : cast(this.gamma, x.dtype);
    let beta = this.beta === null ? null : cast(this.beta, x.dtype);
    let [average, variance] = [cast(this.movingMean, x.dtype), cast(this.movingVariance, x.dtype)];
    if (training && this.trainable) {
      [average, variance] = this.#moments(x, place, mask);
      if (this.renorm) {
        [gamma, beta] = this.#corrected(average, variance, gamma, beta);
        this.#keepRenormalized(average, variance);
      } else {
        this.#keep(this.movingMean, average, this.momentum);
        this.#keep(this.movingVariance, variance, this.momentum);
      }
    }
    const shape = x.shape.map((length, axis) => (axis === place ? length : 1));
    const wide = (value: Tensor): Tensor => reshape(value, shape);
    const normalized = standardize(x, {
      average: wide(average),
      variance: wide(variance),
      epsilon: this.epsilon,
      gamma: gamma === null ? null : wide(gamma),
      beta: beta === null ? null : wide(beta),
    });
    return cast(normalized, this.computeDtype);
  }

  #moments(x: Tensor, place: number, mask: Tensor | undefined): [mean: Tensor, variance: Tensor] {
    const axis = [...x.shape.keys()].filter((each) => each !== place);
    if (mask === undefined) {
      const [average, variance] = momentsAlong(x, axis);
      return [squeeze(average, { axis }), squeeze(variance, { axis })];
    }
    checkMask(this.label, 'mask', mask, x.shape.slice(0, -1));
    const counts = expandDims(cast(mask, 'bool'), -1);
    const kept = choose(counts, x, 0);
    // Keras's epsilon keeps the divisor from being 0.
    const weight = add(sum(broadcastTo(cast(counts, x.dtype), x.shape), { axis, keepdims: true }), 1e-7);
    const average = divide(sum(kept, { axis, keepdims: true }), weight);
    const distance = choose(counts, subtract(x, average), 0);
    const variance = divide(sum(square(distance), { axis, keepdims: true }), weight);
    return [squeeze(average, { axis }), squeeze(variance, { axis })];
  }

  #keep(variable: Variable, value: Tensor, momentum: number): void {
    const old = cast(variable, value.dtype);
    variable.adopt(cast(add(multiply(old, momentum), multiply(value, 1 - momentum)), variable.dtype));
  }

  /** The factor and the summand with which the batch is normalized as the moving statistics would normalize it. */
  #corrected(average: Tensor, variance: Tensor, gamma: Tensor | null, beta: Tensor | null): [Tensor, Tensor] {
    const { rmin, rmax, dmax } = this.renormClipping ?? {};
    const deviation = sqrt(add(variance, this.epsilon));
    const renormDeviation = maximum(cast(this.renormStddev!, average.dtype), Math.fround(Math.sqrt(this.epsilon)));
    let r = divide(deviation, renormDeviation);
    let d = divide(subtract(average, cast(this.renormMean!, average.dtype)), renormDeviation);
    if (rmin !== undefined) r = maximum(r, rmin);
    if (rmax !== undefined) r = minimum(r, rmax);
    if (dmax !== undefined) d = clip(d, -dmax, dmax);
    const [factor, shift] = [stopGradient(r), stopGradient(d)];
    const scaled = gamma === null ? factor : multiply(factor, gamma);
    const shifted = gamma === null ? shift : multiply(shift, gamma);
    return [scaled, beta === null ? shifted : add(shifted, beta)];
  }

  #keepRenormalized(average: Tensor, variance: Tensor): void {
    const deviation = sqrt(add(variance, this.epsilon));
    this.#keep(this.renormMean!, average, this.renormMomentum);
    this.#keep(this.renormStddev!, deviation, this.renormMomentum);
    this.#keep(this.movingMean, average, this.momentum);
    this.#keep(this.movingStddev!, deviation, this.momentum);
    const kept = this.movingStddev!.value;
    this.movingVariance.adopt(relu(subtract(multiply(kept, kept), this.epsilon)));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    this.#placeOfAxis(inputShape);
    return inputShape;
  }
}

/**
 * Scales and shifts each feature to mean 0 and variance 1, then computes `gamma·x + beta`. Mean and variance are those of the batch in
 * training, and moving averages otherwise. While `trainable` is false, the moving statistics are used in training, too. Source: Ioffe and
 * Szegedy, 2015.
 *
 * @example
 * import { layers } from 'hillock';
 * const layer = layers.BatchNormalization({ momentum: 0.5 });
 * layer([[1], [3]], { training: true }).toArray().map(([x]) => Math.round(Number(x))) // → [ -1, 1 ]
 * layer.movingMean.value // → array([1.], dtype=float32)
 */
export const BatchNormalization = /* @__PURE__ */ callable<typeof BatchNormalizationLayer, BatchNormalization>(
  BatchNormalizationLayer,
);
export interface BatchNormalization extends BatchNormalizationLayer {}
