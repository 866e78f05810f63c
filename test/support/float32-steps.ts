const bits = new DataView(new ArrayBuffer(4));

/** The rank of a float32 among all of them: neighbours differ by 1, and both zeros have the same rank. */
function place(x: number): number {
  bits.setFloat32(0, x);
  const pattern = bits.getInt32(0);
  return pattern >= 0 ? pattern : -(pattern & 0x7fffffff);
}

/** The number of float32 steps between two numbers, in units in the last place; infinite if only one of them is NaN or infinite. */
export function float32Steps(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(place(a) - place(b)) : Infinity;
}
