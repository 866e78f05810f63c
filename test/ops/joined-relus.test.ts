/** relu beside pooling is computed in the same pass by programs, and the bits stay those of the two operations. */
import { describe, expect, test } from 'vitest';
import { activations, grad, layers, ops, tensor, valueAndGrad, type Tensor } from 'hillock';
import { programText } from '../../src/ops/program/listing.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { buildProgram } from '../../src/ops/program/builder.js';
import { joinSteps } from '../../src/ops/program/rewriting.js';
import { traceCall } from '../../src/ops/trace.js';
import { flattenTree, type Tree } from '../../src/tensor/index.js';

/** The program of f, after its results were found to be those of f to the bit. */
function programOf(f: (...xs: Tensor[]) => Tree<Tensor>, ...xs: Tensor[]): string {
  const program = buildProgram(traceCall(f, xs), joinSteps);
  const computed = flattenTree(program.run(xs)).map(({ data }) => data);
  const text = programText(program);
  program.release();
  const expected = flattenTree(f(...xs)).map(({ data }) => data);
  // toEqual tells 0 from -0, and takes all NaNs for equal.
  expect(computed).toEqual(expected);
  return text;
}

const relusIn = (text: string): number => [...text.matchAll(/\brelu\b/gu)].length;

/** Images whose windows contain ties, zeros of both signs, NaN, infinities, and negative numbers alone. */
function images(size: number, channels: number): Tensor {
  const values = [1, -2, 0, -0, 3, -1, NaN, 3, -4, Infinity, 0.5, -Infinity, -0, 7, -3, 2, 2];
  const length = 3 * size * size * channels;
  const data = Float32Array.from({ length }, (_, i) => (i % 5 === 0 ? Math.sin(i) : values[(i * 7 + (i >> 5)) % 17]!));
  return tensor(data, { shape: [3, size, size, channels] });
}

/** Upstream gradients, with zeros of both signs. */
const upstream = ({ shape, size }: Tensor): Tensor =>
  tensor(
    Float32Array.from({ length: size }, (_, i) => [1, -1, 0, -0, 0.3, -7][(i * 5 + (i >> 3)) % 6]!),
    { shape },
  );

describe.runIf(currentEngine() === 'wasm')('relu and pooling', () => {
  const pooled = (x: Tensor, size: number, strides = size): Tensor =>
    ops.maxPool(activations.relu(x), size, { strides, padding: size > 2 ? 'same' : 'valid' });

  test.each([
    [6, 4, 2, 2],
    [7, 21, 2, 2],
    [9, 17, 2, 3],
    [8, 3, 3, 3],
  ])('of %i × %i pixels, %i channels, are one pass', (size, channels, window, strides) => {
    const x = images(size, channels);
    expect(relusIn(programOf((x) => pooled(x, window, strides), x))).toBe(0);
    const dy = upstream(pooled(x, window, strides));
    const weighted = (x: Tensor): Tensor => ops.sum(ops.multiply(pooled(x, window, strides), dy));
    const text = programOf((x) => grad(weighted)(x), x);
    expect(relusIn(text)).toBe(0);
    expect(text).toContain('max_pool gradient');
  });

  test('of windows that overlap stay two', () => {
    expect(relusIn(programOf((x) => grad((x) => ops.sum(pooled(x, 3, 2)))(x), images(7, 5)))).toBe(2);
  });

  test('stay two where something else reads relu', () => {
    const x = images(6, 4);
    expect(relusIn(programOf((x) => [pooled(x, 2), activations.relu(x)], x))).toBe(1);
    const both = (x: Tensor): Tensor => {
      const rectified = activations.relu(x);
      return ops.add(ops.sum(ops.maxPool(rectified, 2)), ops.sum(ops.square(rectified)));
    };
    expect(relusIn(programOf((x) => grad(both)(x), x))).toBe(2);
  });

  test('stay two where the gradient between them is needed', () => {
    const f = (x: Tensor): Tree<Tensor> => {
      const rectified = activations.relu(x);
      const { value, gradient } = valueAndGrad((each: Tensor) => ops.sum(ops.maxPool(each, 2)))(rectified);
      return [value, gradient];
    };
    expect(relusIn(programOf(f, images(6, 4)))).toBe(1);
  });

  test('of two poolings of one relu are two passes', () => {
    const f = (x: Tensor): Tree<Tensor> => {
      const rectified = activations.relu(x);
      return [ops.maxPool(rectified, 2), ops.maxPool(rectified, 3)];
    };
    expect(relusIn(programOf(f, images(6, 4)))).toBe(0);
  });

  test('leave other activations alone', () => {
    const relu6 = layers.ReLU({ maxValue: 6 });
    expect(programOf((x) => ops.maxPool(relu6(x), 2), images(6, 4))).toContain('relu');
  });
});
