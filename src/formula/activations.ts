/**
 * The elementwise activations of Keras, each written once, as its formula. To add one, write it here, add its facts at the end of the file,
 * and give it a public function in `src/ops/activations.ts`; the kernel, the derivative, the LaTeX and the registry follow.
 *
 * A formula is written in the form whose value and derivative suffer least from rounding. A choice (`select`) is the outermost node, and
 * its condition is one that NaN makes false, so that NaN takes the branch that returns NaN.
 */
import { activation, type ActivationFacts, type ActivationFormula } from './activation.js';
import type { Expression } from './expression.js';
import {
  abs,
  add,
  approximateNormalCdf,
  divide,
  exp,
  expm1,
  greater,
  greaterEqual,
  hypot,
  less,
  lessEqual,
  maximum,
  minimum,
  multiply,
  negative,
  normalCdf,
  select,
  sigmoid as sigmoidOf,
  softplus as softplusOf,
  sqrt,
  square,
  subtract,
  tanh as tanhOf,
  tanhShrink as tanhShrinkOf,
} from './primitives.js';

/** The `lanes` of activations whose float32 kernels are exact enough for all parameters. */
const float32 = (): 'float32' => 'float32';

/**
 * `expm1(q) - q·exp(q)` for q ≤ 0. Computed like that, it loses its digits near 0, where both terms are about q; so it is computed as
 * `-(exp(q) + 1)/2 · (2·(q/2 - tanh(q/2)) + q·tanh(q/2))`. Below q = -40 it is -1.
 */
const celuSlopeByAlpha = (quotient: Expression): Expression => {
  const q = maximum(quotient, -40);
  const half = multiply(0.5, q);
  const sum = add(multiply(2, tanhShrinkOf(half)), multiply(q, tanhOf(half)));
  return multiply(multiply(-0.5, add(exp(q), 1)), sum);
};

/** Continuously differentiable ELU, `x` for x > 0, `alpha·(exp(x/alpha) - 1)` below. */
export const celu = /* @__PURE__ */ activation(
  'celu',
  { alpha: 1 },
  (x, { alpha }) => select(greater(x, 0), x, multiply(alpha, expm1(divide(x, alpha)))),
  {
    // Only x/1 is exact. Any other quotient is rounded, and the exponential and the product after it would magnify that error.
    lanes: ({ alpha }) => (alpha === 1 ? 'float32' : 'float64'),
    parameterDerivatives: { alpha: (x, { alpha }) => select(greater(x, 0), 0, celuSlopeByAlpha(divide(x, alpha!))) },
  },
);

/** Exponential linear unit, `x` for x > 0, `alpha·(exp(x) - 1)` below. */
export const elu = /* @__PURE__ */ activation(
  'elu',
  { alpha: 1 },
  (x, { alpha }) => select(greater(x, 0), x, multiply(alpha, expm1(x))),
  {
    // Float32 kernels lose bits among subnormal numbers, and a factor above 1 would magnify that loss.
    lanes: ({ alpha }) => (Math.abs(alpha!) <= 1 ? 'float32' : 'float64'),
  },
);

/** `exp(x)` */
export const exponential = /* @__PURE__ */ activation('exponential', {}, (x) => exp(x), {
  lanes: float32,
});

/** Gaussian error linear unit, `x·Φ(x)` with the normal distribution's Φ. */
export const gelu = /* @__PURE__ */ activation('gelu', {}, (x) => multiply(x, normalCdf(x)));

/** GELU with tanh in place of erf: `x/2·(1 + tanh(√(2/π)·(x + 0.044715x³)))`, which is x times a sigmoid. */
export const geluTanh = /* @__PURE__ */ activation('gelu_tanh', {}, (x) => multiply(x, approximateNormalCdf(x)));

/** `x` where |x| > threshold, else 0. */
export const hardShrink = /* @__PURE__ */ activation('hard_shrink', { threshold: 0.5 }, (x, { threshold }) =>
  select(lessEqual(abs(x), threshold), 0, x),
);

/** `slope·x + offset`, clipped to [0, 1]. */
export const hardSigmoid = /* @__PURE__ */ activation(
  'hard_sigmoid',
  { slope: 0.2, offset: 0.5 },
  (x, { slope, offset }) => minimum(maximum(add(multiply(slope, x), offset), 0), 1),
  {
    hasExactParameters: true,
  },
);

/** `x·relu6(x + 3)/6` */
export const hardSilu = /* @__PURE__ */ activation('hard_silu', {}, (x) =>
  multiply(x, divide(minimum(maximum(add(x, 3), 0), 6), 6)),
);

/** `x`, clipped to [-1, 1]; the derivative at both ends is 1. */
export const hardTanh = /* @__PURE__ */ activation('hard_tanh', {}, (x) =>
  select(greater(x, 1), 1, select(less(x, -1), -1, x)),
);

/** `x` for x > 0, `negativeSlope·x` below. */
export const leakyRelu = /* @__PURE__ */ activation('leaky_relu', { negativeSlope: 0.2 }, (x, { negativeSlope }) =>
  select(greater(x, 0), x, multiply(negativeSlope, x)),
);

/** `x` */
export const linear = /* @__PURE__ */ activation('linear', {}, (x) => x);

/** `-softplus(-x)`, the logarithm of the sigmoid. */
export const logSigmoid = /* @__PURE__ */ activation('log_sigmoid', {}, (x) => negative(softplusOf(negative(x))), {
  lanes: float32,
});

/** `x·tanh(softplus(x))` */
export const mish = /* @__PURE__ */ activation('mish', {}, (x) => multiply(x, tanhOf(softplusOf(x))));

/** `max(x, 0)` */
export const relu = /* @__PURE__ */ activation('relu', {}, (x) => maximum(x, 0));

/**
 * relu with a threshold: `x` above it, `negativeSlope·(x - threshold)` up to it. Without a slope, inputs up to the threshold give `0·x` and
 * not 0, because Keras's documentation prints the sign of that zero (`-0.`).
 */
export const reluThreshold = /* @__PURE__ */ activation(
  'relu_threshold',
  { negativeSlope: 0, threshold: 0 },
  (x, { negativeSlope, threshold }) =>
    subtract(
      select(lessEqual(x, threshold), multiply(0, x), x),
      multiply(negativeSlope, maximum(subtract(threshold, x), 0)),
    ),
);

/** relu with all its arguments: inputs above the threshold are clipped to [0, maxValue], the others become `negativeSlope·(x - threshold)`. */
export const reluClipped = /* @__PURE__ */ activation(
  'relu_clipped',
  { negativeSlope: 0, maxValue: 6, threshold: 0 },
  (x, { negativeSlope, maxValue, threshold }) =>
    subtract(
      minimum(maximum(select(lessEqual(x, threshold), 0, x), 0), maxValue),
      multiply(negativeSlope, maximum(subtract(threshold, x), 0)),
    ),
);

/** `min(max(x, 0), 6)` */
export const relu6 = /* @__PURE__ */ activation('relu6', {}, (x) => minimum(maximum(x, 0), 6));

/** SELU's constants: with them, activations of mean 0 and variance 1 keep this mean and variance through a layer. */
export const seluAlpha = 1.6732632423543772;
export const seluScale = 1.0507009873554805;

/** Scaled exponential linear unit, `scale·x` for x ≥ 0, `scale·alpha·(exp(x) - 1)` below. */
export const selu = /* @__PURE__ */ activation('selu', {}, (x) =>
  multiply(seluScale, select(greaterEqual(x, 0), x, multiply(seluAlpha, expm1(x)))),
);

/** `1 / (1 + exp(-x))` */
export const sigmoid = /* @__PURE__ */ activation('sigmoid', {}, (x) => sigmoidOf(x), {
  lanes: float32,
});

/** `x·sigmoid(x)`, also called swish. */
export const silu = /* @__PURE__ */ activation('silu', {}, (x) => multiply(x, sigmoidOf(x)), {
  lanes: float32,
});

/** `x - threshold` above the threshold, `x + threshold` below its negative, 0 between. */
export const softShrink = /* @__PURE__ */ activation('soft_shrink', { threshold: 0.5 }, (x, { threshold }) =>
  select(
    greater(x, threshold),
    subtract(x, threshold),
    select(greaterEqual(x, negative(threshold)), 0, add(x, threshold)),
  ),
);

/** `log(1 + exp(x))` */
export const softplus = /* @__PURE__ */ activation('softplus', {}, (x) => softplusOf(x), {
  lanes: float32,
});

/** `x / (1 + |x|)` */
export const softsign = /* @__PURE__ */ activation('softsign', {}, (x) => divide(x, add(1, abs(x))), {
  // The quotient rule would subtract two almost equal numbers for large |x|, and (1 + |x|)² would overflow where 1/(1 + |x|)² does not.
  derivative: (x) => square(divide(1, add(1, abs(x)))),
});

/** 0 for x ≤ -1, `(x + 1)²/4` up to 1, `x` beyond. */
export const sparsePlus = /* @__PURE__ */ activation('sparse_plus', {}, (x) =>
  select(lessEqual(x, -1), 0, select(less(x, 1), multiply(0.25, square(add(x, 1))), x)),
);

/** `(x + 1)/2`, clipped to [0, 1]. */
export const sparseSigmoid = /* @__PURE__ */ activation('sparse_sigmoid', {}, (x) =>
  minimum(maximum(multiply(0.5, add(x, 1)), 0), 1),
);

/** `√(x² + b)/2`, computed as the hypotenuse of x/2 and √b/2 so that it is finite for every x. */
const squareplusRoot = (x: Expression, b: Expression): Expression => hypot(multiply(0.5, x), multiply(0.5, sqrt(b)));

/** `(x + √(x² + b))/2`. For very negative x the two terms cancel, so it is computed as `b/4 / (√(x² + b)/2 - x/2)` there. */
const squareplusOf = (x: Expression, b: Expression): Expression => {
  const [half, root] = [multiply(0.5, x), squareplusRoot(x, b)];
  const isFar = less(half, multiply(-0.375, sqrt(b)));
  return select(isFar, divide(multiply(0.25, b), subtract(root, half)), add(half, root));
};

/** `(x + √(x² + b))/2` */
export const squareplus = /* @__PURE__ */ activation('squareplus', { b: 4 }, (x, { b }) => squareplusOf(x, b), {
  // Where b is not 4, √b is rounded too, and float32 kernels would be less exact.
  lanes: ({ b }) => (b === 4 ? 'float32' : 'float64'),
  // The derivative is squareplus(x) / √(x² + b), a quotient in which nothing cancels. The least divisor makes 0/0, which occurs at x = b =
  // 0, a 0.
  derivative: (x, { b }) =>
    multiply(0.5, divide(squareplusOf(x, b!), maximum(squareplusRoot(x, b!), Number.MIN_VALUE))),
  parameterDerivatives: { b: (x, { b }) => divide(0.125, squareplusRoot(x, b!)) },
});

/** Hyperbolic tangent. */
export const tanh = /* @__PURE__ */ activation('tanh', {}, (x) => tanhOf(x));

/** `x - tanh(x)` */
export const tanhShrink = /* @__PURE__ */ activation('tanh_shrink', {}, (x) => tanhShrinkOf(x));

/** `x` where x > threshold, else `defaultValue`. Keras requires both. */
export const threshold = /* @__PURE__ */ activation(
  'threshold',
  { threshold: NaN, defaultValue: NaN },
  (x, parameters) => select(lessEqual(x, parameters.threshold), parameters.defaultValue, x),
);

const about = (activation: ActivationFormula, facts: ActivationFacts): [ActivationFormula, ActivationFacts] => [
  activation,
  facts,
];

/** The facts are apart from the formulas, so that a bundler leaves them out where a program asks for none. */
function makeFacts(): ReadonlyMap<ActivationFormula, ActivationFacts> {
  return new Map([
    about(celu, {
      title: 'Continuously differentiable exponential linear unit (CELU)',
      source: 'Barron, 2017, arXiv:1704.07483',
      since: { keras3: '3.7' },
      differences: "On TensorFlow the derivative at 0 is 2, where both sides' is 1. On JAX it is 0 from x = -20 on.",
      latexDerivative:
        '\\begin{cases} 1 & \\text{if } x > 0 \\\\ e^{\\frac{x}{\\alpha}} & \\text{otherwise} \\end{cases}',
    }),
    about(elu, {
      title: 'Exponential linear unit (ELU)',
      source: 'Clevert et al., 2015, arXiv:1511.07289',
      since: { keras2: '1.1.1', keras3: '3.0' },
      differences:
        'TensorFlow computes exp(x) - 1 as it stands, so that elu(-1e-10) is 0; there and on JAX the derivative is 0 from x = -20 on.',
    }),
    about(exponential, {
      title: 'Exponential function',
      since: { keras2: '2.2.3', keras3: '3.0' },
    }),
    about(gelu, {
      title: 'Gaussian error linear unit (GELU)',
      source: 'Hendrycks and Gimpel, 2016, arXiv:1606.08415',
      since: { keras2: '2.4', keras3: '3.0' },
      differences:
        'keras.ops.gelu is approximate by default, as is ops.gelu; keras.activations.gelu is exact. On every backend gelu(-∞) is NaN, and so is the derivative of the approximation at ±1e20; here both are the limit.',
      latex: '\\frac{x}{2} \\left(1 + \\operatorname{erf}\\left(\\frac{x}{\\sqrt{2}}\\right)\\right)',
      latexDerivative:
        '\\frac{1}{2} \\left(1 + \\operatorname{erf}\\left(\\frac{x}{\\sqrt{2}}\\right)\\right) + \\frac{x}{\\sqrt{2 \\pi}} e^{-\\frac{x^2}{2}}',
    }),
    about(geluTanh, {
      latexDerivative:
        '\\frac{1 + \\tanh u}{2} + \\frac{x \\left(1 - \\tanh^2 u\\right)}{2} \\sqrt{\\frac{2}{\\pi}} \\left(1 + 0.134145 x^2\\right), \\quad u = \\sqrt{\\frac{2}{\\pi}} \\left(x + 0.044715 x^3\\right)',
      latex:
        '\\frac{x}{2} \\left(1 + \\tanh\\left(\\sqrt{\\frac{2}{\\pi}} \\left(x + 0.044715 x^3\\right)\\right)\\right)',
    }),
    about(hardShrink, {
      title: 'Hard shrink',
      since: { keras3: '3.7' },
      differences: 'NaN gives 0 on TensorFlow and JAX; here it gives NaN, as on PyTorch.',
    }),
    about(hardSigmoid, {
      title: 'Piecewise linear sigmoid',
      source: 'Courbariaux et al., 2015, arXiv:1511.00363, with the slope 1/2',
      since: { keras2: '1.0', keras3: '3.0' },
      differences:
        'Keras 2 has the slope 0.2, which is the default here and in ONNX; Keras 3 has the slope 1/6, which a bare name in one of its configs stands for. Keras 3 loads a file of Keras 2 with the other function and does not say so.',
      latexDerivative:
        '\\begin{cases} \\mathrm{slope} & \\text{if } 0 < \\mathrm{slope} \\cdot x + \\mathrm{offset} < 1 \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(hardSilu, {
      title: 'Hard sigmoid linear unit (Hard SiLU, Hard Swish)',
      source: 'Howard et al., 2019, arXiv:1905.02244',
      since: { keras3: '3.0.1' },
      differences: 'hard_silu(-∞) is NaN on every backend; here it is the limit.',
      latexDerivative:
        '\\begin{cases} 0 & \\text{if } x \\le -3 \\\\ \\frac{2 x + 3}{6} & \\text{if } x < 3 \\\\ 1 & \\text{otherwise} \\end{cases}',
    }),
    about(hardTanh, {
      title: 'Hard tanh',
      since: { keras3: '3.7' },
      differences: 'On PyTorch the derivative at -1 and 1 is 0; here it is 1, as on TensorFlow and JAX.',
      latex: '\\min\\left(\\max\\left(x, -1\\right), 1\\right)',
      latexDerivative: '\\begin{cases} 1 & \\text{if } \\left|x\\right| \\le 1 \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(leakyRelu, {
      title: 'Leaky rectified linear unit',
      source: 'Maas et al., 2013',
      since: { keras2: '2.6', keras3: '3.0' },
      differences:
        'Keras 2 knows it by string only, and calls the slope of the layer LeakyReLU alpha. The slope of the layer is 0.3 by default in every generation. On JAX the derivative at 0 is 1.',
    }),
    about(linear, {
      title: 'Identity',
      since: { keras2: '1.0', keras3: '3.0' },
      differences:
        'Keras gives x back as it came, a list as a list; here the result is a tensor, as that of every other activation.',
    }),
    about(logSigmoid, {
      title: 'Logarithm of the sigmoid',
      since: { keras3: '3.7' },
      latex: '\\ln \\sigma\\left(x\\right)',
    }),
    about(mish, {
      title: 'Mish',
      source: 'Misra, 2019, arXiv:1908.08681',
      since: { keras2: '2.13', keras3: '3.0' },
      differences: 'mish(-∞) is NaN on every backend; here it is the limit.',
    }),
    about(relu, {
      title: 'Rectified linear unit (ReLU)',
      source: 'Nair and Hinton, 2010',
      since: { keras2: '1.0', keras3: '3.0' },
      differences:
        'Keras 2 calls negative_slope alpha; both names work here. With a threshold, Keras up to 3.14 multiplies by 0 what does not pass it, so that negative x give -0 and NaN stays, and Keras 3.15 gives +0 for both; here negative x give -0, NaN stays NaN, and ±∞, NaN in Keras up to 3.14, give the limit. On JAX and PyTorch the derivative at max_value is 0.5, on TensorFlow 1, but 0 where max_value is 6; here it is 0.',
    }),
    about(reluThreshold, {
      latex:
        '\\begin{cases} x & \\text{if } x > \\mathrm{threshold} \\\\ \\mathrm{negativeSlope} \\cdot \\left(x - \\mathrm{threshold}\\right) & \\text{otherwise} \\end{cases}',
      latexDerivative:
        '\\begin{cases} 1 & \\text{if } x > \\mathrm{threshold} \\\\ \\mathrm{negativeSlope} & \\text{if } x < \\mathrm{threshold} \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(reluClipped, {
      latex:
        '\\begin{cases} \\min\\left(\\max\\left(x, 0\\right), \\mathrm{maxValue}\\right) & \\text{if } x > \\mathrm{threshold} \\\\ \\mathrm{negativeSlope} \\cdot \\left(x - \\mathrm{threshold}\\right) & \\text{otherwise} \\end{cases}',
      latexDerivative:
        '\\begin{cases} 1 & \\text{if } \\max\\left(\\mathrm{threshold}, 0\\right) < x < \\mathrm{maxValue} \\\\ \\mathrm{negativeSlope} & \\text{if } x < \\mathrm{threshold} \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(relu6, {
      title: 'Rectified linear unit with the maximum 6 (ReLU6)',
      source: 'Krizhevsky, 2010',
      since: { keras2: '2.6', keras3: '3.0' },
      differences: 'Keras 2 knows it by string only.',
      latexDerivative: '\\begin{cases} 1 & \\text{if } 0 < x < 6 \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(selu, {
      title: 'Scaled exponential linear unit (SELU)',
      source: 'Klambauer et al., 2017, arXiv:1706.02515',
      since: { keras2: '2.0.6', keras3: '3.0' },
      differences:
        'TensorFlow computes exp(x) - 1 as it stands, so that selu(-1e-10) is 0; there and on JAX the derivative is 0 from x = -20 on. At 0 it is scale here and on TensorFlow, scale·alpha on JAX and PyTorch.',
      latex:
        '\\lambda \\begin{cases} x & \\text{if } x \\ge 0 \\\\ \\alpha \\left(e^x - 1\\right) & \\text{otherwise} \\end{cases}, \\quad \\alpha = 1.6732632423543772, \\quad \\lambda = 1.0507009873554805',
      latexDerivative:
        '\\lambda \\begin{cases} 1 & \\text{if } x \\ge 0 \\\\ \\alpha e^x & \\text{otherwise} \\end{cases}',
    }),
    about(sigmoid, {
      title: 'Logistic sigmoid',
      since: { keras2: '1.0', keras3: '3.0' },
      differences: 'On every backend the derivative is 0 from x = 17 on.',
      latex: '\\frac{1}{1 + e^{-x}}',
      latexDerivative: '\\sigma\\left(x\\right) \\left(1 - \\sigma\\left(x\\right)\\right)',
    }),
    about(silu, {
      title: 'Sigmoid linear unit (SiLU, Swish)',
      source: 'Elfwing et al., 2017, arXiv:1702.03118',
      since: { keras2: '2.2', keras3: '3.0' },
      differences:
        'Keras 2 calls it swish, in configs too, and knows silu since 2.6. silu(-∞) is NaN on every backend; here it is the limit.',
      latexDerivative: '\\sigma\\left(x\\right) \\left(1 + x \\left(1 - \\sigma\\left(x\\right)\\right)\\right)',
    }),
    about(softShrink, {
      title: 'Soft shrink',
      since: { keras3: '3.7' },
      differences: 'NaN gives 0 on TensorFlow and JAX; here it gives NaN, as on PyTorch.',
      latex:
        '\\begin{cases} x - \\mathrm{threshold} & \\text{if } x > \\mathrm{threshold} \\\\ x + \\mathrm{threshold} & \\text{if } x < -\\mathrm{threshold} \\\\ 0 & \\text{otherwise} \\end{cases}',
      latexDerivative:
        '\\begin{cases} 1 & \\text{if } \\left|x\\right| > \\mathrm{threshold} \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(softplus, {
      title: 'Softplus',
      source: 'Dugas et al., 2000',
      since: { keras2: '1.0', keras3: '3.0' },
      latex: '\\ln\\left(1 + e^x\\right)',
    }),
    about(softsign, {
      title: 'Softsign',
      source: 'Bergstra et al., 2009',
      since: { keras2: '1.1', keras3: '3.0' },
      differences: 'softsign(±∞) is NaN on every backend; here it is ±1.',
      latexDerivative: '\\frac{1}{\\left(1 + \\left|x\\right|\\right)^2}',
    }),
    about(sparsePlus, {
      title: 'Sparse plus',
      since: { keras3: '3.8' },
      differences: 'The derivative at ±∞ is NaN on every backend; here it is the limit.',
      latex:
        '\\begin{cases} 0 & \\text{if } x \\le -1 \\\\ \\frac{\\left(x + 1\\right)^2}{4} & \\text{if } x < 1 \\\\ x & \\text{otherwise} \\end{cases}',
      latexDerivative:
        '\\begin{cases} 0 & \\text{if } x \\le -1 \\\\ \\frac{x + 1}{2} & \\text{if } x < 1 \\\\ 1 & \\text{otherwise} \\end{cases}',
    }),
    about(sparseSigmoid, {
      title: 'Sparse sigmoid',
      source: 'Blondel et al., 2019, arXiv:1901.02324',
      since: { keras3: '3.10' },
      differences: 'On JAX the derivative at -1 and 1 is 1/4; here it is 0, as on TensorFlow and PyTorch.',
      latex: '\\min\\left(\\max\\left(\\frac{x + 1}{2}, 0\\right), 1\\right)',
      latexDerivative: '\\begin{cases} \\frac{1}{2} & \\text{if } -1 < x < 1 \\\\ 0 & \\text{otherwise} \\end{cases}',
    }),
    about(squareplus, {
      title: 'Squareplus',
      worstError: {
        ulp: 2.3,
        reason:
          'a square, a sum, a root and a sum are rounded to float32 before the quotient, whose unit may be half of theirs; float64 would take three times as long.',
      },
      source: 'Barron, 2021, arXiv:2112.11687',
      since: { keras3: '3.7' },
      differences: 'Far out every backend overflows or cancels: squareplus(1e20) is ∞ and squareplus(-1e4) is 0.',
      latex: '\\frac{x + \\sqrt{x^2 + b}}{2}',
      latexDerivative: '\\frac{1}{2} \\left(1 + \\frac{x}{\\sqrt{x^2 + b}}\\right)',
    }),
    about(tanh, {
      title: 'Hyperbolic tangent',
      since: { keras2: '1.0', keras3: '3.0' },
      differences: 'On every backend the derivative is 0 from |x| = 10 on.',
      latex: '\\frac{e^x - e^{-x}}{e^x + e^{-x}}',
      latexDerivative: '1 - \\tanh^2 x = \\operatorname{sech}^2 x',
    }),
    about(tanhShrink, {
      title: 'Tanh shrink',
      since: { keras3: '3.7' },
      differences: 'Every backend subtracts as written, so that tanh_shrink(1e-5) is 0.',
      latexDerivative: '\\tanh^2 x',
    }),
    about(threshold, {
      title: 'Threshold',
      since: { keras3: '3.8' },
      differences: 'NaN gives default_value on TensorFlow and JAX; here it gives NaN, as on PyTorch.',
    }),
  ]);
}

let facts: ReadonlyMap<ActivationFormula, ActivationFacts> | undefined;

/** The facts of an activation; empty for one that is not defined in this file. */
export function factsOf(activation: ActivationFormula): ActivationFacts {
  return (facts ??= makeFacts()).get(activation) ?? {};
}
