import { describe, expect, test } from 'vitest';
import {
  block,
  branch,
  branchIf,
  call,
  countedLoop,
  f32,
  f32x4,
  f64,
  f64x2,
  get,
  i32,
  i32x4,
  i64,
  i64x2,
  lane,
  loop,
  memory,
  memoryCopy,
  memoryFill,
  ModuleBuilder,
  op,
  set,
  shuffle32,
  tee,
  when,
} from '../../src/kernel/wasm/assembler.js';
import { type Opcode, opcodes } from '../../src/kernel/wasm/opcodes.js';
import { moduleText } from '../../src/kernel/wasm/text.js';
import { assembleText } from '../support/kernels.js';

type Exports = Record<string, (...values: number[]) => number>;

function instantiate(module: ModuleBuilder, imported = new WebAssembly.Memory({ initial: 1 })): Exports {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory: imported } });
  return instance.exports as unknown as Exports;
}

/** The text assembles, by another assembler, to the bytes. */
async function expectSameInText(module: ModuleBuilder): Promise<void> {
  expect(Buffer.from(await assembleText(module)).toString('hex')).toBe(Buffer.from(module.encode()).toString('hex'));
}

describe('modules', () => {
  test('functions call each other; only exported ones can be seen', async () => {
    const module = new ModuleBuilder();
    const square = module.function('square', ['f64'], ['f64'], false);
    square.push(op('f64.mul', get(square.parameters[0]!), get(square.parameters[0]!)));
    const fourth = module.function('fourth', ['f64'], ['f64']);
    fourth.push(call(square, call(square, get(fourth.parameters[0]!))));
    const exports = instantiate(module);
    expect(Object.keys(exports)).toEqual(['fourth']);
    expect(exports['fourth']!(3)).toBe(81);
    await expectSameInText(module);
  });

  test('functions of many signatures, with locals of many types in any order', async () => {
    const module = new ModuleBuilder();
    for (let count = 0; count < 140; count += 1) {
      const types = (['i32', 'f32', 'f64', 'i64', 'v128'] as const).slice(0, (count % 4) + 1);
      const f = module.function(`f${count}`, count % 2 === 0 ? types.slice(0, 3) : [], count % 3 === 0 ? ['i32'] : []);
      for (const type of [...types, ...types, 'v128', 'v128'] as const) f.local(type);
      if (count % 3 === 0) f.push(i32(count));
    }
    expect(instantiate(module)['f99']!()).toBe(99);
    await expectSameInText(module);
  });

  test('an empty module is a module', () => {
    const module = new ModuleBuilder();
    expect(instantiate(module)).toEqual({});
  });
});

describe('constants', () => {
  test.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8193, 2 ** 31 - 1, -(2 ** 31)])(
    'i32 %i',
    async (value) => {
      const module = new ModuleBuilder();
      module.function('f', [], ['i32']).push(i32(value));
      expect(instantiate(module)['f']!()).toBe(value);
      await expectSameInText(module);
    },
  );

  test.each([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 0x3ff0000000000000n])('i64 %s', async (value) => {
    const module = new ModuleBuilder();
    module.function('f', [], ['i64']).push(i64(value));
    expect(instantiate(module)['f']!()).toBe(value as never);
    await expectSameInText(module);
  });

  test.each([0, -0, 0.1, 1e-320, 5e-324, 1.7976931348623157e308, Infinity, -Infinity, NaN, 1 / 3])(
    'f64 %d',
    async (value) => {
      const module = new ModuleBuilder();
      module.function('f', [], ['f64']).push(f64(value));
      expect(instantiate(module)['f']!()).toBe(value);
      await expectSameInText(module);
    },
  );

  test.each([0, -0, 0.1, 1e-45, 3.4028235e38, Infinity, NaN])('f32 %d', async (value) => {
    const module = new ModuleBuilder();
    module.function('f', [], ['f32']).push(f32(value));
    expect(instantiate(module)['f']!()).toBe(Math.fround(value));
    await expectSameInText(module);
  });

  test('vectors', async () => {
    const module = new ModuleBuilder();
    const f = module.function('f', [], ['f64']);
    const [a, b] = [f.local('v128'), f.local('v128')];
    f.push(
      set(a, f64x2(0.1)),
      set(b, op('v128.xor', op('v128.or', i64x2(-1n), i32x4(1, -2, 3, -4)), op('v128.not', f32x4(-0)))),
      lane('f64x2.extract_lane', 1, get(a)),
    );
    expect(instantiate(module)['f']!()).toBe(0.1);
    await expectSameInText(module);
  });
});

describe('control', () => {
  test('a counted loop runs from, to, by its step', async () => {
    const module = new ModuleBuilder();
    const f = module.function('f', ['i32', 'i32'], ['i32']);
    const [counter, sum] = [f.local('i32'), f.local('i32')];
    f.push(
      ...countedLoop(counter, get(f.parameters[0]!), get(f.parameters[1]!), 3, [
        set(sum, op('i32.add', get(sum), get(counter))),
      ]),
      get(sum),
    );
    const { f: run } = instantiate(module);
    expect(run!(0, 10)).toBe(0 + 3 + 6 + 9);
    expect(run!(5, 6)).toBe(5);
    await expectSameInText(module);
  });

  test('if, else, nested; leaving a block and a loop', async () => {
    const module = new ModuleBuilder();
    const f = module.function('f', ['i32'], ['i32']);
    const x = f.parameters[0]!;
    const result = f.local('i32');
    f.push(
      when(
        op('i32.gt_s', get(x), i32(10)),
        [when(op('i32.gt_s', get(x), i32(20)), [set(result, i32(3))], [set(result, i32(2))])],
        [set(result, i32(1))],
      ),
      block(
        loop(
          branchIf(1, op('i32.ge_s', tee(x, op('i32.add', get(x), i32(1))), i32(100))),
          set(result, op('i32.add', get(result), i32(10))),
          branch(0),
        ),
      ),
      get(result),
    );
    const { f: run } = instantiate(module);
    expect([5, 15, 25, 98, 99].map((value) => run!(value))).toEqual([941, 842, 743, 13, 3]);
    await expectSameInText(module);
  });
});

describe('memory', () => {
  test('loads, stores, lanes, shuffles, copies and fills', async () => {
    const module = new ModuleBuilder();
    const f = module.function('f', ['i32'], []);
    const at = get(f.parameters[0]!);
    const [v, swapped] = [f.local('v128'), f.local('v128')];
    f.push(
      set(v, memory('v128.load', 0, [at])),
      set(swapped, shuffle32([1, 0, 3, 2], get(v), get(v))),
      memory('v128.store', 16, [at, get(swapped)]),
      memory('v128.store64_lane', 200, [at, get(v)], 1),
      memoryCopy(op('i32.add', at, i32(300)), at, i32(8)),
      memoryFill(op('i32.add', at, i32(400)), i32(0x3f), i32(4)),
    );
    const imported = new WebAssembly.Memory({ initial: 1 });
    const floats = new Float32Array(imported.buffer, 64);
    floats.set([1, 2, 3, 4]);
    instantiate(module, imported)['f']!(64);
    expect(Array.from(floats.subarray(4, 8))).toEqual([2, 1, 4, 3]);
    expect(Array.from(floats.subarray(50, 52))).toEqual([3, 4]);
    expect(Array.from(floats.subarray(75, 77))).toEqual([1, 2]);
    expect(new Uint8Array(imported.buffer, 464, 5)).toEqual(Uint8Array.of(0x3f, 0x3f, 0x3f, 0x3f, 0));
    await expectSameInText(module);
  });
});

/** Instructions by the operands that they take: enough to put each into a module. */
const unaryVectors = (Object.keys(opcodes) as Opcode[]).filter((name) =>
  /^[if]\d+x\d+\.(abs|neg|sqrt|ceil|floor|trunc|nearest|promote_low_f32x4|demote_f64x2_zero|not)$|^v128\.not$/.test(
    name,
  ),
);
const binaryVectors = (Object.keys(opcodes) as Opcode[]).filter((name) =>
  /^[if]\d+x\d+\.(add|sub|mul|div|min|max|pmin|pmax|eq|ne|lt|gt|le|ge|lt_s|gt_s)$|^v128\.(and|or|xor|andnot)$/.test(
    name,
  ),
);

test('every arithmetic instruction on vectors has the opcode that its name has', async () => {
  expect(unaryVectors.length).toBeGreaterThan(8);
  expect(binaryVectors.length).toBeGreaterThan(30);
  const module = new ModuleBuilder();
  const f = module.function('f', [], []);
  const v = f.local('v128');
  f.push(
    ...unaryVectors.map((name) => set(v, op(name, get(v)))),
    ...binaryVectors.map((name) => set(v, op(name, get(v), get(v)))),
  );
  instantiate(module)['f']!();
  await expectSameInText(module);
});

test('long lines of text are folded, and still the same module', async () => {
  const module = new ModuleBuilder();
  const f = module.function('f', ['f64'], ['f64']);
  const x = get(f.parameters[0]!);
  f.push(Array.from({ length: 12 }).reduce<typeof x>((sum) => op('f64.add', op('f64.mul', sum, x), f64(1)), x));
  expect(
    Math.max(
      ...moduleText(module)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(121);
  expect(instantiate(module)['f']!(1)).toBe(13);
  await expectSameInText(module);
});
