/** The pages of docs/activations are what the generator writes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { activations } from '../../src/index.js';
import { activationPages, folder } from '../../tools/documentation/pages.js';

test('npm run docs:activations would change nothing', async () => {
  const written = await activationPages(activations);
  const committed = readdirSync(folder).filter((name) => name.endsWith('.md'));
  expect(committed.sort()).toEqual([...written.keys()].sort());
  for (const [name, text] of written) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});

test('each activation has its picture, which shows its function and its derivative', () => {
  for (const identifier of activations.list()) {
    const picture = readFileSync(join(folder, `${identifier}.svg`), 'utf8');
    expect(picture, identifier).toMatch(/^<svg [^>]*xmlns=/);
    const curves = picture.match(/aria-roledescription="line mark"/g) ?? [];
    expect(curves.length, identifier).toBeGreaterThanOrEqual(2);
  }
});
