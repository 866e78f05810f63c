/** Formats numbers and templates as Python does, for file names, CSV files, and messages that people know from Keras. */
import { ValueError } from '../../errors/index.js';

/** A float as Python's `repr` writes it: `0.5`, `1.0`, `1e-07`, `nan`. */
export function floatRepr(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  // Python uses exponents outside of this range, JavaScript outside of another.
  if (power < -4 || power >= 16) return `${digits}e${signed(power)}`;
  const plain = power < 0 ? smallNumber(digits, -power) : value.toFixed(Math.max(0, fractionLength(digits) - power));
  return plain.includes('.') ? plain : `${plain}.0`;
}

const signed = (power: number): string => `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;

const fractionLength = (digits: string): number => (digits.split('.')[1] ?? '').length;

/** Digits after leading zeros: the digits of 1.25 with power -2 become 0.0125. */
function smallNumber(digits: string, power: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  return `${sign}0.${'0'.repeat(power - 1)}${digits.replace(/[-.]/g, '')}`;
}

/** A number rounded to some digits after the point; a number halfway between two is rounded to the even digit. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return floatRepr(value);
  const rounded = value.toFixed(digits);
  const [, rest = ''] = value.toFixed(Math.min(100, digits + 60)).split('.');
  const isTie = /^50*$/.test(rest.slice(digits));
  const isOdd = Number(rounded[rounded.length - 1]) % 2 === 1;
  if (!isTie || !isOdd) return rounded;
  return (value - Math.sign(value) * 10 ** -digits * 0.75).toFixed(digits);
}

interface Format {
  readonly fill?: string;
  readonly align?: string;
  readonly zero?: string;
  readonly width?: string;
  readonly precision?: string;
  readonly type?: string;
}

const formatPattern =
  /^(?:(?<fill>.)?(?<align>[<>^]))?(?<zero>0)?(?<width>\d+)?(?:\.(?<precision>\d+))?(?<type>[dfeg])?$/;

function formatted(where: string, value: number, isInteger: boolean, text: string): string {
  const parts = formatPattern.exec(text)?.groups as Format | undefined;
  if (parts === undefined || (parts.type === 'd' && !isInteger)) {
    throw new ValueError({
      where,
      expected: 'a format as Python has them, {epoch:02d} or {val_loss:.2f}',
      received: { format: text },
    });
  }
  const { fill, align = '>', zero, width = '0', precision, type } = parts;
  const plain = plainText(value, isInteger, type, precision);
  const padding = fill ?? (zero === undefined ? ' ' : '0');
  const missing = Math.max(0, Number(width) - plain.length);
  if (align === '^') return padding.repeat(missing >> 1) + plain + padding.repeat(missing - (missing >> 1));
  return align === '<' ? plain + padding.repeat(missing) : padding.repeat(missing) + plain;
}

function plainText(value: number, isInteger: boolean, type: string | undefined, precision: string | undefined): string {
  if (type === 'f') return fixed(value, Number(precision ?? 6));
  if (type === 'e') {
    const [digits, exponent] = value.toExponential(Number(precision ?? 6)).split('e') as [string, string];
    return `${digits}e${signed(Number(exponent))}`;
  }
  if (type === 'g' || precision !== undefined) return String(Number(value.toPrecision(Number(precision ?? 6))));
  return isInteger ? String(value) : floatRepr(value);
}

/** A text in which placeholders, such as `{epoch:02d}` and `{val_loss:.2f}`, are replaced by numbers; `counts` are integers. */
export function fillTemplate(
  where: string,
  template: string,
  counts: Readonly<Record<string, number>>,
  values: Readonly<Record<string, number>>,
): string {
  return template.replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name: string, format = '') => {
    const isCount = Object.hasOwn(counts, name);
    const value = isCount ? counts[name] : Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return formatted(where, value, isCount, String(format));
    const known = [...Object.keys(counts), ...Object.keys(values)];
    throw new ValueError({ where, expected: `placeholders of ${known.join(', ')}`, received: { template, name } });
  });
}
