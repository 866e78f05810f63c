import {
  exponentText,
  fixedText,
  generalText,
  leastExponentDigits,
  scalarText,
  scientificText,
  type DecimalDType,
  type NumberText,
} from './decimal.js';
import { isFloating, type DType, type FloatingDType } from './dtype.js';
import { roundToHalf } from './half-precision.js';

/** Writes one element, padded so that all elements shown stand in columns. */
export type ElementFormat = (element: number | string) => string;

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/**
 * NumPy (since 2.3) writes exponents for magnitudes below the first or from the second of these numbers: 0.0001 in the precision of the
 * dtype, and a power of ten beyond which the dtype has no exact integers.
 */
const exponentOutside = {
  float16: [0.00010001659393310547, 1e3], // 0.0001 as a float16
  float32: [9.999999747378752e-5, 1e6], // 0.0001 as a float32
  float64: [0.0001, 1e8],
} as const;

/** A quotient in the precision of a dtype. */
function quotient(a: number, b: number, dtype: DecimalDType): number {
  if (dtype === 'float16') return roundToHalf(a / b, dtype);
  return dtype === 'float32' ? Math.fround(a / b) : a / b;
}

function needsExponents(finite: readonly number[], dtype: DecimalDType): boolean {
  const magnitudes = finite.filter((x) => x !== 0).map(Math.abs);
  if (magnitudes.length === 0) return false;
  const largest = Math.max(...magnitudes);
  const smallest = Math.min(...magnitudes);
  const [least, most] = exponentOutside[dtype];
  return largest >= most || smallest < least || quotient(largest, smallest, dtype) > 1000;
}

/** The width left of the decimal point; `nan` and `-inf` may need more than the numbers. */
function leftWidth(numbers: readonly number[], texts: readonly NumberText[], rightWidth: number): number {
  const words = numbers.filter((x) => !Number.isFinite(x)).map((x) => scalarText(x, 'float64'));
  return Math.max(longest(texts.map(({ integer }) => integer)), longest(words) - rightWidth - 1);
}

function floatFormat(numbers: readonly number[], dtype: DecimalDType): ElementFormat {
  const finite = numbers.filter(Number.isFinite);
  const hasExponents = needsExponents(finite, dtype);
  const texts = finite.map((x) => (hasExponents ? scientificText(x, dtype) : { ...fixedText(x, dtype), exponent: 0 }));
  const fractionWidth = longest(texts.map(({ fraction }) => fraction));
  const exponentWidth = Math.max(leastExponentDigits, longest(texts.map(({ exponent }) => String(Math.abs(exponent)))));
  const right = hasExponents ? fractionWidth + 2 + exponentWidth : fractionWidth;
  const left = leftWidth(numbers, texts, right);
  return (element) => {
    const x = element as number;
    if (!Number.isFinite(x)) return scalarText(x, dtype).padStart(left + right + 1);
    if (!hasExponents) {
      const { integer, fraction } = fixedText(x, dtype);
      return `${integer.padStart(left)}.${fraction.padEnd(fractionWidth)}`;
    }
    const { integer, fraction, exponent } = scientificText(x, dtype, fractionWidth);
    return `${integer.padStart(left)}.${fraction}${exponentText(exponent, exponentWidth)}`;
  };
}

function integerFormat(numbers: readonly number[]): ElementFormat {
  const width = longest(numbers.map(String));
  return (element) => String(element).padStart(width);
}

const namedEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  const [letter, width] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return namedEscapes[character] ?? `\\${letter}${code.toString(16).padStart(Number(width), '0')}`;
}

/** A string as Python's `repr` quotes it. */
function quoted(text: string): string {
  const escaped = text.replace(/(?! )[\\\p{C}\p{Z}]/gu, escapeCharacter);
  if (!escaped.includes("'")) return `'${escaped}'`;
  return escaped.includes('"') ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

/** The format for all elements that will be shown. */
export function elementFormat(shown: readonly (number | string)[], dtype: DType, isScalar: boolean): ElementFormat {
  switch (dtype) {
    case 'bfloat16':
      return (element) => generalText(element as number);
    case 'float16':
    case 'float32':
    case 'float64':
      return floatFormat(shown as readonly number[], dtype);
    case 'int32':
    case 'uint8':
      return integerFormat(shown as readonly number[]);
    case 'bool':
      return (element) => (element === 0 ? 'False' : isScalar ? 'True' : ' True');
    case 'string':
      return (element) => quoted(String(element));
  }
}

const floatingText = (x: number, dtype: FloatingDType): string =>
  dtype === 'bfloat16' ? generalText(x) : scalarText(x, dtype);

/** One element by itself, as Python's `str` writes a scalar. */
export function scalarFormat(element: number | string, dtype: DType): string {
  if (dtype === 'bool') return element === 0 ? 'False' : 'True';
  return typeof element === 'number' && isFloating(dtype) ? floatingText(element, dtype) : String(element);
}
