import { describe, expect, test } from 'vitest';
import { activations, layers, ops, type Tensor } from '../../src/index.js';
import { float32Steps } from '../support/float32-steps.js';

/** Keras 3.15's names. */
const kerasNames = [
  ...([
    'celu',
    'elu',
    'exponential',
    'gelu',
    'glu',
    'hard_shrink',
    'hard_sigmoid',
    'hard_silu',
    'hard_tanh',
    'leaky_relu',
  ] as const),
  ...([
    'linear',
    'log_sigmoid',
    'log_softmax',
    'mish',
    'relu',
    'relu6',
    'selu',
    'sigmoid',
    'silu',
    'soft_shrink',
  ] as const),
  ...(['softmax', 'softplus', 'softsign', 'sparse_plus', 'sparse_sigmoid', 'sparsemax', 'squareplus', 'tanh'] as const),
  'tanh_shrink',
] as const;

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const functions = activations as unknown as Readonly<Record<string, (x: unknown, options?: object) => Tensor>>;
const x = [[-3, -0.5, 0.25, 4]];

describe('list', () => {
  test('holds the names of Keras 3.15, in alphabetical order', () => {
    const names = activations.list().filter((name) => activations.facts(name as 'relu').since !== undefined);
    expect(names).toEqual([...kerasNames, 'threshold'].sort());
    expect(activations.list()).toEqual([...activations.list()].sort());
  });

  test('is a copy', () => {
    activations.list().push('gelu');
    expect(activations.list().filter((name) => name === 'gelu')).toEqual(['gelu']);
  });
});

describe.each(kerasNames)('%s', (name) => {
  test('is found by its name, and named by what is found', () => {
    expect(activations.get(name)).toBe(functions[camelCase(name)]);
    expect((activations.get(name) as { identifier?: string }).identifier).toBe(name);
  });

  test('survives being written and read', () => {
    const config = activations.serialize(activations.get(name));
    expect(activations.deserialize(JSON.parse(JSON.stringify(config)) as string)).toBe(activations.get(name));
    if (name !== 'hard_sigmoid') expect(config).toBe(name);
  });

  test('computes the same by name, as a function and in a layer', () => {
    const expected = functions[camelCase(name)]!(x).toArray();
    expect(activations.get(name)(x).toArray()).toEqual(expected);
    expect(layers.Activation(name)(x).toArray()).toEqual(expected);
  });

  test('is an operation', () => {
    const operation = (ops as unknown as typeof functions)[camelCase(name === 'exponential' ? 'exp' : name)];
    if (name === 'linear') return;
    expect(operation).toBeTypeOf('function');
    if (name === 'gelu' || name === 'hard_sigmoid') return;
    const wanted = functions[camelCase(name)]!(x).data as Float32Array;
    // exp is computed in float64 lanes, the activation in float32 lanes.
    const steps = name === 'exponential' ? 1 : 0;
    operation!(x).data.forEach((value, i) => {
      expect(float32Steps(value, wanted[i]!)).toBeLessThanOrEqual(steps);
    });
  });
});

describe('get', () => {
  test('knows the aliases swish and hard_swish', () => {
    expect(activations.get('swish')).toBe(activations.silu);
    expect(activations.get('hard_swish')).toBe(activations.hardSilu);
    expect(activations.serialize(activations.get('swish'))).toBe('silu');
  });

  test('gives linear for null', () => {
    expect(activations.get(null)).toBe(activations.linear);
    expect(activations.deserialize(null)).toBe(activations.linear);
  });

  test('gives functions back', () => {
    const own = <X>(given: X): X => given;
    expect(activations.get(own as never)).toBe(own);
    expect(activations.get(activations.mish)).toBe(activations.mish);
  });

  test('reads configs', () => {
    const half = activations.get({ class_name: 'relu', config: { max_value: 2 } });
    expect(half([[-1, 1, 3]]).toArray()).toEqual([[0, 1, 2]]);
    const ofKeras = { module: 'builtins', class_name: 'function', config: 'silu', registered_name: 'function' };
    expect(activations.get(ofKeras)).toBe(activations.silu);
    expect(activations.deserialize({ class_name: 'swish', config: {} })).toBe(activations.silu);
  });

  test('in code, hard_sigmoid is that of the earlier generations: slope 0.2', () => {
    expect(activations.get('hard_sigmoid')([1]).item()).toBe(Math.fround(0.7));
  });
});

describe('hard_sigmoid in configs', () => {
  const slopeOf = (f: (x: number[]) => Tensor): number => f([1]).item() - 0.5;

  test('is what it is to the Keras that wrote it, 3 unless 2 is said', () => {
    expect(slopeOf(activations.deserialize('hard_sigmoid'))).toBeCloseTo(1 / 6, 6);
    expect(slopeOf(activations.deserialize('hard_sigmoid', { keras: 2 }))).toBeCloseTo(0.2, 6);
    expect(activations.deserialize('hard_sigmoid', { keras: 2 })).toBe(activations.hardSigmoid);
    expect(slopeOf(activations.get({ class_name: 'hard_sigmoid', config: {} }))).toBeCloseTo(1 / 6, 6);
  });

  test('with slope 0.2 is an object, so that no round trip changes it', () => {
    const config = activations.serialize(activations.hardSigmoid);
    expect(config).toEqual({ class_name: 'hard_sigmoid', config: { slope: 0.2, offset: 0.5 } });
    expect(activations.deserialize(config)).toBe(activations.hardSigmoid);
    const ofKeras3 = activations.deserialize('hard_sigmoid');
    expect(activations.serialize(ofKeras3)).toBe('hard_sigmoid');
    expect(activations.deserialize(activations.serialize(ofKeras3))([1]).item()).toBe(ofKeras3([1]).item());
  });

  test('goes through a layer’s config unchanged', () => {
    for (const activation of ['hard_sigmoid', activations.deserialize('hard_sigmoid')] as const) {
      const layer = layers.Dense(2, { activation, kernelInitializer: 'ones' });
      const again = layers.deserialize(layers.serialize(layer)) as layers.Dense;
      expect(again([[0.25, 1]]).toArray()).toEqual(layer([[0.25, 1]]).toArray());
    }
  });
});

describe('activations with arguments', () => {
  test('that a config gives are kept and written again', () => {
    const config = { class_name: 'elu', config: { alpha: 0.5 } };
    const elu = activations.deserialize(config);
    expect(elu([[-1]]).toArray()).toEqual(activations.elu([[-1]], { alpha: 0.5 }).toArray());
    expect(activations.serialize(elu)).toEqual(config);
  });

  test('are plain again where the arguments are the defaults', () => {
    expect(activations.deserialize({ class_name: 'elu', config: { alpha: 1 } })).toBe(activations.elu);
    expect(activations.deserialize({ class_name: 'gelu', config: { approximate: false } })).toBe(activations.gelu);
  });

  test('threshold can be had from a config with its arguments', () => {
    const threshold = activations.deserialize({ class_name: 'threshold', config: { threshold: 1, default_value: 0 } });
    expect(threshold([[0.5, 2]]).toArray()).toEqual([[0, 2]]);
    expect(activations.serialize(threshold)).toEqual({
      class_name: 'threshold',
      config: { threshold: 1, default_value: 0 },
    });
  });
});

describe('keras.ops has defaults of its own', () => {
  test('gelu is approximate, hardSigmoid has the slope 1/6', () => {
    expect(ops.gelu([1]).toArray()).toEqual(activations.gelu([1], { approximate: true }).toArray());
    expect(ops.gelu([1], { approximate: false }).toArray()).toEqual(activations.gelu([1]).toArray());
    expect(ops.hardSigmoid([1]).toArray()).toEqual(activations.hardSigmoid([1], { slope: 1 / 6 }).toArray());
    expect(ops.softmax([1, 2]).shape).toEqual([2]);
  });
});
