// Written by reference_constants.py; change that and run it again.

/** 2 / ln 2 */
export const halvesPerUnit = 2.8853900817779268;

/** First 35 bits of ln(2) / 2. */
export const halfLn2High = 0.3465735902718734;

/** The rest of ln(2) / 2. */
export const halfLn2Low = 8.09925509332828e-12;

/** √2, rounded */
export const rootTwoHigh = 1.4142135623730951;

/** and what rounding took. */
export const rootTwoLow = -9.667293313452913e-17;

/** 4π: the pole of the midpoint rule lies at exp(4πz). */
export const poleRate = 12.566370614359172;

/** 2π: beyond it the pole is no longer between the path of integration and the axis. */
export const poleEnd = 6.283185307179586;

/** `erfc(z) = z·exp(-z²)·N(z²)/D(z²) + pole`, lowest power first; all positive, so nothing cancels. */
export const erfcNumerator = [
  71540191146.1698, 319396416318.9246, 421169321742.10315, 254091230879.40826, 84171460307.76685, 16847492395.328333,
  2149967146.8230705, 179878282.22677347, 9943370.555486524, 358416.875159213, 8073.777734855587, 102.85881345055031,
  0.5641895835477563,
];

/** D(z²). */
export const erfcDenominator = [
  13878347546.354671, 269679440573.89856, 817674501089.1495, 922041821323.0392, 513637121376.4361, 162544733618.35016,
  31626733955.694695, 3962050248.8631926, 327337464.92307186, 17934872.183761597, 642342.6635742188, 14401.0546875,
  182.8125, 1.0,
];
