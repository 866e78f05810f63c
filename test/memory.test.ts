/** Memory stays flat with nobody disposing of anything, and with the garbage collector left to itself. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

interface Note {
  rss: number;
  arrayBuffers: number;
}

async function notesOf(program: string, ...options: string[]): Promise<Note[]> {
  const path = fileURLToPath(new URL(`./memory/${program}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...options]);
  return JSON.parse(stdout) as Note[];
}

/** In MiB, by how much the most that was held in the last half exceeds the most of the quarter before it. */
function growth(notes: readonly Note[], measure: keyof Note): number {
  const most = (from: number, to: number): number =>
    Math.max(...notes.slice(from * notes.length, to * notes.length).map((note) => note[measure]));
  return (most(0.5, 1) - most(0.25, 0.5)) / 2 ** 20;
}

const allowance = 16;

describe('memory is flat', () => {
  test('over 100,000 eager calls in one synchronous loop', async () => {
    const notes = await notesOf('eager-calls.js');
    expect(notes).toHaveLength(100);
    expect(growth(notes, 'rss')).toBeLessThan(allowance);
    expect(growth(notes, 'arrayBuffers')).toBeLessThan(allowance);
  });

  test('over 10,000 training steps', async () => {
    const notes = await notesOf('training-steps.js');
    expect(notes).toHaveLength(100);
    expect(growth(notes, 'rss')).toBeLessThan(allowance);
    expect(growth(notes, 'arrayBuffers')).toBeLessThan(allowance);
  });

  test('while a dataset of a gigabyte streams through fit', async () => {
    const notes = await notesOf('streaming.js', '--megabytes', '1024');
    expect(notes).toHaveLength(100);
    expect(growth(notes, 'rss')).toBeLessThan(100);
    expect(growth(notes, 'arrayBuffers')).toBeLessThan(100);
  });

  test('and would not be, if results were kept', async () => {
    const notes = await notesOf('eager-calls.js', '--leak');
    expect(growth(notes, 'rss')).toBeGreaterThan(4 * allowance);
    expect(growth(notes, 'arrayBuffers')).toBeGreaterThan(4 * allowance);
  });
});
