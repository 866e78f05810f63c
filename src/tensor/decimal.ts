import { roundToHalf } from './half-precision.js';

/** The shortest decimal of a finite number's magnitude: `0.d₀d₁d₂… · 10^(exponent + 1)`, without the sign. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** The text of a number, cut at the decimal point, before it is padded to columns. */
export interface NumberText {
  /** The digits before the point with the sign, which -0 has too. */
  readonly integer: string;
  readonly fraction: string;
}

/** The text of a number in scientific notation, with one digit before the point. */
export interface ScientificText extends NumberText {
  readonly exponent: number;
}

/** NumPy's default precision: the most digits after the decimal point. */
const mostFractionDigits = 8;

function parse(exponential: string): Decimal {
  const [mantissa, exponent] = exponential.split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** The next larger decimal with as many digits. */
function nextUp({ digits, exponent }: Decimal): Decimal {
  const fractionDigits = digits.length - 1;
  return parse(Number(`${Number(digits) + 1}e${exponent - fractionDigits}`).toExponential(fractionDigits));
}

/** The dtypes whose numbers are written with the fewest digits that tell them apart. */
export type DecimalDType = 'float16' | 'float32' | 'float64';

/** The number of a dtype that is nearest to a double. */
const nearestOf = (dtype: DecimalDType, x: number): number =>
  dtype === 'float16' ? roundToHalf(x, dtype) : Math.fround(x);

/** The decimal with the fewest digits that is read back as the same number of its dtype. */
function shortestDecimal(magnitude: number, dtype: DecimalDType): Decimal {
  if (dtype === 'float64') return parse(magnitude.toExponential());
  const readsBack = ({ digits, exponent }: Decimal): boolean =>
    nearestOf(dtype, Number(`${digits}e${exponent - digits.length + 1}`)) === magnitude;
  for (let fractionDigits = 0; ; fractionDigits++) {
    const nearest = parse(magnitude.toExponential(fractionDigits));
    if (readsBack(nearest)) {
      // If two decimals are equally near, take the one with an even last digit, provided that it reads back as the same number.
      const even = parse(rounded(magnitude, 'toExponential', fractionDigits));
      return readsBack(even) ? even : nearest;
    }
    // Just below a power of two, floats lie closer than above it: the next larger decimal may read back as the same number though it is
    // farther.
    const above = nextUp(nearest);
    if (readsBack(above)) return above;
  }
}

const withoutTrailingZeros = (fraction: string): string => fraction.replace(/0+$/, '');

/**
 * A magnitude rounded to a number of fraction digits by `toFixed` or `toExponential`. These round the exact value, but round ties up where
 * NumPy rounds them to even. A tie is recognised by the final 5 of its exact expansion.
 */
function rounded(magnitude: number, method: 'toFixed' | 'toExponential', fractionDigits: number): string {
  const [exact, exponent] = magnitude[method](100).split('e') as [string, string?];
  const kept = exact.indexOf('.') + 1 + fractionDigits;
  const isTie = /^50*$/.test(exact.slice(kept));
  const isEvenBelow = /[02468]$/.test(exact.slice(0, kept).replace('.', ''));
  if (!isTie || !isEvenBelow) return magnitude[method](fractionDigits);
  return exact.slice(0, kept) + (exponent === undefined ? '' : `e${exponent}`);
}

const signOf = (x: number): string => (x < 0 || Object.is(x, -0) ? '-' : '');

function positional({ digits, exponent }: Decimal): [integer: string, fraction: string] {
  return exponent < 0
    ? ['0', '0'.repeat(-exponent - 1) + withoutTrailingZeros(digits)]
    : [digits.slice(0, exponent + 1).padEnd(exponent + 1, '0'), withoutTrailingZeros(digits.slice(exponent + 1))];
}

/** The text of a finite number without an exponent: its shortest digits, at most eight after the point. */
export function fixedText(x: number, dtype: DecimalDType): NumberText {
  const magnitude = Math.abs(x);
  let [integer, fraction] = positional(shortestDecimal(magnitude, dtype));
  if (fraction.length > mostFractionDigits)
    [integer, fraction] = rounded(magnitude, 'toFixed', mostFractionDigits).split('.') as [string, string];
  return { integer: signOf(x) + integer, fraction: withoutTrailingZeros(fraction) };
}

/**
 * The text of a finite number with one digit before the point and an exponent: its shortest digits, at most eight after the point. If
 * `fractionDigits` is given, exactly so many, continued with the digits of the exact value.
 */
export function scientificText(x: number, dtype: DecimalDType, fractionDigits?: number): ScientificText {
  const magnitude = Math.abs(x);
  let { digits, exponent } = shortestDecimal(magnitude, dtype);
  const wanted = fractionDigits ?? Math.min(digits.length - 1, mostFractionDigits);
  if (wanted !== digits.length - 1) ({ digits, exponent } = parse(rounded(magnitude, 'toExponential', wanted)));
  const fraction = digits.slice(1);
  return {
    integer: signOf(x) + digits[0]!,
    fraction: fractionDigits === undefined ? withoutTrailingZeros(fraction) : fraction,
    exponent,
  };
}

/** An exponent with its sign and at least `width` digits: `e-09`. */
export function exponentText(exponent: number, width: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(width, '0')}`;
}

/** The least number of digits in an exponent that NumPy prints. */
export const leastExponentDigits = 2;

/** The magnitudes from which on NumPy prints a single number with an exponent. */
const exponentFrom: { readonly [D in DecimalDType]: number } = { float16: 1e3, float32: 1e6, float64: 1e16 };

/** One number by itself, not in columns, with all digits that tell it apart: `0.1`, `3.0`, `1e-05`, `nan`. */
export function scalarText(x: number, dtype: DecimalDType): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'nan' : `${signOf(x)}inf`;
  const magnitude = Math.abs(x);
  const decimal = shortestDecimal(magnitude, dtype);
  if (x === 0 || (magnitude >= 0.0001 && magnitude < exponentFrom[dtype])) {
    const [integer, fraction] = positional(decimal);
    return `${signOf(x)}${integer}.${fraction === '' ? '0' : fraction}`;
  }
  const fraction = withoutTrailingZeros(decimal.digits.slice(1));
  const mantissa = decimal.digits[0]! + (fraction === '' ? '' : `.${fraction}`);
  return signOf(x) + mantissa + exponentText(decimal.exponent, leastExponentDigits);
}

/** The number of significant digits that `%g` of C writes. */
const generalDigits = 6;

/** A number as `%g` of C writes it: `0.100098`, `1e+10`. ml_dtypes prints bfloat16 like that. */
export function generalText(x: number): string {
  if (!Number.isFinite(x)) return scalarText(x, 'float32');
  const decimal = parse(rounded(Math.abs(x), 'toExponential', generalDigits - 1));
  const { digits, exponent } = decimal;
  if (exponent >= -4 && exponent < generalDigits) {
    const [integer, fraction] = positional(decimal);
    return signOf(x) + integer + (fraction === '' ? '' : `.${fraction}`);
  }
  const fraction = withoutTrailingZeros(digits.slice(1));
  return signOf(x) + digits[0]! + (fraction === '' ? '' : `.${fraction}`) + exponentText(exponent, leastExponentDigits);
}
