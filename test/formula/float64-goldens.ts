/** Reads goldens/float64.json, which tools/coefficients/float64_goldens.py writes. */
import file from './goldens/float64.json' with { type: 'json' };

/** Arguments of one call, and the correctly rounded value. */
export interface Golden {
  readonly inputs: readonly number[];
  readonly value: number;
}

interface Sweep {
  readonly kind: string;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly sign?: string;
  readonly values: string;
}

interface Entry {
  readonly points: readonly (readonly (number | string)[])[];
  readonly sweeps: readonly Sweep[];
}

const entries = new Map(Object.entries(file as unknown as Record<string, Entry>));

/** All goldens of one function. */
export function float64Goldens(name: string): Golden[] {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`no goldens for ${name}`);
  const points = entry.points.map((row) => {
    const numbers = row.map(Number);
    return { inputs: numbers.slice(0, -1), value: numbers.at(-1)! };
  });
  const swept = entry.sweeps.flatMap((sweep) => {
    const bytes = Buffer.from(sweep.values, 'base64');
    return Array.from({ length: sweep.count }, (_, i) => ({
      inputs: [argument(sweep, i)],
      value: bytes.readDoubleLE(8 * i),
    }));
  });
  return [...points, ...swept];
}

/** The i-th of a sequence that fills [0, 1] evenly, with all 53 bits in use. */
function fraction(i: number): number {
  return (Math.imul(i, 2654435769) >>> 0) * 2 ** -32 + (Math.imul(i, 2246822519) >>> 0) * 2 ** -64;
}

function argument({ kind, low, high, count, sign }: Sweep, i: number): number {
  if (kind === 'uniform') return low + (high - low) * fraction(i);
  const magnitude = (1 + fraction(i)) * 2 ** (low + Math.floor((i * (high - low + 1)) / count));
  const negative = sign === '-' || (sign === '±' && i % 2 === 1);
  return negative ? -magnitude : magnitude;
}

const bits = new DataView(new ArrayBuffer(8));

/** The place of a float64 in the row of all of them, so that neighbours differ by 1. */
function place(x: number): bigint {
  bits.setFloat64(0, x);
  const magnitude = bits.getBigUint64(0) & 0x7fffffffffffffffn;
  return x < 0 || Object.is(x, -0) ? -magnitude : magnitude;
}

/** How many float64 steps lie between two numbers. */
export function steps(a: number, b: number): number {
  return Math.abs(Number(place(a) - place(b)));
}
