/** Softmax in float32 lanes. */
import { f32x4, f64x2, get, i32, type Instruction, op, set, shuffle32 } from '../wasm/assembler.js';
import { expm1ReducedFloat32, ln2HighFloat32, ln2LowFloat32, log2OfE } from '../lowering/coefficients.js';
import type { RowFunction, RowWork } from './row-passes.js';
import { findGreatest, promote, total } from './softmax-greatest.js';

/** e^-104 rounds to 0 in float32, so exponents are limited to this one. */
const leastExponent = -104;

/** All exponentials are multiplied by 2⁶⁴, so that even the least of them are normal numbers; dividing by their sum cancels this factor. */
const headroom = 64;
const exponentBias = 127;

/** Adding this to a float32 rounds it: the low bits of the sum are the nearest integer. */
const roundingShift = 1.5 * 2 ** 23;

/**
 * As long as the greatest element is below this, exponentials are taken of the elements themselves, because `x - max` would be rounded.
 * Beyond it, this difference is exact wherever it is small enough to matter.
 */
const leastShift = 64;

const plus = (a: Instruction, b: Instruction): Instruction => op('f32x4.add', a, b);
const minus = (a: Instruction, b: Instruction): Instruction => op('f32x4.sub', a, b);
const times = (a: Instruction, b: Instruction): Instruction => op('f32x4.mul', a, b);

/** `exp(x - max) / Σ exp(x - max)`, from array 0 to array 1. */
export function softmax(row: RowFunction): RowWork {
  const { greatest, flag, shift, least, exponent, rounding } = row.locals(
    ...(['greatest', 'flag', 'shift', 'least', 'exponent', 'rounding'] as const),
  );
  const { x, shifted, k, r, square, e } = row.locals('x', 'shifted', 'k', 'r', 'square', 'e');
  const { part, sum, factor } = row.locals('part', 'sum', 'factor');
  const number = (value: number): Instruction => row.constant(f32x4(value));
  const [c0, c1, c2, c3, c4] = expm1ReducedFloat32.map(number);
  const [rate, high, low, one] = [log2OfE, ln2HighFloat32, ln2LowFloat32, 1].map(number);
  const [limit, span, rounder, bias] = [leastShift, leastExponent, roundingShift, exponentBias + headroom].map(number);
  const lowest = number(-Infinity);

  // By Estrin's scheme, in which half as many operations wait for one another as in Horner's.
  const polynomial = plus(
    plus(c0!, times(c1!, get(r))),
    times(get(square), plus(plus(c2!, times(c3!, get(r))), times(get(square), c4!))),
  );
  /** e = exp(x) · 2^(headroom - exponent) */
  const exponential = [
    set(shifted, plus(times(get(x), rate!), get(rounding))),
    set(k, minus(get(shifted), get(rounding))),
    set(r, minus(minus(get(x), times(get(k), high!)), times(get(k), low!))),
    set(square, times(get(r), get(r))),
    set(e, plus(get(r), times(get(square), polynomial))),
    set(e, times(plus(get(e), one!), op('i32x4.shl', get(shifted), i32(23)))),
  ];

  return {
    flag,
    work: [
      ...findGreatest(row, greatest, flag),
      set(shift, op('v128.and', get(greatest), op('f32x4.ge', op('f32x4.abs', get(greatest)), limit!))),
      set(greatest, minus(get(greatest), get(shift))),
      set(least, plus(get(greatest), span!)),
      set(exponent, minus(plus(times(get(greatest), rate!), rounder!), rounder!)),
      set(rounding, plus(rounder!, minus(bias!, get(exponent)))),
      set(sum, f64x2(0)),
      ...row.pass((vectors, masked) => [
        ...vectors.flatMap((vector) => [
          set(x, op('f32x4.pmax', minus(masked(row.load(0, vector), lowest), get(shift)), get(least))),
          ...exponential,
          row.store(1, vector, get(e)),
          set(part, vector === 0 ? get(e) : plus(get(part), get(e))),
        ]),
        set(sum, op('f64x2.add', get(sum), op('f64x2.add', promote(get(part), 0), promote(get(part), 1)))),
      ]),
      set(factor, op('f32x4.demote_f64x2_zero', op('f64x2.div', f64x2(1), total(sum)))),
      set(factor, shuffle32([0, 0, 0, 0], get(factor), get(factor))),
      ...row.pass((vectors) => vectors.map((vector) => row.store(1, vector, times(row.load(1, vector), get(factor))))),
    ],
  };
}
