/** Bessel functions of an imaginary argument, `I₀` and `I₁`, from Chebyshev series. */
import type { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import { unary, type UnaryOperation } from './elementwise.js';

// Coefficients of series in t from -1 to 1, fitted to values of SciPy's `i0e` and `i1e` in float64:
// of `e⁻ˣ·I₀(x)` and `e⁻ˣ·I₁(x)/x` for x = 4·(t + 1), of `√x·e⁻ˣ·I(x)` for x = 16/(t + 1).
const nearZero = [
  0.338397637204738, -0.30468267234319835, 0.17162090152220863, -0.09490109704804749, 0.049305284239670545,
  -0.023737414805899353, 0.010546460394594748, -0.004324309995050515, 0.001639475616941317, -0.0005763755745385569,
  0.00018850288509575486, -5.754195010051921e-5, 1.644844807049961e-5, -4.416738358531402e-6, 1.1173875389114407e-6,
  -2.6707938531211896e-7, 6.046995004727052e-8, -1.3000250169148409e-8, 2.659823703510256e-9, -5.18979322849944e-10,
  9.675803380737591e-11, -1.726826348580346e-11, 2.954790856435352e-12, -4.85346207668158e-13, 7.646439037500841e-14,
  -1.1679268663300491e-14, 1.5376588891058418e-15, -1.0880185641326534e-16, -4.662936703425657e-17,
  -8.895661984809067e-17, -2.0539125955565397e-16, 4.818367926873179e-16, 2.2759572004815707e-16,
  -7.577272143066693e-17,
] as const;
const farOut = [
  0.40224520550705434, 0.003369116478255698, 6.889758346915187e-5, 2.891370520892167e-6, 2.048918588570814e-7,
  2.266668996497856e-8, 3.396231893493251e-9, 4.940602815750595e-10, 1.1889156326105876e-11, -3.149915883682297e-11,
  -1.3215872840532938e-11, -1.7940782193193173e-12, 7.179368211041038e-13, 3.8527847578961885e-13,
  1.5307755063531658e-14, -4.1466829969749597e-14, -9.658940314238862e-15, 3.733680031814402e-15,
  1.8118839761882555e-15, -2.3092638912203257e-16, -3.4638958368304885e-16, 5.88418203051333e-17,
  -9.992007221626409e-17, 1.354472090042691e-16, -1.0880185641326534e-16, 1.9012569296705807e-17,
  -1.1990408665951691e-16, 7.605027718682323e-17,
] as const;
const slopeNearZero = [
  0.1262935932218168, -0.176416518357834, 0.10264365868984704, -0.05294598120809491, 0.02472644903062644,
  -0.010564084894626142, 0.004156422944312771, -0.0015135724506312276, 0.0005122859561685564, -0.00016176081582588043,
  4.781565107545474e-5, -1.3273163655881659e-5, 3.470251308021477e-6, -8.568720265031416e-7, 2.0032947525422396e-7,
  -4.4450591245304154e-8, 9.38153729673763e-9, -1.887249776177935e-9, 3.625590050404526e-10, -6.663478213653207e-11,
  1.1736166483089506e-11, -1.9839861697956705e-12, 3.2226415980218806e-13, -5.028963356856764e-14,
  7.457368056407177e-15, -1.1096332186433244e-15, 7.494005416219807e-17, 4.038436252074007e-17, -5.162537064506978e-17,
  -3.594347042223944e-17, -9.992007221626409e-17, 2.34257058195908e-16, 1.1227130336521895e-16, -4.218847493575595e-17,
] as const;
const slopeFarOut = [
  0.3892881175091401, -0.009761097491361425, -0.00011058893876265907, -3.8825648088014475e-6, -2.512236238816357e-7,
  -2.631468840164075e-8, -3.835380517624998e-9, -5.589743112821566e-10, -1.8974946058847308e-11, 3.2526044080327665e-11,
  1.4125753899918436e-11, 2.035722701521081e-12, -7.199396634405275e-13, -4.0836001247157586e-13,
  -2.111644192837048e-14, 4.275690912436403e-14, 1.0311751452718453e-14, -3.884670363163423e-15,
  -1.8407497748285097e-15, 4.440892098500626e-16, 2.4202861936828414e-16, -9.992007221626408e-18,
  -1.887379141862766e-16, 1.4210854715202004e-16, -9.325873406851315e-17, 2.5257573810222312e-17,
  -1.1879386363489176e-16, 7.466249840604178e-17,
] as const;

/** Clenshaw's sum of a Chebyshev series. */
function series(coefficients: readonly number[], t: Expression): Expression {
  let [next, afterNext]: [formula.Term, formula.Term] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k--) {
    const sum: Expression = formula.add(
      formula.subtract(formula.multiply(formula.multiply(2, t), next), afterNext),
      coefficients[k]!,
    );
    [next, afterNext] = [sum, next];
  }
  return formula.add(formula.subtract(formula.multiply(t, next), afterNext), coefficients[0]!);
}

/** A function of the size of x that is `near` up to 8 and `far` beyond, times `eˣ`. */
function bessel(size: Expression, near: Expression, far: readonly number[]): Expression {
  // Kept in range, since what is not chosen is computed, too.
  const large = formula.maximum(size, 8);
  const beyond = formula.divide(series(far, formula.subtract(formula.divide(16, large), 1)), formula.sqrt(large));
  return formula.multiply(formula.exp(size), formula.select(formula.greater(size, 8), beyond, near));
}

const placeOf = (size: Expression): Expression => formula.subtract(formula.multiply(formula.minimum(size, 8), 0.25), 1);

const besselI0 = (x: formula.Term): Expression => {
  const size = formula.abs(x);
  const finite = bessel(size, series(nearZero, placeOf(size)), farOut);
  return formula.select(formula.equal(size, Infinity), size, finite);
};

const besselI1 = (x: formula.Term): Expression => {
  const size = formula.abs(x);
  const near = formula.multiply(formula.minimum(size, 8), series(slopeNearZero, placeOf(size)));
  return formula.multiply(formula.sign(x), bessel(size, near, slopeFarOut));
};

/**
 * The modified Bessel function of the first kind and order 0, `I₀(x) = Σ (x/2)²ᵏ / (k!)²`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.i0([0, 1, -2]) // → array([1.       , 1.2660658, 2.2795854], dtype=float32)
 */
export const i0: UnaryOperation = /* @__PURE__ */ unary('i0', besselI0, { derivatives: (x) => [besselI1(x)] });
