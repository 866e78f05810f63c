/**
 * The elementwise activation functions that `activations.*` and `ops.*` share. Functions whose defaults differ between the two are in
 * `activation-variants.ts`. Everything exported here is registered under its identifier.
 */
import { ValueError } from '../errors/index.js';
import * as formulas from '../formula/activations.js';
import {
  activationFunction,
  chooseActivation,
  type ActivationIdentity,
  type ArgumentValues,
  type ResolvedActivation,
} from './activation-function.js';
import { checkActivationParameters, type ParameterValue } from './activation-operation.js';
import type { OutputOption } from './output.js';
import { sumTo } from './summation.js';
import type { ElementwiseOperand, ElementwiseResult } from './elementwise.js';
import { gatherOptions } from '../tensor/options.js';

/**
 * Continuously differentiable exponential linear unit: `x` for x > 0, `alpha·(exp(x/alpha) - 1)` below.
 *
 * The derivative at 0 is 1, whatever alpha is. `alpha` must not be 0. Source: Barron, 2017, arXiv:1704.07483.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.celu([-1, 0, 2]); // → array([-0.63212055,  0.        ,  2.        ], dtype=float32)
 */
export const celu = /* @__PURE__ */ activationFunction(formulas.celu, {
  sumTo,
  check: ({ alpha }) => refuse('celu', { alpha: alpha! }, alpha === 0, 'an alpha other than 0, which x is divided by'),
});

/**
 * Exponential linear unit: `x` for x > 0, `alpha·(exp(x) - 1)` below.
 *
 * The derivative at 0 is alpha. Source: Clevert et al., 2015, arXiv:1511.07289.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.elu([-1, 0, 2], { alpha: 0.5 }); // → array([-0.31606027,  0.        ,  2.        ], dtype=float32)
 */
export const elu = /* @__PURE__ */ activationFunction(formulas.elu, { sumTo });

/**
 * Exponential function `exp(x)`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.exponential([-1, 0, 1]); // → array([0.36787945, 1.        , 2.7182817 ], dtype=float32)
 */
export const exponential = /* @__PURE__ */ activationFunction(formulas.exponential);

/**
 * Hard shrink: `x` where |x| > threshold, else 0. Value and derivative at both thresholds are 0.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.hardShrink([-1, 0.3, 2]); // → array([-1.,  0.,  2.], dtype=float32)
 */
export const hardShrink = /* @__PURE__ */ activationFunction(formulas.hardShrink, { sumTo });

/**
 * Hard SiLU, also called hard swish: `x·relu6(x + 3)/6`. The derivative is 0 at -3 and 1 at 3.
 *
 * Source: Howard et al., 2019, arXiv:1905.02244.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.hardSilu([-3, -1.5, 3]); // → array([-0.   , -0.375,  3.   ], dtype=float32)
 */
export const hardSilu = /* @__PURE__ */ activationFunction(formulas.hardSilu);

/**
 * Another name of `hardSilu`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.hardSwish === activations.hardSilu; // → true
 */
export const hardSwish = hardSilu;

/**
 * Hard tanh: `x` clipped to [-1, 1]. The derivative at both ends is 1. Integers stay integers.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.hardTanh([-2, 0.5, 2]); // → array([-1. ,  0.5,  1. ], dtype=float32)
 */
export const hardTanh = /* @__PURE__ */ activationFunction(formulas.hardTanh, { integers: 'kept' });

/**
 * Leaky rectified linear unit: `x` for x > 0, `negativeSlope·x` below. The derivative at 0 is the slope.
 *
 * The default slope of the function is 0.2, that of the layer `LeakyReLU` 0.3, as in Keras. Source: Maas et al., 2013.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.leakyRelu([-10, 0, 5]); // → array([-2.,  0.,  5.], dtype=float32)
 */
export const leakyRelu = /* @__PURE__ */ activationFunction(formulas.leakyRelu, { sumTo });

/**
 * The identity: `x` itself.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.linear([-1, 2]); // → array([-1.,  2.], dtype=float32)
 */
export const linear = /* @__PURE__ */ activationFunction(formulas.linear, { integers: 'kept' });

/**
 * Logarithm of the sigmoid: `log(1/(1 + exp(-x)))`, computed as `-softplus(-x)`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.logSigmoid([-100, 0]); // → array([-100.       ,   -0.6931472], dtype=float32)
 */
export const logSigmoid = /* @__PURE__ */ activationFunction(formulas.logSigmoid);

/**
 * Mish: `x·tanh(softplus(x))`, smooth and not monotonic. Source: Misra, 2019, arXiv:1908.08681.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.mish([-1, 0, 1]); // → array([-0.30340147,  0.        ,  0.8650984 ], dtype=float32)
 */
export const mish = /* @__PURE__ */ activationFunction(formulas.mish);

/** Options of `relu`. */
export interface ReluOptions extends OutputOption {
  /** Slope below the threshold. */
  readonly negativeSlope?: ParameterValue | undefined;
  /** The name of `negativeSlope` in Keras 2. */
  readonly alpha?: ParameterValue | undefined;
  /** The largest value that the function returns; `null` for none. */
  readonly maxValue?: ParameterValue | null | undefined;
  /** Values up to it become 0, or are multiplied by the slope as distances from it. */
  readonly threshold?: ParameterValue | undefined;
}

const reluDefaults = { negativeSlope: 0, threshold: 0 } as const;

/**
 * Rectified linear unit: `max(x, 0)`; with options `maxValue` for x ≥ maxValue, `x` for threshold < x < maxValue,
 * `negativeSlope·(x - threshold)` otherwise.
 *
 * At x = threshold the value is 0 and so is the derivative; with a slope and no other option the derivative at 0 is the slope. With a
 * threshold, negative x give -0. Integers stay integers where no option is given. Source: Nair and Hinton, 2010.
 *
 * @example
 * import { activations } from 'hillock';
 * const x = [-10, -5, 0, 5, 10];
 * activations.relu(x); // → array([ 0.,  0.,  0.,  5., 10.], dtype=float32)
 * activations.relu(x, { negativeSlope: 0.5 }); // → array([-5. , -2.5,  0. ,  5. , 10. ], dtype=float32)
 * activations.relu(x, { maxValue: 5 }); // → array([0., 0., 0., 5., 5.], dtype=float32)
 * activations.relu(x, { threshold: 5 }); // → array([-0., -0.,  0.,  0., 10.], dtype=float32)
 */
export const relu = /* @__PURE__ */ chooseActivation<'relu', ReluOptions>({
  identifier: 'relu',
  where: 'activations.relu',
  integers: 'kept',
  sumTo,
  configDefaults: { negativeSlope: 0, maxValue: null, threshold: 0 },
  resolve: resolveRelu,
});

function resolveRelu({ alpha, maxValue = null, ...options }: Readonly<Record<string, unknown>>): ResolvedActivation {
  const where = 'activations.relu';
  if (alpha !== undefined && options['negativeSlope'] !== undefined) {
    throw new ValueError({
      where,
      expected: 'one of `negativeSlope` and its older name `alpha`',
      received: { negativeSlope: options['negativeSlope'], alpha },
    });
  }
  const given = alpha === undefined ? options : { ...options, negativeSlope: alpha };
  const parameters = checkActivationParameters(where, reluDefaults, given, ['alpha', 'maxValue']);
  const hasThreshold = parameters['threshold'] !== 0;
  if (maxValue !== null) {
    Object.assign(parameters, checkActivationParameters(where, { maxValue: 0 }, { maxValue }));
    refuse(
      'relu',
      { maxValue: maxValue as number },
      typeof maxValue === 'number' && maxValue < 0,
      'a `maxValue` of at least 0',
    );
    return { formula: formulas.reluClipped, parameters };
  }
  if (hasThreshold) return { formula: formulas.reluThreshold, parameters };
  const { negativeSlope } = parameters as { negativeSlope: ParameterValue };
  return negativeSlope === 0
    ? { formula: formulas.relu, parameters: {} }
    : { formula: formulas.leakyRelu, parameters: { negativeSlope } };
}

/**
 * relu with the maximum 6: `min(max(x, 0), 6)`. The derivative is 0 at 0 and at 6. Integers stay integers.
 *
 * Source: Krizhevsky, 2010.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.relu6([-1, 3, 10]); // → array([0., 3., 6.], dtype=float32)
 */
export const relu6 = /* @__PURE__ */ activationFunction(formulas.relu6, { integers: 'kept' });

/**
 * Scaled exponential linear unit: `scale·x` for x ≥ 0, `scale·alpha·(exp(x) - 1)` below, with alpha = 1.67326324 and scale = 1.05070098.
 *
 * With the initializer `lecun_normal` and the layer `AlphaDropout` it keeps mean and variance from layer to layer. The derivative at 0 is
 * scale. Source: Klambauer et al., 2017, arXiv:1706.02515.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.selu([-1, 0, 1]); // → array([-1.1113307,  0.       ,  1.050701 ], dtype=float32)
 */
export const selu = /* @__PURE__ */ activationFunction(formulas.selu);

/**
 * Logistic sigmoid: `1 / (1 + exp(-x))`, between 0 and 1.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.sigmoid([-1, 0, 1]); // → array([0.26894143, 0.5       , 0.7310586 ], dtype=float32)
 */
export const sigmoid = /* @__PURE__ */ activationFunction(formulas.sigmoid);

/**
 * Sigmoid linear unit, also called swish: `x·sigmoid(x)`. Source: Elfwing et al., 2017, arXiv:1702.03118.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.silu([-1, 0, 1]); // → array([-0.26894143,  0.        ,  0.7310586 ], dtype=float32)
 */
export const silu = /* @__PURE__ */ activationFunction(formulas.silu);

/**
 * Another name of `silu`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.swish === activations.silu; // → true
 */
export const swish = silu;

/**
 * Soft shrink: `x - threshold` above the threshold, `x + threshold` below its negative, 0 between. The derivative at both is 0.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.softShrink([-1, 0.3, 2]); // → array([-0.5,  0. ,  1.5], dtype=float32)
 */
export const softShrink = /* @__PURE__ */ activationFunction(formulas.softShrink, { sumTo });

/**
 * Softplus: `log(exp(x) + 1)`, a smooth relu. Source: Dugas et al., 2000.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.softplus([-1, 0, 100]); // → array([  0.3132617,   0.6931472, 100.       ], dtype=float32)
 */
export const softplus = /* @__PURE__ */ activationFunction(formulas.softplus);

/**
 * Softsign: `x / (|x| + 1)`; -1 and 1 at the infinities. Source: Bergstra et al., 2009.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.softsign([-1, 0, 3]); // → array([-0.5 ,  0.  ,  0.75], dtype=float32)
 */
export const softsign = /* @__PURE__ */ activationFunction(formulas.softsign);

/**
 * Sparse plus: 0 for x ≤ -1, `(x + 1)²/4` up to 1, `x` beyond.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.sparsePlus([-2, 0, 3]); // → array([0.  , 0.25, 3.  ], dtype=float32)
 */
export const sparsePlus = /* @__PURE__ */ activationFunction(formulas.sparsePlus);

/**
 * Sparse sigmoid: `(x + 1)/2` clipped to [0, 1]. The derivative at both ends is 0. Source: Blondel et al., 2019, arXiv:1901.02324.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.sparseSigmoid([-2, 0, 0.5]); // → array([0.  , 0.5 , 0.75], dtype=float32)
 */
export const sparseSigmoid = /* @__PURE__ */ activationFunction(formulas.sparseSigmoid);

/**
 * Squareplus: `(x + √(x² + b))/2`, a relu rounded by `b`, which must not be negative. Source: Barron, 2021, arXiv:2112.11687.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.squareplus([-3, 0, 3]); // → array([0.30277565, 1.        , 3.3027756 ], dtype=float32)
 */
export const squareplus = /* @__PURE__ */ activationFunction(formulas.squareplus, {
  sumTo,
  check: ({ b }) => refuse('squareplus', { b: b! }, typeof b === 'number' && b < 0, 'a `b` of at least 0'),
});

/**
 * Hyperbolic tangent: `(exp(x) - exp(-x)) / (exp(x) + exp(-x))`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.tanh([-1, 0, 1]); // → array([-0.7615942,  0.       ,  0.7615942], dtype=float32)
 */
export const tanh = /* @__PURE__ */ activationFunction(formulas.tanh);

/**
 * Tanh shrink: `x - tanh(x)`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.tanhShrink([-1, 0, 3]); // → array([-0.23840584,  0.        ,  2.0049453 ], dtype=float32)
 */
export const tanhShrink = /* @__PURE__ */ activationFunction(formulas.tanhShrink);

/** Options of `threshold`; its parameters may be given here instead of by position. */
export interface ThresholdOptions extends OutputOption {
  readonly threshold: ParameterValue;
  readonly defaultValue: ParameterValue;
}

/**
 * Threshold: `x` where x > threshold, else `defaultValue`. Both are required, by position or as options. At x = threshold the value is
 * `defaultValue` and the derivative 0.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.threshold([-1, 1, 2], 1, 0); // → array([0., 0., 2.], dtype=float32)
 * activations.threshold([-1, 1, 2], { threshold: 1, defaultValue: 0 }); // → array([0., 0., 2.], dtype=float32)
 */
export const threshold = /* @__PURE__ */ makeThreshold();

/**
 * `threshold` in its three forms: with options alone, with both parameters by position, or with the first by position and the other as an
 * option.
 */
export interface ThresholdFunction extends ActivationIdentity<'threshold'> {
  <X extends ElementwiseOperand>(x: X, options: ThresholdOptions): ElementwiseResult<X>;
  <X extends ElementwiseOperand>(
    x: X,
    threshold: ParameterValue,
    defaultValue: ParameterValue,
    options?: OutputOption,
  ): ElementwiseResult<X>;
  <X extends ElementwiseOperand>(
    x: X,
    threshold: ParameterValue,
    options: Omit<ThresholdOptions, 'threshold'>,
  ): ElementwiseResult<X>;
}

function makeThreshold(): ThresholdFunction & { readonly exampleArguments: ArgumentValues } {
  const byOptions = activationFunction(formulas.threshold, { sumTo });
  const byPosition = <X extends ElementwiseOperand>(x: X, ...rest: readonly unknown[]) =>
    byOptions(x, gatherOptions('activations.threshold', Object.keys(byOptions.configDefaults), rest));
  const identity: ActivationIdentity<'threshold'> = byOptions;
  return Object.assign(byPosition, identity, { exampleArguments: { threshold: 1, defaultValue: 0 } });
}

function refuse(
  name: string,
  received: Readonly<Record<string, ParameterValue>>,
  isRefused: boolean,
  expected: string,
): void {
  if (isRefused) throw new ValueError({ where: `activations.${name}`, expected, received });
}
