/** Products with relaxed multiply-add, where WebAssembly has it: asked for by `setEngine`, and close to what they are without. */
import { afterEach, describe, expect, test } from 'vitest';
import { ops, random, setEngine, type Tensor } from 'hillock';
import { currentEngine, isRelaxed } from '../../src/kernel/engine.js';
import { tileModule } from '../../src/kernel/product/tile.js';
import { vectorModule } from '../../src/kernel/product/vector.js';

const isThere = WebAssembly.validate(tileModule(true).encode());

afterEach(() => {
  setEngine({ relaxed: false });
});

describe('relaxed multiply-add', () => {
  test('is used where it is there, when it was asked for', () => {
    expect(isRelaxed()).toBe(false);
    const engine = currentEngine();
    setEngine({ relaxed: true });
    expect(isRelaxed()).toBe(isThere);
    expect(currentEngine()).toBe(engine);
    expect(WebAssembly.validate(vectorModule(true).encode())).toBe(isThere);
    setEngine(engine);
    expect(isRelaxed()).toBe(isThere);
  });

  test('differs in last bits alone', () => {
    const [a, b] = [random.normal([37, 300], { seed: 1 }), random.normal([300, 29], { seed: 2 })];
    const [x, kernel] = [random.normal([2, 9, 9, 3], { seed: 3 }), random.normal([3, 3, 3, 9], { seed: 4 })];
    const row = random.normal([1, 300], { seed: 5 });
    const compute = (): Tensor[] => [ops.matmul(a, b), ops.matmul(row, b), ops.conv(x, kernel)];
    const exact = compute();
    setEngine({ relaxed: true });
    const relaxed = compute();
    setEngine({ relaxed: false });
    expect(compute().map(String)).toEqual(exact.map(String));
    relaxed.forEach((each, i) => {
      const largest = Math.max(...[...exact[i]!.data].map(Math.abs));
      each.data.forEach((value: number, at: number) => {
        expect(Math.abs(value - exact[i]!.data[at]!)).toBeLessThan(1e-6 * largest);
      });
    });
  });

  test('is asked for by a boolean', () => {
    expect(() => setEngine({ relaxed: 1 as never })).toThrow(
      'setEngine: expected "wasm" or "evaluator", or { engine, relaxed, threads } of which relaxed is a boolean and threads an integer from 1 to 64. Received: options={ relaxed: 1 }.',
    );
    expect(() => setEngine({ fast: true } as never)).toThrow('setEngine: expected');
    expect(() => setEngine(undefined as never)).toThrow('setEngine: expected');
    expect(() => setEngine('cuda' as never)).toThrow('Received: engine="cuda".');
  });
});
