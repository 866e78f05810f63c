/** Which inputs a run covers: all of them, or a sample with every neighbourhood where formulas change or cancel. */

/** @typedef {import('./trial.js').InputRange} InputRange */

const patterns = 2 ** 32;
const blockLength = 2 ** 24;

/** All float32 bit patterns, in blocks. @returns {InputRange[]} */
export function allInputs() {
  return Array.from({ length: patterns / blockLength }, (_, block) => ({
    first: block * blockLength,
    stride: 1,
    count: blockLength,
  }));
}

/** Kinks, ends of ranges, zeros of derivatives, and where one method of a kernel hands over to another; each with both signs. */
const delicatePoints = [
  ...[2 ** -149, 2 ** -126, 2 ** -64, 2 ** -24, 2 ** -12, 0.01, 0.1, 0.25, 0.5, 1, 2, 2.5, 3, 5, 6, 20],
  // Zeros of the derivatives of gelu, gelu_tanh, mish and silu.
  ...[0.7517915, 0.7524614, 1.1924412, 1.2784645],
  // Where results become subnormal, zero or infinite.
  ...[14.17, 16.64, 44.36, 88.02969, 88.72284, 103.27893, 103.97208, 2 ** 64, 2 ** 127],
];
const neighbourhood = 4096;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** About 2ⁿ inputs of every exponent and both signs, and all floats next to the delicate points. @type {(n: number) => InputRange[]} */
export function sampledInputs(n) {
  const count = 2 ** n;
  const everywhere = { first: 0, stride: patterns / count + 1, count };
  const near = delicatePoints.flatMap((point) =>
    [point, -point].map((x) => {
      float[0] = x;
      const sign = x < 0 ? 0x8000_0000 : 0;
      const first = Math.max(sign, bits[0] - neighbourhood / 2);
      return { first, stride: 1, count: neighbourhood };
    }),
  );
  return [everywhere, ...near];
}
