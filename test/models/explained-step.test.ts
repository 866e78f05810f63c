/** `npm run explain -- --model`: what a step consists of once it is a program. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { layers, Sequential } from '../../src/index.js';
import { currentEngine } from '../../src/kernel/engine.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const explain = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [join(root, 'tools/explain.js'), ...words])).stdout;

// The command chooses its engine itself.
describe.runIf(currentEngine() === 'wasm')('npm run explain -- --model', () => {
  test('prints what the note on programs shows', async () => {
    const printed = (await explain('--model', 'perceptron')).split('\n');
    const note = readFileSync(join(root, 'docs/design/0011-programs.md'), 'utf8');
    const [, shown] = /```\n(32 instructions[^]*?)```/.exec(note)!;
    for (const line of shown!.trimEnd().split('\n')) if (line !== '…') expect(printed).toContain(line);
    const begin = printed.indexOf('how            what');
    expect(printed.slice(begin + 1).findIndex((line) => line === '')).toBe(32);
    const buffers = printed.slice(printed.findIndex((line) => line.startsWith('buffer')) + 1, -1);
    expect(buffers).toHaveLength(20);
    for (const line of buffers) {
      const [, at, bytes] = line.split(/ +/).map(Number);
      expect(at! + bytes!).toBeLessThanOrEqual(69280);
    }
  });

  test('takes a file, the step and the batch', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hillock-explain-'));
    const path = join(folder, 'model.keras');
    await Sequential([layers.Dense(2, { activation: 'tanh', inputShape: [3] })], { name: 'net' }).save(path);
    const printed = await explain('--model', path, '--step', 'predict', '--batch', '5');
    expect(printed).toContain(`The predict step of ${path}, batch 5`);
    expect(printed).toMatch(/kernel × 5 +b1 ← matmul\(b0, dense\/kernel, dense\/bias\)\n/);
    await expect(explain('--model', path, '--step', 'train')).rejects.toMatchObject({ code: 1 });
    await rm(folder, { recursive: true });
  });

  test.each([
    [['--model', 'nowhere.keras'], 'loadModel: expected a file that can be read. Received: path="nowhere.keras"'],
    [['--model', 'perceptron', '--batch', '0'], '--batch: expected a positive integer. Received: 0'],
    [['--model', 'perceptron', '--step', 'fit'], '--step: expected train or predict. Received: fit'],
    [['--modl', 'perceptron'], 'Unknown option --modl. Did you mean --model?'],
  ])('%j is refused', async (words, message) => {
    await expect(explain(...words)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(message) as string,
    });
  });
});
