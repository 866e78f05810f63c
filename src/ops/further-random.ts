/** Random numbers of the gamma, beta, binomial and categorical distributions, and dropout, as in `keras.random`. */
import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import {
  betaNumber,
  binomialNumber,
  gammaNumber,
  isFloating,
  Tensor,
  type DType,
  type Seed,
  type SymbolicShape,
  type TensorLike,
} from '../tensor/index.js';
import { specOf } from './apply.js';
import { numberOf, readArguments, required, shapeOf, type ShapeLike, type Scalar } from './arguments.js';
import { cast } from './casting.js';
import { zerosLike } from './creation.js';
import { dropElements } from './dropping.js';
import { asOperand } from './operand.js';
import type { Operand, Operation, ResultOf } from './operation.js';
import { floatDefaults, perNumber, type DrawArguments, type FloatOptions, type Seeded } from './random-arguments.js';
import { classDraw, drawFloats, drawFrom, parameterDraw, noiseLike, type ParameterAttributes } from './random-draws.js';

const gammaDraw = /* @__PURE__ */ parameterDraw('gamma', (unit, alpha) => gammaNumber(alpha, unit));
const betaDraw = /* @__PURE__ */ parameterDraw('beta', (unit, alpha, beta) => betaNumber(alpha, beta, unit));
const binomialDraw = /* @__PURE__ */ parameterDraw('binomial', (unit, count, chance) =>
  binomialNumber(count, chance, unit),
);

/** A parameter of a distribution: what it has to be, as far as it is known. */
type Parameter = readonly [name: string, isValid: (value: number) => boolean, expected: string];

const isPositive = (value: number): boolean => value > 0 && value < Infinity;
const positive = (name: string): Parameter => [name, isPositive, `finite numbers \`${name}\` > 0`];

/** Draws numbers, each with parameters of its own. */
function drawWith(
  operation: Operation<ParameterAttributes, 'one'>,
  parameters: readonly Parameter[],
  given: readonly unknown[],
): Tensor {
  const { where } = operation;
  const names = parameters.map(([name]) => name);
  const read = readArguments<DrawArguments & Readonly<Record<string, unknown>>>(where, ['shape', ...names], given, {
    shape: required,
    ...Object.fromEntries(names.map((name) => [name, required])),
    ...floatDefaults,
  });
  const shape = shapeOf(where, read.shape);
  const operands = parameters.map(([name, isValid, expected]) => {
    const parameter = perNumber(where, name, read[name] as TensorLike, shape, 'float64');
    const isKnown = parameter instanceof Tensor;
    if (isKnown && !(parameter.data as Float64Array).every(isValid))
      throw new ValueError({ where, expected, received: { [name]: read[name] } });
    return parameter;
  });
  return drawFloats(operation, read.seed, { shape, dtype: read.dtype }, ...operands);
}

/** Options of `random.gamma`, `random.beta` and `random.binomial`. */
export interface DistributionOptions extends FloatOptions {}

/** The parameter of `random.gamma`. */
export interface GammaParameters {
  readonly alpha: TensorLike;
}

/**
 * Random numbers of the gamma distribution of shape `alpha` and scale 1, whose density is `x^(alpha - 1)·exp(-x) / Γ(alpha)`. `alpha` may be a tensor that broadcasts to `shape`. No
 * gradient reaches it.
 *
 * @example
 * import { random } from 'hillock';
 * random.gamma([2, 3], 4, { seed: 42 }).shape // → [ 2, 3 ]
 */
export function gamma(
  ...given:
    | [shape: ShapeLike, alpha: TensorLike, options?: DistributionOptions]
    | [shape: ShapeLike, options: DistributionOptions & GammaParameters]
    | [options: DistributionOptions & GammaParameters & { readonly shape: ShapeLike }]
): Tensor {
  return drawWith(gammaDraw, [positive('alpha')], given);
}

/** The parameters of `random.beta`. */
export interface BetaParameters extends GammaParameters {
  readonly beta: TensorLike;
}

/**
 * Random numbers of the beta distribution, from 0 to 1, whose density is `x^(alpha - 1)·(1 - x)^(beta - 1)` but for a factor. Both parameters may be tensors that broadcast to
 * `shape`. No gradient reaches them.
 *
 * @example
 * import { random } from 'hillock';
 * const x = random.beta([1000], 2, [5], { seed: 42 });
 * x.data.every((value) => Number(value) >= 0 && Number(value) <= 1) // → true
 */
export function beta(
  ...given:
    | [shape: ShapeLike, alpha: TensorLike, beta: TensorLike, options?: DistributionOptions]
    | [shape: ShapeLike, alpha: TensorLike, options: DistributionOptions & Omit<BetaParameters, 'alpha'>]
    | [shape: ShapeLike, options: DistributionOptions & BetaParameters]
    | [options: DistributionOptions & BetaParameters & { readonly shape: ShapeLike }]
): Tensor {
  return drawWith(betaDraw, [positive('alpha'), positive('beta')], given);
}

/** The parameters of `random.binomial`. */
export interface BinomialParameters {
  readonly counts: TensorLike;
  readonly probabilities: TensorLike;
}

const trials: Parameter = [
  'counts',
  (value) => value >= 0 && Number.isInteger(value),
  '`counts` to be integers that are not negative',
];
const chances: Parameter = ['probabilities', (value) => value >= 0 && value <= 1, '`probabilities` to be from 0 to 1'];

/**
 * How many of `counts` trials succeed, each with a probability of its own, as floating-point numbers. Both parameters may be tensors that broadcast to `shape`.
 *
 * @example
 * import { random } from 'hillock';
 * random.binomial([2, 2], [0, 7], 1, { seed: 42 })
 * // → array([[0., 7.],
 * //          [0., 7.]], dtype=float32)
 */
export function binomial(
  ...given:
    | [shape: ShapeLike, counts: TensorLike, probabilities: TensorLike, options?: DistributionOptions]
    | [shape: ShapeLike, counts: TensorLike, options: DistributionOptions & Omit<BinomialParameters, 'counts'>]
    | [shape: ShapeLike, options: DistributionOptions & BinomialParameters]
    | [options: DistributionOptions & BinomialParameters & { readonly shape: ShapeLike }]
): Tensor {
  return drawWith(binomialDraw, [trials, chances], given);
}

/** Options of `random.categorical`. */
export interface CategoricalOptions extends Seeded {
  readonly dtype?: DType | undefined;
}

/**
 * `numSamples` random class numbers for each row of `logits`: class i with a probability of `exp(logits[i])` but for a factor. The result has shape `[rows, numSamples]`.
 *
 * @example
 * import { random } from 'hillock';
 * random.categorical([[0, -Infinity], [-Infinity, 0]], 3)
 * // → array([[0, 0, 0],
 * //          [1, 1, 1]], dtype=int32)
 */
export function categorical<X extends Operand>(
  logits: X,
  ...given:
    [numSamples: Scalar, options?: CategoricalOptions] | [options: CategoricalOptions & { readonly numSamples: Scalar }]
): ResultOf<X> {
  const where = 'random.categorical';
  type Arguments = { numSamples: Scalar; dtype: DType; seed: Seed | null | undefined };
  const read = readArguments<Arguments>(where, ['numSamples'], given, {
    numSamples: required,
    dtype: 'int32',
    seed: undefined,
  });
  const numSamples = numberOf(where, 'numSamples', read.numSamples);
  const spec = specOf(logits, where);
  if (spec.shape.length !== 2 || spec.shape[1] === 0) {
    throw new ShapeError({ where, expected: '`logits` of shape [rows, classes]', received: { logits: spec } });
  }
  if (!isFloating(spec.dtype)) {
    throw new DTypeError({ where, expected: '`logits` of floating-point numbers', received: { logits: spec } });
  }
  if (!(Number.isInteger(numSamples) && numSamples >= 0)) {
    const expected = '`numSamples` to be an integer that is not negative';
    throw new ValueError({ where, expected, received: { numSamples } });
  }
  return cast(drawFrom(classDraw, read.seed, { numSamples }, logits), read.dtype) as unknown as ResultOf<X>;
}

/** Options of `random.dropout`. */
export interface DropoutOptions extends Seeded {
  /** The shape of the noise: 1 where all positions along an axis share a decision, `null` for the length of the input. */
  readonly noiseShape?: readonly (number | null)[] | null | undefined;
}

/**
 * A random share `rate` of the elements is 0, the others are divided by `1 - rate`.
 *
 * @example
 * import { ops, random } from 'hillock';
 * const y = random.dropout(ops.ones([100]), 0.5, { seed: 42 });
 * [...new Set<unknown>(y.data)].sort() // → [ 0, 2 ]
 */
export function dropout<X extends Operand>(
  inputs: X,
  ...given: [rate: Scalar, options?: DropoutOptions] | [options: DropoutOptions & { readonly rate: Scalar }]
): ResultOf<X> {
  const where = 'random.dropout';
  type Arguments = {
    rate: Scalar;
    noiseShape: SymbolicShape | null;
    seed: Seed | null | undefined;
  };
  const read = readArguments<Arguments>(where, ['rate'], given, { rate: required, noiseShape: null, seed: undefined });
  const rate = numberOf(where, 'rate', read.rate);
  if (!(rate >= 0 && rate <= 1))
    throw new ValueError({ where, expected: '`rate` to be from 0 to 1', received: { rate } });
  const x = asOperand(where, inputs);
  if (!isFloating(x.dtype)) {
    throw new DTypeError({ where, expected: '`inputs` of floating-point numbers', received: { inputs: x } });
  }
  if (rate === 0) return x as unknown as ResultOf<X>;
  if (rate === 1) return zerosLike(x) as unknown as ResultOf<X>;
  const noise = noiseLike(where, x, read.noiseShape, read.seed);
  return dropElements(x, noise, rate) as unknown as ResultOf<X>;
}
