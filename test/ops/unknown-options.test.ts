/** No function accepts an option that it would ignore. */
import { describe, expect, test } from 'vitest';
import * as activations from '../../src/activations/index.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { argumentsOf, call, expectRows, operationNames, operationTable } from './operation-table.js';

const x = ops.ones([2, 2]);

expectRows(Object.keys(operationTable));

describe.each(operationNames)('ops.%s', (name) => {
  test('refuses an unknown option', () => {
    const given = argumentsOf(name, x);
    expect(() => call(name, ...given)).not.toThrow();
    expect(() => call(name, ...given, { unknownOption: 1 })).toThrow(/^(ops|activations)\.\w+: .*unknownOption/);
  });
});

type AnyFunction = (...given: readonly unknown[]) => unknown;

const functions = Object.entries(activations).filter(
  ([, each]) => typeof each === 'function' && 'identifier' in each,
) as unknown as [string, AnyFunction][];

test.each(functions)('activations.%s refuses an unknown option', (name, f) => {
  const options = name === 'threshold' ? { threshold: 0, defaultValue: 0 } : {};
  expect(() => f(x, options)).not.toThrow();
  expect(() => f(x, { ...options, unknownOption: 1 })).toThrow(/unknown option "unknownOption"/);
});

const draws: Record<string, readonly unknown[]> = {
  normal: [[2]],
  truncatedNormal: [[2]],
  uniform: [[2]],
  randint: [[2], 0, 2],
  shuffle: [[1, 2]],
  setRandomSeed: [1],
};

const randomFunctions = Object.entries(random).filter(
  ([name, each]) => typeof each === 'function' && name in draws,
) as unknown as [string, AnyFunction][];

test.each(randomFunctions)('random.%s refuses an unknown option', (name, f) => {
  expect(() => f(...draws[name]!, { unknownOption: 1 })).toThrow();
});
