/** The small examples in a short form: they run, learn something, and their pictures can be shown. */
import { describe, expect, test } from 'vitest';
import { run as addition } from '../../examples/addition/main.js';
import { run as antirectifier } from '../../examples/antirectifier/main.js';
import { run as autoencoders } from '../../examples/autoencoders/main.js';
import { run as depth } from '../../examples/depth/main.js';
import { run as fineTuning } from '../../examples/fine-tuning/main.js';
import type { Outcome } from '../../examples/shared/program.js';
import { run as tables } from '../../examples/tables/main.js';
import { run as text } from '../../examples/text/main.js';
import { run as trainingLoop } from '../../examples/training-loop/main.js';
import { setRandomSeed } from '../../src/index.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { unreadableColours } from '../support/contrast.js';
import { notWellFormed } from './well-formed.js';

const share = 1 / 10;

/** An example with less effort than usual, and what must come of it all the same: numbers that are well away from those of chance. */
const examples: {
  name: string;
  run: (effort: { epochs: number; size: number }) => Promise<Outcome>;
  epochs: number;
  size: number;
  pictures: number;
  check: (results: Readonly<Record<string, number>>) => void;
}[] = [
  {
    name: 'tables',
    run: tables,
    epochs: 30,
    size: 0,
    pictures: 0,
    check: (results) => {
      expect(results['wine']).toBeGreaterThan(0.85);
      expect(results['wine']).toBeGreaterThan(results['wine, as measured']!);
    },
  },
  {
    name: 'depth',
    run: depth,
    epochs: 3,
    size: 640,
    pictures: 1,
    check: (results) => {
      expect(results['selu, variance of the last layer']).toBeGreaterThan(0.3);
      expect(results['selu, variance of the last layer']).toBeLessThan(3);
      expect(results['relu, variance of the last layer']).toBeLessThan(1e-3);
      expect(results['selu']).toBeGreaterThan(results['relu']!);
    },
  },
  {
    name: 'antirectifier',
    run: antirectifier,
    epochs: 3,
    size: 640,
    pictures: 0,
    check: (results) => expect(results['antirectifier']).toBeGreaterThan(5 * share),
  },
  {
    name: 'autoencoders',
    run: autoencoders,
    epochs: 10,
    size: 1297,
    pictures: 2,
    check: ({ before, after, first, last }) => {
      expect(after).toBeLessThan(before!);
      expect(last).toBeLessThan(first!);
    },
  },
  {
    name: 'text',
    run: text,
    epochs: 25,
    size: 800,
    pictures: 0,
    check: (results) => {
      for (const name of ['LSTM', 'transformer']) expect(results[name]).toBeGreaterThan(0.65);
    },
  },
  {
    name: 'addition',
    run: addition,
    epochs: 2,
    size: 1000,
    pictures: 1,
    check: ({ first, last }) => expect(last).toBeLessThan(first!),
  },
  {
    name: 'training-loop',
    run: trainingLoop,
    epochs: 3,
    size: 640,
    pictures: 0,
    check: ({ testAccuracy }) => expect(testAccuracy).toBeGreaterThan(6 * share),
  },
  {
    name: 'fine-tuning',
    run: fineTuning,
    epochs: 5,
    size: 60,
    pictures: 0,
    check: (results) => {
      expect(results['lower layers frozen']).toBeGreaterThan(2 * share);
      expect(results['then all, gently']).toBeGreaterThan(results['from nothing']! - share);
    },
  },
];

// In plain JavaScript they would take minutes, and show the same.
describe.runIf(currentEngine() === 'wasm')('the example', () => {
  test.each(examples)('$name', async ({ run, epochs, size, pictures, check }) => {
    setRandomSeed(0);
    const outcome = await run({ epochs, size });
    check(outcome.results);
    expect(outcome.text.split('\n').length).toBeGreaterThan(2);
    expect(outcome.text).not.toMatch(/NaN|undefined/);
    const drawn = Object.entries(outcome.pictures ?? {});
    expect(drawn).toHaveLength(pictures);
    for (const [name, picture] of drawn) {
      expect(name).toMatch(/\.svg$/);
      expect(notWellFormed(picture)).toBeUndefined();
      expect(picture).not.toContain('NaN');
      expect(unreadableColours(picture)).toEqual([]);
    }
  });
});
