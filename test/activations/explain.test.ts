/** The way to look inside shows what runs. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import loadWabt from 'wabt';
import { activations, defineActivation, grad, ops, setEngine, tensor, type Tensor } from '../../src/index.js';
import { currentEngine } from '../../src/kernel/engine.js';

const engine = currentEngine();
const RealModule = WebAssembly.Module;

/** Each module that a call has compiled, as hexadecimal text. */
const compiled = new Set<string>();

const hexadecimal = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

let assemble: (text: string) => string;

beforeAll(async () => {
  setEngine('wasm');
  const wabt = await loadWabt();
  assemble = (text) => {
    const parsed = wabt.parseWat('kernel.wat', text, { simd: true, bulk_memory: true });
    try {
      return hexadecimal(parsed.toBinary({}).buffer);
    } finally {
      parsed.destroy();
    }
  };
});

beforeEach(() => {
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function (bytes: Uint8Array<ArrayBuffer>) {
    compiled.add(hexadecimal(bytes));
    return new RealModule(bytes);
  } as never);
});

afterAll(() => {
  vi.restoreAllMocks();
  setEngine(engine);
});

type Call = (x: unknown, options?: object) => never;

/** Runs the activation and its gradient, so that their kernels are compiled, unless an earlier case did. */
function runBoth(activation: unknown, options: object | undefined): void {
  const f = activation as Call;
  grad((x) => ops.sum(f(x, options)))(tensor([-1, 0.5, 2]));
}

type Elementwise = Extract<(typeof activations)[keyof typeof activations], { readonly resolve: unknown }>;

/** Each once, though some have two names; without the identity, whose kernel runs only where a short array repeats. */
const elementwise = [...new Set(Object.values(activations))].filter(
  (each): each is Elementwise => 'resolve' in each && each !== activations.linear,
);

const cases: readonly (readonly [string, Elementwise, activations.DescriptionOptions])[] = [
  ...elementwise.map((each) => [each.identifier, each, activations.facts(each).options] as const),
  ['gelu, approximate', activations.gelu, { approximate: true }],
  ['relu with a slope', activations.relu, { negativeSlope: 0.3 }],
  ['relu with a threshold', activations.relu, { threshold: 1 }],
  ['relu with all', activations.relu, { negativeSlope: 0.1, maxValue: 5, threshold: 1 }],
];

test('there are cases', () => {
  expect(elementwise.length).toBeGreaterThanOrEqual(25);
});

test.each(cases)('the text assembles to the bytes that run: %s', (_, activation, options) => {
  const { wasm } = activations.explain(activation, options);
  runBoth(activation, Object.keys(options).length === 0 ? undefined : options);
  expect(compiled).toContain(assemble(wasm.value));
  if (wasm.derivative !== null) expect(compiled).toContain(assemble(wasm.derivative));
});

/** What a text of `explain` computes, with the operations that it names: `add(x, 1)`. */
function computed(text: string, parameters: Readonly<Record<string, unknown>>, x: Tensor): readonly number[] {
  const tokens = text.match(/[\w.+-]+|[(),]/g)!;
  const term = (): unknown => {
    const name = tokens.shift()!;
    if (tokens[0] !== '(') return name === 'x' ? x : (parameters[name] ?? Number(name));
    const given: unknown[] = [];
    while (tokens.shift() !== ')') given.push(term());
    const operation = (ops as unknown as Record<string, (...all: unknown[]) => unknown>)[name];
    expect(operation, name).toBeDefined();
    return operation!(...given);
  };
  const result = term() as Tensor | number;
  return [...(typeof result === 'number' ? ops.fullLike(x, result) : result).data];
}

test.each(cases.filter(([name, , options]) => name.startsWith('gelu') || Object.keys(options).length === 0))(
  'formula and derivative are written in operations, and mean what is computed: %s',
  (_, activation, options) => {
    const { formula, derivative } = activations.explain(activation, options);
    const { parameters } = activations.facts(activation, options);
    const x = tensor([-9.3, -2.9, -1.1, -0.3, 0.2, 0.7, 1.9, 4.4, 7.7], { dtype: 'float64' });
    const f = activation as (x: Tensor, options?: object) => Tensor;
    const close = (wanted: Tensor): unknown[] => [...wanted.data].map((value) => expect.closeTo(value, 6) as unknown);
    expect(computed(formula, parameters, x)).toEqual(close(f(x, options)));
    expect(computed(derivative, parameters, x)).toEqual(close(grad((each) => ops.sum(f(each, options)))(x)));
  },
);

test('the derivative of tanh is the one that the textbook has', () => {
  expect(activations.explain('tanh').derivative).toBe('subtract(1, square(tanh(x)))');
  expect(activations.facts('tanh').derivative).toContain('1 - \\tanh^2 x');
});

test('an own activation, whose kernel is as exact as can be', () => {
  const own = defineActivation('bump', {}, (x) => ops.exp(ops.negative(ops.square(x))));
  try {
    runBoth(own, undefined);
    const { wasm } = activations.explain(own);
    expect(compiled).toContain(assemble(wasm.value));
    expect(compiled).toContain(assemble(wasm.derivative!));
  } finally {
    activations.remove('bump');
  }
});

test('the gradient of a straight line needs no kernel', () => {
  const { lowered, wasm } = activations.explain('linear');
  expect([lowered.derivative, wasm.derivative]).toEqual([null, null]);
});

test('the listing has an instruction for each that the loop computes', () => {
  const { lowered, wasm } = activations.explain('mish');
  const instructions = lowered.value.split('\n').filter((line) => /= f64x2\./.test(line));
  const inText = wasm.value.match(/\((f64x2\.(?!splat|promote|demote)\w+)/g) ?? [];
  expect(inText.length % instructions.length).toBe(0);
  expect(lowered.value).toMatch(/^v1 = input 0\n[^]*\nreturn v\d+$/);
});

describe('the command', () => {
  const run = (...words: string[]) =>
    promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('../../tools/explain.js', import.meta.url)),
      ...words,
    ]);

  test('prints every level', async () => {
    const { stdout } = await run('elu', 'alpha=0.5');
    const { formula, lowered, wasm } = activations.explain('elu', { alpha: 0.5 });
    const unindented = stdout.replace(/^ {2}/gm, '');
    for (const text of [formula, lowered.value, lowered.derivative!, wasm.value, wasm.derivative!]) {
      expect(unindented).toContain(text.trimEnd());
    }
    expect(stdout).toMatch(/range +\(−0\.5, ∞\)/);
  });

  test('prints a kernel alone, ready for an assembler', async () => {
    const { stdout } = await run('gelu', '--wasm', 'derivative');
    runBoth(activations.gelu, undefined);
    expect(compiled).toContain(assemble(stdout));
  });

  test('says how options that it does not have are written', async () => {
    await expect(run('relu', '--negative-slope', '2')).rejects.toMatchObject({
      code: 1,
      stderr: 'Unknown option --negative-slope. Arguments of an activation are written negativeSlope=value.\n',
    });
    await expect(run('relu', '--wasn', 'value')).rejects.toMatchObject({
      stderr: 'Unknown option --wasn. Did you mean --wasm?\n',
    });
  });

  test('says what it does not know', async () => {
    await expect(run('gelo')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('"gelu"') as string });
  });
});
