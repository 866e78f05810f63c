/** The formulas that the entries state in LaTeX, written by hand from that text, in plain JavaScript. */

type Parameters = Readonly<
  Record<'alpha' | 'threshold' | 'slope' | 'offset' | 'negativeSlope' | 'maxValue' | 'b', number>
>;
type Formula = (x: number, parameters: Parameters) => number;

const { abs, exp, log, max, min, PI, sqrt, tanh } = Math;

const sigma = (x: number): number => 1 / (1 + exp(-x));

/** The Taylor series near 0, Laplace's continued fraction beyond. */
function erf(x: number): number {
  if (abs(x) > 2) {
    let fraction = abs(x);
    for (let n = 400; n > 0; n--) fraction = abs(x) + n / 2 / fraction;
    return Math.sign(x) * (1 - exp(-(x ** 2)) / (sqrt(PI) * fraction));
  }
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / sqrt(PI)) * sum;
}

const selu = { alpha: 1.6732632423543772, lambda: 1.0507009873554805 };
const u = (x: number): number => sqrt(2 / PI) * (x + 0.044715 * x ** 3);

export const textbook: Readonly<Record<string, { readonly value?: Formula; readonly derivative?: Formula }>> = {
  celu: { derivative: (x, { alpha }) => (x > 0 ? 1 : exp(x / alpha)) },
  gelu: {
    value: (x) => (x / 2) * (1 + erf(x / sqrt(2))),
    derivative: (x) => (1 + erf(x / sqrt(2))) / 2 + (x / sqrt(2 * PI)) * exp(-(x ** 2) / 2),
  },
  gelu_tanh: {
    value: (x) => (x / 2) * (1 + tanh(u(x))),
    derivative: (x) =>
      (1 + tanh(u(x))) / 2 + ((x * (1 - tanh(u(x)) ** 2)) / 2) * sqrt(2 / PI) * (1 + 0.134145 * x ** 2),
  },
  hard_sigmoid: {
    derivative: (x, { slope, offset }) => (0 < slope * x + offset && slope * x + offset < 1 ? slope : 0),
  },
  hard_silu: { derivative: (x) => (x <= -3 ? 0 : x < 3 ? (2 * x + 3) / 6 : 1) },
  hard_tanh: { value: (x) => min(max(x, -1), 1), derivative: (x) => (abs(x) <= 1 ? 1 : 0) },
  log_sigmoid: { value: (x) => log(sigma(x)) },
  relu6: { derivative: (x) => (0 < x && x < 6 ? 1 : 0) },
  relu_threshold: {
    value: (x, { threshold, negativeSlope }) => (x > threshold ? x : negativeSlope * (x - threshold)),
    derivative: (x, { threshold, negativeSlope }) => (x > threshold ? 1 : x < threshold ? negativeSlope : 0),
  },
  relu_clipped: {
    value: (x, { threshold, negativeSlope, maxValue }) =>
      x > threshold ? min(max(x, 0), maxValue) : negativeSlope * (x - threshold),
    derivative: (x, { threshold, negativeSlope, maxValue }) =>
      max(threshold, 0) < x && x < maxValue ? 1 : x < threshold ? negativeSlope : 0,
  },
  selu: {
    value: (x) => selu.lambda * (x >= 0 ? x : selu.alpha * (exp(x) - 1)),
    derivative: (x) => selu.lambda * (x >= 0 ? 1 : selu.alpha * exp(x)),
  },
  sigmoid: { value: (x) => 1 / (1 + exp(-x)), derivative: (x) => sigma(x) * (1 - sigma(x)) },
  silu: { derivative: (x) => sigma(x) * (1 + x * (1 - sigma(x))) },
  soft_shrink: {
    value: (x, { threshold }) => (x > threshold ? x - threshold : x < -threshold ? x + threshold : 0),
    derivative: (x, { threshold }) => (abs(x) > threshold ? 1 : 0),
  },
  softplus: { value: (x) => log(1 + exp(x)) },
  softsign: { derivative: (x) => 1 / (1 + abs(x)) ** 2 },
  sparse_plus: {
    value: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) ** 2 / 4 : x),
    derivative: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) / 2 : 1),
  },
  sparse_sigmoid: {
    value: (x) => min(max((x + 1) / 2, 0), 1),
    derivative: (x) => (-1 < x && x < 1 ? 1 / 2 : 0),
  },
  squareplus: {
    value: (x, { b }) => (x + sqrt(x ** 2 + b)) / 2,
    derivative: (x, { b }) => (1 + x / sqrt(x ** 2 + b)) / 2,
  },
  tanh: { value: (x) => (exp(x) - exp(-x)) / (exp(x) + exp(-x)), derivative: (x) => 1 - tanh(x) ** 2 },
  tanh_shrink: { derivative: (x) => tanh(x) ** 2 },
};
