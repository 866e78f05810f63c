import { inspect } from 'node:util';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  describeValue,
  DTypeError,
  forgetWarnings,
  HillockError,
  nearestName,
  ShapeError,
  StateError,
  unknownNameError,
  ValueError,
  warnOnce,
} from '../../src/errors/index.js';

describe('HillockError', () => {
  test('derives its message from its details', () => {
    const details = {
      where: 'Dense "dense"',
      expected: 'units > 0',
      received: { units: -1 },
      hint: 'Give the size of the output',
    };
    const error = new ValueError(details);
    expect(error.message).toBe(
      'Dense "dense": expected units > 0. Received: units=-1. Hint: Give the size of the output.',
    );
    expect({ where: error.where, expected: error.expected, received: error.received, hint: error.hint }).toEqual(
      details,
    );
  });

  test('says only what it knows', () => {
    const error = new StateError({ where: 'model.fit', expected: 'a compiled model' });
    expect(error.message).toBe('model.fit: expected a compiled model.');
    expect(error.received).toEqual({});
    expect(error.hint).toBeUndefined();
  });

  test.each([
    ['HillockError', HillockError, Error],
    ['ValueError', ValueError, HillockError],
    ['ShapeError', ShapeError, ValueError],
    ['DTypeError', DTypeError, ValueError],
    ['StateError', StateError, HillockError],
  ])('%s has its name and its parent', (name, Kind, Parent) => {
    const error = new Kind({ where: 'here', expected: 'something' });
    expect(error).toBeInstanceOf(Parent);
    expect(error.name).toBe(name);
    expect(String(error)).toBe(`${name}: here: expected something.`);
    expect(error.stack).toMatch(new RegExp(`^${name}: here: expected something\\.\n`));
  });

  test('prints its message once and no details after it', () => {
    const printed = inspect(new ValueError({ where: 'here', expected: 'something', received: { x: 1 } }));
    expect(printed.split('\n')[0]).toBe('ValueError: here: expected something. Received: x=1.');
    expect(printed).not.toContain('received');
  });
});

class Layer {
  name = 'dense';
}

test.each<[unknown, string]>([
  [1.5, '1.5'],
  [-0, '-0'],
  [NaN, 'NaN'],
  [7n, '7n'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  ['same', '"same"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['x'.repeat(100), `"${'x'.repeat(60)}…"`],
  [Symbol('s'), 'Symbol(s)'],
  [Math.abs, 'function abs'],
  [() => 0, 'anonymous function'],
  [[2, null], '[2, null]'],
  [['a', [1]], '["a", [1]]'],
  [[[[1, 2]]], '[[array of length 2]]'],
  [Array.from({ length: 10 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, 6, 7, … 10 in all]'],
  [new Float32Array(3), 'Float32Array of length 3'],
  [{ a: 1, b: { c: { d: 2 } } }, '{ a: 1, b: { c: Object object } }'],
  [Object.create(null), '{  }'],
  [new Layer(), 'Layer object'],
  [{ shape: [2, null], dtype: 'float32' }, 'Object(shape=[2, null], dtype=float32)'],
])('describes %o', (value, text) => expect(describeValue(value)).toBe(text));

describe('nearestName', () => {
  const known = ['relu', 'gelu', 'selu', 'hard_sigmoid', 'leaky_relu', 'softmax', 'softplus', 'tanh'];

  test.each([
    ['gelo', 'gelu'],
    ['rleu', 'relu'],
    ['Tanh', 'tanh'],
    ['hardSigmoid', 'hard_sigmoid'],
    ['LeakyReLU', 'leaky_relu'],
    ['softmx', 'softmax'],
    ['softpluss', 'softplus'],
    ['convolution', undefined],
    ['', undefined],
  ])('%s → %s', (name, nearest) => expect(nearestName(name, known)).toBe(nearest));

  test('an unknown name is told the nearest, or all', () => {
    const error = unknownNameError('activations.get', 'activation', 'gelo', known);
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toBe('activations.get: unknown activation "gelo". Did you mean "gelu"?');
    expect(error.received).toEqual({ name: 'gelo' });
    expect(unknownNameError('activations.get', 'activation', 'convolution', ['relu', 'tanh']).message).toBe(
      'activations.get: unknown activation "convolution". Known are relu, tanh.',
    );
  });
});

describe('warnOnce', () => {
  beforeEach(forgetWarnings);

  test('warns once for each key', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    warnOnce('first', 'careful');
    warnOnce('first', 'careful');
    warnOnce('second', 'also careful');
    expect(warn.mock.calls).toEqual([['careful'], ['also careful']]);
  });

  test('warns again after forgetWarnings', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    warnOnce('first', 'careful');
    forgetWarnings();
    warnOnce('first', 'careful');
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
