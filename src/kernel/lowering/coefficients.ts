// Written by tools/coefficients/minimax.py; change that and run it again.

/**
 * Coefficients of one polynomial, the constant first, in two lengths: `value` is short and serves results that are rounded to
 * float32, `full` reaches float64's own precision and serves derivatives, whose zeros would magnify the short one's error.
 */
export interface Coefficients {
  readonly value: readonly number[];
  readonly full: readonly number[];
}

/**
 * The `q` of `expm1(r) = r + r²·q(r)` and `exp(r) = 1 + r + r²·q(r)`, in `r`, for |r| ≤ 0.3466 (just beyond ln(2)/2), for all of float64.
 *
 * Greatest relative error of the whole: 2^-54.7
 */
export const expm1Reduced: readonly number[] = [
  0.5000000000000006, 0.16666666666666588, 0.04166666666657677, 0.008333333333389526, 0.0013888888931558418,
  0.00019841269719060074, 2.4801505281994124e-5, 2.755740749994347e-6, 2.762603447214769e-7, 2.5053786325577996e-8,
];

/**
 * The `q` of `2ᶠ - 1 = f·q(f)`, in `f`, for |f| ≤ 0.5, for float32 results.
 *
 * Greatest relative error of the whole: 2^-32.0
 */
export const exp2Reduced: readonly number[] = [
  0.6931471805816001, 0.24022650920317368, 0.05550410727457693, 0.009618056979688145, 0.0013333669517969977,
  0.0001546135292613256, 1.525272469074368e-5,
];

/**
 * The same `q`, so exact that nothing but the last rounding counts.
 *
 * Greatest relative error of the whole: 2^-59.9
 */
export const expm1Exact: readonly number[] = [
  0.5, 0.16666666666666677, 0.04166666666666651, 0.008333333333321693, 0.0013888888888962338, 0.00019841269885959226,
  2.4801587172593657e-5, 2.7557244381647293e-6, 2.7557402606335814e-7, 2.5108976053036775e-8, 2.087533805663427e-9,
];

/** `1 / ln(2)`: `k = nearest(x · log2OfE)` is the power of two in `exp(x) = 2ᵏ·exp(r)`. */
export const log2OfE = 1.4426950408889634;

/** First 41 bits of ln(2): `k · ln2High` is exact for |k| ≤ 4096, and `r = (x - k·ln2High) - k·ln2Low`. */
export const ln2High = 0.693147180559663;

/** The rest of ln(2) after `ln2High`. */
export const ln2Low = 2.8235290563031577e-13;

/**
 * The same `q` for float32 lanes.
 *
 * Greatest relative error of the whole: 2^-25.8
 */
export const expm1ReducedFloat32: readonly number[] = [
  0.4999999701976776, 0.1666654348373413, 0.04166720062494278, 0.008366518653929234, 0.0013882520142942667,
];

/** First 15 bits of ln(2): `k · ln2HighFloat32` is exact in float32 for |k| ≤ 512. */
export const ln2HighFloat32 = 0.693145751953125;

/** The rest of ln(2) after `ln2HighFloat32`. */
export const ln2LowFloat32 = 1.4286068203094173e-6;

/**
 * The `q` of `log1p(u) = 2s·(1 + s²·q(s²))` with `s = u / (2 + u)`, in `s²`, for u in [0, 1], that is s in [0, 1/3].
 *
 * Greatest relative error of the whole:
 * - `value` 2^-33.1
 * - `full` 2^-54.1
 */
export const log1pUnit: Coefficients = {
  value: [0.3333333775011023, 0.19999444182627438, 0.14308298245822407, 0.1071537158170994, 0.12144774927523916],
  full: [
    0.3333333333333885, 0.19999999998024867, 0.14285714528996254, 0.11111096452475352, 0.09091407031410308,
    0.07682147850921911, 0.06793156212477629, 0.04951415437399131, 0.08869868463863935,
  ],
};

/**
 * The `q` of `log1p(u) = u - u²·q(u)` for u in [-0.25, 0.5], for float32 lanes.
 *
 * Greatest relative error of the whole: 2^-26.9
 */
export const log1pFloat32: readonly number[] = [
  0.5, -0.3333345353603363, 0.250000536441803, -0.19990606606006622, 0.16647766530513763, -0.14482058584690094,
  0.1316223442554474, -0.1044834777712822, 0.0449097603559494,
];

/**
 * The `q` of `log(m) = 2s·(1 + s²·q(s²))` with `s = (m - 1) / (m + 1)`, in `s²`, for m in [√½, √2], that is |s| ≤ 0.1716.
 *
 * Greatest relative error of the whole:
 * - `value` 2^-37.6
 * - `full` 2^-59.2
 */
export const logMantissa: Coefficients = {
  value: [0.33333332824151063, 0.20000167309684524, 0.14268670586696436, 0.11790794612489043],
  full: [
    0.3333333333333367, 0.19999999999708043, 0.14285714371042804, 0.11111099301486753, 0.0909178142070147,
    0.0765704346610991, 0.07397800688602398,
  ],
};

/**
 * The `q` of `log(m) = 2s·(1 + s²/3 + s⁴·q(s²))` with the same s, for logarithms as pairs of numbers, such as powers are made of.
 *
 * Greatest relative error of the whole: 2^-66.0
 */
export const logMantissaTail: readonly number[] = [
  0.20000000000001125, 0.14285714285051238, 0.1111111125971083, 0.09090892204817991, 0.0769337771600367,
  0.06628430330928553, 0.06597970963595862,
];

/** The rest of 1/3 after the float64 of it. */
export const thirdLow = 1.850371707708594e-17;

/** The rest of 1 / ln(2) after `log2OfE`. */
export const log2OfELow = 2.0355273740931033e-17;

/** `1 / ln(10)`. */
export const log10OfE = 0.4342944819032518;

/** The rest of it after `log10OfE`. */
export const log10OfELow = 1.098319650216765e-17;

/** First 41 bits of log10(2): its product with an exponent is exact. */
export const log10Of2High = 0.30102999566383914;

/** The rest of it after `log10Of2High`. */
export const log10Of2Low = 1.42050232272661e-13;

/**
 * The `N` of `erfc(z) = exp(-z²)·N(z) / D(z)`, in `z`, for z in [0, 27.3]; clamp larger z to 27.3. All coefficients of `N` and
 * `D` are positive, so that nothing cancels, and the two chains run side by side: 22 operations and a division, where a
 * polynomial in `1 / (z + c)` of this precision needs 26 in one chain, and the division.
 *
 * Greatest relative error of the whole:
 * - `value` 2^-33.5 for z ≤ 10.2 (where a float32 erfc ends), 2^-22.8 at 27.3
 * - `full` 2^-53.2 for z ≤ 27.3 (where a float64 erfc ends)
 */
export const erfcScaledNumerator: Coefficients = {
  value: [
    0.9999999999189145, 1.4342566008668263, 1.0006849980605619, 0.4024225245328964, 0.09283992845089342,
    0.010018758893010134,
  ],
  full: [
    1, 2.1909873357489618, 2.3747785592419652, 1.6352930420348084, 0.7806945816350292, 0.26686864151410994,
    0.06531240535668362, 0.011073054158984968, 0.0011890765704912689, 6.251746604505003e-5,
  ],
};

/**
 * The `D` that belongs to `erfcScaledNumerator`.
 *
 * Greatest relative error of the whole:
 * - `value` 2^-33.5 for z ≤ 10.2 (where a float32 erfc ends), 2^-22.8 at 27.3
 * - `full` 2^-53.2 for z ≤ 27.3 (where a float64 erfc ends)
 */
export const erfcScaledDenominator: Coefficients = {
  value: [
    1, 2.5626357569528784, 2.89231003931644, 1.8556598894157523, 0.7221770097448593, 0.1645534080665828,
    0.017757810643806184,
  ],
  full: [
    1, 3.3193665028444603, 5.120282569006975, 4.845799497752598, 3.1253138870940593, 1.4405728708100416,
    0.48277018888577555, 0.11681701593014084, 0.019681882150372202, 0.002107583346338947, 0.00011080932344074588,
  ],
};

/**
 * The `N` of `Φ(-u) = exp(-u²/2)·N(u) / D(u)` with the normal distribution's Φ, in `u`, for u in [0, 14.5], where x·Φ(x) ends in float32.
 * All coefficients of `N` and `D` are positive.
 *
 * Greatest relative error of the whole: 2^-33.5
 */
export const normalTailNumerator: readonly number[] = [
  0.4999999999589296, 0.5072583805896118, 0.2503243933442243, 0.07120382198795852, 0.01161963362069041,
  0.0008870684901985584,
];

/** The `D` that belongs to `normalTailNumerator`. */
export const normalTailDenominator: readonly number[] = [
  1, 1.8124013141025714, 1.446735934678315, 0.6564960408755128, 0.18071070960498217, 0.029125913094894623,
  0.002223553780299518,
];

/**
 * The `p` of `erf(x) = x·p(x²)`, in `x²`, for |x| ≤ 0.5; beyond it `erf(x) = 1 - erfc(x)` loses less than two bits.
 *
 * Greatest relative error of the whole:
 * - `value` 2^-36.3
 * - `full` 2^-56.0
 */
export const erfOdd: Coefficients = {
  value: [
    1.128379167082078, -0.37612638519104663, 0.11283773805368255, -0.026863119887893083, 0.005200308364728499,
    -0.0007692854006376123,
  ],
  full: [
    1.1283791670955126, -0.37612638903183465, 0.11283791670924813, -0.02686617063271568, 0.005223977370324888,
    -0.0008548297524289206, 0.00012053324309523255, -1.4845583656802267e-5, 1.4723214720144642e-6,
  ],
};

/**
 * The `N` of `tanh(x) = x·N(x²) / D(x²)`, in `x²`, for |x| ≤ 9.2, in the length for float32 results. All coefficients of `N` and `D` are
 * positive, so that nothing cancels.
 *
 * Greatest relative error of the whole: 2^-39.2
 */
export const tanhNumerator: readonly number[] = [
  0.9999999999984001, 0.1434457352682254, 0.004763058776088919, 5.1967197660558154e-5, 1.8574779625372152e-7,
  1.5182244662798405e-10,
];

/** The `D` that belongs to `tanhNumerator`. */
export const tanhDenominator: readonly number[] = [
  1, 0.4767790685823117, 0.0303560816751885, 0.0005683725468728911, 3.6110489241578216e-6, 6.70089689950778e-9,
  1.6285049465732434e-12,
];

/**
 * The `N` of `x - tanh(x) = x³·N(x²) / D(x²)`, in `x²`, for |x| ≤ 9.2, in the length for float32 results. All is positive again.
 *
 * Greatest relative error of the whole: 2^-35.8
 */
export const tanhShrinkNumerator: readonly number[] = [
  0.33333333332776693, 0.02482565509153595, 0.0004619030709709002, 2.5369445470575645e-6, 3.0169439577353056e-9,
];

/** The `D` that belongs to `tanhShrinkNumerator`. */
export const tanhShrinkDenominator: readonly number[] = [
  1, 0.47447696512886306, 0.029271733577520137, 0.0005046896532037446, 2.6509893330470678e-6, 3.055399342866422e-9,
];

/**
 * The `p` of `x - tanh(x) = x³·p(x²)`, in `x²`, for |x| ≤ 0.25, for all of float64; beyond it the subtraction loses less than six bits.
 *
 * Greatest relative error of the whole: 2^-53.9
 */
export const xMinusTanhOdd: readonly number[] = [
  0.3333333333333333, -0.1333333333333302, 0.05396825396719524, -0.0218694884003693, 0.008863226966560655,
  -0.003591834144280313, 0.001450223591023356, -0.0005336808483018258,
];

/**
 * The same for |x| ≤ 0.5, where float64 results need it.
 *
 * Greatest relative error of the whole: 2^-54.0
 */
export const xMinusTanhHalf: readonly number[] = [
  0.3333333333333333, -0.1333333333333323, 0.05396825396808982, -0.021869488525871023, 0.008863235198749136,
  -0.0035921217983044154, 0.0014557608262571553, -0.0005894668119949884, 0.0002363538822954321, -8.819625536099295e-5,
  2.2953667742328335e-5,
];

/**
 * The `p` of `sin(r) = r + r³·p(r²)`, in `r²`, for |r| ≤ 0.7854 (π/4).
 *
 * Greatest relative error of the whole:
 * - `value` 2^-37.5
 * - `full` 2^-56.3
 */
export const sinReduced: Coefficients = {
  value: [-0.166666666407967, 0.008333329304794058, -0.00019839312252863418, 2.718121465267585e-6],
  full: [
    -0.1666666666666663, 0.008333333333322118, -0.0001984126982958929, 2.7557313621297665e-6, -2.505074774891959e-8,
    1.5896229341542327e-10,
  ],
};

/**
 * The `p` of `cos(r) = 1 - r²/2 + r⁴·p(r²)`, in `r²`, for |r| ≤ 0.7854 (π/4).
 *
 * Greatest relative error of the whole:
 * - `value` 2^-33.0
 * - `full` 2^-53.2
 */
export const cosReduced: Coefficients = {
  value: [0.041666645682573666, -0.0013887316235809742, 2.4433155006503704e-5],
  full: [
    0.04166666666659654, -0.0013888888877611606, 2.4801580707240265e-5, -2.7555523095534445e-7, 2.064511796766078e-9,
  ],
};

/**
 * The same `p`, so exact that nothing but the last rounding counts.
 *
 * Greatest relative error of the whole: 2^-59.7
 */
export const cosExact: readonly number[] = [
  0.041666666666666595, -0.0013888888888873056, 2.480158728885146e-5, -2.755731417922585e-7, 2.0875700832247136e-9,
  -1.1358536011937691e-11,
];

/** `2 / π`: `k = nearest(x · twoOverPi)` is the number of quarter turns in x. */
export const twoOverPi = 0.6366197723675814;

/**
 * First 27 bits of π/2, of three parts for `r = ((x - k·halfPiHigh) - k·halfPiMiddle) - k·halfPiLow`. The first two products are
 * exact for |k| ≤ 2²⁶, that is |x| ≤ `sinCosLimit`, and `r` is then within 2⁻⁸⁰ of the truth beside its own rounding; no
 * float32 in that range comes nearer than 2⁻²⁸ to a multiple of π/2.
 */
export const halfPiHigh = 1.570796325802803;

/** The next 27 bits of π/2 after `halfPiHigh`. */
export const halfPiMiddle = 9.920935739593517e-10;

/** The rest of π/2, 53 bits. */
export const halfPiLow = 5.721188726109832e-18;

/** The greatest |x| that the three parts of π/2 reduce; beyond it a scalar reduction is needed. */
export const sinCosLimit = 105414357;

/**
 * First 33 bits of π/2, of three parts for float64 arguments: the first two products are exact for |k| ≤ 2²⁰, and what is left is a pair of
 * numbers within 2⁻⁹⁵ of the truth.
 */
export const halfPiFirst = 1.5707963267341256;

/** The next 33 bits of π/2 after `halfPiFirst`. */
export const halfPiSecond = 6.077100506303966e-11;

/** The rest of π/2, 53 bits. */
export const halfPiThird = 2.0222662487959506e-21;

/** `2·√(2/π)` of gelu's approximation `x·sigmoid(2·√(2/π)·(x + 0.044715x³))`. */
export const angleRateHigh = 1.5957691216057308;

/** The rest of it after `angleRateHigh`. */
export const angleRateLow = -9.96930880911092e-17;

/** Its 0.044715. */
export const angleCubicHigh = 0.044715;

/** The rest of it after `angleCubicHigh`. */
export const angleCubicLow = 2.1960211427085595e-18;
