const bits = new DataView(new ArrayBuffer(4));

/** The place of a float32 in the row of all of them, so that neighbours differ by 1; both zeros have the same place. */
function place(x: number): number {
  bits.setFloat32(0, x);
  const pattern = bits.getInt32(0);
  return pattern >= 0 ? pattern : -(pattern & 0x7fffffff);
}

/** How many float32 steps lie between two numbers: units in the last place. Infinite where just one of them is NaN or infinite. */
export function float32Steps(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(place(a) - place(b)) : Infinity;
}
