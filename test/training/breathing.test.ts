/** When long work gives other tasks a turn. The clock is the test's. */
import { afterEach, expect, test, vi } from 'vitest';
import { Breathing } from '../../src/training/breathing.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([1, 7, 20, 24, 26, 40, 49])('steps of %i ms take at most 50 ms between two turns of others', async (step) => {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const breathing = new Breathing();
  let begin = now;
  const turns: number[] = [];
  for (let i = 0; i < 200; i++) {
    now += step;
    const pause = breathing.pause();
    if (pause === undefined) continue;
    turns.push(now - begin);
    // Others work, too.
    now += 5;
    await pause;
    begin = now;
  }
  expect(Math.max(...turns)).toBeLessThanOrEqual(50);
  // Not more often than that needs.
  expect(Math.min(...turns)).toBeGreaterThanOrEqual(Math.max(step, 50 - 2 * step));
});
