/** Interval arithmetic: bounds of the values that a formula takes over an interval of x. The bounds are proven: they allow for rounding. */
import { type Expression, nodesInOrder, type PrimitiveName } from './expression.js';
import { roundHalfToEven } from './evaluation.js';
import * as float64 from './float64.js';

/** The least and the greatest value; both are NaN where nothing is known, as around a pole or outside the domain of the function. */
export type Bounds = readonly [low: number, high: number];

const unknown: Bounds = [NaN, NaN];

export const isKnown = ([low, high]: Bounds): boolean => !Number.isNaN(low) && !Number.isNaN(high);

/** A relative error larger than that of any function in `float64.ts`. */
const slack = 2 ** -50;

/** A number below every real result that rounding, underflow or overflow may have turned into this one. */
function below(x: number): number {
  if (x === 0) return Object.is(x, -0) ? -Number.MIN_VALUE : 0;
  return x === Infinity ? Number.MAX_VALUE : x - Math.max(Math.abs(x) * slack, Number.MIN_VALUE);
}

const above = (x: number): number => -below(-x);

function sum([a, b]: Bounds, [c, d]: Bounds): Bounds {
  const [low, high] = [a + c, b + d];
  // A sum of two float64 numbers that comes out as 0 is exactly 0, so it needs no slack.
  return [low === 0 ? 0 : below(low), high === 0 ? 0 : above(high)];
}

/** A product with 0 counts as 0, even if the other bound is infinite. */
const lowProduct = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : below(x * y));
const highProduct = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : above(x * y));

const product = ([a, b]: Bounds, [c, d]: Bounds): Bounds => [
  Math.min(lowProduct(a, c), lowProduct(a, d), lowProduct(b, c), lowProduct(b, d)),
  Math.max(highProduct(a, c), highProduct(a, d), highProduct(b, c), highProduct(b, d)),
];

const holdsZero = ([low, high]: Bounds): boolean => low <= 0 && high >= 0;

function reciprocal([low, high]: Bounds): Bounds {
  if ((low < 0 && high > 0) || (low === 0 && high === 0)) return unknown;
  return [high === 0 ? -Infinity : below(1 / high), low === 0 ? Infinity : above(1 / low)];
}

function magnitude([low, high]: Bounds): Bounds {
  if (low >= 0) return [low, high];
  return high <= 0 ? [-high, -low] : [0, Math.max(-low, high)];
}

const negated = ([low, high]: Bounds): Bounds => [-high, -low];

/** The bounds of `aᵇ` for positive bases. The power is monotonic in each operand, so its extremes are at the corners of the intervals. */
function cornerPower([a, b]: Bounds, [c, d]: Bounds): Bounds {
  if (a === 0 && c <= 0) return unknown;
  const corners = [float64.pow(a, c), float64.pow(a, d), float64.pow(b, c), float64.pow(b, d)];
  return [Math.max(0, below(Math.min(...corners))), above(Math.max(...corners))];
}

function power(base: Bounds, exponent: Bounds): Bounds {
  if (base[0] >= 0) return cornerPower(base, exponent);
  const [n] = exponent;
  // With a negative base, bounds are known only if the exponent is a single integer.
  if (n !== exponent[1] || Math.floor(n) !== n) return unknown;
  if (n % 2 === 0) return cornerPower(magnitude(base), exponent);
  if (base[1] <= 0) return negated(cornerPower(negated(base), exponent));
  if (n < 0) return unknown;
  return [below(float64.pow(base[0], n)), above(float64.pow(base[1], n))];
}

type Rule = (a: Bounds) => Bounds;

/** A function's value, widened by what rounding may have changed. Functions with f(0) = 0 return that 0 exactly. */
const rounded = (f: (x: number) => number, x: number, outwards: (value: number) => number): number => {
  const value = f(x);
  return x === 0 && value === 0 ? 0 : outwards(value);
};

/** The rule of an increasing function whose computed values are rounded; its values lie between `from` and `to`. */
const increasing =
  /* @__NO_SIDE_EFFECTS__ */
  (f: (x: number) => number, from = -Infinity, to = Infinity): Rule =>
    ([low, high]) => [Math.max(from, rounded(f, low, below)), Math.min(to, rounded(f, high, above))];

/** The rule of an increasing function that is computed exactly. */
const exactlyIncreasing =
  /* @__NO_SIDE_EFFECTS__ */
  (f: (x: number) => number): Rule =>
    ([low, high]) => [f(low), f(high)];

/** The rule of an even function that falls from its greatest value at 0 towards 0 on both sides. */
const bell =
  /* @__NO_SIDE_EFFECTS__ */
  (f: (x: number) => number): Rule =>
    (a) => {
      const [low, high] = magnitude(a);
      return [Math.max(0, below(f(high))), above(f(low))];
    };

/** The rule of an increasing function that is defined from `start` on, where it may have a pole. */
const increasingFrom =
  /* @__NO_SIDE_EFFECTS__ */
  (start: number, f: (x: number) => number): Rule =>
    ([low, high]) =>
      low < start || high === start ? unknown : [rounded(f, low, below), rounded(f, high, above)];

/** For angles beyond this, rounding makes the place within a period uncertain. */
const farthestPeriod = 1e5;

/** The rule of a wave of period 2π with a crest at `crest`. */
const wave =
  /* @__NO_SIDE_EFFECTS__ */
  (f: (x: number) => number, crest: number): Rule =>
    ([low, high]) => {
      if (low === 0 && high === 0) return [f(0), f(0)];
      if (!(Math.max(-low, high) < farthestPeriod)) return [-1, 1];
      const period = 2 * Math.PI;
      // Whether the place, or one that is whole periods away from it, lies in the interval, or so near that rounding cannot exclude it.
      const passes = (place: number): boolean =>
        Math.floor((high - place) / period + 1e-9) > Math.ceil((low - place) / period - 1e-9) - 1;
      return [
        passes(crest + Math.PI) ? -1 : Math.max(-1, below(Math.min(f(low), f(high)))),
        passes(crest) ? 1 : Math.min(1, above(Math.max(f(low), f(high)))),
      ];
    };

/** Whether a > b: [1, 1] if certainly, [0, 0] if certainly not, else [0, 1]. */
const greater = ([a, b]: Bounds, [c, d]: Bounds): Bounds => [a > d ? 1 : 0, b > c ? 1 : 0];
const truth = (a: Bounds): Bounds => [holdsZero(a) ? 0 : 1, a[0] === 0 && a[1] === 0 ? 0 : 1];
const either = ([a, b]: Bounds, [c, d]: Bounds): Bounds => [Math.max(a, c), Math.max(b, d)];
const not = ([low, high]: Bounds): Bounds => [1 - high, 1 - low];
const equal = ([a, b]: Bounds, [c, d]: Bounds): Bounds => [
  a === b && c === d && a === c ? 1 : 0,
  a <= d && c <= b ? 1 : 0,
];

const root = /* @__PURE__ */ increasing(Math.sqrt, 0);
const falling = /* @__PURE__ */ increasing((x) => -float64.erfc(x), -2, 0);

/** For each primitive, the bounds of its values, given the bounds of its operands. */
const rules: Record<Exclude<PrimitiveName, 'select'>, (a: Bounds, b: Bounds) => Bounds> = {
  add: sum,
  subtract: (a, b) => sum(a, negated(b)),
  multiply: product,
  weighted: product,
  divide: (a, b) => (holdsZero(a) && holdsZero(b) ? unknown : product(a, reciprocal(b))),
  negative: negated,
  abs: magnitude,
  sign: /* @__PURE__ */ exactlyIncreasing(Math.sign),
  floor: /* @__PURE__ */ exactlyIncreasing(Math.floor),
  round: /* @__PURE__ */ exactlyIncreasing(roundHalfToEven),
  square: (a) => product(magnitude(a), magnitude(a)),
  sqrt: (a) => (a[0] < 0 ? unknown : root(a)),
  hypot: (a, b) => {
    const [[low, high], [left, right]] = [magnitude(a), magnitude(b)];
    return [Math.max(0, below(float64.hypot(low, left))), above(float64.hypot(high, right))];
  },
  maximum: ([a, b], [c, d]) => [Math.max(a, c), Math.max(b, d)],
  minimum: ([a, b], [c, d]) => [Math.min(a, c), Math.min(b, d)],
  exp: /* @__PURE__ */ increasing(float64.exp, 0),
  expm1: /* @__PURE__ */ increasing(float64.expm1, -1),
  log: /* @__PURE__ */ increasingFrom(0, float64.log),
  log1p: /* @__PURE__ */ increasingFrom(-1, float64.log1p),
  log2: /* @__PURE__ */ increasingFrom(0, float64.log2),
  log10: /* @__PURE__ */ increasingFrom(0, float64.log10),
  power,
  sin: /* @__PURE__ */ wave(float64.sin, Math.PI / 2),
  cos: /* @__PURE__ */ wave(float64.cos, 0),
  tanh: /* @__PURE__ */ increasing(float64.tanh, -1, 1),
  sech2: /* @__PURE__ */ bell(float64.sech2),
  tanhShrink: /* @__PURE__ */ increasing(float64.xMinusTanh),
  sigmoid: /* @__PURE__ */ increasing(float64.sigmoid, 0, 1),
  softplus: /* @__PURE__ */ increasing(float64.softplus, 0),
  erf: /* @__PURE__ */ increasing(float64.erf, -1, 1),
  erfc: (a) => negated(falling(a)),
  normalCdf: /* @__PURE__ */ increasing(float64.normalCdf, 0, 1),
  normalDensity: /* @__PURE__ */ bell(float64.normalDensity),
  approximateNormalCdf: /* @__PURE__ */ increasing(float64.approximateNormalCdf, 0, 1),
  approximateNormalDensity: /* @__PURE__ */ bell(float64.approximateNormalDensity),
  greater,
  greaterEqual: (a, b) => not(greater(b, a)),
  less: (a, b) => greater(b, a),
  lessEqual: (a, b) => not(greater(a, b)),
  equal,
  notEqual: (a, b) => not(equal(a, b)),
  logicalAnd: (a, b) => not(either(not(truth(a)), not(truth(b)))),
  logicalOr: (a, b) => either(truth(a), truth(b)),
  logicalNot: (a) => not(truth(a)),
};

function select(condition: Bounds, a: Bounds, b: Bounds): Bounds {
  if (condition[0] === 1) return a;
  if (condition[1] === 0) return b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

function applied(primitive: PrimitiveName, a: Bounds, b: Bounds, c: Bounds): Bounds {
  if (primitive === 'select') return isKnown(a) ? select(a, b, c) : unknown;
  if (!isKnown(a) || !isKnown(b)) return unknown;
  // Two operands with the same bounds object are the same formula, which equals itself: so the test for NaN, `equal(x, x)`, is known to be
  // true.
  if (a === b && (primitive === 'equal' || primitive === 'notEqual')) return primitive === 'equal' ? [1, 1] : [0, 0];
  return rules[primitive](a, b);
}

/** Bounds of formulas of one variable, for fixed parameters. */
export class BoundsEvaluator {
  readonly #results: Bounds[];
  readonly #steps: readonly { primitive: PrimitiveName; operands: readonly number[]; target: number }[];
  readonly #inputs: readonly number[];
  readonly #roots: readonly number[];

  constructor(roots: readonly Expression[], parameters: Readonly<Record<string, number>>) {
    const nodes = nodesInOrder(roots);
    const placeOf = new Map(nodes.map((node, place) => [node, place]));
    this.#roots = roots.map((root) => placeOf.get(root)!);
    this.#inputs = nodes.flatMap(({ content }, place) => (content.kind === 'input' ? [place] : []));
    this.#steps = nodes.flatMap(({ content }, target) => {
      if (content.kind !== 'apply') return [];
      return [{ primitive: content.primitive, operands: content.operands.map((each) => placeOf.get(each)!), target }];
    });
    this.#results = nodes.map(({ content }) => {
      const value = content.kind === 'parameter' ? parameters[content.name] : undefined;
      const number = content.kind === 'constant' ? content.value : (value ?? NaN);
      return [number, number];
    });
  }

  /** The bounds of each formula over an interval of x. */
  over(x: Bounds): Bounds[] {
    const results = this.#results;
    for (const place of this.#inputs) results[place] = x;
    for (const { primitive, operands, target } of this.#steps) {
      const [a = 0, b = a, c = b] = operands;
      results[target] = applied(primitive, results[a]!, results[b]!, results[c]!);
    }
    return this.#roots.map((root) => results[root]!);
  }
}
