/**
 * The elementwise activations of Keras, each written once, as its formula. To add one, write it here and give it a public function in
 * `src/activations/elementwise.ts`; the kernel, the derivative, the LaTeX and the registry follow.
 *
 * Forms are chosen for their value and derivative in floating point: a choice (`select`) stays outermost and asks first what is false
 * for NaN, so that NaN falls through to a branch that keeps it.
 */
import { activation } from './activation.js';
import {
  abs,
  add,
  divide,
  erfc,
  exp,
  expm1,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  multiply,
  negative,
  select,
  sigmoid as sigmoidOf,
  softplus as softplusOf,
  sqrt,
  square,
  subtract,
  tanh as tanhOf,
  tanhShrink as tanhShrinkOf,
} from './primitives.js';

/** Continuously differentiable ELU, `x` for x > 0, `alpha·(exp(x/alpha) - 1)` below. */
export const celu = /* @__PURE__ */ activation(
  'celu',
  { alpha: 1 },
  (x, { alpha }) => select(greater(x, 0), x, multiply(alpha, expm1(divide(x, alpha)))),
  { source: 'Barron, 2017, arXiv:1704.07483', since: { keras3: '3.7' } },
);

/** Exponential linear unit, `x` for x > 0, `alpha·(exp(x) - 1)` below. */
export const elu = /* @__PURE__ */ activation(
  'elu',
  { alpha: 1 },
  (x, { alpha }) => select(greater(x, 0), x, multiply(alpha, expm1(x))),
  { source: 'Clevert et al., 2015, arXiv:1511.07289', since: { keras2: '1.0', keras3: '3.0' } },
);

/** `exp(x)` */
export const exponential = /* @__PURE__ */ activation('exponential', {}, (x) => exp(x), {
  since: { keras2: '2.1', keras3: '3.0' },
});

/** Gaussian error linear unit, `x·Φ(x)` with the normal distribution's Φ. */
export const gelu = /* @__PURE__ */ activation(
  'gelu',
  {},
  (x) => multiply(multiply(x, 0.5), erfc(multiply(x, -Math.SQRT1_2))),
  {
    source: 'Hendrycks and Gimpel, 2016, arXiv:1606.08415',
    since: { keras2: '2.4', keras3: '3.0' },
    latex: '\\frac{x}{2} \\left(1 + \\operatorname{erf}\\left(\\frac{x}{\\sqrt{2}}\\right)\\right)',
  },
);

/** 2·√(2/π) */
const geluTanhScale = 1.5957691216057308;

/** GELU with tanh in place of erf: `x/2·(1 + tanh(√(2/π)·(x + 0.044715x³)))`, which is x times a sigmoid. */
export const geluTanh = /* @__PURE__ */ activation(
  'gelu_tanh',
  {},
  (x) => multiply(x, sigmoidOf(multiply(geluTanhScale, add(x, multiply(0.044715, multiply(x, square(x))))))),
  {
    source: 'Hendrycks and Gimpel, 2016, arXiv:1606.08415',
    since: { keras2: '2.4', keras3: '3.0' },
    latex:
      '\\frac{x}{2} \\left(1 + \\tanh\\left(\\sqrt{\\frac{2}{\\pi}} \\left(x + 0.044715 x^3\\right)\\right)\\right)',
  },
);

/** `x` where |x| > threshold, else 0. */
export const hardShrink = /* @__PURE__ */ activation(
  'hard_shrink',
  { threshold: 0.5 },
  (x, { threshold }) => select(lessEqual(abs(x), threshold), 0, x),
  { since: { keras3: '3.7' } },
);

/** `slope·x + offset`, clipped to [0, 1]. */
export const hardSigmoid = /* @__PURE__ */ activation(
  'hard_sigmoid',
  { slope: 0.2, offset: 0.5 },
  (x, { slope, offset }) => minimum(maximum(add(multiply(slope, x), offset), 0), 1),
  {
    source: 'Courbariaux et al., 2015, arXiv:1511.00363',
    since: { keras2: '1.0', keras3: '3.0' },
    hasExactParameters: true,
  },
);

/** `x·relu6(x + 3)/6` */
export const hardSilu = /* @__PURE__ */ activation(
  'hard_silu',
  {},
  (x) => multiply(x, divide(minimum(maximum(add(x, 3), 0), 6), 6)),
  { source: 'Howard et al., 2019, arXiv:1905.02244', since: { keras3: '3.0.5' } },
);

/** `x`, clipped to [-1, 1]; the derivative at both ends is 1. */
export const hardTanh = /* @__PURE__ */ activation(
  'hard_tanh',
  {},
  (x) => select(greater(x, 1), 1, select(less(x, -1), -1, x)),
  { since: { keras3: '3.7' } },
);

/** `x` for x > 0, `negativeSlope·x` below. */
export const leakyRelu = /* @__PURE__ */ activation(
  'leaky_relu',
  { negativeSlope: 0.2 },
  (x, { negativeSlope }) => select(greater(x, 0), x, multiply(negativeSlope, x)),
  { source: 'Maas et al., 2013', since: { keras2: '2.13', keras3: '3.0' } },
);

/** `x` */
export const linear = /* @__PURE__ */ activation('linear', {}, (x) => x, { since: { keras2: '1.0', keras3: '3.0' } });

/** `-softplus(-x)`, the logarithm of the sigmoid. */
export const logSigmoid = /* @__PURE__ */ activation('log_sigmoid', {}, (x) => negative(softplusOf(negative(x))), {
  since: { keras3: '3.7' },
  latex: '\\ln \\sigma\\left(x\\right)',
});

/** `x·tanh(softplus(x))` */
export const mish = /* @__PURE__ */ activation('mish', {}, (x) => multiply(x, tanhOf(softplusOf(x))), {
  source: 'Misra, 2019, arXiv:1908.08681',
  since: { keras2: '2.13', keras3: '3.0' },
});

/** `max(x, 0)` */
export const relu = /* @__PURE__ */ activation('relu', {}, (x) => maximum(x, 0), {
  source: 'Nair and Hinton, 2010',
  since: { keras2: '1.0', keras3: '3.0' },
});

/**
 * relu with a threshold: `x` above it, `negativeSlope·(x - threshold)` up to it. Without a slope what is below becomes `0·x`, whose sign
 * Keras's documentation prints.
 */
export const reluThreshold = /* @__PURE__ */ activation(
  'relu_threshold',
  { negativeSlope: 0, threshold: 0 },
  (x, { negativeSlope, threshold }) =>
    subtract(
      select(lessEqual(x, threshold), multiply(0, x), x),
      multiply(negativeSlope, maximum(subtract(threshold, x), 0)),
    ),
  { since: { keras2: '2.2.3', keras3: '3.0' } },
);

/** relu with all its arguments: what passes the threshold is clipped to [0, maxValue]. */
export const reluClipped = /* @__PURE__ */ activation(
  'relu_clipped',
  { negativeSlope: 0, maxValue: 6, threshold: 0 },
  (x, { negativeSlope, maxValue, threshold }) =>
    subtract(
      minimum(maximum(select(lessEqual(x, threshold), 0, x), 0), maxValue),
      multiply(negativeSlope, maximum(subtract(threshold, x), 0)),
    ),
  { since: { keras2: '2.2.3', keras3: '3.0' } },
);

/** `min(max(x, 0), 6)` */
export const relu6 = /* @__PURE__ */ activation('relu6', {}, (x) => minimum(maximum(x, 0), 6), {
  source: 'Krizhevsky, 2010',
  since: { keras2: '2.13', keras3: '3.0' },
});

/** SELU's constants: with them, mean 0 and variance 1 are a fixed point of a layer. */
export const seluAlpha = 1.6732632423543772;
export const seluScale = 1.0507009873554805;

/** Scaled exponential linear unit, `scale·x` for x ≥ 0, `scale·alpha·(exp(x) - 1)` below. */
export const selu = /* @__PURE__ */ activation(
  'selu',
  {},
  (x) => multiply(seluScale, select(greaterEqual(x, 0), x, multiply(seluAlpha, expm1(x)))),
  { source: 'Klambauer et al., 2017, arXiv:1706.02515', since: { keras2: '2.0', keras3: '3.0' } },
);

/** `1 / (1 + exp(-x))` */
export const sigmoid = /* @__PURE__ */ activation('sigmoid', {}, (x) => sigmoidOf(x), {
  since: { keras2: '1.0', keras3: '3.0' },
  latex: '\\frac{1}{1 + e^{-x}}',
});

/** `x·sigmoid(x)`, also called swish. */
export const silu = /* @__PURE__ */ activation('silu', {}, (x) => multiply(x, sigmoidOf(x)), {
  source: 'Elfwing et al., 2017, arXiv:1702.03118',
  since: { keras2: '2.2', keras3: '3.0' },
});

/** `x - threshold` above the threshold, `x + threshold` below its negative, 0 between. */
export const softShrink = /* @__PURE__ */ activation(
  'soft_shrink',
  { threshold: 0.5 },
  (x, { threshold }) =>
    select(
      greater(x, threshold),
      subtract(x, threshold),
      select(greaterEqual(x, negative(threshold)), 0, add(x, threshold)),
    ),
  { since: { keras3: '3.7' } },
);

/** `log(1 + exp(x))` */
export const softplus = /* @__PURE__ */ activation('softplus', {}, (x) => softplusOf(x), {
  source: 'Dugas et al., 2000',
  since: { keras2: '1.0', keras3: '3.0' },
  latex: '\\ln\\left(1 + e^x\\right)',
});

/** `x / (1 + |x|)` */
export const softsign = /* @__PURE__ */ activation('softsign', {}, (x) => divide(x, add(1, abs(x))), {
  source: 'Bergstra et al., 2009',
  since: { keras2: '1.0', keras3: '3.0' },
  // The quotient rule subtracts two numbers near 1 far out.
  derivative: (x) => divide(1, square(add(1, abs(x)))),
});

/** 0 for x ≤ -1, `(x + 1)²/4` up to 1, `x` beyond. */
export const sparsePlus = /* @__PURE__ */ activation(
  'sparse_plus',
  {},
  (x) => select(lessEqual(x, -1), 0, select(less(x, 1), multiply(0.25, square(add(x, 1))), x)),
  { since: { keras3: '3.8' } },
);

/** `(x + 1)/2`, clipped to [0, 1]. */
export const sparseSigmoid = /* @__PURE__ */ activation(
  'sparse_sigmoid',
  {},
  (x) => minimum(maximum(multiply(0.5, add(x, 1)), 0), 1),
  { since: { keras3: '3.10' } },
);

/** The least divisor of squareplus's derivative, so that 0/0 at b = 0 becomes 0. */
const leastRoot = 1e-300;

/** `(x + √(x² + b))/2`; on the left as `b / (2·(√(x² + b) - x))`, which does not cancel. */
export const squareplus = /* @__PURE__ */ activation(
  'squareplus',
  { b: 4 },
  (x, { b }) => {
    const root = sqrt(add(square(x), b));
    return select(greaterEqual(x, 0), multiply(0.5, add(x, root)), divide(multiply(0.5, b), subtract(root, x)));
  },
  {
    source: 'Barron, 2021, arXiv:2112.11687',
    since: { keras3: '3.7' },
    latex: '\\frac{x + \\sqrt{x^2 + b}}{2}',
    derivative: (x, { b }) => {
      const root = maximum(sqrt(add(square(x), b!)), leastRoot);
      const onTheLeft = divide(multiply(0.5, b!), multiply(root, subtract(root, x)));
      return select(greaterEqual(x, 0), multiply(0.5, add(1, divide(x, root))), onTheLeft);
    },
  },
);

/** Hyperbolic tangent. */
export const tanh = /* @__PURE__ */ activation('tanh', {}, (x) => tanhOf(x), {
  since: { keras2: '1.0', keras3: '3.0' },
});

/** `x - tanh(x)` */
export const tanhShrink = /* @__PURE__ */ activation('tanh_shrink', {}, (x) => tanhShrinkOf(x), {
  since: { keras3: '3.7' },
});

/** `x` where x > threshold, else `defaultValue`. Keras requires both. */
export const threshold = /* @__PURE__ */ activation(
  'threshold',
  { threshold: NaN, defaultValue: NaN },
  (x, parameters) => select(lessEqual(x, parameters.threshold), parameters.defaultValue, x),
  { since: { keras3: '3.8' } },
);
