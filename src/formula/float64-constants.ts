// Written by tools/coefficients/float64_constants.py; change that and run it again.
import type { Pair } from './float64-pair.js';

/** `16 / ln(2)`. */
export const sixteenthsPerUnit = 23.083120654223414;

/** First 37 bits of ln(2)/16, so that its product with an integer of up to 16 bits is exact. */
export const sixteenthHigh = 0.04332169878489367;

/** The rest of ln(2)/16. */
export const sixteenthLow = 1.0291218489310676e-13;

/** ln(2). */
export const ln2 = { high: 0.6931471805599453, low: 2.3190468138462996e-17 } satisfies Pair;

/** ln(10). */
export const ln10 = { high: 2.302585092994046, low: -2.1707562233822494e-16 } satisfies Pair;

/** `2^(j/16)` for j from -8 to 8. */
export const powersOfSixteenth = [
  { high: 0.7071067811865476, low: -4.833646656726457e-17 },
  { high: 0.7384130729697497, low: -1.741997278446398e-17 },
  { high: 0.7711054127039704, low: 3.9749174048488104e-17 },
  { high: 0.8052451659746271, low: 1.2353596284898944e-17 },
  { high: 0.8408964152537145, low: 4.099505010290748e-17 },
  { high: 0.8781260801866497, low: 1.4800703477244367e-17 },
  { high: 0.9170040432046712, low: 1.6415536121228136e-17 },
  { high: 0.9576032806985737, low: -5.3099730280979813e-17 },
  { high: 1.0, low: 0.0 },
  { high: 1.0442737824274138, low: 8.551889705537965e-17 },
  { high: 1.0905077326652577, low: -3.046782079812471e-17 },
  { high: 1.1387886347566916, low: 8.912812676025408e-17 },
  { high: 1.189207115002721, low: 3.982015231465646e-17 },
  { high: 1.241857812073484, low: 4.658027591836937e-17 },
  { high: 1.2968395546510096, low: 2.5382502794888315e-17 },
  { high: 1.3542555469368927, low: 7.70094837980299e-17 },
  { high: 1.4142135623730951, low: -9.667293313452913e-17 },
] satisfies Pair[];

/** `2 / √π`. */
export const twoOverRootPi = { high: 1.1283791670955126, low: 1.533545961316588e-17 } satisfies Pair;

/** The spacing h of the midpoint rule for erfc: its relative error is about `exp(-π²/h²)` = 2⁻⁷⁴. */
export const erfcStep = 7 / 16;

/** `2h / π`. */
export const erfcFactor = { high: 0.2785211504108168, low: 1.7475627428751464e-17 } satisfies Pair;

/** `2π / h`. */
export const erfcPoleRate = { high: 14.361566416410483, low: 5.598385367530757e-16 } satisfies Pair;

/** `exp(-t²)` at the midpoints `t = (k + ½)·h`, the ones that matter to the last bit. */
export const erfcWeights = [
  { high: 0.9532752783750715, low: -2.80814848073891e-17 },
  { high: 0.6500772594262845, low: 3.079667001897016e-17 },
  { high: 0.3023140012570494, low: -2.4544100551127683e-17 },
  { high: 0.09587341393331282, low: 1.6944517849596633e-18 },
  { high: 0.02073407985883874, low: -2.1154561656765902e-19 },
] satisfies Pair[];

/** The same for the midpoints after those. */
export const erfcTailWeights = [
  0.003057862726327566, 0.0003075373352933031, 2.109232004813447e-5, 9.865009361729048e-7, 3.146424351080933e-8,
  6.843586028613928e-10, 1.0150719132072844e-11, 1.0267306691162347e-13, 7.08211382080041e-16, 3.331316633863974e-18,
  1.0686009797350104e-20,
];

/** `√½`. */
export const rootHalf = { high: 0.7071067811865476, low: -4.833646656726457e-17 } satisfies Pair;

/** `1 / √(2π)`, the normal distribution's density at 0. */
export const densityAtZero = { high: 0.3989422804014327, low: -2.49232720227773e-17 } satisfies Pair;

/** `2·√(2/π)`, the rate of the logistic function that approximates the normal distribution. */
export const approximationRate = { high: 1.5957691216057308, low: -9.96930880911092e-17 } satisfies Pair;

/** 0.044715, the cubic coefficient of that approximation. */
export const approximationCubic = { high: 0.044715, low: 2.1960211427085595e-18 } satisfies Pair;

/** π/2. */
export const halfPi = { high: 1.5707963267948966, low: 6.123233995736766e-17 } satisfies Pair;

/** π/2 as a sum of three numbers, to 2⁻¹⁶⁰. */
export const halfPiParts = [1.5707963267948966, 6.123233995736765e-17, 1.082856673921914e-32] as const;

/** `2 / π`. */
export const twoOverPi = 0.6366197723675814;

/** `2 / π` times 2¹²⁸⁰: enough digits for the largest float64 and 200 bits after the point. */
export const twoOverPiBits =
  0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361dn;
