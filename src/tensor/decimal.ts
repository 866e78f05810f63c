import { roundToHalf } from './half-precision.js';

/** A finite number's shortest decimal: `0.d₀d₁d₂… · 10^(exponent + 1)`, the sign apart. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** How numbers are cut into text before they are padded to columns. */
export interface NumberText {
  /** With its sign, also that of -0. */
  readonly integer: string;
  readonly fraction: string;
}

/** The same with one digit before the point. */
export interface ScientificText extends NumberText {
  readonly exponent: number;
}

/** NumPy's default precision: digits after the decimal point, at most. */
const mostFractionDigits = 8;

function parse(exponential: string): Decimal {
  const [mantissa, exponent] = exponential.split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** The decimal that follows one, with as many digits. */
function nextUp({ digits, exponent }: Decimal): Decimal {
  const fractionDigits = digits.length - 1;
  return parse(Number(`${Number(digits) + 1}e${exponent - fractionDigits}`).toExponential(fractionDigits));
}

/** The dtypes whose numbers are written with as few digits as tell them apart. */
export type DecimalDType = 'float16' | 'float32' | 'float64';

/** The number of a dtype that a double is nearest to. */
const nearestOf = (dtype: DecimalDType, x: number): number =>
  dtype === 'float16' ? roundToHalf(x, dtype) : Math.fround(x);

/** The fewest digits that still read back as the same number of its dtype. */
function shortestDecimal(magnitude: number, dtype: DecimalDType): Decimal {
  if (dtype === 'float64') return parse(magnitude.toExponential());
  const readsBack = ({ digits, exponent }: Decimal): boolean =>
    nearestOf(dtype, Number(`${digits}e${exponent - digits.length + 1}`)) === magnitude;
  for (let fractionDigits = 0; ; fractionDigits++) {
    const nearest = parse(magnitude.toExponential(fractionDigits));
    if (readsBack(nearest)) {
      // Of two decimals that are equally near, the even one, if it reads back too.
      const even = parse(rounded(magnitude, 'toExponential', fractionDigits));
      return readsBack(even) ? even : nearest;
    }
    // Below a power of two the floats lie closer than above: the next decimal up may read back though it is farther.
    const above = nextUp(nearest);
    if (readsBack(above)) return above;
  }
}

const withoutTrailingZeros = (fraction: string): string => fraction.replace(/0+$/, '');

/**
 * A magnitude rounded to a number of fraction digits, as `toFixed` or `toExponential` write it. They round the exact
 * value, but ties up; NumPy rounds ties to even. The exact expansion of a tie ends with its 5.
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

/** A finite number without an exponent: its shortest digits, or eight after the point if there are more. */
export function fixedText(x: number, dtype: DecimalDType): NumberText {
  const magnitude = Math.abs(x);
  let [integer, fraction] = positional(shortestDecimal(magnitude, dtype));
  if (fraction.length > mostFractionDigits)
    [integer, fraction] = rounded(magnitude, 'toFixed', mostFractionDigits).split('.') as [string, string];
  return { integer: signOf(x) + integer, fraction: withoutTrailingZeros(fraction) };
}

/**
 * A finite number with one digit before the point and an exponent: its shortest digits, or eight after the point if
 * there are more. When `fractionDigits` are asked for, so many, continued with the digits of the exact value.
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

/** The digits that NumPy gives an exponent at least. */
export const leastExponentDigits = 2;

/** From which magnitudes on NumPy writes a number by itself with an exponent. */
const exponentFrom: { readonly [D in DecimalDType]: number } = { float16: 1e3, float32: 1e6, float64: 1e16 };

/** One number by itself, not in columns, with all its digits: `0.1`, `3.0`, `1e-05`, `nan`. */
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

/** The significant digits that `%g` of C writes. */
const generalDigits = 6;

/** A number as `%g` of C writes it: `0.100098`, `1e+10`. So ml_dtypes prints bfloat16. */
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
