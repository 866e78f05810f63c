/** Initializers that keep the variance of values through a layer, depending on the numbers of its inputs and outputs. */
import { callable, type CallableClass } from '../../objects/callable.js';
import { drawFloats, normalDraw, truncatedNormalDraw, uniformDraw } from '../../ops/random-draws.js';
import type { Shape, Tensor } from '../../tensor/index.js';
import {
  defaulted,
  integers,
  oneOf,
  optional,
  positiveNumber,
  type ConfigurableStatics,
  type Leading,
  type OptionsOf,
  type ValuesOf,
} from '../../objects/options/index.js';
import { fansOf, type FanAxes, type Fans } from './fans.js';
import { initializerWith, type Initializer, type InitializerCallOptions, type WeightDType } from './initializer.js';
import { initializerSeed, SeedOf } from './seed-of.js';

/** What the scale is divided by to get the variance. */
const divisors = {
  fan_in: ({ fanIn }: Fans) => fanIn,
  fan_out: ({ fanOut }: Fans) => fanOut,
  fan_avg: ({ fanIn, fanOut }: Fans) => (fanIn + fanOut) / 2,
};

type Draw = (shape: Shape, variance: number, options: { dtype: WeightDType; seed: number }) => Tensor;

/** The standard deviation of the standard normal distribution after it is cut at ±2, which makes it smaller than 1. */
const truncatedDeviation = 0.87962566103423978;

const distributions: Readonly<Record<'truncated_normal' | 'untruncated_normal' | 'uniform', Draw>> = {
  truncated_normal: (shape, variance, { dtype, seed }) => {
    const stddev = Math.sqrt(variance) / truncatedDeviation;
    return drawFloats(truncatedNormalDraw, seed, { shape, dtype, mean: 0, stddev });
  },
  untruncated_normal: (shape, variance, { dtype, seed }) =>
    drawFloats(normalDraw, seed, { shape, dtype, mean: 0, stddev: Math.sqrt(variance) }),
  uniform: (shape, variance, { dtype, seed }) => {
    const limit = Math.sqrt(3 * variance);
    return drawFloats(uniformDraw, seed, { shape, dtype, minval: -limit, maxval: limit });
  },
};

/** A variance, and the shape of the distribution that has it. */
interface Scaling {
  readonly scale: number;
  readonly mode: keyof typeof divisors;
  readonly distribution: keyof typeof distributions;
}

const axesOptions = () => ({
  /** The axes that are counted as inputs; by default all but the last. */
  inputAxes: optional(integers()),
  /** The axes that are counted as outputs; by default the last. */
  outputAxes: optional(integers()),
});

const scalingOptions = () => ({
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: initializerSeed(),
  /** A factor of the variance. */
  scale: defaulted(positiveNumber(), 1),
  /** What the variance is divided by: the number of inputs, of outputs, or the mean of both. */
  mode: oneOf(['fan_in', 'fan_out', 'fan_avg'], 'fan_in'),
  /** The distribution of the values. */
  distribution: {
    ...oneOf(['truncated_normal', 'untruncated_normal', 'uniform'], 'truncated_normal'),
    // In Keras 2, `normal` means the truncated normal distribution.
    fromConfig: (entry: unknown) => (entry === 'normal' ? 'truncated_normal' : entry),
  },
  ...axesOptions(),
});

const presetOptions = () => ({
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: initializerSeed(),
  ...axesOptions(),
});

type PresetTable = ReturnType<typeof presetOptions>;
type PresetClass = ConfigurableStatics &
  (new (options?: OptionsOf<PresetTable>) => Initializer & ValuesOf<PresetTable>);

const VarianceScalingBase = /* @__PURE__ */ initializerWith(scalingOptions, [
  'scale',
  'mode',
  'distribution',
] as Leading<[scale?: number, mode?: Scaling['mode'], distribution?: Scaling['distribution']]>);

export class VarianceScalingInitializer extends VarianceScalingBase {
  static readonly path = 'keras.initializers.VarianceScaling';
  readonly #seed = new SeedOf(this.seed);

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    return drawScaled(shape, this, this, { dtype, seed: this.#seed.value });
  }
}

function drawScaled(
  shape: Shape,
  { scale, mode, distribution }: Scaling,
  axes: FanAxes,
  options: { dtype: WeightDType; seed: number },
): Tensor {
  return distributions[distribution](shape, scale / Math.max(1, divisors[mode](fansOf(shape, axes))), options);
}

/** Makes an initializer with a name of its own for one choice of options. */
function preset(className: string, scaling: Scaling): CallableClass<PresetClass> {
  class PresetInitializer extends initializerWith(presetOptions, []) {
    static readonly path = `keras.initializers.${className}`;
    readonly #seed = new SeedOf(this.seed);

    invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
      const dtype = this.dtypeIn(shape, given);
      return drawScaled(shape, scaling, this, { dtype, seed: this.#seed.value });
    }
  }
  return callable(PresetInitializer);
}

/**
 * Draws numbers whose variance is `scale / n`, where `mode` says whether `n` is the number of inputs, that of outputs, or their mean. The
 * distribution is the normal one cut at two standard deviations, the whole normal one, or the uniform one.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.VarianceScaling({ scale: 3, distribution: 'uniform', seed: 1 })([9, 100]);
 * Number(ops.max(x).item()) <= 1 // → true
 */
export const VarianceScaling = /* @__PURE__ */ callable<typeof VarianceScalingInitializer, VarianceScaling>(
  VarianceScalingInitializer,
);
export interface VarianceScaling extends VarianceScalingInitializer {}

/**
 * Draws between `±√(6 / (inputs + outputs))`. Source: Glorot and Bengio, 2010.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.GlorotUniform({ seed: 1 })([2, 4]);
 * Number(ops.max(x).item()) <= 1 // → true
 */
export const GlorotUniform = /* @__PURE__ */ preset('GlorotUniform', {
  scale: 1,
  mode: 'fan_avg',
  distribution: 'uniform',
});

/**
 * Draws from the truncated normal distribution of variance `2 / (inputs + outputs)`. Source: Glorot and Bengio, 2010.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.GlorotNormal({ seed: 1 })([2, 4]).shape // → [ 2, 4 ]
 */
export const GlorotNormal = /* @__PURE__ */ preset('GlorotNormal', {
  scale: 1,
  mode: 'fan_avg',
  distribution: 'truncated_normal',
});

/**
 * Draws between `±√(6 / inputs)`. Source: He et al., 2015.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.HeUniform({ seed: 1 })([6, 4]);
 * Number(ops.max(x).item()) <= 1 // → true
 */
export const HeUniform = /* @__PURE__ */ preset('HeUniform', { scale: 2, mode: 'fan_in', distribution: 'uniform' });

/**
 * Draws from the truncated normal distribution of variance `2 / inputs`, which suits relu. Source: He et al., 2015.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.HeNormal({ seed: 1 })([6, 4]).shape // → [ 6, 4 ]
 */
export const HeNormal = /* @__PURE__ */ preset('HeNormal', {
  scale: 2,
  mode: 'fan_in',
  distribution: 'truncated_normal',
});

/**
 * Draws between `±√(3 / inputs)`. Source: LeCun et al., 1998.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.LecunUniform({ seed: 1 })([3, 4]);
 * Number(ops.max(x).item()) <= 1 // → true
 */
export const LecunUniform = /* @__PURE__ */ preset('LecunUniform', {
  scale: 1,
  mode: 'fan_in',
  distribution: 'uniform',
});

/**
 * Draws from the truncated normal distribution of variance `1 / inputs`, which selu asks for. Source: LeCun et al., 1998.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.LecunNormal({ seed: 1 })([3, 4]).shape // → [ 3, 4 ]
 */
export const LecunNormal = /* @__PURE__ */ preset('LecunNormal', {
  scale: 1,
  mode: 'fan_in',
  distribution: 'truncated_normal',
});
