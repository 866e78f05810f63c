import { afterEach, describe, expect, test } from 'vitest';
import { DTypeError, dtypePolicies, HillockError, setDTypePolicy, ValueError } from 'hillock';
import { floatingPolicyOption, getDTypePolicy } from '../../src/objects/dtype-policy.js';

const { deserialize, DTypePolicy, get, serialize } = dtypePolicies;

afterEach(() => {
  setDTypePolicy('float32');
});

/** keras.DTypePolicy(name): compute_dtype, variable_dtype. Integers of files are computed in int32 here. */
test.each([
  ['float16', 'float16', 'float16'],
  ['bfloat16', 'bfloat16', 'bfloat16'],
  ['float32', 'float32', 'float32'],
  ['float64', 'float64', 'float64'],
  ['mixed_float16', 'float16', 'float32'],
  ['mixed_bfloat16', 'bfloat16', 'float32'],
  ['uint8', 'uint8', 'uint8'],
  ['int64', 'int32', 'int32'],
  ['bool', 'bool', 'bool'],
  ['string', 'string', 'string'],
] as const)('%s', (name, computeDtype, variableDtype) => {
  const policy = new DTypePolicy(name);
  expect(policy).toMatchObject({ name, computeDtype, variableDtype });
  expect(policy.getConfig()).toEqual({ name });
  expect(serialize(policy)).toEqual({
    module: 'keras',
    class_name: 'DTypePolicy',
    config: { name },
    registered_name: null,
  });
  expect(deserialize(serialize(policy))).toEqual(policy);
  expect(deserialize(name)).toEqual(policy);
  expect(get(name)).toEqual(policy);
  expect(DTypePolicy.fromConfig(policy.getConfig())).toEqual(policy);
  expect(String(policy)).toBe(`<DTypePolicy "${name}">`);
});

test.each([
  { class_name: 'Policy', config: { name: 'mixed_float16' } },
  { module: 'keras.mixed_precision', class_name: 'Policy', config: { name: 'mixed_float16' }, registered_name: null },
  { module: 'keras.dtype_policies', class_name: 'FloatDTypePolicy', config: { name: 'mixed_float16' } },
  { module: 'keras.dtype_policies', class_name: 'DTypePolicy', config: { name: 'mixed_float16' } },
])('%j, as older generations write it', (config) => {
  expect(deserialize(config)).toEqual(DTypePolicy('mixed_float16'));
});

describe('the global policy', () => {
  test('is what null stands for', () => {
    expect(get(null).name).toBe('float32');
    setDTypePolicy('mixed_bfloat16');
    expect(get(null)).toBe(getDTypePolicy());
    expect(get(null).computeDtype).toBe('bfloat16');
    setDTypePolicy(DTypePolicy('float64'));
    expect(get(null).name).toBe('float64');
  });

  test('is asked when an option is not given', () => {
    const option = floatingPolicyOption();
    setDTypePolicy('mixed_float16');
    expect(option.check(option.default, 'Dense', 'dtype').name).toBe('mixed_float16');
    expect(option.check('float64', 'Dense', 'dtype').name).toBe('float64');
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof HillockError) return `${error.name} ${error.message}`;
  }
  throw new Error('expected an error of Hillock');
}

describe('is refused', () => {
  const any = dtypePolicies as unknown as Record<
    'DTypePolicy' | 'get' | 'deserialize' | 'serialize',
    (x: unknown) => unknown
  >;

  test('a name that no policy has', () => {
    expect(messageOf(() => any.get('mixed_flaot16'))).toBe(
      'ValueError dtypePolicies.get: unknown dtype policy "mixed_flaot16". Did you mean "mixed_float16"?',
    );
    expect(messageOf(() => setDTypePolicy('float23' as never))).toBe(
      'ValueError setDTypePolicy: unknown dtype policy "float23". Did you mean "float32"?',
    );
    expect(messageOf(() => any.DTypePolicy('__proto__'))).toMatch(
      /^ValueError DTypePolicy: unknown dtype policy "__proto__"/,
    );
    expect(messageOf(() => floatingPolicyOption().check('half' as never, 'Dense', 'dtype'))).toMatch(
      /^ValueError Dense: unknown dtype "half"/,
    );
  });

  test('what is no name', () => {
    expect(messageOf(() => any.DTypePolicy(32))).toBe(
      'DTypeError DTypePolicy: expected the name of a dtype policy. Received: name=32.',
    );
    expect(messageOf(() => any.get(32))).toBe(
      'ValueError dtypePolicies.get: expected a dtype policy, its name or its config. Received: identifier=32.',
    );
    expect(messageOf(() => any.serialize('float32'))).toBe(
      'ValueError dtypePolicies.serialize: expected a dtype policy. Received: dtype policy="float32".',
    );
  });

  test('a policy that quantizes', () => {
    const config = {
      module: 'keras.dtype_policies',
      class_name: 'QuantizedDTypePolicy',
      config: { mode: 'int8', source_name: 'float32' },
    };
    expect(messageOf(() => any.deserialize(config))).toBe(
      'ValueError dtypePolicies.deserialize: unknown dtype policy "QuantizedDTypePolicy". Known are DTypePolicy, FloatDTypePolicy, Policy, PolicyV1.',
    );
  });

  test('integers for weights', () => {
    expect(messageOf(() => floatingPolicyOption().check('int32' as never, 'Dense', 'dtype'))).toBe(
      'DTypeError Dense: expected dtype to be a policy for floating-point numbers, of float16, bfloat16, float32, float64, mixed_float16, mixed_bfloat16. Received: dtype="int32".',
    );
    expect(() => setDTypePolicy('int32' as never)).toThrow(DTypeError);
    expect(get(null).name).toBe('float32');
    expect(() => DTypePolicy({ nmae: 'float32' } as never)).toThrow(ValueError);
  });
});
