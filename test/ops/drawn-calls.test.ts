/** Calls of every operation that were drawn at random: each is as Keras has it, or a decision says why not. */
import { describe, expect, test, vi } from 'vitest';
import * as activations from '../../src/activations/index.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { differences, nameHere, readCalls, type DrawnCall } from './drawn-calls.js';
import { decisionFor, decisions, withoutCalls } from './drawn-decisions.js';

const calls = readCalls();
const callsOf = new Map<string, DrawnCall[]>();
for (const call of calls) callsOf.set(call[0], [...(callsOf.get(call[0]) ?? []), call]);

test('every operation has calls, or a reason', () => {
  const names = Object.entries({ '': ops, 'image.': ops.image, 'random.': random, 'activations.': activations })
    .flatMap(([prefix, namespace]) => Object.entries(namespace).map(([name, value]) => [prefix + name, value] as const))
    .filter(([name, value]) => typeof value === 'function' && !/(^|\.)[A-Z]/.test(name))
    .map(([name]) => name);
  const known = new Set([...callsOf.keys()].map(nameHere));
  expect(names.filter((name) => !known.has(name) && !(name in withoutCalls))).toEqual([]);
  expect(Object.keys(withoutCalls).filter((name) => known.has(name) || !names.includes(name))).toEqual([]);
});

describe.each([...callsOf])('%s', (_, drawn) => {
  test('is as Keras has it', () => {
    // A warning about what was drawn is no difference.
    vi.spyOn(console, 'warn').mockReturnValue();
    const found = drawn.flatMap((call) => differences(call).map((each) => [call, each] as const));
    const unexplained = found.filter(([call, each]) => decisionFor(call, each) === undefined);
    expect(unexplained.map(([[name, given, options], each]) => ({ call: JSON.stringify([name, given, options]), ...each }))).toEqual([]); // prettier-ignore
  });
});

test('every decision decides something', () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const made = new Set(calls.flatMap((call) => differences(call).map((each) => decisionFor(call, each))));
  expect(decisions.filter((each) => !made.has(each)).map(({ reason }) => reason)).toEqual([]);
});
