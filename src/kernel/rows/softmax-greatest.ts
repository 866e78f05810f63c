/** What the softmax kernels share: the greatest element of a row, and sums over lanes. */
import { f32x4, f64x2, get, type Instruction, type Local, op, set, shuffle32 } from '../wasm/assembler.js';
import type { RowFunction } from './row-passes.js';

/** The two float64 lanes, or the two halves of four float32 lanes, exchanged. */
export const swapped = (value: Local): Instruction => shuffle32([2, 3, 0, 1], get(value), get(value));

const swappedNeighbours = (value: Local): Instruction => shuffle32([1, 0, 3, 2], get(value), get(value));

/** The sum of two float64 lanes, in both lanes. */
export const total = (sum: Local): Instruction => op('f64x2.add', get(sum), swapped(sum));

/** One half of four float32 lanes as two float64 lanes. */
export const promote = (value: Instruction, half: number): Instruction =>
  op('f64x2.promote_low_f32x4', half === 0 ? value : shuffle32([2, 3, 2, 3], value, value));

/** Instructions that leave the greatest element of array 0 in all lanes, and set the flag if it is infinite. NaN is ignored. */
export function findGreatest(row: RowFunction, greatest: Local, flag: Local): readonly Instruction[] {
  const isFloat64 = row.elements === 'float64';
  const [lanes, splat] = isFloat64 ? (['f64x2', f64x2] as const) : (['f32x4', f32x4] as const);
  const infinity = row.constant(splat(Infinity));
  const lowest = row.constant(splat(-Infinity));
  const greater = (a: Instruction, b: Instruction): Instruction => op(`${lanes}.pmax`, a, b);
  return [
    set(greatest, lowest),
    ...row.pass((vectors, masked) => {
      const values = vectors.map((vector) => masked(row.load(0, vector), lowest));
      return [set(greatest, greater(get(greatest), values.reduce(greater)))];
    }),
    ...[swapped, ...(isFloat64 ? [] : [swappedNeighbours])].map((turned) =>
      set(greatest, greater(get(greatest), turned(greatest))),
    ),
    set(flag, op('v128.or', get(flag), op(`${lanes}.eq`, op(`${lanes}.abs`, get(greatest)), infinity))),
  ];
}
