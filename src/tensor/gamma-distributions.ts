/**
 * Random numbers of distributions whose parameters differ from number to number. Each number takes as many random words as it needs, from a
 * sequence of its own, so that its value does not depend on its neighbours.
 */
import { cos, exp, log, sigmoid } from '../formula/float64.js';
import { unitDouble } from './distributions.js';
import { randomWords, type Draw } from './philox.js';

/** Gives the next number from [0, 1) of a sequence. */
export type UnitSequence = () => number;

/** The sequence of the element at an index: two numbers of each attempt at its block. */
export function unitSequence(draw: Draw, index: number): UnitSequence {
  let words: Uint32Array | undefined;
  let taken = 0;
  return () => {
    if (taken % 2 === 0) words = randomWords(4, draw, index, taken / 2);
    return unitDouble(words!, 2 * (taken++ % 2));
  };
}

const standardNormal = (unit: UnitSequence): number => Math.sqrt(-2 * log(1 - unit())) * cos(2 * Math.PI * unit());

/**
 * The logarithm of a number of the gamma distribution of scale 1, NaN unless `alpha > 0`; the number itself may be too small for float64. Marsaglia and Tsang: "A simple method for
 * generating gamma variables", 2000; below 1 with their `Γ(alpha) = Γ(alpha + 1)·u^(1/alpha)`.
 */
export function logGamma(alpha: number, unit: UnitSequence): number {
  if (!(alpha > 0 && alpha < Infinity)) return NaN;
  if (alpha < 1) return logGamma(alpha + 1, unit) + log(1 - unit()) / alpha;
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(unit);
    const root = 1 + c * x;
    const chance = log(1 - unit());
    if (root <= 0) continue;
    const v = root * root * root;
    if (chance < 0.5 * x * x + d - d * v + d * log(v)) return log(d) + log(v);
  }
}

/** A number of the gamma distribution of shape `alpha` and scale 1. */
export const gammaNumber = (alpha: number, unit: UnitSequence): number => exp(logGamma(alpha, unit));

/** A number of the beta distribution: `a / (a + b)` of two gamma distributed numbers. */
export const betaNumber = (alpha: number, beta: number, unit: UnitSequence): number =>
  sigmoid(logGamma(alpha, unit) - logGamma(beta, unit));

/** As many trials are made one by one. */
const fewTrials = 16;

/**
 * How many of `count` trials succeed, each with the probability `chance`; NaN for what is no count or no probability. A trial succeeds where its number from [0, 1) is below the
 * probability: of many trials the middle one in order is drawn, which is beta distributed, and only those on one side of it remain. Devroye:
 * "Non-uniform random variate generation", 1986, X.4.4.
 */
export function binomialNumber(count: number, chance: number, unit: UnitSequence): number {
  if (!(count >= 0 && count < Infinity && chance >= 0 && chance <= 1)) return NaN;
  let trials = Math.floor(count);
  let probability = chance;
  let successes = 0;
  while (trials > fewTrials && probability > 0 && probability < 1) {
    const rank = 1 + Math.floor(trials / 2);
    const middle = betaNumber(rank, trials + 1 - rank, unit);
    if (middle < probability) {
      successes += rank;
      trials -= rank;
      probability = (probability - middle) / (1 - middle);
    } else {
      trials = rank - 1;
      probability /= middle;
    }
  }
  if (probability <= 0) return successes;
  if (probability >= 1) return successes + trials;
  for (let i = 0; i < trials; i++) if (unit() < probability) successes++;
  return successes;
}

/** The class numbers that fall to `samples` numbers from [0, 1), by the shares `exp(logit)` of the classes. */
export function classNumbers(
  logits: ArrayLike<number>,
  from: number,
  classes: number,
  draws: readonly number[],
): number[] {
  let largest = -Infinity;
  for (let i = 0; i < classes; i++) largest = Math.max(largest, logits[from + i]!);
  const upTo = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < classes; i++) {
    const logit = logits[from + i]!;
    total += logit === largest ? 1 : exp(logit - largest);
    upTo[i] = total;
  }
  return draws.map((unit) => {
    const place = upTo.findIndex((sum) => sum > unit * total);
    return place < 0 ? classes - 1 : place;
  });
}
